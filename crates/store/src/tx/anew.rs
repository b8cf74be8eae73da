//! Own changes that go on under another id than they were made under (`crate::identity`).

use super::{Tx, take::Taken};
use crate::{StoreError, acts, identity::GoesOn, outbox, tables};
use model::{Change, KindKey, RecordId};
use std::collections::{HashMap, HashSet};

/// Changes that are read at once.
const READ: u64 = 4_096;
/// Changes above which their records go to the database in groups.
const MANY: u64 = 64;

impl Tx<'_> {
    /// This device goes on as another one. Whatever waits is frozen anew, and shown under the new id.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) async fn go_on_as(&mut self, goes_on: GoesOn) -> Result<(), StoreError> {
        let last = self.counters.n;
        self.authors.go_on_as(goes_on.successor.id);
        self.beside.goes_on = Some(goes_on);
        self.changes += 1;
        if self.authors.settled.waiting(last) > MANY {
            self.many();
        }
        let mut shown = HashSet::new();
        for (first, last) in self.authors.settled.unanswered(0, last) {
            let mut from = first;
            while from <= last {
                let to = last.min(from + (READ - 1));
                for change in self.own_between(from, to).await? {
                    let change = self.authors.settled.anew(&change).into_owned();
                    self.freeze_anew(&change)?;
                    if shown.insert(change.record) {
                        self.show_anew(&change).await?;
                    }
                }
                from = to + 1;
            }
        }
        Ok(())
    }

    async fn show_anew(&mut self, change: &Change) -> Result<(), StoreError> {
        self.kinds.insert(change.kind.clone());
        self.says(change.record);
        if tables::table(change.kind.as_str()).is_some() {
            let confirmed = self.confirmed(change).await?;
            self.show(change.record, confirmed).await?;
        }
        self.flush_if_full().await
    }

    /// Own changes by their counters.
    pub(crate) async fn own_between(&mut self, first: u64, last: u64) -> Result<Vec<Change>, StoreError> {
        outbox::between(&mut self.hand.writer().await?.connection, self.inner, first, last).await
    }

    /// A row for a record that comes back, with whatever of this device waits for it: its own row may be gone, where a server that
    /// was restored did not know the record any more.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(crate) async fn stage_back(&mut self, kind: &KindKey, id: RecordId) -> Result<(), StoreError> {
        self.stage_row(kind, id)?;
        if self.authors.settled.waiting(self.counters.n) == 0 {
            return Ok(());
        }
        if self.waiting.is_none() {
            let mut waiting: HashMap<RecordId, Vec<u64>> = HashMap::new();
            for (first, last) in self.authors.settled.unanswered(0, self.counters.n) {
                for change in self.own_between(first, last).await? {
                    waiting.entry(change.record).or_default().push(change.n);
                }
            }
            self.waiting = Some(waiting);
        }
        let waiting = self.waiting.as_ref().and_then(|waiting| waiting.get(&id));
        if let (Some(waiting), Some(staged)) = (waiting, self.staged.get_mut(&id)) {
            waiting.iter().for_each(|n| acts::push(&mut staged.acts, *n));
        }
        Ok(())
    }

    /// Whether something of this device waits for a record.
    pub(crate) fn awaits(&self, id: RecordId) -> bool {
        self.staged.get(&id).is_some_and(|staged| !staged.acts.is_empty())
    }

    /// Takes in what is known of an own change by the log's own entry, whoever brought it: another copy of this device may have,
    /// under an id of its own.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn known(&mut self, taken: Taken) -> Result<(), StoreError> {
        let own = self.own(taken.change.n).await?;
        if taken.seq > 0 && own.as_ref() != Some(&taken.change) {
            self.freeze_anew(&taken.change)?;
        }
        self.answered(taken).await
    }

    /// An own change is to be told as it is here from now on.
    pub(crate) fn freeze_anew(&mut self, change: &Change) -> Result<(), StoreError> {
        self.authors.has_anew();
        self.beside.anew.push((change.n, outbox::bytes_of(change)?));
        Ok(())
    }

    async fn own(&mut self, n: u64) -> Result<Option<Change>, StoreError> {
        Ok(self.own_between(n, n).await?.into_iter().next())
    }

    /// Whether a change of the log is this device's own. One that bears its id but was never answered may be another copy's.
    pub(super) async fn is_own(&mut self, change: &Change) -> Result<bool, StoreError> {
        let settled = &self.authors.settled;
        if !settled.is_mine(change.on, change.n) {
            return Ok(false);
        }
        if settled.answer(change.n).is_some() {
            return Ok(true);
        }
        Ok(change.n <= self.counters.n && self.own(change.n).await?.is_some_and(|own| own.id == change.id))
    }
}
