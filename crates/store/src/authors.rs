//! Small numbers for the long ids of devices and people, so that packed provenance stays small.

use crate::batch::Batch;
use std::collections::HashMap;

/// The table `author`, in memory. Numbers are given at once and stored with the next commit.
#[derive(Clone, Default)]
pub(crate) struct Authors {
    ids: Vec<[u8; 16]>,
    numbers: HashMap<[u8; 16], u64>,
    stored: usize,
}

impl Authors {
    /// From the table's rows, in the order of their numbers.
    pub(crate) fn stored(ids: Vec<[u8; 16]>) -> Self {
        let numbers = (0..).zip(&ids).map(|(number, id)| (*id, number)).collect();
        Self {
            stored: ids.len(),
            numbers,
            ids,
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

    /// Adds what is not stored yet to a batch.
    pub(crate) fn store(&self, batch: &mut Batch) {
        for (number, id) in self.ids.iter().enumerate().skip(self.stored) {
            batch.push("INSERT OR IGNORE INTO author (number, id) VALUES (?, ?);");
            batch.bind(number as i64);
            batch.bind(id.to_vec());
        }
    }

    /// After the commit of what [`Authors::store`] added.
    pub(crate) fn committed(&mut self) {
        self.stored = self.ids.len();
    }
}
