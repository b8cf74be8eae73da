//! A line of text as words that remember where they stood.

use super::words::{Sense, senses};
use model::fold::fold;

/// One word.
#[derive(Clone, Debug)]
pub(super) struct Word<'a> {
    /// As it was typed, without the punctuation after it.
    pub(super) raw: &'a str,
    /// Folded, without spaces: `e-mail` is `email`.
    pub(super) folded: String,
    /// Where it begins in the text, in bytes.
    pub(super) start: usize,
    /// Where it ends, its punctuation included.
    pub(super) end: usize,
}

/// The words of a text.
pub(super) fn cut(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut at = 0;
    for chunk in text.split(char::is_whitespace) {
        let raw = chunk.trim_end_matches([',', ';', '.', '!', '?', ':']);
        if !chunk.is_empty() {
            words.push(Word {
                raw: if raw.is_empty() { chunk } else { raw },
                folded: fold(raw).replace(' ', ""),
                start: at,
                end: at + chunk.len(),
            });
        }
        at += chunk.len();
        at += text
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8);
    }
    words
}

/// Words with places to look at.
#[derive(Clone, Copy)]
pub(super) struct Line<'a>(pub(super) &'a [Word<'a>]);

impl<'a> Line<'a> {
    pub(super) fn get(self, at: usize) -> Option<&'a Word<'a>> {
        self.0.get(at)
    }

    pub(super) fn folded(self, at: usize) -> &'a str {
        self.0.get(at).map_or("", |word| word.folded.as_str())
    }

    /// The first meaning of a word that is of use.
    pub(super) fn sense<T>(self, at: usize, of: impl Fn(Sense) -> Option<T>) -> Option<T> {
        senses(self.folded(at)).find_map(of)
    }

    pub(super) fn is(self, at: usize, sense: Sense) -> bool {
        senses(self.folded(at)).any(|s| s == sense)
    }

    /// How many words from here on have a meaning.
    pub(super) fn run(self, at: usize, most: usize, sense: Sense) -> usize {
        (0..most).take_while(|step| self.is(at + step, sense)).count()
    }

    /// Whether nothing of the sentence follows: the end, a mark, or the digits of a time.
    pub(super) fn ends(self, at: usize) -> bool {
        self.get(at).is_none_or(|word| {
            word.raw
                .starts_with(|c: char| matches!(c, '#' | '@' | '!') || c.is_ascii_digit())
        })
    }
}
