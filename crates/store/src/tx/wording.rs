//! Words of rows that are in the database already.

use super::{INDEXES, Tx, flush, words::Part};
use crate::{StoreError, batch::Batch, rows, unworded::Rows};
use model::{FieldType, RecordId};
use sqlx::{AssertSqlSafe, Row};

impl Tx<'_> {
    /// Puts the words of some rows into the search indexes, and says that they are there.
    pub(crate) async fn word(mut self, rows: Rows) -> Result<(), StoreError> {
        let done = self.word_all(&rows).await;
        if done.is_err() {
            self.roll_back().await;
        }
        done
    }

    async fn word_all(&mut self, rows: &Rows) -> Result<(), StoreError> {
        self.names_of_linked(rows).await?;
        let table = rows.table;
        let sql = format!("{} WHERE row BETWEEN ? AND ?", table.select);
        let found = sqlx::query(AssertSqlSafe(sql))
            .bind(rows.first)
            .bind(rows.last)
            .fetch_all(&mut self.hand.writer().await?.connection)
            .await?;
        let mut words: [Vec<(i64, String)>; 3] = Default::default();
        for row in &found {
            let found = rows::found(table, row, &self.authors)?;
            for (part, words) in Part::ALL.into_iter().zip(&mut words) {
                let own = self.words(part, table, &found.record).await?;
                if part == Part::Name {
                    self.inner.vocabulary.learn(&own);
                }
                if !own.is_empty() {
                    words.push((table.found_row(found.row), own));
                }
            }
        }
        let mut batch = Batch::default();
        batch.push("BEGIN IMMEDIATE;");
        flush::room_for_words(&mut batch, flush::WORDS_BULK);
        batch.cut();
        for (index, rows) in INDEXES.into_iter().zip(words) {
            flush::index_again(&mut batch, index, rows);
        }
        flush::room_for_words(&mut batch, flush::WORDS_USUAL);
        batch.push("UPDATE unworded SET first = ? WHERE kind = ?; DELETE FROM unworded WHERE first > last; COMMIT;");
        batch.bind(rows.last + 1);
        batch.bind(table.number);
        let writer = self.hand.writer().await?;
        writer.begun = true;
        batch.run(&mut writer.connection, true).await?;
        writer.begun = false;
        Ok(())
    }

    /// The names of what these rows link to and are found by, all at once.
    async fn names_of_linked(&mut self, rows: &Rows) -> Result<(), StoreError> {
        for field in Part::Name.fields(rows.table) {
            let FieldType::Link(Some(kind)) = field.kind else {
                continue;
            };
            let Some(linked) = crate::tables::table(kind) else {
                continue;
            };
            let (key, title) = (linked.kind.key, linked.kind.title);
            let sql = format!(
                "SELECT id, {title} FROM {key} WHERE id IN (SELECT {} FROM {} WHERE row BETWEEN ? AND ?)",
                field.key, rows.table.kind.key
            );
            let names = sqlx::query(AssertSqlSafe(sql))
                .bind(rows.first)
                .bind(rows.last)
                .fetch_all(&mut self.hand.writer().await?.connection)
                .await?;
            for row in &names {
                let id = RecordId::from_slice(row.try_get(0)?).ok_or(StoreError::Unreadable { what: "id" })?;
                self.titles
                    .insert(id, row.try_get::<Option<String>, _>(1)?.unwrap_or_default());
            }
        }
        Ok(())
    }
}
