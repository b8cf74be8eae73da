//! The five ways in which concurrent writes of one field can end.

use serde::{Deserialize, Serialize};

/// What happens when two people wrote one field without having seen each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// The later one is shown; the other stays in the history, and the field says so.
    Latest,
    /// A field rep's value over the back office's, then the later one.
    FieldFirst,
    /// Each element is a register of its own; adding wins over an unseen removal.
    Union,
    /// Merged three ways by line and sentence; an overlap goes to review with all texts.
    Text,
    /// Both are kept, one is shown and marked, and a person decides.
    Review,
}

impl Policy {
    /// True where two distinct values stay side by side until a person decides.
    #[must_use]
    pub fn contests(self) -> bool {
        matches!(self, Self::Review | Self::Text)
    }

    /// The name on screen and in the published rules.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Latest => "Latest wins",
            Self::FieldFirst => "Field first",
            Self::Union => "Union",
            Self::Text => "Merged text",
            Self::Review => "Review",
        }
    }

    /// The rule in one sentence, as a person reads it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Latest => "The later value is shown; the other stays in the history, and the field says so.",
            Self::FieldFirst => {
                "What somebody in the field wrote is shown over what the back office wrote; between two of the same \
                 place, the later one. The other stays in the history."
            }
            Self::Union => "Everything that was added is there; adding wins over a removal that had not seen it.",
            Self::Text => {
                "Edits to different lines or sentences are merged; where they overlap, all texts are kept until a \
                 person decides."
            }
            Self::Review => "Both values are kept, one is shown and marked, and a person decides.",
        }
    }
}
