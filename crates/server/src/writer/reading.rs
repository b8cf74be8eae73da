//! What a transaction reads before it judges: all at once, for all its pushes.

use super::{
    Brought,
    batch::{Batch, Known},
    devices,
    hot::{Held, Past},
    judging::Pusher,
};
use crate::{
    ServerError,
    scoping::{self, Scope},
    tables::{log, people, record},
};
use model::{ChangeId, RecordId};
use std::collections::HashSet;

impl Batch<'_> {
    /// Reads what the changes of all pushes need.
    pub(crate) async fn prepare(&mut self, brought: &[Brought]) -> Result<(), ServerError> {
        let org = self.desk.org;
        for device in people::devices(&mut *self.tx, org, &devices(brought)).await? {
            let pusher = match device.barred() {
                Some(code) => Err(code),
                None => Ok(Pusher {
                    person: device.person,
                    role: device.role,
                    succeeded: device.succeeded.is_some(),
                }),
            };
            if let Some(since) = self.rules.get(&device.role) {
                let ids = people::ids_of(&mut *self.tx, org, device.person).await?;
                let scope = Scope::new(self.reach.epoch, *since, &ids);
                self.scopes.insert(device.id, scope);
            }
            self.pushers.insert(device.id, pusher);
        }
        let changes = || brought.iter().flat_map(|each| &each.changes);
        let ids: HashSet<ChangeId> = changes().map(|incoming| incoming.change.id).collect();
        let ids: Vec<ChangeId> = ids.into_iter().collect();
        (self.log, self.refused) = log::by_id(&mut *self.tx, org, &ids).await?;
        (self.log_known, self.refused_known) = (self.log.len(), self.refused.len());
        let in_log = self.log.iter().enumerate().map(|(at, row)| (row.id, Known::Log(at)));
        let in_refused = self.refused.iter().enumerate();
        let in_refused = in_refused.map(|(at, row)| (row.id, Known::Refused(at)));
        self.known = in_log.chain(in_refused).collect();
        if !self.scopes.is_empty() {
            let ids: HashSet<RecordId> = changes().map(|incoming| incoming.change.record).collect();
            self.sights = scoping::sights(&mut *self.tx, org, &ids.into_iter().collect::<Vec<_>>()).await?;
        }
        self.read_numbers(brought).await?;
        self.read_records(brought).await?;
        self.read_positions(brought).await
    }

    /// Counters: only those at or below a device's highest can be taken.
    async fn read_numbers(&mut self, brought: &[Brought]) -> Result<(), ServerError> {
        for on in devices(brought) {
            let highest = match self.hot.known_n.get(&on) {
                Some(known) => *known,
                None => log::highest(&mut *self.tx, self.desk.org, on)
                    .await?
                    .map_or(0, |(n, _)| n),
            };
            self.hot.known_n.insert(on, highest);
            let own = brought.iter().filter(|each| each.author.on == on);
            let taken: Vec<u64> = own
                .flat_map(|each| each.changes.iter().map(|incoming| incoming.change.n))
                .filter(|n| *n <= highest)
                .collect();
            for (n, id) in log::by_number(&mut *self.tx, self.desk.org, on, &taken).await? {
                self.numbers.insert((on, n), id);
            }
        }
        Ok(())
    }

    async fn read_records(&mut self, brought: &[Brought]) -> Result<(), ServerError> {
        let changes = || {
            brought
                .iter()
                .flat_map(|each| &each.changes)
                .map(|incoming| &incoming.change)
        };
        let mut missing = Vec::new();
        for change in changes() {
            if self.records.contains_key(&change.record) {
                continue;
            }
            let held = self.hot.lend(change.record);
            if held.is_none() {
                missing.push(change.record);
            }
            self.records.insert(change.record, held.unwrap_or_else(Held::unknown));
        }
        for (id, record) in record::find(&mut *self.tx, self.desk.org, &missing).await? {
            let held = Held {
                record: Some(record),
                past: None,
                seq: 0,
            };
            self.records.insert(id, held);
        }
        let asks = changes().filter(|change| {
            let known_n = self.hot.known_n.get(&change.on).copied().unwrap_or_default();
            let held = self.records.get(&change.record);
            held.is_some_and(|held| held.asks_for_past(change.record, change, known_n))
        });
        let asks: HashSet<RecordId> = asks.map(|change| change.record).collect();
        self.read_past(&asks.into_iter().collect::<Vec<_>>()).await
    }

    pub(super) async fn read_past(&mut self, records: &[RecordId]) -> Result<(), ServerError> {
        if records.is_empty() {
            return Ok(());
        }
        for id in records {
            if let Some(held) = self.records.get_mut(id) {
                held.past = Some(Vec::new());
            }
        }
        let before = log::of_records(&mut *self.tx, self.desk.org, records).await?;
        // What this transaction has already taken is not in the database yet.
        let now = self.log.get(self.log_known..).unwrap_or_default();
        for row in before
            .iter()
            .chain(now.iter().filter(|row| records.contains(&row.record)))
        {
            if let Some(past) = self.records.get_mut(&row.record).and_then(|held| held.past.as_mut()) {
                past.push(Past::of(row).ok_or(ServerError::Unreadable("a change"))?);
            }
        }
        Ok(())
    }

    /// When the positions that authors had seen arrived.
    async fn read_positions(&mut self, brought: &[Brought]) -> Result<(), ServerError> {
        let changes = brought.iter().flat_map(|each| &each.changes);
        let seen = changes
            .map(|incoming| &incoming.change.base)
            .filter(|base| base.epoch == self.reach.epoch && base.log > 0 && base.log <= self.reach.seq)
            .map(|base| base.log)
            .filter(|seq| !self.hot.arrivals.contains_key(seq));
        let seen: HashSet<u64> = seen.collect();
        let seen: Vec<u64> = seen.into_iter().collect();
        let found = log::arrivals(&mut *self.tx, self.desk.org, &seen).await?;
        self.hot.arrivals.extend(found);
        Ok(())
    }
}
