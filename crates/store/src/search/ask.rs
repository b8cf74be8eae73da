//! One question to one of the two indexes.

use super::{GRAM, Typed, windows};
use crate::{
    StoreError,
    tables::{self, Table},
    tx::{INDEXES, Part},
    unindexed::Unindexed,
};
use sqlx::{AssertSqlSafe, SqliteConnection};

/// One word of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    text: String,
    /// The beginning of a word is enough.
    beginning: bool,
}

impl Word {
    fn whole(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            beginning: false,
        }
    }

    fn beginning(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            beginning: true,
        }
    }

    /// In FTS5's query syntax. Folded words hold no quotes.
    fn expression(&self) -> String {
        format!("\"{}\"{}", self.text, if self.beginning { " *" } else { "" })
    }

    fn is_in(&self, words: &str) -> bool {
        let mut words = words.split(' ');
        if self.beginning {
            words.any(|word| word.starts_with(&self.text))
        } else {
            words.any(|word| word == self.text)
        }
    }
}

/// A question to one index: of each group of words, any.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ask {
    /// Place in [`INDEXES`].
    at: usize,
    groups: Vec<Vec<Word>>,
}

const NAMES: usize = 0;
const NUMBERS: usize = 1;
const TEXTS: usize = 2;

/// Beginnings shorter than this are not looked for in bodies.
const TEXT_BEGINNING: usize = 3;

impl Ask {
    fn all(at: usize, words: impl IntoIterator<Item = Word>) -> Self {
        Self {
            at,
            groups: words.into_iter().map(|word| vec![word]).collect(),
        }
    }

    /// With the words that were probably meant: for each typed word, any of its candidates.
    pub(crate) fn mended(candidates: &[Vec<String>]) -> Self {
        let any = |words: &Vec<String>| words.iter().map(|word| Word::whole(word)).collect();
        Self {
            at: NAMES,
            groups: candidates.iter().map(any).collect(),
        }
    }

    fn expression(&self) -> String {
        let any = |group: &Vec<Word>| {
            let words: Vec<String> = group.iter().map(Word::expression).collect();
            format!("({})", words.join(" OR "))
        };
        self.groups.iter().map(any).collect::<Vec<_>>().join(" AND ")
    }

    /// Whether records of a kind have words in the index that is asked: where they have none, looking for them would read what is
    /// there of every other kind.
    pub(crate) fn is_about(&self, table: &Table) -> bool {
        let part = Part::ALL.get(self.at);
        part.is_some_and(|part| part.fields(table).next().is_some())
    }

    /// The same question to words that are not in the index yet.
    fn is_answered_by(&self, words: &str) -> bool {
        self.groups
            .iter()
            .all(|group| group.iter().any(|word| word.is_in(words)))
    }

    /// The matching rowids, newest first. What is not in the index yet answers for itself.
    pub(crate) async fn run(
        &self,
        connection: &mut SqliteConnection,
        unindexed: &Unindexed,
        only: Option<&'static Table>,
        limit: usize,
    ) -> Result<Vec<i64>, StoreError> {
        let words = |row: &i64| unindexed.get(row).and_then(|words| words.get(self.at)?.as_deref());
        let index = INDEXES.get(self.at).copied().unwrap_or_default();
        let kind = if only.is_some() { "AND rowid & 63 = ?3" } else { "" };
        let sql = format!("SELECT rowid FROM {index} WHERE {index} MATCH ?1 {kind} ORDER BY rowid DESC LIMIT ?2");
        let mut query = sqlx::query_scalar(AssertSqlSafe(sql))
            .bind(self.expression())
            .bind((limit + unindexed.len()) as i64);
        if let Some(table) = only {
            query = query.bind(table.number);
        }
        let mut rows: Vec<i64> = query.fetch_all(connection).await?;
        rows.retain(|row| words(row).is_none());
        let ours = |row: &i64| only.is_none_or(|table| tables::number_of(*row) == table.number);
        let fresh = unindexed.keys().copied().filter(ours);
        rows.extend(fresh.filter(|row| words(row).is_some_and(|words| self.is_answered_by(words))));
        rows.sort_unstable_by(|a, b| b.cmp(a));
        rows.truncate(limit);
        Ok(rows)
    }
}

/// Questions to the indexes of names and numbers: runs of digits, then whole words, then beginnings.
pub(crate) fn name_asks(typed: &Typed) -> Vec<Ask> {
    let mut asks = Vec::new();
    if let Some(digits) = &typed.digits {
        let runs: Vec<Word> = windows(digits)
            .map(|run| Word::whole(&format!("{GRAM}{run}")))
            .collect();
        let short = || vec![Word::beginning(&format!("{GRAM}{digits}"))];
        asks.push(Ask::all(NUMBERS, if runs.is_empty() { short() } else { runs }));
    }
    if !typed.words.is_empty() {
        asks.push(Ask::all(NAMES, typed.words.iter().map(|word| Word::whole(word))));
        asks.push(Ask::all(NAMES, typed.words.iter().map(|word| Word::beginning(word))));
    }
    asks
}

/// The question to the index of bodies, newest first: one, since a whole word says no more there than its beginning.
pub(crate) fn text_ask(typed: &Typed) -> Option<Ask> {
    let (last, whole) = typed.words.split_last()?;
    // People type the beginning of the last word only.
    let last = if last.chars().count() >= TEXT_BEGINNING {
        Word::beginning(last)
    } else {
        Word::whole(last)
    };
    Some(Ask::all(
        TEXTS,
        whole.iter().map(|word| Word::whole(word)).chain([last]),
    ))
}
