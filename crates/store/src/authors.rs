//! Small numbers for the long ids of devices and people and for the imprints of bulk gestures, so that packed provenance
//! stays small.

use crate::{
    Server, StoreError,
    batch::Batch,
    imprint::{Imprint, Made},
    settled::{Run, Settled},
    snapshot::Progress,
};
use model::{Change, DeviceId, Record, RecordId};
use std::{collections::HashMap, sync::Arc};

/// The tables `author` and `imprint`, in memory. Numbers are given at once and stored with the next commit.
#[derive(Clone)]
pub(crate) struct Authors {
    /// How far this device and its server are: stamps of own changes get their positions from there.
    pub(crate) settled: Arc<Settled>,
    ids: Vec<[u8; 16]>,
    numbers: HashMap<[u8; 16], u64>,
    stored: usize,
    imprints: Vec<Arc<Imprint>>,
    stored_imprints: usize,
}

impl Authors {
    /// From the tables' rows, in the order of their numbers.
    pub(crate) fn stored(ids: Vec<[u8; 16]>, imprints: Vec<Arc<Imprint>>, settled: Settled) -> Self {
        let numbers = (0..).zip(&ids).map(|(number, id)| (*id, number)).collect();
        Self {
            settled: Arc::new(settled),
            stored: ids.len(),
            numbers,
            ids,
            stored_imprints: imprints.len(),
            imprints,
        }
    }

    /// The number of an id; a new one where it has none.
    pub(crate) fn number(&mut self, id: [u8; 16]) -> u64 {
        if let Some(number) = self.numbers.get(&id) {
            return *number;
        }
        let number = self.ids.len() as u64;
        self.ids.push(id);
        self.numbers.insert(id, number);
        number
    }

    /// The id of a number.
    pub(crate) fn id(&self, number: u64) -> Option<[u8; 16]> {
        self.ids.get(usize::try_from(number).ok()?).copied()
    }

    /// These, with how far the server has got as others know it.
    pub(crate) fn with_settled_of(&self, others: &Self) -> Self {
        Self {
            settled: others.settled.clone(),
            ..self.clone()
        }
    }

    /// The confirmed state holds the log up to here.
    pub(crate) fn advance(&mut self, seq: u64) {
        Arc::make_mut(&mut self.settled).cursor = seq;
    }

    /// See [`Settled::enter`].
    pub(crate) fn enter(&mut self, epoch: u32, floors: Vec<(u32, u64)>, kept: u64) {
        Arc::make_mut(&mut self.settled).enter(epoch, floors, kept);
    }

    /// There is a server, and this device is so far.
    pub(crate) fn meets(&mut self, server: &Server) {
        let settled = Arc::make_mut(&mut self.settled);
        settled.joined = true;
        (settled.epoch, settled.cursor) = (server.epoch, server.cursor);
        settled.number_alike(&server.floors);
    }

    /// The server has answered.
    pub(crate) fn answer(&mut self, run: Run) {
        Arc::make_mut(&mut self.settled).add(run);
    }

    /// This device goes on under another id.
    pub(crate) fn go_on_as(&mut self, id: DeviceId) {
        Arc::make_mut(&mut self.settled).go_on_as(id);
    }

    /// Some own changes are frozen anew.
    pub(crate) fn has_anew(&mut self) {
        Arc::make_mut(&mut self.settled).has_anew = true;
    }

    /// How far a first sync is; `None`: at its end.
    pub(crate) fn paged(&mut self, progress: Option<Progress>) {
        Arc::make_mut(&mut self.settled).snapshot = progress;
    }

    /// Records came ahead of the log.
    pub(crate) fn ahead(&mut self, records: &[(RecordId, u64)]) {
        Arc::make_mut(&mut self.settled).add_ahead(records);
    }

    /// The log is held up to here.
    pub(crate) fn passed(&mut self, cursor: u64) {
        Arc::make_mut(&mut self.settled).pass(cursor);
    }

    /// The number of an imprint that has none yet.
    pub(crate) fn add_imprint(&mut self, imprint: Imprint) -> u64 {
        self.imprints.push(Arc::new(imprint));
        self.imprints.len() as u64 - 1
    }

    /// The imprint of a number.
    pub(crate) fn imprint(&self, number: u64) -> Option<&Arc<Imprint>> {
        self.imprints.get(usize::try_from(number).ok()?)
    }

    /// The change that made a record that is still as it was made, and its first bytes.
    ///
    /// # Errors
    /// [`StoreError::NotAsWritten`] where what is rebuilt is not what was frozen.
    pub(crate) fn rebuild(
        &self,
        id: RecordId,
        n: u64,
        made: Made,
        record: &Record,
    ) -> Result<(Change, Vec<u8>), StoreError> {
        let imprint = self.imprint(made.imprint).ok_or(StoreError::NotAsWritten { n })?;
        imprint.rebuild(id, n, made, record)
    }

    /// Adds what is not stored yet to a batch.
    pub(crate) fn store(&self, batch: &mut Batch) -> Result<(), StoreError> {
        for (number, id) in self.ids.iter().enumerate().skip(self.stored) {
            batch.push("INSERT OR IGNORE INTO author (number, id) VALUES (?, ?);");
            batch.bind(number as i64);
            batch.bind(id.to_vec());
        }
        let mut imprints = (0..).zip(&self.imprints).skip(self.stored_imprints);
        imprints.try_for_each(|(number, imprint)| imprint.store(number, batch))
    }

    /// After the commit of what [`Authors::store`] added.
    pub(crate) fn committed(&mut self) {
        self.stored = self.ids.len();
        self.stored_imprints = self.imprints.len();
    }
}

#[cfg(test)]
impl Default for Authors {
    fn default() -> Self {
        Self::stored(Vec::new(), Vec::new(), Settled::new(DeviceId::from_bytes([0; 16])))
    }
}
