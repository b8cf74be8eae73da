//! How the person who works here likes this device: language, light or dark, sizes. They stay on the device: no change, no
//! outbox, no news.

use crate::{Store, StoreError};
use sqlx::Row;
use std::collections::BTreeMap;

impl Store {
    /// All preferences, by name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn preferences(&self) -> Result<BTreeMap<String, String>, StoreError> {
        let mut reader = self.reader().await?;
        let rows = sqlx::query("SELECT name, choice FROM preference")
            .fetch_all(&mut *reader)
            .await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
    }

    /// Sets a preference, in place of an earlier choice.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn prefer(&self, name: &str, choice: &str) -> Result<(), StoreError> {
        let mut writer = self.inner().writer.lock().await;
        writer.roll_back().await;
        sqlx::query("INSERT OR REPLACE INTO preference (name, choice) VALUES (?, ?)")
            .bind(name)
            .bind(choice)
            .execute(&mut writer.connection)
            .await?;
        Ok(())
    }
}
