//! Text that two people wrote at once: what an author changed, and the three-way merge by line and sentence.
//!
//! A text is cut into pieces (a line, or a sentence within one) that together are the text again. A [`TextEdit`] says
//! which pieces of the new text replaced which old ones, so that the text its author started from follows from the new
//! one; a hash of that text guards against a wrong reconstruction. The merge is the usual diff3: edits of disjoint
//! pieces are both taken, anything else is an overlap and is left to a person.

use ring::digest;
use serde::{Deserialize, Serialize};
use similar::algorithms::{DiffHook, myers};
use std::ops::Range;

/// What an author changed in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextEdit {
    /// Where, in pieces of the new text, and what stood there before.
    #[serde(rename = "h")]
    pub hunks: Vec<Hunk>,
    /// First eight bytes of the SHA-256 of the text it started from.
    #[serde(rename = "f")]
    pub from: u64,
}

/// One replaced run of pieces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hunk {
    /// First new piece.
    #[serde(rename = "a")]
    pub at: usize,
    /// How many new pieces.
    #[serde(rename = "n")]
    pub new: usize,
    /// The pieces that stood there before, as one text.
    #[serde(rename = "o")]
    pub old: String,
}

impl TextEdit {
    /// What was changed between the text on the screen and the new one.
    #[must_use]
    pub fn between(before: &str, after: &str) -> Self {
        let (old, new) = (pieces(before), pieces(after));
        let hunk = |change: Change| Hunk {
            at: change.new.start,
            new: change.new.len(),
            old: old.get(change.old).unwrap_or_default().concat(),
        };
        let hunks = diff(&old, &new).into_iter().map(hunk).collect();
        Self {
            hunks,
            from: fingerprint(before),
        }
    }

    /// The text that the author started from, given the text that was written; `None` where they do not belong together.
    #[must_use]
    pub fn started_from(&self, after: &str) -> Option<String> {
        let new = pieces(after);
        let mut before = String::new();
        let mut next = 0;
        for hunk in &self.hunks {
            before.push_str(&new.get(next..hunk.at)?.concat());
            before.push_str(&hunk.old);
            next = hunk.at.checked_add(hunk.new)?;
        }
        before.push_str(&new.get(next..)?.concat());
        (fingerprint(&before) == self.from).then_some(before)
    }
}

/// First eight bytes of the SHA-256, big-endian.
#[must_use]
fn fingerprint(text: &str) -> u64 {
    let hash = digest::digest(&digest::SHA256, text.as_bytes());
    hash.as_ref()
        .iter()
        .take(8)
        .fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
}

/// A text in lines, and a line in sentences; concatenated they are the text.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    for line in text.split_inclusive('\n') {
        let mut rest = line;
        while let Some(cut) = sentence_end(rest) {
            let (sentence, after) = rest.split_at(cut);
            pieces.push(sentence);
            rest = after;
        }
        pieces.push(rest);
    }
    pieces
}

/// Just after the first full stop (or question or exclamation mark) and the white space behind it, if more follows.
fn sentence_end(line: &str) -> Option<usize> {
    let mut ended = false;
    let mut spaced = false;
    for (at, letter) in line.char_indices() {
        if spaced && !letter.is_whitespace() {
            return Some(at);
        }
        spaced = letter.is_whitespace() && (ended || spaced);
        ended = matches!(letter, '.' | '!' | '?' | '…' | '。')
            || (ended && !letter.is_alphanumeric() && !letter.is_whitespace());
    }
    None
}

/// Most pieces on either side of a changed stretch that are still compared one by one: the comparison is quadratic in
/// them, and whoever sends a text must not be able to keep a server busy. A longer stretch counts as one edit.
const COMPARED_MAX: usize = 2_000;

/// One run of old pieces and the run of new ones in its place.
#[derive(Debug)]
struct Change {
    old: Range<usize>,
    new: Range<usize>,
}

/// The runs that two texts do not have in common, in order.
fn diff(old: &[&str], new: &[&str]) -> Vec<Change> {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (old.len() - start, new.len() - start);
    let ends = old.iter().rev().zip(new.iter().rev()).take(old_rest.min(new_rest));
    let end = ends.take_while(|(a, b)| a == b).count();
    let (old_end, new_end) = (old.len() - end, new.len() - end);
    let mut kept = Kept::default();
    if (old_end - start).max(new_end - start) <= COMPARED_MAX {
        let Ok(()) = myers::diff(&mut kept, old, start..old_end, new, start..new_end);
    }
    kept.0.push((old_end, new_end, 0));
    let (mut at_old, mut at_new) = (start, start);
    let mut changes = Vec::new();
    for (old_index, new_index, len) in kept.0 {
        if at_old < old_index || at_new < new_index {
            changes.push(Change {
                old: at_old..old_index,
                new: at_new..new_index,
            });
        }
        (at_old, at_new) = (old_index + len, new_index + len);
    }
    changes
}

