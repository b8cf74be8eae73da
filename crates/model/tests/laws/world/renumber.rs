//! A device that was restored from a backup is a new device.

use super::{device::Device, server::Server};
use model::{Base, Change, DeviceId};
use std::collections::BTreeMap;

impl Device {
    /// Before any push: when the server holds a counter that this memory does not know, or knows under another id, takes a
    /// new id and renumbers what the server does not hold. Frozen ids stay frozen; only (on, n) and the own part of the
    /// bases change.
    pub(crate) fn renumber(&mut self, server: &Server, fresh: DeviceId) {
        let memory = &mut self.memory;
        let theirs = server.memory.numbers.iter().filter(|((on, _), _)| *on == memory.name);
        let clashes = theirs
            .filter(|((_, n), id)| memory.own.get(n) != Some(id))
            .map(|((_, n), _)| *n);
        let Some(first) = clashes.min() else { return };
        let (old, last) = (memory.name, first - 1);
        memory.lineage.insert(old, last);
        (memory.name, memory.n) = (fresh, 0);
        memory.own.clear();
        let mut new: BTreeMap<u64, u64> = BTreeMap::new();
        let lacks = |change: &Change| !server.memory.answers.contains_key(&change.id);
        for change in memory.pending.iter().filter(|change| lacks(change)) {
            memory.n += 1;
            new.insert(change.n, memory.n);
            memory.own.insert(memory.n, change.id);
        }
        let base = |base: &mut Base| {
            let mut own: BTreeMap<DeviceId, u64> = base.own.iter().copied().collect();
            let seen = own.get(&old).copied().unwrap_or(0);
            own.insert(old, seen.min(last));
            own.insert(fresh, new.range(..=seen).map(|(_, n)| *n).max().unwrap_or(0));
            base.own = own.into_iter().collect();
        };
        for change in memory.pending.iter_mut().filter(|change| lacks(change)) {
            (change.on, change.n) = (fresh, new[&change.n]);
            base(&mut change.base);
        }
        self.forms.clear();
    }
}
