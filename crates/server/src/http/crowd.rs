//! How many are connected at once. Who comes when the house is full is told so before anything is kept for them.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

/// The places of a house.
#[derive(Clone, Debug)]
pub(super) struct Crowd {
    most: usize,
    here: Arc<AtomicUsize>,
}

/// One of them, for as long as it lives.
#[derive(Debug)]
pub(super) struct Place(Arc<AtomicUsize>);

impl Crowd {
    pub(super) fn of(most: usize) -> Self {
        Self {
            most,
            here: Arc::default(),
        }
    }

    /// `None`: all places are taken.
    pub(super) fn enters(&self) -> Option<Place> {
        let more = |here| (here < self.most).then_some(here + 1);
        let entered = self.here.fetch_update(SeqCst, SeqCst, more);
        entered.ok().map(|_| Place(self.here.clone()))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, SeqCst);
    }
}
