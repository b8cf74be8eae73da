//! Names of things: ULID newtypes that cannot be mixed up, and the keys of kinds and fields.
//! Not here: drawing one from a clock or a random source; both come in as arguments.

use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt, str::FromStr};
use ulid::Ulid;

macro_rules! ulid_newtype {
    ($(#[$doc:meta] $name:ident),+ $(,)?) => {$(
        #[$doc]
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Ulid);

        impl $name {
            /// Made of the time in milliseconds since 1970 (48 bits are kept) and 80 bits of chance.
            #[must_use]
            pub fn from_parts(ms: u64, chance: u128) -> Self { Self(Ulid::from_parts(ms, chance)) }
            /// The 16 bytes, big-endian, as the store keeps them.
            #[must_use]
            pub fn to_bytes(self) -> [u8; 16] { self.0.to_bytes() }
            /// Back from the 16 bytes.
            #[must_use]
            pub fn from_bytes(bytes: [u8; 16]) -> Self { Self(Ulid::from_bytes(bytes)) }
            /// Back from a byte slice, if it has exactly 16.
            #[must_use]
            pub fn from_slice(bytes: &[u8]) -> Option<Self> { bytes.try_into().ok().map(Self::from_bytes) }
            /// The next greater id: for many ids of one moment, which then compress well.
            #[must_use]
            pub fn following(self) -> Self { Self(Ulid(self.0.0.wrapping_add(1))) }
            /// The same 128 bits under another name, where one thing names another.
            #[must_use]
            pub fn ulid(self) -> Ulid { self.0 }
            /// From a plain ULID.
            #[must_use]
            pub fn from_ulid(id: Ulid) -> Self { Self(id) }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, "{}", self.0) }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Ulid::from_string(text).map(Self).map_err(|_| NotAnId)
            }
        }
    )+};
}

ulid_newtype!(
    /// A change: the idempotency key. Its content is frozen once handed to anyone.
    ChangeId,
    /// A record, on every device the same. A record made here is named by its Create.
    RecordId,
    /// A device: one installation with one encrypted database.
    DeviceId,
    /// A person who writes.
    PersonId,
    /// What one click did, however many records: the unit of undo.
    GestureId,
);

/// A text that is not a ULID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("that is not an id")]
pub struct NotAnId;

macro_rules! key_newtype {
    ($(#[$doc:meta] $name:ident),+ $(,)?) => {$(
        #[$doc]
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Cow<'static, str>);

        impl $name {
            /// A key that is written in the program.
            #[must_use]
            pub const fn of(key: &'static str) -> Self { Self(Cow::Borrowed(key)) }
            /// A key that came from elsewhere.
            #[must_use]
            pub fn owned(key: impl Into<String>) -> Self { Self(Cow::Owned(key.into())) }
            /// The key as text.
            #[must_use]
            pub fn as_str(&self) -> &str { &self.0 }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str { &self.0 }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool { self.0 == other }
        }

        impl From<&'static str> for $name {
            fn from(key: &'static str) -> Self { Self::of(key) }
        }
    )+};
}

key_newtype!(
    /// A record kind, such as `contact`. One of a newer peer is carried, not known.
    KindKey,
    /// A register of a record: a field (`phone`), an element of a union (`tags/vip`), a custom field (`x_…`), or `life`.
    FieldKey,
);

impl FieldKey {
    /// The register of one element of a `Union` field.
    #[must_use]
    pub fn element(field: &str, element: &str) -> Self {
        Self::owned(format!("{field}/{element}"))
    }

    /// The declared field that this register belongs to: `tags` for `tags/vip`.
    #[must_use]
    pub fn field(&self) -> &str {
        self.as_str().split_once('/').map_or(self.as_str(), |(field, _)| field)
    }

    /// The element's name, for a register of a `Union` field.
    #[must_use]
    pub fn element_name(&self) -> Option<&str> {
        self.as_str().split_once('/').map(|(_, element)| element)
    }
}
