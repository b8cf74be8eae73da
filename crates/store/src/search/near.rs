//! Words of which those are found that one slip away from a typed one.
//!
//! One slip leaves what stands before it and what stands after it: of two words that are a slip apart, the beginnings or the ends
//! agree in half of the letters, less one for two that were swapped. So the words lie in two orders, by their beginnings and by
//! their ends, and only those that agree so far are compared.

use std::{cmp::Ordering, collections::HashSet};

/// Words up to this length, in letters, are mended.
const LONGEST: usize = 32;
/// A shorter word is too close to too many.
const SHORTEST: usize = 3;
/// Candidates for one word, at most.
const CANDIDATES: usize = 24;
/// So many words beside the order are looked through one by one; more are put into it.
const BESIDE: usize = 1_024;

/// Words in two orders, without a string of its own for each: a hundred thousand names have as many words.
#[derive(Default)]
pub(super) struct Words {
    /// All words, one after the other.
    text: String,
    /// Where each word begins, in the order of their letters; and where the last one ends.
    starts: Vec<u32>,
    /// Places in `starts`, in the order of the words read from their ends.
    by_end: Vec<u32>,
    /// Words that came since.
    beside: HashSet<Box<str>>,
}

impl Words {
    /// Puts words in order.
    pub(super) fn of(words: impl IntoIterator<Item = String>) -> Self {
        let mut words: Vec<String> = words.into_iter().filter(|word| may_be_meant(word)).collect();
        words.sort_unstable();
        words.dedup();
        let mut ordered = Self {
            text: words.concat(),
            starts: Vec::with_capacity(words.len() + 1),
            ..Self::default()
        };
        let mut start = 0;
        ordered.starts.push(start);
        for word in &words {
            start = u32::try_from(word.len()).map_or(start, |length| start.saturating_add(length));
            ordered.starts.push(start);
        }
        let mut by_end: Vec<u32> = (0..u32::try_from(words.len()).unwrap_or(u32::MAX)).collect();
        by_end.sort_unstable_by(|a, b| ordered.word(*a).bytes().rev().cmp(ordered.word(*b).bytes().rev()));
        ordered.by_end = by_end;
        ordered
    }

    fn word(&self, place: u32) -> &str {
        let place = place as usize;
        let bounds = self.starts.get(place).zip(self.starts.get(place + 1));
        let word = bounds.and_then(|(start, end)| self.text.get(*start as usize..*end as usize));
        word.unwrap_or_default()
    }

    /// Takes a word that is being written in.
    pub(super) fn add(&mut self, word: &str) {
        if may_be_meant(word) && !self.knows(word) {
            self.beside.insert(word.into());
        }
    }

    /// True where so many words have come that finding one takes long.
    pub(super) fn is_out_of_order(&self) -> bool {
        self.beside.len() > BESIDE
    }

    /// All of them in order.
    pub(super) fn ordered(self) -> Self {
        let count = u32::try_from(self.by_end.len()).unwrap_or(u32::MAX);
        let known = (0..count).map(|place| self.word(place).to_owned());
        Self::of(known.chain(self.beside.iter().map(|word| word.to_string())))
    }

    fn knows(&self, word: &str) -> bool {
        self.beginning(word).any(|known| known == word) || self.beside.contains(word)
    }

    /// Those with the same beginning.
    fn beginning(&self, with: &str) -> impl Iterator<Item = &str> {
        let places = self.by_end.len();
        let at = |place: usize| self.word(u32::try_from(place).unwrap_or(u32::MAX));
        let first = partition(places, |place| at(place) < with);
        (first..places).map(at).take_while(move |word| word.starts_with(with))
    }

    /// Those with the same end.
    fn end<'a>(&'a self, with: &'a str) -> impl Iterator<Item = &'a str> {
        let before = |place: &u32| self.word(*place).bytes().rev().cmp(with.bytes().rev()) == Ordering::Less;
        let first = self.by_end.partition_point(before);
        let rest = self.by_end.get(first..).unwrap_or_default().iter();
        rest.map(|place| self.word(*place))
            .take_while(move |word| word.ends_with(with))
    }

    /// The words that were probably meant: the typed one, where it is known, and those one slip away. A word that is too short or
    /// too long to be mended is meant itself.
    pub(super) fn near(&self, typed: &str) -> Vec<String> {
        if !may_be_mended(typed) {
            return vec![typed.to_owned()];
        }
        let agree = typed.chars().count().saturating_sub(1) / 2;
        let head = beginning_of(typed, agree);
        let tail = end_of(typed, agree);
        let known = self.beginning(head);
        // What has the beginning too has been looked at.
        let others = self.end(tail).filter(|word| !word.starts_with(head));
        let all = known.chain(others).chain(self.beside.iter().map(|word| &**word));
        let slips = all
            .filter(|word| one_slip(typed, word))
            .take(CANDIDATES)
            .map(str::to_owned);
        let itself = self.knows(typed).then(|| typed.to_owned());
        itself.into_iter().chain(slips).collect()
    }
}

/// A word that another may have been meant for.
fn may_be_meant(word: &str) -> bool {
    !word.is_empty() && word.chars().count() <= LONGEST + 1
}

fn may_be_mended(word: &str) -> bool {
    (SHORTEST..=LONGEST).contains(&word.chars().count())
}

fn beginning_of(word: &str, letters: usize) -> &str {
    let end = word.char_indices().nth(letters).map_or(word.len(), |(at, _)| at);
    word.get(..end).unwrap_or_default()
}

fn end_of(word: &str, letters: usize) -> &str {
    let start = letters
        .checked_sub(1)
        .and_then(|last| word.char_indices().rev().nth(last));
    start.and_then(|(at, _)| word.get(at..)).unwrap_or_default()
}

/// The first place that does not come before.
fn partition(places: usize, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, places);
    while low < high {
        let middle = low.midpoint(high);
        if before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
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
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
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

        /// Few letters and few words: fewer than are offered at most.
        #[test]
        fn no_word_one_slip_away_is_missed(
            ordered in prop::collection::hash_set("[abø]{1,7}", 0..16),
            beside in prop::collection::hash_set("[abø]{1,7}", 0..6),
            typed in "[abø]{3,7}",
        ) {
            let mut words = Words::of(ordered.iter().cloned());
            beside.iter().for_each(|word| words.add(word));
            let mut near = words.near(&typed);
            near.sort_unstable();
            let all: HashSet<&String> = ordered.union(&beside).collect();
            let mut meant: Vec<String> = all.into_iter().filter(|word| **word == typed || one_slip(&typed, word)).cloned().collect();
            meant.sort_unstable();
            prop_assert_eq!(&near, &meant);
            let mut again = words.ordered().near(&typed);
            again.sort_unstable();
            prop_assert_eq!(near, again);
        }
    }
}
