//! The one form in which an error reaches the window: a code that the window acts on, and words for the person.

use serde::Serialize;
use specta::Type;
use store::{OpenError, StoreError};

/// What the window can act on. A code exists only where the window does something of its own with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    /// The key does not open this database.
    WrongKey,
    /// The database is here and its key is nowhere.
    KeyMissing,
    /// The database file is damaged.
    Corrupt,
    /// A newer app has written it.
    NewerSchema,
    /// No room on the disk.
    DiskFull,
    /// The folder cannot be written.
    ReadOnly,
    /// Another window has it, or the key store is locked.
    Locked,
    /// This build cannot encrypt.
    NotEncrypted,
    /// The passphrase is not the one.
    WrongPassphrase,
    /// The passphrase is too short.
    WeakPassphrase,
    /// The database is not open yet.
    Shut,
    /// What was typed is not a value of its field.
    Invalid,
    /// Not allowed to this person.
    Refused,
    /// The server could not be reached; the detail is the cause.
    Unreachable,
    /// The server was reached and said no; the detail is its code.
    Declined,
    /// Something that a booking needs is taken then; the window offers what is free. The detail says what, from when, until when, by
    /// what: four texts with a tab between, times in ms since 1970.
    Taken,
    /// Somebody has to approve it first; the window opens the form that asks.
    NeedsApproval,
    /// A microphone gives nothing; the detail is why.
    NoSound,
    /// The record is not on this device.
    NotFound,
    /// The person stopped it.
    Stopped,
    /// A file that cannot be read as what it should be.
    UnreadableFile,
    /// A file that cannot be written.
    UnwritableFile,
    /// Nothing a person can mend at once.
    Internal,
}

/// What went wrong: what happened, what is safe, what can be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// What the window can act on.
    pub code: FailureCode,
    /// Words for the person.
    pub message: String,
    /// What the window knows words of its own for: a cause, a server's code, what was done to a file or a key (`open`,
    /// `save`, `key`), or a field and what is wrong with it (`contact mobile phone_short`).
    pub detail: Option<String>,
}

impl Failure {
    pub(crate) fn new(code: FailureCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            detail: None,
        }
    }

    /// The same with what the window knows words of its own for.
    pub(crate) fn about(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(FailureCode::Invalid, message)
    }

    /// A text that is not a value of its field; the window has words of its own for the field and for what is wrong.
    pub(crate) fn unfit(kind: &str, field: &str, label: &str, why: &model::Invalid) -> Self {
        Self::invalid(format!("{label}: {why}")).about(unfit(kind, field, why.code))
    }

    /// What is said against one record, and does not keep others from what is done to many.
    pub(crate) fn is_about_one(&self) -> bool {
        matches!(self.code, FailureCode::Refused | FailureCode::Invalid)
    }

    pub(crate) fn not_found() -> Self {
        Self::new(FailureCode::NotFound, "This record is not on this device.").about("record")
    }

    pub(crate) fn shut() -> Self {
        Self::new(FailureCode::Shut, "Your data is still locked. Unlock it first.").about("data")
    }
}

/// A field, and what is wrong with what was typed into it, as the detail of a failure.
pub(crate) fn unfit(kind: &str, field: &str, code: &str) -> String {
    format!("{kind} {field} {code}")
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        let code = match &error {
            OpenError::WrongKey => FailureCode::WrongKey,
            OpenError::Corrupt => FailureCode::Corrupt,
            OpenError::NewerSchema { .. } => FailureCode::NewerSchema,
            OpenError::Locked => FailureCode::Locked,
            OpenError::ReadOnly => FailureCode::ReadOnly,
            OpenError::DiskFull => FailureCode::DiskFull,
            OpenError::NotEncrypted => FailureCode::NotEncrypted,
            OpenError::Io(_) | OpenError::Database(_) => FailureCode::Internal,
        };
        tracing::warn!(?code, "not opened");
        Self::new(code, error.to_string()).about("open")
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let code = match &error {
            StoreError::DiskFull => FailureCode::DiskFull,
            StoreError::ReadOnly => FailureCode::ReadOnly,
            StoreError::Corrupt | StoreError::NotAsWritten { .. } => FailureCode::Corrupt,
            StoreError::NotFound => FailureCode::NotFound,
            StoreError::Unreadable { .. } | StoreError::Database(_) => FailureCode::Internal,
        };
        tracing::warn!(?code, "not done");
        let said = Self::new(code, error.to_string());
        match error {
            StoreError::DiskFull | StoreError::ReadOnly | StoreError::Corrupt => said.about("save"),
            StoreError::NotFound => said.about("record"),
            _ => said,
        }
    }
}

impl From<keys::Error> for Failure {
    fn from(error: keys::Error) -> Self {
        let code = match &error {
            keys::Error::WrongPassphrase => FailureCode::WrongPassphrase,
            keys::Error::WeakPassphrase { .. } => FailureCode::WeakPassphrase,
            keys::Error::KeyGone => FailureCode::KeyMissing,
            keys::Error::NoKeyStore(_) | keys::Error::AlreadyKept => FailureCode::Locked,
            keys::Error::Unreadable { .. } => FailureCode::Corrupt,
            keys::Error::UnknownVersion { .. } => FailureCode::NewerSchema,
            _ => FailureCode::Internal,
        };
        tracing::warn!(?code, "no key");
        let said = Self::new(code, error.to_string());
        match error {
            keys::Error::WrongPassphrase | keys::Error::WeakPassphrase { .. } | keys::Error::KeyGone => {
                said.about("key")
            }
            _ => said,
        }
    }
}

impl From<model::Refusal> for Failure {
    fn from(refusal: model::Refusal) -> Self {
        let said = Self::invalid(refusal.to_string());
        match refusal {
            model::Refusal::Missing { kind, field, .. } => said.about(unfit(&kind, field, "missing")),
            model::Refusal::Unfit { .. } => said,
        }
    }
}

impl From<model::Denied> for Failure {
    fn from(denied: model::Denied) -> Self {
        Self::new(FailureCode::Refused, denied.to_string()).about(denied.code())
    }
}

impl From<model::id::NotAnId> for Failure {
    fn from(_: model::id::NotAnId) -> Self {
        Self::not_found()
    }
}

impl From<tokio::task::JoinError> for Failure {
    fn from(_: tokio::task::JoinError) -> Self {
        Self::new(
            FailureCode::Internal,
            "This could not be finished. Nothing was changed; try again.",
        )
    }
}