/// The runs that two texts have in common: (first old piece, first new piece, how many). The changes are what lies
/// between; the library's own list of changes has wrong places in it after it was compacted.
#[derive(Default)]
struct Kept(Vec<(usize, usize, usize)>);

impl DiffHook for Kept {
    type Error = std::convert::Infallible;

    fn equal(&mut self, old: usize, new: usize, len: usize) -> Result<(), Self::Error> {
        self.0.push((old, new, len));
        Ok(())
    }
}

/// One side's replacement of a run of base pieces.
struct Edit<'a> {
    base: Range<usize>,
    with: Vec<&'a str>,
}

fn edits<'a>(base: &[&str], side: &[&'a str]) -> Vec<Edit<'a>> {
    let edit = |change: Change| Edit {
        base: change.old,
        with: side.get(change.new).unwrap_or_default().to_vec(),
    };
    diff(base, side).into_iter().map(edit).collect()
}

/// Both sides' edits of one base, or `None` where they overlap (the same edit on both sides does not).
#[must_use]
pub fn merge(base: &str, ours: &str, theirs: &str) -> Option<String> {
    let base = pieces(base);
    let (ours, theirs) = (pieces(ours), pieces(theirs));
    let (ours, theirs) = (edits(&base, &ours), edits(&base, &theirs));
    let same = |a: &Edit, b: &Edit| a.base == b.base && a.with == b.with;
    let theirs: Vec<Edit> = theirs
        .into_iter()
        .filter(|b| !ours.iter().any(|a| same(a, b)))
        .collect();
    if ours.iter().any(|a| theirs.iter().any(|b| collide(&a.base, &b.base))) {
        return None;
    }
    let mut all: Vec<Edit> = ours.into_iter().chain(theirs).collect();
    all.sort_by_key(|edit| (edit.base.start, edit.base.end));
    let mut merged = String::new();
    let mut next = 0;
    for edit in all {
        merged.push_str(&base.get(next..edit.base.start)?.concat());
        merged.push_str(&edit.with.concat());
        next = edit.base.end;
    }
    merged.push_str(&base.get(next..)?.concat());
    Some(merged)
}

/// Two runs collide where they share a piece, or where one is an insertion at the other's border: its place would be a
/// guess.
fn collide(a: &Range<usize>, b: &Range<usize>) -> bool {
    if a.is_empty() || b.is_empty() {
        return a.start <= b.end && b.start <= a.end;
    }
    a.start < b.end && b.start < a.end
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn edits_of_different_sentences_are_both_taken() {
        let base = "Boiler 2 leaks. Ask for a crane. Key at reception.\nNext visit in May.\n";
        let ours = "Boiler 2 leaks at the weld. Ask for a crane. Key at reception.\nNext visit in May.\n";
        let theirs = "Boiler 2 leaks. Ask for a crane. Key at reception.\nNext visit in June.\n";
        let both = "Boiler 2 leaks at the weld. Ask for a crane. Key at reception.\nNext visit in June.\n";
        assert_eq!(merge(base, ours, theirs).as_deref(), Some(both));
    }

    #[test]
    fn edits_of_one_sentence_are_an_overlap() {
        assert_eq!(merge("Two pumps.", "Three pumps.", "Four pumps."), None);
        assert_eq!(
            merge("Two pumps.", "Three pumps.", "Three pumps.").as_deref(),
            Some("Three pumps.")
        );
    }

    #[test]
    fn two_additions_at_one_place_are_an_overlap() {
        assert_eq!(merge("a\n", "a\nb\n", "a\nc\n"), None);
    }

    #[test]
    fn a_foreign_text_is_not_taken_for_the_base() {
        let edit = TextEdit::between("One. Two.", "One. Three.");
        assert_eq!(edit.started_from("One. Three.").as_deref(), Some("One. Two."));
        assert_eq!(edit.started_from("One. Four. Five."), None);
    }

    fn prose() -> impl Strategy<Value = String> {
        prop::collection::vec(
            prop::sample::select(vec!["a", "b. ", "c\n", "\n", "d! ", "é", "x.y", "  "]),
            0..14,
        )
        .prop_map(|words| words.concat())
    }

    proptest! {
        #[test]
        fn pieces_are_the_text(text in prose()) {
            prop_assert_eq!(pieces(&text).concat(), text);
        }

        #[test]
        fn the_text_before_follows_from_the_text_after(before in prose(), after in prose()) {
            let edit = TextEdit::between(&before, &after);
            prop_assert_eq!(edit.started_from(&after), Some(before));
        }

        #[test]
        fn a_merge_with_an_unchanged_side_is_the_other_side(base in prose(), side in prose()) {
            prop_assert_eq!(merge(&base, &side, &base), Some(side.clone()));
            prop_assert_eq!(merge(&base, &base, &side), Some(side));
        }

        #[test]
        fn a_merge_does_not_depend_on_who_comes_first(base in prose(), a in prose(), b in prose()) {
            prop_assert_eq!(merge(&base, &a, &b), merge(&base, &b, &a));
        }
    }
}
