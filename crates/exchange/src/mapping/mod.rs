//! Which column means which field, guessed from its name.
//!
//! Names are folded (case, accents, punctuation) and compared with a field's own words, and through a thesaurus of the
//! words that English, German, French and Spanish lists use. Every field is given away once, the surest match
//! first. It is a suggestion: a person confirms it.
//!
//! The one thing not to do here: look at the cells. That is the `app`'s second opinion, since it knows the types.

mod folded;
mod words;

use folded::Folded;
use std::cmp::Reverse;

/// A field that a column may go into.
#[derive(Debug, Clone, Copy)]
pub struct FieldName<'a> {
    /// What [`suggest`] answers with.
    pub key: &'a str,
    /// What it is called, in any of the languages: "phone", "company name". The thesaurus adds synonyms.
    pub words: &'a [&'a str],
}

/// How sure a match is, the surest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    /// A part of the header fits.
    Part {
        /// It says what the column holds, not whom it is about.
        telling: bool,
        /// It is the field's own word.
        own: bool,
        /// How many per cent of the header's letters it has.
        share: usize,
    },
    /// The header is a synonym.
    Synonym,
    /// The header is the field's own word.
    Exact,
}

/// A part of a header that has fewer per cent of its letters says nothing about it.
const LEAST_SHARE: usize = 30;

/// For each header the key of the field that it most likely means. Every field is used once at most.
pub fn suggest<'a>(headers: &[String], fields: &[FieldName<'a>]) -> Vec<Option<&'a str>> {
    let known: Vec<Known<'a>> = fields.iter().map(Known::of).collect();
    let mut matches = Vec::new();
    for (column, header) in headers.iter().enumerate() {
        let header = Folded::of(header);
        for (nth, field) in known.iter().enumerate() {
            if let Some(found) = field.matches(&header) {
                matches.push((Reverse(found), column, nth));
            }
        }
    }
    matches.sort_unstable();
    let mut given = vec![None; headers.len()];
    let mut free = vec![true; fields.len()];
    for (_, column, nth) in matches {
        if let (Some(place), Some(free), Some(field)) = (given.get_mut(column), free.get_mut(nth), known.get(nth))
            && place.is_none()
            && std::mem::take(free)
        {
            *place = Some(field.key);
        }
    }
    given
}

/// A field with its words folded and its synonyms looked up.
struct Known<'a> {
    key: &'a str,
    own: Vec<String>,
    synonyms: Vec<String>,
}

impl<'a> Known<'a> {
    fn of(field: &FieldName<'a>) -> Self {
        let words = std::iter::once(&field.key).chain(field.words);
        let own: Vec<String> = words
            .map(|word| Folded::of(word).joined())
            .filter(|word| !word.is_empty())
            .collect();
        let synonyms = words::synonyms(&own);
        Self {
            key: field.key,
            own,
            synonyms,
        }
    }

    fn matches(&self, header: &Folded) -> Option<Match> {
        let whole = header.joined();
        if self.own.contains(&whole) {
            return Some(Match::Exact);
        }
        if self.synonyms.contains(&whole) {
            return Some(Match::Synonym);
        }
        if words::has_a_meaning(&whole) {
            return None;
        }
        let parts = header.parts();
        let fitting = parts
            .iter()
            .filter(|part| self.own.contains(part) || self.synonyms.contains(part));
        let found = fitting.map(|part| Match::Part {
            telling: !words::is_qualifier(part),
            own: self.own.contains(part),
            share: part.len() * 100 / whole.len().max(1),
        });
        let is_id = header.is_id();
        found
            .filter(|found| match found {
                Match::Part { telling, share, .. } => *share >= LEAST_SHARE && (*telling || !is_id),
                Match::Synonym | Match::Exact => true,
            })
            .max()
    }
}
