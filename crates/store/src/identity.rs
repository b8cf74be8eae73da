//! An old copy of a device goes on as a device of its own.
//!
//! A copy cannot go on under the id that it finds in its database: another one has written under it what the copy does not know,
//! and the two would use the same counters for different changes. So the copy takes a fresh id and key, and goes on counting
//! where it is. Nothing that waits gets another counter or another id of its own: what a server has taken under the old id, from
//! whichever copy, is known by it and dropped from what waits before this room is asked; the rest is frozen anew under the
//! new id (`anew`), in the transaction that alters the device's row. An own change that was answered remembers under which id it
//! was taken (`answered`), so both ids' changes are the device's own for good.
//!
//! Until that transaction nothing here has changed but the row of `successor`; whatever interrupts it, it is done again from
//! there. The one thing not to do here: give a change that may have been taken another id.

use crate::{Source, StoreError, batch::Batch, outbox, store::Store};
use model::{ChangeId, DeviceId};
use sqlx::Row;

/// What a device is to go on as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Successor {
    /// Its id.
    pub id: DeviceId,
    /// Its key pair, PKCS #8.
    pub key: Vec<u8>,
    /// The token that it shows.
    pub token: [u8; 32],
    /// The server knows it.
    pub admitted: bool,
}

/// What a transaction alters of the device itself.
pub(crate) struct GoesOn {
    pub(crate) old: DeviceId,
    pub(crate) successor: Successor,
    /// Wall clock, ms since 1970.
    pub(crate) at: i64,
}

pub(crate) fn plan(batch: &mut Batch, goes_on: &GoesOn) {
    let (old, successor) = (goes_on.old.to_bytes().to_vec(), &goes_on.successor);
    batch.push("UPDATE answered SET device = ? WHERE device IS NULL AND seq > 0;");
    batch.bind(old.clone());
    batch.push("INSERT OR REPLACE INTO earlier_id (id, until) VALUES (?, ?);");
    batch.bind(old);
    batch.bind(goes_on.at);
    batch.push("UPDATE device SET id = ?;");
    batch.bind(successor.id.to_bytes().to_vec());
    batch.push("UPDATE server SET device_key = ?, token = ?;");
    batch.bind(successor.key.clone());
    batch.bind(successor.token.to_vec());
    batch.push("DELETE FROM successor;");
}

impl Store {
    /// What this device is to go on as, where that is decided and not done.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn successor(&self) -> Result<Option<Successor>, StoreError> {
        let mut reader = self.reader().await?;
        let row = sqlx::query("SELECT id, key, token, admitted FROM successor")
            .fetch_optional(&mut *reader)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let unreadable = || StoreError::Unreadable { what: "successor" };
        Ok(Some(Successor {
            id: DeviceId::from_slice(row.try_get(0)?).ok_or_else(unreadable)?,
            key: row.try_get(1)?,
            token: row.try_get::<&[u8], _>(2)?.try_into().map_err(|_| unreadable())?,
            admitted: row.try_get(3)?,
        }))
    }

    /// Decides what this device is to go on as; durable before anybody else hears of it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn decide_successor(&self, successor: &Successor) -> Result<(), StoreError> {
        let mut writer = self.inner().writer.clone().lock_owned().await;
        writer.roll_back().await;
        sqlx::query("INSERT OR REPLACE INTO successor (one, id, key, token, admitted) VALUES (1, ?, ?, ?, ?)")
            .bind(successor.id.to_bytes().to_vec())
            .bind(&successor.key)
            .bind(successor.token.to_vec())
            .bind(successor.admitted)
            .execute(&mut writer.connection)
            .await?;
        Ok(())
    }

    /// Goes on as another device: everything that waits is its own from the return on, and so is everything that was answered
    /// before. `wall`: this device's clock, ms since 1970. To be called when it is known of all that waits whether the server
    /// has it.
    ///
    /// # Errors
    /// [`StoreError`]; nothing has changed then.
    pub async fn go_on_as(&self, successor: Successor, wall: i64) -> Result<(), StoreError> {
        let (old, new) = (self.device().id, successor.id);
        let mut tx = self.begin().await;
        tx.go_on_as(GoesOn {
            old,
            successor,
            at: wall,
        })
        .await?;
        tx.commit(Source::Server).await?;
        self.inner().goes_on_as(new);
        Ok(())
    }

    /// Since when this device goes on as another one than before, ms since 1970.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn goes_on_since(&self) -> Result<Option<i64>, StoreError> {
        let mut reader = self.reader().await?;
        Ok(sqlx::query_scalar("SELECT max(until) FROM earlier_id")
            .fetch_one(&mut *reader)
            .await?)
    }

    /// Whether this device has made a change under this counter.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn has_made(&self, n: u64, id: ChangeId) -> Result<bool, StoreError> {
        let mut reader = self.reader().await?;
        let made = outbox::between(&mut reader, self.inner(), n, n).await?;
        Ok(made.iter().any(|change| change.id == id))
    }
}
