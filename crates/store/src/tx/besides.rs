//! What an act says besides its changes: how it is called in the end, which draft it came from, which number it did not use.

use super::{Numbered, Tx};

impl Tx<'_> {
    /// Other words for the bulk gesture, once it is known how much it came to.
    pub fn reword(&mut self, words: String) {
        if let Some(bulk) = &mut self.bulk {
            bulk.words = words;
        }
    }

    /// Says that this act came from a draft: it goes when the act is committed, or stays when it is not.
    pub fn from_draft(&mut self, key: &str) {
        self.draft = Some(key.to_owned());
    }

    /// Takes the last number back, where no change was made with it after all: the counter has no gaps.
    pub fn give_back(&mut self, numbered: Numbered) {
        if self.counters.n == numbered.n {
            self.counters.n -= 1;
        }
    }
}
