//! Taking in what the server says: answers to own changes, and what others wrote.
//!
//! The row of a record is what the screen shows: the confirmed state with this device's pending changes on top. Where there
//! are some, the confirmed state lies beside it (`confirmed`), so that a change of the log can be applied to it and the
//! pending ones judged again above. Own changes that became what was shown of them leave the row alone (`super::quiet`).

use super::{Tx, answers, leaving};
use crate::{
    StoreError,
    batch::Batch,
    by_rule::{self, ByRule},
    epochs::{self, Tip},
    identity::{self, GoesOn},
    journal::{self, json},
    outbox,
    server::Server,
    settled::Run,
    tables,
};
use model::{Change, Context, Judged, Record, RecordId, VerdictKind, apply, decide};
use sqlx::Row;
use std::collections::BTreeMap;

/// One change of the log, or the answer to an own one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The change.
    pub change: Change,
    /// The epoch that gave its position; what is taken in is told by the position itself.
    pub epoch: u32,
    /// Its position; 0 where it was refused.
    pub seq: u64,
    /// What became of it.
    pub judged: Judged,
}

/// What a transaction does about the confirmed states beside the rows.
#[derive(Default)]
pub(crate) struct Beside {
    /// Records that had no pending change before this transaction, as they stood then.
    pub(super) under: Vec<(RecordId, String)>,
    /// Confirmed states anew; `None`: nothing is pending any more.
    pub(super) confirmed: BTreeMap<RecordId, Option<String>>,
    pub(super) journal: Vec<Taken>,
    pub(super) answered: Vec<Taken>,
    pub(super) first_bytes: Vec<(u64, Vec<u8>)>,
    /// Nothing is pending anywhere any more.
    pub(super) all_confirmed: bool,
    /// The server's row anew.
    pub(super) server: Option<Server>,
    /// What the server signed last.
    pub(super) tip: Option<Tip>,
    /// The log as it was is kept up to here only.
    pub(crate) kept: Option<u64>,
    /// Own changes that are frozen anew.
    pub(crate) anew: Vec<(u64, Vec<u8>)>,
    /// Positions whose changes are own ones after all.
    pub(super) not_of_others: Vec<u64>,
    /// The id that this device had, and what it goes on as.
    pub(crate) goes_on: Option<GoesOn>,
    /// Where people met and a rule settled it.
    pub(super) by_rule: Vec<ByRule>,
    /// Records that are no longer to be here.
    pub(super) left: Vec<RecordId>,
}

