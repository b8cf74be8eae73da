//! A larger act, one that is about many records: what the list of recent acts and a history say of it. It is kept as a key and its
//! parts, which the window words in the person's language. What an earlier version kept as an English sentence stays one.

use crate::{calendar, sample, starting, syncing, tasks};
use serde::{Deserialize, Serialize};
use specta::Type;

/// So many records of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Counted {
    /// The kind; empty where it is about changes, or records of several kinds.
    pub kind: String,
    /// How many.
    pub count: u32,
}

/// What a larger act did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Larger {
    /// `set_up`, `sample`, `sample_removed`, `joined`, `done_with_note`, `series`, `imported`, `changed`, `tagged`, `untagged`,
    /// `deleted`, `decided`, `pipeline`, `merged`, `undone`, `rewound`; empty where only a sentence was kept.
    pub act: String,
    /// To how many of which kinds; of `undone` the changes, of `rewound` the changes and their records.
    pub counts: Vec<Counted>,
    /// The tag, the file, the pipeline; of `merged` the one that went and the one that stays.
    pub names: Vec<String>,
    /// The keys of the fields, of the first kind.
    pub fields: Vec<String>,
    /// The sentence that an earlier version kept; otherwise empty.
    pub words: String,
}

impl Larger {
    pub(crate) fn new(act: &str) -> Self {
        Self {
            act: act.to_owned(),
            ..Self::default()
        }
    }

    /// The same, about so many records of a kind.
    pub(crate) fn count(mut self, kind: &str, count: u32) -> Self {
        let kind = kind.to_owned();
        self.counts.push(Counted { kind, count });
        self
    }

    /// The same, with a name in it.
    pub(crate) fn name(mut self, name: impl Into<String>) -> Self {
        self.names.push(name.into());
        self
    }

    /// The same, about these fields.
    pub(crate) fn fields(mut self, keys: impl IntoIterator<Item = String>) -> Self {
        self.fields.extend(keys);
        self
    }

    /// As it is kept beside its gesture.
    pub(crate) fn kept(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// For a file, which has no language: its key and names, or the sentence that was kept.
    pub(crate) fn plain(&self) -> String {
        if !self.words.is_empty() {
            return self.words.clone();
        }
        let names = self.names.iter().map(String::as_str);
        [self.act.as_str()]
            .into_iter()
            .chain(names)
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// What was kept beside a gesture.
    pub(crate) fn read(kept: &str) -> Self {
        serde_json::from_str(kept).unwrap_or_else(|_| Self {
            words: kept.to_owned(),
            ..Self::new(always(kept))
        })
    }
}

/// The key of an act that is always called the same, and known again by that.
fn always(words: &str) -> &'static str {
    match words {
        starting::WORDS => "set_up",
        sample::WORDS => "sample",
        sample::REMOVED => "sample_removed",
        syncing::JOINED => "joined",
        tasks::DONE_WITH_NOTE => "done_with_note",
        calendar::OF_SERIES => "series",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_is_read_as_it_was_kept_and_a_sentence_of_an_earlier_version_stays_one() {
        let tagged = Larger::new("tagged").count("contact", 12).name("vip");
        let same = Larger {
            words: sample::WORDS.to_owned(),
            ..Larger::new("sample")
        };
        let told = Larger {
            words: "Imported 85 companies from accounts.csv".to_owned(),
            ..Larger::default()
        };
        for (kept, larger) in [
            (tagged.kept(), tagged.clone()),
            (sample::WORDS.to_owned(), same),
            (told.words.clone(), told.clone()),
        ] {
            assert_eq!(Larger::read(&kept), larger, "{kept}");
        }
    }
}
