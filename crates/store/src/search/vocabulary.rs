//! The words of names, in memory, by length: where a typed word is looked for that is one slip away.

use crate::StoreError;
use sqlx::SqliteConnection;
use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

/// Words up to this length, in letters, are mended.
const LONGEST: usize = 32;
/// A shorter word is too close to too many.
const SHORTEST: usize = 3;
/// Candidates for one word, at most.
const CANDIDATES: usize = 24;

/// The words of the index of names. Read from the index at first need, then kept up with every commit.
#[derive(Default)]
pub(crate) struct Vocabulary(Mutex<Option<Words>>);

struct Words {
    known: HashSet<Box<str>>,
    by_length: Vec<Vec<Box<str>>>,
}

impl Vocabulary {
    /// Adds the words of a record that is being written. A word of a rolled-back write does no harm.
    pub(crate) fn learn(&self, words: &str) {
        if let Some(known) = self.0.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            words.split(' ').for_each(|word| known.add(word));
        }
    }

    /// For each typed word the words that were probably meant (itself too, where it is known). `None` where that is no
    /// other question than the one already asked.
    pub(crate) async fn mend(
        &self,
        connection: &mut SqliteConnection,
        typed: &[String],
    ) -> Result<Option<Vec<Vec<String>>>, StoreError> {
        let read = self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        if !read {
            let words = read_all(connection).await?;
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(words);
        }
        let guard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(words) = guard.as_ref() else { return Ok(None) };
        let candidates: Vec<Vec<String>> = typed.iter().map(|word| words.near(word)).collect();
        let other = candidates
            .iter()
            .zip(typed)
            .any(|(near, word)| near.iter().any(|n| n != word));
        Ok(other
            .then_some(candidates)
            .filter(|all| all.iter().all(|near| !near.is_empty())))
    }
}

async fn read_all(connection: &mut SqliteConnection) -> Result<Words, StoreError> {
    // Before the index is read: what is folded in between is then read twice, and not missed.
    let recent = crate::unindexed::all(connection).await?;
    let terms: Vec<String> = sqlx::query_scalar("SELECT term FROM vocabulary")
        .fetch_all(connection)
        .await?;
    let mut words = Words {
        known: HashSet::new(),
        by_length: vec![Vec::new(); LONGEST + 2],
    };
    terms.iter().for_each(|term| words.add(term));
    let names = recent.values().filter_map(|[name, ..]| name.as_deref());
    names.flat_map(|name| name.split(' ')).for_each(|word| words.add(word));
    Ok(words)
}

impl Words {
    fn add(&mut self, word: &str) {
        let length = word.chars().count();
        if word.is_empty() || length > LONGEST || self.known.contains(word) {
            return;
        }
        self.known.insert(word.into());
        if let Some(bucket) = self.by_length.get_mut(length) {
            bucket.push(word.into());
        }
    }

    fn near(&self, typed: &str) -> Vec<String> {
        let length = typed.chars().count();
        let mut near: Vec<String> = self.known.get(typed).map(|word| word.to_string()).into_iter().collect();
        if !(SHORTEST..=LONGEST).contains(&length) {
            near.extend(near.is_empty().then(|| typed.to_owned()));
            return near;
        }
        let buckets = self.by_length.get(length - 1..=length + 1).unwrap_or_default();
        let one_off = buckets.iter().flatten().filter(|word| one_slip(typed, word));
        near.extend(one_off.take(CANDIDATES).map(|word| word.to_string()));
        near
    }
}

/// True where one slip (a letter left out, put in, exchanged, or two neighbours swapped) leads from one to the other.
fn one_slip(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() {
        return slip(a.as_bytes(), b.as_bytes());
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    slip(&a, &b)
}

fn slip<T: PartialEq>(a: &[T], b: &[T]) -> bool {
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.get(same..).unwrap_or_default(), b.get(same..).unwrap_or_default());
    match (a, b) {
        ([], []) => false,
        ([_, a @ ..], b) if a == b => true,
        (a, [_, b @ ..]) if a == b => true,
        ([x, y, a @ ..], [p, q, b @ ..]) if x == q && y == p && a == b => true,
        ([_, a @ ..], [_, b @ ..]) => a == b,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_four_slips_are_one_and_two_are_not() {
        for (typed, meant) in [
            ("annkee", "anneke"),
            ("aneke", "anneke"),
            ("annneke", "anneke"),
            ("anneki", "anneke"),
            ("ødd", "odd"),
        ] {
            assert!(one_slip(typed, meant), "{typed} {meant}");
        }
        for (typed, meant) in [
            ("anneke", "anneke"),
            ("anne", "anneke"),
            ("enneki", "anneke"),
            ("", "ab"),
        ] {
            assert!(!one_slip(typed, meant), "{typed} {meant}");
        }
    }

    proptest! {
        #[test]
        fn a_slip_goes_both_ways(a in "[ab]{0,6}", b in "[ab]{0,6}") {
            prop_assert_eq!(one_slip(&a, &b), one_slip(&b, &a));
        }
    }
}
