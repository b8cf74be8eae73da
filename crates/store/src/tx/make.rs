//! Taking a change in: judged, applied to the record in memory, and frozen.

use super::{FLUSH, OfOne, Staged, Tx};
use crate::{
    StoreError,
    authors::Authors,
    by_rule, feed,
    imprint::{self, Imprint},
    journal,
    outbox::Frozen,
    rows::{self, Found},
    tables,
};
use model::{Act, Change, Context, KindKey, RecordId, Role, Verdict, VerdictKind, apply, decide};
use std::borrow::Cow;

impl Tx<'_> {
    /// Judges a change against the record as it stands here and, unless it is refused, takes it in.
    ///
    /// # Errors
    /// [`StoreError`]; a refusal is no error, it is the verdict.
    pub async fn make(&mut self, change: &Change) -> Result<Verdict, StoreError> {
        // Who began to fill it in may have been looking at a card of the time before this device got another id.
        let anew = match self.authors.settled.anew(change) {
            Cow::Owned(anew) => Some(anew),
            Cow::Borrowed(_) => None,
        };
        let change = anew.as_ref().unwrap_or(change);
        if change.act != Act::Create || !self.fresh(change) {
            self.stage(Some(change.kind.as_str()), change.record).await?;
        }
        if !self.staged.contains_key(&change.record) {
            self.stage_new(change)?;
        }
        self.touch(change.record)?;
        let context = Context::preview(&self.schema, self.inner.device().role, change.at.ms);
        let Some(staged) = self.staged.get_mut(&change.record) else {
            return Err(StoreError::NotFound);
        };
        let verdict = decide(staged.record.as_ref(), change, &context);
        if verdict.kind == VerdictKind::Refused {
            return Ok(verdict);
        }
        if let Some(record) = &staged.record
            && staged.confirmed.is_none()
            && self.authors.settled.joined
            && !self.authors.settled.is_pending(record)
        {
            self.beside.under.push((change.record, journal::json(record)?));
            staged.confirmed = Some(staged.record.clone());
        }
        let kept = match (staged.made, &staged.record) {
            (Some(made), Some(record)) => {
                let n = crate::acts::first(&staged.acts);
                Some(self.authors.rebuild(change.record, n, made, record)?.1)
            }
            _ => None,
        };
        let settled = by_rule::settled(staged.record.as_ref(), change, &verdict);
        staged.record = apply(staged.record.take(), change, &verdict);
        self.beside.by_rule.extend(settled);
        crate::acts::push(&mut staged.acts, change.n);
        staged.dirty = true;
        staged.made = None;
        staged.of_one = None;
        let all = |record| imprint::is_all_of(change, record, verdict.role);
        if self.bulk.is_some() && staged.stored.is_none() && staged.record.as_ref().is_some_and(all) {
            let imprint = imprint(&mut self.imprints, &mut self.authors, change, verdict.role);
            staged.of_one = imprint.map(|imprint| OfOne {
                place: self.frozen.len(),
                imprint,
                at: change.at,
            });
        }
        self.titles.remove(&change.record);
        self.frozen.push(Frozen::of(change, kept)?);
        self.kinds.insert(change.kind.clone());
        if self.records.len() <= feed::NAMED_AT_MOST {
            self.records.push(change.record);
        }
        self.changes += 1;
        self.flush_if_full().await?;
        Ok(verdict)
    }

    /// Sends what is staged to the database where many records come.
    pub(crate) async fn flush_if_full(&mut self) -> Result<(), StoreError> {
        if self.in_bulk() && self.staged.len() >= FLUSH {
            self.flush().await?;
        }
        Ok(())
    }

    /// A record named by its own Create cannot be here yet: no need to look.
    pub(super) fn fresh(&self, change: &Change) -> bool {
        change.record.to_bytes() == change.id.to_bytes() && !self.staged.contains_key(&change.record)
    }

    pub(super) fn stage_new(&mut self, change: &Change) -> Result<(), StoreError> {
        self.stage_row(&change.kind, change.record)
    }

    /// A row for a record that has none.
    pub(crate) fn stage_row(&mut self, kind: &KindKey, id: RecordId) -> Result<(), StoreError> {
        let table = tables::table(kind.as_str()).ok_or(StoreError::Unreadable { what: "kind" })?;
        let at = usize::try_from(table.number).unwrap_or_default();
        let row = self
            .counters
            .rows
            .get_mut(at)
            .ok_or(StoreError::Unreadable { what: "kind" })?;
        *row += 1;
        let staged = Staged::new(table, *row);
        self.staged.insert(id, staged);
        Ok(())
    }

    pub(crate) fn is_staged(&self, id: RecordId) -> bool {
        self.staged.contains_key(&id)
    }

    pub(crate) async fn stage(&mut self, kind: Option<&str>, id: RecordId) -> Result<(), StoreError> {
        if self.staged.contains_key(&id) {
            return Ok(());
        }
        if let Some((table, row)) = rows::fetch(&mut self.hand.writer().await?.connection, kind, id).await? {
            let found = rows::found(table, &row, &self.authors)?;
            self.keep(found);
        }
        Ok(())
    }

    pub(super) fn keep(&mut self, found: Found) {
        let staged = Staged {
            table: found.table,
            row: found.row,
            before: Some(found.record.clone()),
            record: Some(found.record),
            acts: found.acts,
            made: found.made,
            of_one: None,
            stored: Some(found.cells),
            dirty: false,
            reindex: false,
            confirmed: None,
        };
        self.staged.insert(found.id, staged);
    }
}

/// The imprint that a change of a bulk gesture has in common with others; a new one while there are few.
fn imprint(known: &mut Vec<u64>, authors: &mut Authors, change: &Change, role: Role) -> Option<u64> {
    let fits = |number: &&u64| {
        authors
            .imprint(**number)
            .is_some_and(|imprint| imprint.fits(change, role))
    };
    if let Some(number) = known.iter().find(fits) {
        return Some(*number);
    }
    (known.len() < imprint::MOST).then(|| {
        let number = authors.add_imprint(Imprint::of(change, role));
        known.push(number);
        number
    })
}
