//! Own changes that come back as they went: the row shows them already, and stays as it is.
//!
//! A device shows what it has not brought yet as it would judge it itself, over what the server has (`decide` in
//! `Tx::make`). Where the server judged a change *plain*, under the clock and the role that the device gave it, and nobody
//! else has written to the record in between, that judgement is the row: of a stamp's positions the row says nothing, they
//! follow from the runs of answers (`crate::settled`). What is left to do is the confirmed state beside the row, and even
//! that only where more of the device's own still waits for the record. So a device that comes home with ten thousand edits
//! behind one of somebody else's judges that one record again, and none of its own.
//!
//! It is asked of each record by itself, for one page of the log. The one thing not to do here: call a record quiet of which
//! this transaction has already something in memory.

use super::{
    Tx,
    take::{Taken, record_of},
};
use crate::{
    StoreError, acts,
    journal::json,
    rows,
    settled::{Run, Settled, unsigned},
    tables::{self, Table},
};
use model::{Act, Judged, Record, RecordId, apply};
use sqlx::Row;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What a page holds of one record.
type OfRecord<'a> = Vec<&'a Taken>;
/// What it holds of one kind.
type OfTable<'a> = (&'static Table, BTreeMap<RecordId, OfRecord<'a>>);

impl Tx<'_> {
    /// Takes a part of the log in, in its order, after the cursor: what came back of this device's own as it was shown leaves
    /// the rows alone, the rest goes by [`Tx::take`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn take_all(&mut self, mut page: Vec<Taken>) -> Result<(), StoreError> {
        for taken in &mut page {
            taken.epoch = self.authors.settled.epoch_of(taken.seq);
        }
        self.take_part(page, false).await
    }

    /// The same with positions by their epochs. `answers`: all of it is the server's answer to this device.
    pub(super) async fn take_part(&mut self, page: Vec<Taken>, answers: bool) -> Result<(), StoreError> {
        let quiet = self.quiet(&page, answers).await?;
        for taken in page {
            if quiet.contains_key(&taken.change.record) {
                self.answer(&taken);
                self.authors.advance(taken.seq);
                self.kinds.insert(taken.change.kind.clone());
                self.says(taken.change.record);
                self.changes += 1;
            } else {
                self.take(taken).await?;
            }
        }
        self.beside.confirmed.extend(quiet);
        Ok(())
    }

    /// True for a change of this device that was accepted as the row shows it.
    pub(super) fn is_as_shown(&self, taken: &Taken) -> bool {
        let shown = Judged::Plain {
            when: taken.change.at.ms,
            role: self.inner.device().role,
        };
        taken.judged == shown
    }

    /// The records of which a page holds own changes as they are shown and nothing else, each with its confirmed state behind
    /// the page; `None`: nothing waits for it any more.
    async fn quiet(&mut self, page: &[Taken], answers: bool) -> Result<BTreeMap<RecordId, Option<String>>, StoreError> {
        let mut quiet = BTreeMap::new();
        let Some(last) = page.last() else { return Ok(quiet) };
        let mut then = (*self.authors.settled).clone();
        then.cursor = last.seq;
        if answers {
            page.iter().for_each(|taken| then.add(Run::of(taken)));
        }
        let mut by_table: HashMap<i64, OfTable<'_>> = HashMap::new();
        let anew = self.frozen_anew(page).await?;
        for (id, of_record) in self.candidates(page, &then, &anew) {
            let table = of_record
                .first()
                .and_then(|taken| tables::table(taken.change.kind.as_str()));
            if let Some(table) = table {
                let (_, records) = by_table.entry(table.number).or_insert_with(|| (table, BTreeMap::new()));
                records.insert(id, of_record);
            }
        }
        for (table, records) in by_table.into_values() {
            let ids: Vec<RecordId> = records.keys().copied().collect();
            let waiting = self.still_waiting(table, &ids, &then).await?;
            let over: Vec<RecordId> = ids.into_iter().filter(|id| waiting.get(id) == Some(&true)).collect();
            let mut bodies = self.bodies(&over).await?;
            for (id, of_record) in records {
                match waiting.get(&id) {
                    Some(false) => drop(quiet.insert(id, None)),
                    Some(true) => {
                        if let Some(record) = folded(bodies.remove(&id).flatten(), &of_record)? {
                            quiet.insert(id, Some(json(&record)?));
                        }
                    }
                    None => {} // it has no row: that is looked at one by one
                }
            }
        }
        Ok(quiet)
    }

    /// What a page holds of the records that may be quiet.
    fn candidates<'a>(
        &self,
        page: &'a [Taken],
        then: &Settled,
        anew: &HashSet<u64>,
    ) -> BTreeMap<RecordId, OfRecord<'a>> {
        let mut loud: HashSet<RecordId> = HashSet::new();
        let mut candidates: BTreeMap<RecordId, OfRecord<'_>> = BTreeMap::new();
        for taken in page {
            let (change, id) = (&taken.change, taken.change.record);
            let own = then.is_mine(change.on, change.n)
                && !anew.contains(&change.n)
                && matches!(then.answer(change.n), Some(Some((_, seq))) if seq == taken.seq);
            if own && self.is_as_shown(taken) && !then.came(id) && !self.is_staged(id) {
                candidates.entry(id).or_default().push(taken);
            } else {
                loud.insert(id);
            }
        }
        candidates.retain(|id, _| !loud.contains(id));
        candidates
    }

    /// Counters of own changes that may be shown under another id than they were taken under (`crate::identity`).
    async fn frozen_anew(&mut self, page: &[Taken]) -> Result<HashSet<u64>, StoreError> {
        let mut anew: HashSet<u64> = self.beside.anew.iter().map(|(n, _)| *n).collect();
        if self.authors.settled.has_anew {
            let numbers = || page.iter().map(|taken| taken.change.n);
            let rows: Vec<i64> = sqlx::query_scalar("SELECT n FROM anew WHERE n BETWEEN ? AND ?")
                .bind(numbers().min().unwrap_or_default() as i64)
                .bind(numbers().max().unwrap_or_default() as i64)
                .fetch_all(&mut self.hand.writer().await?.connection)
                .await?;
            anew.extend(rows.into_iter().map(unsigned));
        }
        Ok(anew)
    }

    /// Whether anything of this device still waits for records once it is so far; of those that have a row.
    async fn still_waiting(
        &mut self,
        table: &'static Table,
        ids: &[RecordId],
        then: &Settled,
    ) -> Result<HashMap<RecordId, bool>, StoreError> {
        let sql = format!("SELECT id, acts FROM {}", table.kind.key);
        let rows = rows::among(&mut self.hand.writer().await?.connection, &sql, ids).await?;
        let mut waiting = HashMap::with_capacity(rows.len());
        for row in &rows {
            if let Some(id) = RecordId::from_slice(row.try_get(0)?) {
                let own = acts::unpack(row.try_get(1)?);
                waiting.insert(id, own.iter().any(|n| !then.is_done(*n)));
            }
        }
        Ok(waiting)
    }

    /// The confirmed states that lie beside rows.
    async fn bodies(&mut self, ids: &[RecordId]) -> Result<HashMap<RecordId, Option<String>>, StoreError> {
        let known = |id: &RecordId| Some((*id, self.beside.confirmed.get(id)?.clone()));
        let mut bodies: HashMap<_, _> = ids.iter().filter_map(known).collect();
        let others: Vec<RecordId> = ids.iter().copied().filter(|id| !bodies.contains_key(id)).collect();
        let connection = &mut self.hand.writer().await?.connection;
        for row in &rows::among(connection, "SELECT id, body FROM confirmed", &others).await? {
            if let Some(id) = RecordId::from_slice(row.try_get(0)?) {
                bodies.insert(id, Some(row.try_get(1)?));
            }
        }
        Ok(bodies)
    }
}

/// A confirmed state with own changes on top; `None`: how it stood before is not known.
fn folded(before: Option<String>, of_record: &[&Taken]) -> Result<Option<Record>, StoreError> {
    let mut record = before.as_deref().map(record_of).transpose()?;
    if record.is_none() && of_record.first().is_none_or(|first| first.change.act != Act::Create) {
        return Ok(None);
    }
    for taken in of_record {
        let verdict = taken
            .judged
            .verdict(record.as_ref(), &taken.change, taken.epoch, taken.seq);
        record = apply(record, &taken.change, &verdict);
    }
    Ok(record)
}
