//! Why a card was not taken, or not wholly, in words for the person who imports it.

/// Something in a vCard file that did not become a card, or a card that may be cut short.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Line {line}: {why}")]
pub struct BadCard {
    /// The line of the file, from 1, at which it begins.
    pub line: u64,
    /// What is wrong, and what became of it.
    pub why: Why,
}

/// What is wrong with a card.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// Lines between the cards.
    #[error("These lines belong to no card and were left out.")]
    NotACard,
    /// BEGIN and END with nothing between.
    #[error("This card is empty.")]
    EmptyCard,
    /// The card is reported in front of this: what could be read of it was taken.
    #[error(
        "The card of \u{201c}{name}\u{201d} has no end. What could be read was taken; check that nothing is missing."
    )]
    NoEnd {
        /// The full name on the card.
        name: String,
    },
    /// The card is reported in front of this: all but this line was taken.
    #[error("The card of \u{201c}{name}\u{201d} has a line that cannot be read, and that was left out.")]
    StrangeLine {
        /// The full name on the card.
        name: String,
    },
}
