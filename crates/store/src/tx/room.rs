//! Room for a list: the indexes of a table that is about to become much longer are taken away, and made anew at the end.
//!
//! An index that grows row by row in no order leaves a third of each of its pages empty, and each row looks for its place by
//! comparing folded names. Made in one go it is sorted once and its pages are full. All of it is in the import's transaction:
//! where it fails, the indexes are as they were.

use super::Tx;
use crate::{StoreError, batch::Batch};
use model::KindKey;
use sqlx::Row;

/// Fewer records than this find their places one by one.
const MANY: i64 = 5_000;

/// An index that was taken away, by the statement that makes it.
pub(super) struct Away(pub(super) String);

impl Tx<'_> {
    /// Says that a bulk gesture will make so many records of a kind, and change none of them. To be said before the first.
    pub fn expect(&mut self, kind: KindKey, records: u64) {
        self.expected.push((kind, i64::try_from(records).unwrap_or(i64::MAX)));
    }

    /// Takes the indexes away that are cheaper to make anew.
    pub(super) async fn make_room(&mut self, batch: &mut Batch) -> Result<(), StoreError> {
        for (kind, records) in std::mem::take(&mut self.expected) {
            let Some(table) = crate::tables::table(kind.as_str()) else {
                continue;
            };
            let at = usize::try_from(table.number).unwrap_or_default();
            // The last row number: at least as many as there are.
            let there = self.rows_before.get(at).copied().unwrap_or_default();
            if records < MANY || records < there {
                continue;
            }
            let indexes =
                "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL";
            let writer = self.hand.writer().await?;
            let rows = sqlx::query(indexes)
                .bind(table.kind.key)
                .fetch_all(&mut writer.connection)
                .await?;
            for row in rows {
                batch.push(&format!("DROP INDEX {};", row.try_get::<&str, _>(0)?));
                self.away.push(Away(row.try_get(1)?));
            }
        }
        Ok(())
    }

    /// Makes them anew; while more pages of a first sync are to come, they are only noted.
    pub(super) fn close_room(&mut self, batch: &mut Batch) {
        if self.paged.goes_on() {
            for Away(index) in self.away.drain(..) {
                batch.push("INSERT OR IGNORE INTO away (statement) VALUES (?);");
                batch.bind(index);
            }
            return;
        }
        if self.paged.is_on() {
            batch.push("DELETE FROM away;");
        }
        for Away(index) in self.away.drain(..) {
            batch.push(&format!("{index};"));
        }
    }
}
