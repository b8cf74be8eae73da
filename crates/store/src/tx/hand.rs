//! The writer in a transaction's hand, or away.
//!
//! A bulk gesture makes its next records while the database takes the last ones: its batches go away with the writer, in a
//! task of their own, and whoever needs the connection next waits for them to come back. At most one batch is away. One that
//! fails is the end of the transaction: it is rolled back at once, and nothing more is written through this hand.
//!
//! A `Tx` that is dropped while its batch is away leaves the writer to that task; when it has come to its end, the next one
//! to write finds a transaction that was begun, and rolls it back.

use crate::{StoreError, batch::Batch, store::Writer};
use tokio::{sync::OwnedMutexGuard, task::JoinHandle};

type Guard = OwnedMutexGuard<Writer>;

pub(super) enum Hand {
    Holds(Guard),
    /// With a batch that is being carried out.
    Away(JoinHandle<(Guard, Result<(), sqlx::Error>)>),
    /// The transaction has failed.
    Empty,
}

impl Hand {
    /// The writer, once what is away has been written.
    ///
    /// # Errors
    /// What went wrong with it, once; afterwards that there is no transaction any more.
    pub(super) async fn writer(&mut self) -> Result<&mut Writer, StoreError> {
        if let Self::Away(batch) = self {
            let back = batch.await;
            *self = Self::Empty;
            let (mut writer, written) = back.map_err(|_| sqlx::Error::WorkerCrashed)?;
            if let Err(error) = written {
                writer.roll_back().await;
                return Err(error.into());
            }
            *self = Self::Holds(writer);
        }
        match self {
            Self::Holds(writer) => Ok(writer),
            Self::Away(_) | Self::Empty => Err(StoreError::Database(sqlx::Error::WorkerCrashed)),
        }
    }

    /// Sends a batch away. `again`: as in [`Batch::run`].
    ///
    /// # Errors
    /// What went wrong with the one before.
    pub(super) async fn send(&mut self, batch: Batch, again: bool) -> Result<(), StoreError> {
        self.writer().await?;
        if let Self::Holds(mut writer) = std::mem::replace(self, Self::Empty) {
            *self = Self::Away(tokio::spawn(async move {
                let written = batch.run(&mut writer.connection, again).await;
                (writer, written)
            }));
        }
        Ok(())
    }

    /// Gives everything up that was written in this transaction, and the writer to the next one.
    pub(super) async fn roll_back(&mut self) {
        // What failed has been rolled back.
        if let Ok(writer) = self.writer().await {
            writer.roll_back().await;
        }
        *self = Self::Empty;
    }
}