impl Tx<'_> {
    /// Takes a change of the log in; to be called in the order of the log, after the cursor.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn take(&mut self, mut taken: Taken) -> Result<(), StoreError> {
        taken.epoch = self.authors.settled.epoch_of(taken.seq);
        let mine = self.is_own(&taken.change).await?;
        if mine {
            self.answer(&taken);
        }
        let (change, id) = (taken.change.clone(), taken.change.record);
        let ahead = self.authors.settled.is_ahead(id, taken.seq);
        if tables::table(change.kind.as_str()).is_some() {
            let before = self.confirmed(&change).await?;
            let verdict = taken.judged.verdict(before.as_ref(), &change, taken.epoch, taken.seq);
            // What came as it stood after this change has it already.
            let after = match ahead {
                true => before,
                false => {
                    self.touch(id)?;
                    let settled = by_rule::settled(before.as_ref(), &change, &verdict);
                    self.beside.by_rule.extend(settled);
                    apply(before, &change, &verdict)
                }
            };
            self.authors.advance(taken.seq);
            self.show(id, after).await?;
        } else {
            self.authors.advance(taken.seq);
        }
        self.kinds.insert(change.kind.clone());
        self.says(id);
        if !mine && !ahead {
            self.beside.journal.push(taken);
        }
        self.changes += 1;
        self.flush_if_full().await
    }

    /// Takes an answer in whose position the log has not reached here yet, or a refusal.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn answered(&mut self, mut taken: Taken) -> Result<(), StoreError> {
        if taken.seq > 0 {
            taken.epoch = self.authors.settled.epoch_of(taken.seq);
        }
        let change = taken.change.clone();
        let refused = taken.judged.kind() == VerdictKind::Refused;
        // What the log has brought already waits no longer.
        let passed = taken.seq > 0 && self.authors.settled.holds(taken.epoch, taken.seq);
        let before = match (refused || passed) && tables::table(change.kind.as_str()).is_some() {
            true => Some(self.confirmed(&change).await?),
            false => None,
        };
        self.answer(&taken);
        if passed {
            self.beside.not_of_others.push(taken.seq);
        }
        self.changes += 1;
        if let Some(before) = before {
            self.kinds.insert(change.kind.clone());
            self.says(change.record);
            self.show(change.record, before).await?;
        }
        self.flush_if_full().await
    }

    /// Takes answers to own changes in whose positions follow the cursor without a gap. Where all of them are as plain as can
    /// be and nothing else waits at all, no record is looked at.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn settle(&mut self, mut answers: Vec<Taken>) -> Result<(), StoreError> {
        for taken in &mut answers {
            taken.epoch = self.authors.settled.epoch_of(taken.seq);
        }
        let mut known = (*self.authors.settled).clone();
        answers.iter().for_each(|taken| known.add(Run::of(taken)));
        let drained = known.waiting(self.counters.n) == 0;
        let uncovered = self.authors.settled.has_uncovered();
        if drained && !uncovered && answers.iter().all(|taken| self.is_as_shown(taken)) {
            for taken in answers {
                self.kinds.insert(taken.change.kind.clone());
                self.says(taken.change.record);
                self.answer(&taken);
                self.authors.advance(taken.seq);
                self.changes += 1;
            }
            self.beside.all_confirmed = true;
            return Ok(());
        }
        self.take_part(answers, true).await
    }

    /// Says how far the device and its server are, in the same transaction.
    pub fn server(&mut self, server: Server) {
        self.authors.meets(&server);
        self.authors.passed(server.cursor);
        self.beside.server = Some(server);
    }

    /// Keeps what the server signed of the position that this device has reached, in the same transaction.
    pub fn tip(&mut self, tip: Tip) {
        self.beside.tip = Some(tip);
    }

    /// Many records come at once: their words go to the search indexes directly.
    pub fn many(&mut self) {
        self.many = true;
    }

    pub(super) fn answer(&mut self, taken: &Taken) {
        if self.authors.settled.answer(taken.change.n).is_none() {
            self.authors.answer(Run::of(taken));
            self.beside.answered.push(taken.clone());
        }
    }

    pub(crate) fn says(&mut self, id: RecordId) {
        if self.records.len() <= crate::feed::NAMED_AT_MOST {
            self.records.push(id);
        }
    }

    /// The record of a change as the server has it, up to the cursor.
    pub(crate) async fn confirmed(&mut self, change: &Change) -> Result<Option<Record>, StoreError> {
        let id = change.record;
        let settled = &self.authors.settled;
        let fresh = !settled.is_mine(change.on, change.n) && self.fresh(change) && !settled.came(id);
        if !fresh {
            self.stage(Some(change.kind.as_str()), id).await?;
        }
        if !self.staged.contains_key(&id) {
            self.stage_back(&change.kind, id).await?;
        }
        let Some(staged) = self.staged.get(&id) else {
            return Err(StoreError::NotFound);
        };
        if let Some(confirmed) = &staged.confirmed {
            return Ok(confirmed.clone());
        }
        let Some(shown) = &staged.record else { return Ok(None) };
        if !self.authors.settled.is_pending(shown) {
            return Ok(Some(shown.clone()));
        }
        let body = match self.beside.confirmed.get(&id) {
            Some(body) => body.clone(),
            None => {
                let row = sqlx::query("SELECT body FROM confirmed WHERE id = ?")
                    .bind(id.to_bytes().to_vec())
                    .fetch_optional(&mut self.hand.writer().await?.connection)
                    .await?;
                row.map(|row| row.try_get(0)).transpose()?
            }
        };
        body.as_deref().map(record_of).transpose()
    }

    /// Shows a confirmed state with what is still pending on top.
    pub(crate) async fn show(&mut self, id: RecordId, confirmed: Option<Record>) -> Result<(), StoreError> {
        let Some(staged) = self.staged.get(&id) else {
            return Err(StoreError::NotFound);
        };
        let waits = |n: &u64| !self.authors.settled.is_done(*n);
        let waiting: Vec<u64> = crate::acts::unpack(&staged.acts).into_iter().filter(waits).collect();
        let first = crate::acts::first(&staged.acts);
        if let (Some(made), Some(record)) = (staged.made, &staged.record) {
            let (_, bytes) = self.authors.rebuild(id, first, made, record)?;
            self.beside.first_bytes.push((first, bytes));
        }
        let pending = outbox::numbered(&mut self.hand.writer().await?.connection, self.inner, &waiting).await?;
        let mut shown = confirmed.clone();
        for change in pending.iter().filter(|change| change.record == id) {
            let change = &*self.authors.settled.anew(change);
            let context = Context::preview(&self.schema, self.inner.device().role, change.at.ms);
            let verdict = decide(shown.as_ref(), change, &context);
            shown = apply(shown, change, &verdict);
        }
        let body = match (&confirmed, pending.is_empty()) {
            (Some(confirmed), false) => Some(json(confirmed)?),
            _ => None,
        };
        let Some(staged) = self.staged.get_mut(&id) else {
            return Err(StoreError::NotFound);
        };
        let stood_beside = staged.confirmed.is_some() || staged.before.is_some();
        if body.is_some() || stood_beside {
            self.beside.confirmed.insert(id, body);
        }
        staged.confirmed = Some(confirmed);
        staged.made = None;
        staged.of_one = None;
        staged.record = shown;
        staged.dirty = true;
        self.titles.remove(&id);
        Ok(())
    }

    /// Adds what lies beside the rows to a batch.
    pub(super) fn plan_beside(&mut self, batch: &mut Batch) -> Result<(), StoreError> {
        let beside = std::mem::take(&mut self.beside);
        if let Some(kept) = beside.kept {
            epochs::plan_forgetting(batch, kept);
        }
        if let Some(goes_on) = beside.goes_on {
            identity::plan(batch, &goes_on);
        }
        for (n, body) in beside.anew {
            batch.push("INSERT OR REPLACE INTO anew (n, body) VALUES (?, ?);");
            batch.bind(n as i64);
            batch.bind(body);
        }
        self.paged.plan(batch);
        by_rule::plan(batch, beside.by_rule)?;
        leaving::plan(batch, &beside.left);
        for (id, body) in beside.under {
            batch.push("INSERT OR IGNORE INTO confirmed (id, body) VALUES (?, ?);");
            batch.bind(id.to_bytes().to_vec());
            batch.bind(body);
        }
        answers::plan_confirmed(batch, beside.confirmed);
        if beside.all_confirmed {
            batch.push("DELETE FROM confirmed;");
        }
        for (n, bytes) in beside.first_bytes {
            batch.push("INSERT OR IGNORE INTO first_bytes (n, body) VALUES (?, ?);");
            batch.bind(n as i64);
            batch.bind(bytes);
        }
        for taken in &beside.journal {
            journal::add(batch, taken.epoch, taken.seq, &taken.change, &taken.judged)?;
        }
        for seq in beside.not_of_others {
            batch.push("DELETE FROM journal WHERE seq = ?;");
            batch.bind(seq as i64);
        }
        answers::plan_answers(
            batch,
            (self.authors.settled.me, self.inner.device().role),
            &beside.answered,
        )?;
        if let Some(server) = &beside.server {
            batch.push(
                "UPDATE server SET epoch = ?, cursor = ?, head = ?, skew = ?, contact = ?, receipt = ?, floors = ?, scope = ?;",
            );
            batch.bind(server.epoch);
            batch.bind(server.cursor as i64);
            batch.bind(server.head.to_vec());
            batch.bind(server.skew);
            batch.bind(server.contact);
            batch.bind(server.receipt.clone());
            batch.bind(json(&server.floors)?);
            batch.bind(server.scope as i64);
            epochs::plan_alike(batch, server);
            if self.authors.settled.has_passed {
                batch.push("DELETE FROM ahead WHERE as_of <= ?;");
                batch.bind(server.cursor as i64);
            }
        }
        if let Some(tip) = &beside.tip {
            epochs::plan_tip(batch, tip);
        }
        Ok(())
    }
}

/// A confirmed state, as it lies beside its row.
pub(super) fn record_of(body: &str) -> Result<Record, StoreError> {
    serde_json::from_str(body).map_err(|_| StoreError::Unreadable { what: "record" })
}

impl Run {
    pub(super) fn of(taken: &Taken) -> Self {
        Self {
            first: taken.change.n,
            last: taken.change.n,
            epoch: taken.epoch,
            seq: taken.seq,
            on: taken.change.on,
        }
    }
}
