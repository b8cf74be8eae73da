//! Entering another epoch: the server was restored from a backup, and has forgotten the end of the log that this device
//! holds. What it has not forgotten is numbered alike in both epochs and stays as it is; what it has is handed back before
//! this room is asked, and comes again with the log.

use crate::{
    Server, StoreError,
    batch::Batch,
    journal::{self, Logged},
    outbox, rows,
    settled::unsigned,
    store::Store,
    tables,
    tx::Tx,
};
use model::{KindKey, Record, RecordId};
use sqlx::{AssertSqlSafe, Row};

/// What the server signed of a position: proof that it gave out the log up to there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tip {
    /// The epoch in which it signed.
    pub epoch: u32,
    /// The position.
    pub seq: u64,
    /// The chain's head there.
    pub head: [u8; 32],
    /// Hash of what else was signed with it.
    pub said: [u8; 32],
    /// Ed25519.
    pub signature: [u8; 64],
}

/// Positions between two tips that are kept, at most and as a rule: what lies between two is handed back at once.
const APART: u64 = 500;

/// Keeps a tip, and lets go of the one before it where the two around it are near enough.
pub(crate) fn plan_tip(batch: &mut Batch, tip: &Tip) {
    batch.push(
        "DELETE FROM tip WHERE seq = (SELECT max(seq) FROM tip WHERE seq < ?)
           AND ? - coalesce((SELECT seq FROM tip WHERE seq < ? ORDER BY seq DESC LIMIT 1 OFFSET 1), 0) <= ?;",
    );
    for number in [tip.seq, tip.seq, tip.seq, APART] {
        batch.bind(number as i64);
    }
    batch.push("INSERT OR REPLACE INTO tip (seq, epoch, head, said, signature) VALUES (?, ?, ?, ?, ?);");
    batch.bind(tip.seq as i64);
    batch.bind(tip.epoch);
    batch.bind(tip.head.to_vec());
    batch.bind(tip.said.to_vec());
    batch.bind(tip.signature.to_vec());
}

/// Positions by the epochs that gave them, as the server tells them now.
pub(crate) fn plan_alike(batch: &mut Batch, server: &Server) {
    for (epoch, floor) in server.floors.iter().rev() {
        batch.push("UPDATE answered SET epoch = ? WHERE seq > 0 AND seq + last - first <= ? AND epoch > ?;");
        batch.bind(*epoch);
        batch.bind(*floor as i64);
        batch.bind(*epoch);
    }
}

/// Lets go of what this device knows of the log beyond a position.
pub(crate) fn plan_forgetting(batch: &mut Batch, kept: u64) {
    for sql in [
        "DELETE FROM journal WHERE seq > ?;",
        "DELETE FROM tip WHERE seq > ?;",
        "DELETE FROM answered WHERE seq > ?;",
        "DELETE FROM ahead WHERE as_of > ?;",
    ] {
        batch.push(sql);
        batch.bind(kept as i64);
    }
    batch.push("UPDATE answered SET last = first + (? - seq) WHERE seq > 0 AND seq + last - first > ?;");
    batch.bind(kept as i64);
    batch.bind(kept as i64);
}

impl Store {
    /// What the server signed beyond a position, in order.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn tips_after(&self, seq: u64) -> Result<Vec<Tip>, StoreError> {
        let mut reader = self.reader().await?;
        let rows = sqlx::query("SELECT seq, epoch, head, said, signature FROM tip WHERE seq > ? ORDER BY seq")
            .bind(seq as i64)
            .fetch_all(&mut *reader)
            .await?;
        let unreadable = |_| StoreError::Unreadable { what: "server" };
        let tip = |row: &sqlx::sqlite::SqliteRow| {
            Ok(Tip {
                seq: unsigned(row.try_get(0)?),
                epoch: row.try_get(1)?,
                head: row.try_get::<&[u8], _>(2)?.try_into().map_err(unreadable)?,
                said: row.try_get::<&[u8], _>(3)?.try_into().map_err(unreadable)?,
                signature: row.try_get::<&[u8], _>(4)?.try_into().map_err(unreadable)?,
            })
        };
        rows.iter().map(tip).collect()
    }

    /// The records in which something of a later position stands.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn positioned_after(&self, seq: u64) -> Result<Vec<(RecordId, KindKey)>, StoreError> {
        let mut reader = self.reader().await?;
        let mut later = Vec::new();
        for table in tables::TABLES.iter() {
            let rows = sqlx::query(AssertSqlSafe(table.select.clone()))
                .fetch_all(&mut *reader)
                .await?;
            let authors = self.inner().authors();
            for row in &rows {
                let found = rows::found(table, row, &authors)?;
                if is_after(&found.record, seq) {
                    later.push((found.id, KindKey::of(table.kind.key)));
                }
            }
        }
        Ok(later)
    }

    /// The log between two positions, the first one not included, as this device holds it, in its order.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn log_between(&self, after: u64, to: u64) -> Result<Vec<Logged>, StoreError> {
        let mut reader = self.reader().await?;
        let mut logged = journal::between(&mut reader, after, to).await?;
        let runs = self.inner().authors().settled.given_between(after, to);
        for (first, last) in runs {
            for change in outbox::between(&mut reader, self.inner(), first, last).await? {
                let standing = journal::standing(&mut reader, self.inner(), &change).await?;
                logged.push(Logged { change, standing });
            }
        }
        logged.sort_by_key(|logged| logged.places().into_iter().map(|(_, seq)| seq).max());
        Ok(logged)
    }
}

/// Whether a record bears a later position.
fn is_after(record: &Record, seq: u64) -> bool {
    let standing = record.registers.values().flatten();
    let mut stamps = standing
        .flat_map(|standing| &standing.parts)
        .chain(record.touched.values())
        .chain(record.redacted.values());
    stamps.any(|stamp| stamp.seqs.iter().any(|(_, at)| *at > seq))
}

impl Tx<'_> {
    /// Enters the epoch that `server` names. Of the log as this device knows it, what lies up to `kept` stays; the records
    /// that were touched beyond are set to how they stood there (`None`: not at all), with what waits on top, and what was
    /// answered beyond waits again. `came`: these records' past is not here, as of those that come by a page.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn enter(
        &mut self,
        server: Server,
        kept: u64,
        touched: Vec<(KindKey, RecordId, Option<Record>)>,
        came: bool,
    ) -> Result<(), StoreError> {
        let given = self.authors.settled.given_to_others_after(kept);
        self.authors.enter(server.epoch, server.floors.clone(), kept);
        self.beside.kept = Some(kept);
        // What was taken under an earlier id, and waits again now, is the present one's.
        for (first, last) in given {
            for change in self.own_between(first, last).await? {
                let anew = self.authors.settled.anew(&change).into_owned();
                self.freeze_anew(&anew)?;
            }
        }
        for (kind, id, stood) in touched {
            self.kinds.insert(kind.clone());
            self.says(id);
            if tables::table(kind.as_str()).is_none() {
                continue;
            }
            self.stage(Some(kind.as_str()), id).await?;
            if !self.is_staged(id) {
                let Some(stood) = &stood else { continue };
                self.stage_back(&stood.kind, id).await?;
            }
            let stands = stood.is_some();
            self.show(id, stood).await?;
            if came && stands {
                self.comes(id);
            }
            self.flush_if_full().await?;
        }
        self.changes += 1;
        self.server(server);
        Ok(())
    }
}
