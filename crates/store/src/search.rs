//! Search: words as they are typed, in any order, with their beginnings enough; accents optional; pieces of telephone
//! numbers; a letter wrong.
//!
//! Three indexes: names, where short beginnings are indexed too, telephone numbers, and bodies. A hit in a name comes before
//! a hit in a body, in names whole words before beginnings, newer records before older. Nothing is ranked by counting words: for a
//! common word that would read every posting to order records that no person tells apart.
//!
//! A telephone number is in the index as its runs of four digits, marked so that they are not words. A piece of a number
//! is the records that have all its runs, checked against the number itself.
//!
//! A slip of one letter (left out, put in, exchanged, or two swapped: Damerau's four) is mended from the vocabulary of
//! names, which is small, and only where the words as typed find too little.

mod ask;
mod hits;
mod near;
mod vocabulary;

pub use hits::Hit;
pub(crate) use hits::search;
pub(crate) use vocabulary::Vocabulary;

use crate::{
    StoreError,
    store::Inner,
    tables::{self, Table},
    unindexed::Unindexed,
};
use ask::{Ask, name_asks, text_ask};
use model::fold::{digits, fold};
use sqlx::SqliteConnection;

/// Before every run of digits: a byte that the tokenizer takes for a letter and no folded word holds.
pub(crate) const GRAM: char = '¤';
/// Digits in one run.
const RUN: usize = 4;
/// With fewer hits than this, slips of one letter are looked for.
const ENOUGH: usize = 3;

/// The runs of digits of a telephone number, as words for the index.
pub(crate) fn grams(number: &str) -> String {
    let digits = digits(number);
    // The last three alone, too: a piece of three is looked for as the beginning of a run.
    let last = digits
        .get(digits.len().saturating_sub(RUN - 1)..)
        .filter(|last| !last.is_empty());
    let runs: Vec<String> = windows(&digits).chain(last).map(|run| format!("{GRAM}{run}")).collect();
    runs.join(" ")
}

fn windows(digits: &str) -> impl Iterator<Item = &str> {
    (0..digits.len().saturating_sub(RUN - 1)).filter_map(move |at| digits.get(at..at + RUN))
}

/// A row of the search index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct FoundRow {
    /// Number of the kind.
    pub(crate) table: i64,
    /// Local number of the record.
    pub(crate) row: i64,
}

/// What was typed, ready to ask with.
pub(crate) struct Typed {
    pub(crate) words: Vec<String>,
    /// The digits, where what was typed can be a piece of a telephone number.
    pub(crate) digits: Option<String>,
}

impl Typed {
    pub(crate) fn new(text: &str) -> Self {
        let number = text
            .chars()
            .all(|c| c.is_ascii_digit() || c.is_whitespace() || "+-()./".contains(c));
        // Short of a whole number, a leading 00 is a piece of one and no international prefix.
        let plain: String = text.chars().filter(char::is_ascii_digit).collect();
        let digits = if plain.len() < 9 { plain } else { digits(text) };
        let digits = Some(digits).filter(|digits| number && digits.len() >= 3);
        Self {
            words: fold(text)
                .split(' ')
                .filter(|w| !w.is_empty())
                .map(str::to_owned)
                .collect(),
            digits,
        }
    }
}

/// Rows that match, best first; only of one kind where the caller wants one.
pub(crate) async fn rows(
    connection: &mut SqliteConnection,
    inner: &Inner,
    text: &str,
    only: Option<&'static Table>,
    limit: usize,
) -> Result<Vec<FoundRow>, StoreError> {
    let typed = Typed::new(text);
    if typed.words.is_empty() && typed.digits.is_none() {
        return Ok(Vec::new());
    }
    // Before the indexes are asked: what is folded in between is then found twice, and not missed.
    let unindexed = inner.left.all(connection).await?;
    let mut found = Found {
        rows: Vec::new(),
        unindexed,
        limit,
        only,
    };
    let mut asks = name_asks(&typed);
    asks.extend(text_ask(&typed));
    asks.retain(|ask| only.is_none_or(|table| ask.is_about(table)));
    for ask in asks {
        found.add(connection, &ask).await?;
    }
    if found.rows.len() < ENOUGH && typed.digits.is_none() {
        let mended = inner.vocabulary.mend(connection, &typed.words).await?;
        if let Some(mended) = mended {
            found.add(connection, &Ask::mended(&mended)).await?;
        }
    }
    Ok(found.rows)
}

/// Rows found so far, each once.
struct Found {
    rows: Vec<FoundRow>,
    unindexed: Unindexed,
    limit: usize,
    only: Option<&'static Table>,
}

impl Found {
    async fn add(&mut self, connection: &mut SqliteConnection, ask: &Ask) -> Result<(), StoreError> {
        if self.rows.len() >= self.limit {
            return Ok(());
        }
        let room = self.limit;
        for rowid in ask.run(connection, &self.unindexed, self.only, room).await? {
            let row = FoundRow {
                table: tables::number_of(rowid),
                row: tables::row_of(rowid),
            };
            if self.rows.len() < self.limit && !self.rows.contains(&row) {
                self.rows.push(row);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_indexed_by_its_runs_of_four_digits() {
        assert_eq!(
            grams("07700 900 418"),
            "¤0770 ¤7700 ¤7009 ¤0090 ¤0900 ¤9004 ¤0041 ¤0418 ¤418"
        );
        assert_eq!(grams("112"), "¤112");
        assert_eq!(grams("ext"), "");
    }

    #[test]
    fn only_what_can_be_a_number_is_taken_for_one() {
        assert_eq!(Typed::new("900 418").digits.as_deref(), Some("900418"));
        assert_eq!(Typed::new("+44 (0)20").digits.as_deref(), Some("44020"));
        assert_eq!(Typed::new("12").digits, None);
        assert_eq!(Typed::new("pump 900418").digits, None);
    }
}
