//! Quick add: "call Ana tue 9am #vip" becomes a task. First a plan, which the window shows while somebody types: what was
//! understood, from which words, and which record it may be about; then, on Enter, the task.

mod cut;
pub(crate) mod often;
mod read;
#[cfg(test)]
mod tests;
mod when;
mod words;

pub use read::QuickMeaning;
pub(crate) use read::{Understood, Who, read};

use crate::{App, Failure, Hit, naming::record_of, records::Saved};
use model::{KindKey, RecordId, fold::fold, typed::Moment};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeMap;
use store::Store;

/// A stretch of the text that was understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct QuickSpan {
    /// Where it begins, in UTF-16 units, as the window counts.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// As what it was understood.
    pub meaning: QuickMeaning,
}

/// A record that a quick task may be about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AboutCandidate {
    /// The record.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub title: String,
    /// One line of meaning.
    pub subtitle: String,
}

/// What was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct QuickPlan {
    /// The title: every word that was not understood as something else.
    pub title: String,
    /// The kind of task: `todo`, `call`, `email` or `visit`.
    pub what: String,
    /// The record that it is about; empty where there is none, or where a choice is needed.
    pub about: String,
    /// The records that it may be about, the likeliest first.
    pub candidates: Vec<AboutCandidate>,
    /// More than one record fits equally: let the person choose.
    pub ambiguous: bool,
    /// When it is due, in the kept form; empty where it is not said.
    pub due: String,
    /// The colleague who does it; empty where it is not said.
    pub assignee: String,
    /// That colleague's name.
    pub assignee_name: String,
    /// Tags.
    pub tags: Vec<String>,
    /// How often it comes again; empty for once.
    pub repeats: String,
    /// The stretches that were understood, in order.
    pub spans: Vec<QuickSpan>,
}

/// Kinds that a task is usually about.
const ABOUT: [&str; 4] = ["contact", "company", "deal", "issue"];

impl App {
    /// What a line of text says, without doing anything.
    ///
    /// # Errors
    /// The store's.
    pub async fn quick_add_plan(&self, text: &str) -> Result<QuickPlan, Failure> {
        let store = self.store().await?;
        let colleagues = colleagues(&store).await?;
        let folded: Vec<String> = colleagues.iter().map(|(_, name)| fold(name)).collect();
        let text: String = text.chars().take(1_000).collect();
        let mut read = read(&text, self.here().datetime(), &folded);
        let about = self.about(&text, &mut read).await?;
        let who = read.who.as_ref().and_then(|who| match who {
            Who::Me => {
                let me = record_of(store.device().person);
                colleagues.iter().find(|(id, _)| *id == me)
            }
            Who::Colleague(at) => colleagues.get(*at),
        });
        let due = read.day.map(|date| Moment {
            date,
            time: read.time.map(|time| (time, self.0.surroundings.zone.clone())),
        });
        let span = |(range, meaning): &(std::ops::Range<usize>, QuickMeaning)| QuickSpan {
            start: utf16(&text, range.start),
            end: utf16(&text, range.end),
            meaning: *meaning,
        };
        let ambiguous = about.len() > 1 && !only_exact(&about);
        Ok(QuickPlan {
            title: read.title.clone(),
            what: read.what.to_owned(),
            about: about
                .first()
                .filter(|_| !ambiguous)
                .map(|c| c.id.clone())
                .unwrap_or_default(),
            candidates: about.into_iter().map(|candidate| candidate.shown).collect(),
            ambiguous,
            due: due.map(|due| due.to_string()).unwrap_or_default(),
            assignee: who.map(|(id, _)| id.to_string()).unwrap_or_default(),
            assignee_name: who.map(|(_, name)| name.clone()).unwrap_or_default(),
            spans: read.spans.iter().map(span).collect(),
            tags: read.tags,
            repeats: read.repeats.to_owned(),
        })
    }

    /// Makes the task of a plan, as the window shows it. A draft that it comes from goes in the same transaction.
    ///
    /// # Errors
    /// `Invalid` for a plan without a title, or the store's.
    pub async fn quick_add(&self, plan: QuickPlan, draft: Option<&str>) -> Result<Saved, Failure> {
        let fields = [
            ("title", plan.title),
            ("what", plan.what),
            ("about", plan.about),
            ("due", plan.due),
            ("assignee", plan.assignee),
            ("repeats", plan.repeats),
            ("tags", plan.tags.join(", ")),
        ];
        let some = fields.into_iter().filter(|(_, text)| !text.trim().is_empty());
        let form: BTreeMap<String, String> = some.map(|(key, text)| (key.to_owned(), text)).collect();
        self.create_from("task", form, draft).await
    }

    /// The records that the first fitting name may mean; its words are marked in what was read.
    async fn about(&self, text: &str, read: &mut Understood) -> Result<Vec<Candidate>, Failure> {
        for range in read.names.clone() {
            let name = text.get(range.clone()).unwrap_or_default();
            let wanted = fold(name);
            if wanted.chars().count() < 2 {
                continue;
            }
            let hits = self.find(name, 12).await?;
            let mut found: Vec<Candidate> = hits.into_iter().filter_map(|hit| Candidate::of(hit, &wanted)).collect();
            if !found.is_empty() {
                found.sort_by_key(|candidate| (!candidate.exact, candidate.rank));
                found.truncate(6);
                read.spans.push((range, QuickMeaning::About));
                read.spans.sort_by_key(|(range, _)| range.start);
                return Ok(found);
            }
        }
        Ok(Vec::new())
    }
}

struct Candidate {
    id: String,
    exact: bool,
    rank: usize,
    shown: AboutCandidate,
}

impl Candidate {
    /// A hit whose own name holds every word of what was typed.
    fn of(hit: Hit, wanted: &str) -> Option<Self> {
        let rank = ABOUT.iter().position(|kind| *kind == hit.kind)?;
        let title = fold(&hit.title);
        let fits = wanted
            .split(' ')
            .all(|word| title.split(' ').any(|name| name.starts_with(word)));
        fits.then(|| Self {
            id: hit.id.clone(),
            exact: title == wanted,
            rank,
            shown: AboutCandidate {
                id: hit.id,
                kind: hit.kind,
                title: hit.title,
                subtitle: hit.subtitle,
            },
        })
    }
}

/// One record bears exactly this name, and no other does.
fn only_exact(found: &[Candidate]) -> bool {
    found.iter().filter(|candidate| candidate.exact).count() == 1
}

/// Everyone who works here.
pub(crate) async fn colleagues(store: &Store) -> Result<Vec<(RecordId, String)>, Failure> {
    let schema = store.schema();
    let records = store.records_after(&KindKey::of("colleague"), 0, 10_000).await?;
    let named = |(_, id, record)| (id, crate::pipelines::text(&record, &schema, "name"));
    Ok(records.into_iter().map(named).collect())
}

/// A place in bytes as a place in UTF-16 units.
fn utf16(text: &str, at: usize) -> u32 {
    let units = text.get(..at).map_or(0, |before| before.encode_utf16().count());
    u32::try_from(units).unwrap_or(u32::MAX)
}
