//! Blobs beside the changes: one lane up and one down, each with a connection of its own, so that neither waits for the other,
//! and the session waits for none of them. A lane moves one piece, and then asks again whether a change waits.
//!
//! Where a lane is, the server says: after any break it asks how far a blob has come, and goes on from there. A blob is called
//! on the server when its receipt was verified, and here when its bytes hash to its name.
//!
//! The one thing not to do here: count an answer of somebody who has not proven to be the server.

mod bringing;
mod fetching;
mod lane;
mod way;

use crate::{engine::Clock, line::Patience, status::Status, tls::Trust};
use lane::{Direction, Lane};
use store::Store;
use tokio::{sync::watch, task::JoinHandle};

/// The two lanes, running.
pub(crate) struct Lanes([JoinHandle<()>; 2]);

impl Lanes {
    pub(crate) fn start(
        store: &Store,
        clock: &Clock,
        trust: &Trust,
        patience: Patience,
        status: &watch::Receiver<Status>,
    ) -> Self {
        let lane = |direction| {
            let lane = Lane::new(direction, store.clone(), clock.clone(), trust.clone(), patience);
            tokio::spawn(lane.run(status.clone()))
        };
        Self([lane(Direction::Up), lane(Direction::Down)])
    }

    /// Stops, in the middle of whatever they do: a piece is taken in whole or not at all.
    pub(crate) async fn stop(&mut self) {
        for lane in &mut self.0 {
            lane.abort();
            let _ended = lane.await;
        }
    }
}

impl Drop for Lanes {
    fn drop(&mut self) {
        self.0.iter().for_each(JoinHandle::abort);
    }
}
