//! Changes by who made them, where, when, and by which gesture: own ones from the outbox, those of others from the journal.
//! What came with a page of records, before this device followed the log, has no changes here.

use crate::{StoreError, gestures, journal, outbox, settled::unsigned, store::Store};
use model::{ChangeId, DeviceId, GestureId, PersonId, RecordId};
use sqlx::Row;

/// Own changes that are read at once.
const AT_ONCE: u64 = 2_048;

/// Which changes: those that meet everything that is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Which {
    /// Of this gesture.
    pub gesture: Option<GestureId>,
    /// Made on this device.
    pub on: Option<DeviceId>,
    /// By this person.
    pub by: Option<PersonId>,
    /// From this moment on, by the clock of their device, ms since 1970.
    pub since: Option<i64>,
    /// Up to this moment.
    pub until: Option<i64>,
}

impl Which {
    fn meets(&self, change: &model::Change) -> bool {
        self.gesture.is_none_or(|gesture| change.gesture == gesture)
            && self.on.is_none_or(|on| change.on == on)
            && self.by.is_none_or(|by| change.by == by)
            && self.since.is_none_or(|since| change.at.ms >= since)
            && self.until.is_none_or(|until| change.at.ms <= until)
    }
}

impl Store {
    /// The changes that meet everything that is said, with their records, in no order; one more than `most` where there are more.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn changes_which(&self, which: &Which, most: usize) -> Result<Vec<(RecordId, ChangeId)>, StoreError> {
        let mut reader = self.reader().await?;
        let mut found = Vec::new();
        let device = self.device();
        if let Some(gesture) = which.gesture {
            let own = gestures::changes(&mut reader, self.inner(), gesture).await?;
            found.extend(
                own.iter()
                    .filter(|change| which.meets(change))
                    .map(|change| (change.record, change.id)),
            );
        } else if which.on.is_none_or(|on| on == device.id) {
            let mut last = unsigned(sqlx::query_scalar(crate::store::LAST_N).fetch_one(&mut *reader).await?);
            while last > 0 && found.len() <= most {
                let first = last.saturating_sub(AT_ONCE - 1).max(1);
                let own = outbox::between(&mut reader, self.inner(), first, last).await?;
                // Own clocks only go forward, unless a jump was journalled: what is older than asked for ends it.
                let over = own
                    .first()
                    .is_none_or(|oldest| which.since.is_some_and(|since| oldest.at.ms < since));
                found.extend(
                    own.iter()
                        .filter(|change| which.meets(change))
                        .map(|change| (change.record, change.id)),
                );
                last = if over { 0 } else { first - 1 };
            }
        }
        let text = |id: Option<String>| id.unwrap_or_default();
        let rows = sqlx::query(
            "SELECT record, change FROM journal WHERE (?1 = '' OR change ->> '$.g' = ?1) AND (?2 = '' OR change ->> '$.on' = ?2) \
             AND (?3 = '' OR change ->> '$.by' = ?3) AND (change ->> '$.at.ms') BETWEEN ?4 AND ?5 ORDER BY seq LIMIT ?6",
        )
        .bind(text(which.gesture.map(|id| id.to_string())))
        .bind(text(which.on.map(|id| id.to_string())))
        .bind(text(which.by.map(|id| id.to_string())))
        .bind(which.since.unwrap_or(i64::MIN))
        .bind(which.until.unwrap_or(i64::MAX))
        .bind(i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1))
        .fetch_all(&mut *reader)
        .await?;
        for row in rows {
            let change: model::Change = journal::parse(row.try_get(1)?)?;
            found.push((change.record, change.id));
        }
        Ok(found)
    }
}
