//! What can go wrong between two peers: a stable code, what to do about it, and words for the person.

use serde::{Deserialize, Serialize};

/// Why a peer did not do what it was asked. Codes are only ever added; one that this version does not know is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Code {
    /// The bytes are not a message.
    Unreadable,
    /// More than one message may hold.
    TooLarge,
    /// No version that both know.
    Version,
    /// There is no such organisation or device here, or the proof does not fit.
    SignIn,
    /// An administrator took the device's or the person's access away.
    Revoked,
    /// Another copy of this device has written under its id what this one does not know.
    Cloned,
    /// Another copy of this device has gone on in its place already.
    Succeeded,
    /// A token of this device that was replaced has been shown again: somebody has a copy of it.
    Replayed,
    /// The server was restored from a backup: a new epoch has begun.
    Epoch,
    /// The device is ahead of what the server has ever given out.
    Ahead,
    /// The same id was used for another content.
    IdReused,
    /// Something in the request belongs to another organisation or person.
    NotYours,
    /// Asked for before the session was ready.
    NotReady,
    /// The code of an invitation is wrong, used, or too old.
    Invitation,
    /// Too many attempts.
    TooOften,
    /// No such blob is on the server, whole or in part.
    Absent,
    /// An upload stands at another offset.
    Offset,
    /// A piece came otherwise than it was sent.
    Altered,
    /// A blob that came whole does not have the hash by which it is named.
    NotAsNamed,
    /// The server has no place for blobs.
    NoBlobs,
    /// The organisation's blobs have no more room on the server.
    BlobQuota,
    /// The server has to be asked again later.
    Busy,
    /// The server failed; its log says how.
    Internal,
    /// A code of a newer peer.
    Other(String),
}

/// What the other end should do about a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// The same again, later.
    Later,
    /// After the person has signed in again. Nothing that waits is lost or refused by it.
    SignIn,
    /// After entering the server's new epoch.
    Epoch,
    /// After an update of this program.
    Update,
    /// Not with this request.
    Never,
}

const CODES: [(Code, &str, Retry, &str); 23] = [
    (
        Code::Unreadable,
        "unreadable",
        Retry::Never,
        "The message could not be read.",
    ),
    (
        Code::TooLarge,
        "too-large",
        Retry::Never,
        "The message is larger than one message may be.",
    ),
    (
        Code::Version,
        "version",
        Retry::Update,
        "This version of Outpost and the server's no longer understand each other. Update Outpost; what waits here stays.",
    ),
    (
        Code::SignIn,
        "sign-in",
        Retry::SignIn,
        "Sign in again to go on syncing. What waits here stays, and is sent then.",
    ),
    (
        Code::Revoked,
        "revoked",
        Retry::SignIn,
        "This device's access was taken away. What waits here stays, sealed; ask your administrator.",
    ),
    (
        Code::Cloned,
        "cloned",
        Retry::Later,
        "Another copy of this device has written under its identity. This one goes on as a device of its own; what waits here stays.",
    ),
    (
        Code::Succeeded,
        "succeeded",
        Retry::SignIn,
        "Another copy of this device has gone on in its place. Sign in to go on with this one, too; what waits here stays, and is sent then.",
    ),
    (
        Code::Replayed,
        "replayed",
        Retry::SignIn,
        "This device's sign-in was used from a copy of it, so it holds no more. Sign in again; what waits here stays, and is sent then.",
    ),
    (
        Code::Epoch,
        "epoch",
        Retry::Epoch,
        "The server was restored from a backup. This device hands back what the backup did not hold.",
    ),
    (
        Code::Ahead,
        "ahead",
        Retry::Epoch,
        "This device has seen more than the server holds. It hands back what the server does not hold.",
    ),
    (
        Code::IdReused,
        "id-reused",
        Retry::Never,
        "One id was used for two different changes. Both stay on their devices; tell whoever looks after Outpost.",
    ),
    (
        Code::NotYours,
        "not-yours",
        Retry::Never,
        "That belongs to somebody else.",
    ),
    (Code::NotReady, "not-ready", Retry::Later, "The session has not begun."),
    (
        Code::Invitation,
        "invitation",
        Retry::Never,
        "That code is wrong, was used already, or is too old. Ask your administrator for a new one.",
    ),
    (
        Code::TooOften,
        "too-often",
        Retry::Later,
        "Too many attempts. Wait a minute and try again.",
    ),
    (
        Code::Absent,
        "absent",
        Retry::Later,
        "The server does not hold this file yet.",
    ),
    (
        Code::Offset,
        "offset",
        Retry::Later,
        "The upload stands elsewhere. It goes on from where the server says.",
    ),
    (
        Code::Altered,
        "altered",
        Retry::Later,
        "A piece of the file was altered on its way. It is sent again.",
    ),
    (
        Code::NotAsNamed,
        "not-as-named",
        Retry::Never,
        "The file is not what it was when it was kept: a part of it is damaged. The server has thrown its copy away.",
    ),
    (
        Code::NoBlobs,
        "no-blobs",
        Retry::Later,
        "The server has no place for files yet: whoever looks after it says where by --blobs. What waits here stays.",
    ),
    (
        Code::BlobQuota,
        "blob-quota",
        Retry::Later,
        "The room that your organisation has for files on the server is used up. What waits here stays, and goes when there is room.",
    ),
    (
        Code::Busy,
        "busy",
        Retry::Later,
        "The server is busy and will be asked again.",
    ),
    (
        Code::Internal,
        "internal",
        Retry::Later,
        "The server could not do it and will be asked again. What waits here stays.",
    ),
];

impl Code {
    /// The stable name.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            Self::Other(name) => name,
            known => row(known).map_or("internal", |row| row.1),
        }
    }

    /// What to do about it. What this version does not know is tried again later: nothing is given up for a word.
    #[must_use]
    pub fn retry(&self) -> Retry {
        row(self).map_or(Retry::Later, |row| row.2)
    }
}

fn row(code: &Code) -> Option<&'static (Code, &'static str, Retry, &'static str)> {
    CODES.iter().find(|row| row.0 == *code)
}

impl From<String> for Code {
    fn from(name: String) -> Self {
        match CODES.iter().find(|row| row.1 == name) {
            Some(row) => row.0.clone(),
            None => Self::Other(name),
        }
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.key().to_owned()
    }
}

/// A peer's refusal to do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{words}")]
pub struct Fault {
    /// Why.
    pub code: Code,
    /// The same in words, for the person.
    pub words: String,
}

impl From<Code> for Fault {
    fn from(code: Code) -> Self {
        let words = row(&code).map_or(
            "The server refused, for a reason that this version of Outpost does not know.",
            |row| row.3,
        );
        Self {
            words: words.to_owned(),
            code,
        }
    }
}

impl From<crate::Unreadable> for Fault {
    fn from(_: crate::Unreadable) -> Self {
        Code::Unreadable.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_of_a_newer_peer_is_kept_and_tried_again() {
        let code = Code::from("quota".to_owned());
        assert_eq!(code, Code::Other("quota".into()));
        assert_eq!((code.key(), code.retry()), ("quota", Retry::Later));
    }

    #[test]
    fn every_code_has_its_own_name_and_words() {
        for (code, name, _, words) in &CODES {
            assert_eq!(Code::from((*name).to_owned()), *code);
            assert!(words.ends_with('.'));
        }
    }
}
