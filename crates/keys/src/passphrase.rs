//! What a person types. Do not trim it, log it, or ask for anything but length: rules about digits make worse words.

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::Error;

/// The fewest characters of a passphrase that a person may choose.
pub const LEAST_CHARACTERS: usize = 8;

/// A passphrase, wiped when dropped. It has no `Debug` and cannot be read back.
///
/// It is kept in Unicode's NFKC form (UAX #15), so that the same words open the key when another platform's keyboard
/// sends an accent as two characters, or a letter in its wide form.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// The passphrase as it was typed. Nothing is refused here: an old passphrase may be shorter than today's rule.
    #[must_use]
    pub fn new(typed: &str) -> Self {
        // Sized first: a string that grows leaves copies of itself in freed memory.
        let length = typed.nfkc().map(char::len_utf8).sum();
        let mut words = Zeroizing::new(String::with_capacity(length));
        words.extend(typed.nfkc());
        Self(words)
    }

    /// Whether a person may choose it; for the form that asks, before anything is made.
    ///
    /// # Errors
    /// [`Error::WeakPassphrase`] below [`LEAST_CHARACTERS`] characters (characters, not bytes).
    pub fn may_be_chosen(&self) -> Result<(), Error> {
        if self.0.chars().count() < LEAST_CHARACTERS {
            return Err(Error::WeakPassphrase {
                least: LEAST_CHARACTERS,
            });
        }
        Ok(())
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::Passphrase;
    use crate::Error;
    use proptest::prelude::*;

    fn weak(typed: &str) -> bool {
        match Passphrase::new(typed).may_be_chosen() {
            Ok(()) => false,
            Err(Error::WeakPassphrase { least: 8 }) => true,
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn characters_are_counted_not_bytes() {
        for (typed, expected) in [
            ("", true),
            ("sevenka", true),
            ("eightkar", false),
            ("žžžžžžž", true), // seven characters, fourteen bytes
            ("žžžžžžžž", false),
            ("日本語日本語日", true),
            ("e\u{301}e\u{301}e\u{301}e\u{301}", true), // four letters, typed as eight characters
        ] {
            assert_eq!(weak(typed), expected, "{typed}");
        }
    }

    #[test]
    fn the_same_words_from_another_keyboard_are_the_same_passphrase() {
        for (one, other) in [
            ("caf\u{e9} au lait", "cafe\u{301} au lait"),
            ("ﬁnd the door", "find the door"),
            ("Ａｂｃ １２３４", "Abc 1234"),
            ("\u{1100}\u{1161}", "\u{ac00}"),
        ] {
            assert_eq!(Passphrase::new(one).bytes(), Passphrase::new(other).bytes(), "{one}");
        }
        assert_ne!(Passphrase::new("Correct").bytes(), Passphrase::new("correct").bytes());
        assert_ne!(Passphrase::new("correct ").bytes(), Passphrase::new("correct").bytes());
    }

    proptest! {
        #[test]
        fn the_buffer_never_grows(typed in any::<String>()) {
            let passphrase = Passphrase::new(&typed);
            prop_assert!(passphrase.0.capacity() <= passphrase.0.len().max(8));
        }
    }
}
