//! What can go wrong within the server. A peer only ever sees a [`Fault`]; the log has the rest.

use protocol::{Code, Fault};

/// Why the server could not do something.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The database did not answer as it should.
    #[error("the database did not answer: {0}")]
    Database(#[from] sqlx::Error),
    /// The database's schema could not be brought up to date.
    #[error("the database's schema could not be brought up to date: {0}")]
    Schema(#[from] sqlx::migrate::MigrateError),
    /// Something in the database cannot be read by this version.
    #[error("{0} in the database cannot be read by this version of the server")]
    Unreadable(&'static str),
    /// There is no such organisation.
    #[error("there is no such organisation here; `outpost-server init` makes one")]
    NoOrganisation,
    /// There is one by that name.
    #[error("there is an organisation of that name already")]
    NameTaken,
    /// The system gave no chance, or a key of its database is not one.
    #[error("the keys of an organisation cannot be made or read")]
    Keys,
    /// A file or the network did not do what it should.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// A certificate or its key cannot be used.
    #[error("the certificate or its key cannot be used: {0}")]
    Certificate(String),
    /// A file that is no backup of ours, or is damaged.
    #[error("this file is no whole backup of an Outpost server")]
    NoBackup,
    /// A backup's passphrase is another.
    #[error("the backup does not open with this passphrase")]
    Passphrase,
    /// A log is not as it was written.
    #[error("the chain of the log breaks at position {0}: an entry was altered, left out or moved")]
    Chain(u64),
    /// Where blobs lie did not do what it should.
    #[error("the place of the blobs did not do as it should: {0}")]
    Blobs(#[from] object_store::Error),
    /// The writer of an organisation's log has stopped.
    #[error("the server is stopping")]
    Stopping,
}

impl From<ServerError> for Fault {
    /// The peer hears a code; what happened is for the log.
    fn from(error: ServerError) -> Self {
        match error {
            ServerError::Database(sqlx::Error::PoolTimedOut) | ServerError::Stopping => Code::Busy.into(),
            error => {
                tracing::error!(%error, "could not answer");
                Code::Internal.into()
            }
        }
    }
}
