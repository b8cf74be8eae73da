//! One lane: waits until something is to be carried and nothing goes before it, and carries it piece by piece.

use super::{bringing::Bringing, fetching::Fetching, way::Way};
use crate::{
    cause::Trouble,
    engine::Clock,
    line::Patience,
    plan::{self, Carry},
    status::{Phase, Status},
    tls::Trust,
};
use std::time::Duration;
use store::{Blobs, Store};
use tokio::{
    sync::{broadcast::error::RecvError, watch},
    time::sleep,
};

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// To the server.
    Up,
    /// From it.
    Down,
}

pub(super) struct Lane {
    direction: Direction,
    store: Store,
    clock: Clock,
    trust: Trust,
    patience: Patience,
    state: plan::Lane,
    way: Option<Way>,
    /// Pieces that broke off lately.
    broken: u32,
    up: Bringing,
    down: Fetching,
}

/// After so long, a lane looks again though nothing was said.
const REST: Duration = Duration::from_secs(300);

impl Lane {
    pub(super) fn new(direction: Direction, store: Store, clock: Clock, trust: Trust, patience: Patience) -> Self {
        Self {
            direction,
            store,
            clock,
            trust,
            patience,
            state: plan::Lane::default(),
            way: None,
            broken: 0,
            up: Bringing::default(),
            down: Fetching::default(),
        }
    }

    pub(super) async fn run(mut self, mut status: watch::Receiver<Status>) {
        let mut feed = self.store.feed();
        loop {
            // Not opened before there is a session: a device without a server has no use for it here.
            if status.wait_for(|status| status.phase == Phase::Online).await.is_err() {
                return;
            }
            let blobs = match self.store.blobs().await {
                Ok(blobs) => blobs,
                Err(error) => {
                    tracing::warn!(%error, "the blobs are not to be had");
                    tokio::select! {
                        () = sleep(REST) => continue,
                        // The store has closed.
                        _ = status.wait_for(|status| status.phase == Phase::Off) => return,
                    }
                }
            };
            let mut changes = blobs.changes();
            loop {
                changes.mark_unchanged();
                let shown = status.borrow_and_update().clone();
                let carry = match self.look(&blobs, &shown).await {
                    Ok(()) => plan::carry(&self.state, (self.clock)()),
                    Err(trouble) => {
                        self.failed(&trouble);
                        Carry::WaitUntil((self.clock)().saturating_add(plan::FIRST_WAIT))
                    }
                };
                let until = match carry {
                    Carry::Piece => {
                        match self.piece(&blobs).await {
                            Ok(()) => (self.state.failures, self.broken) = (0, self.broken.saturating_sub(1)),
                            Err(trouble) => self.failed(&trouble),
                        }
                        continue;
                    }
                    Carry::WaitUntil(until) => {
                        Duration::from_millis(u64::try_from(until - (self.clock)()).unwrap_or_default())
                    }
                    Carry::Rest => self.down.rests().unwrap_or(REST),
                };
                if !self.state.due || !self.state.online {
                    self.way = None;
                }
                tokio::select! {
                    () = sleep(until) => if carry == Carry::Rest { self.down.looks_again() },
                    changed = status.changed() => if changed.is_err() { return },
                    changed = changes.changed() => if changed.is_err() { return },
                    // An answer may have come to what went before.
                    committed = feed.recv(), if self.state.due => if matches!(committed, Err(RecvError::Closed)) { return },
                }
            }
        }
    }

    /// Brings the state up to date.
    async fn look(&mut self, blobs: &Blobs, status: &Status) -> Result<(), Trouble> {
        let online = status.phase == Phase::Online;
        if online && !self.state.online {
            // A new session: what an earlier one met says nothing of it.
            (self.way, self.state.failures) = (None, 0);
            self.down.begins_anew();
            if let Some(server) = self.store.server().await? {
                blobs.meet_epoch(server.epoch).await?;
            }
        }
        self.down.hears_of(status.last);
        self.state.online = online;
        self.state.unanswered = self.store.waiting().await?;
        self.state.paging = self.store.first_sync().is_some();
        self.state.due = match self.direction {
            Direction::Up => blobs.next_up().await?.is_some(),
            Direction::Down => self.down.next(blobs).await?.is_some(),
        };
        Ok(())
    }

    async fn piece(&mut self, blobs: &Blobs) -> Result<(), Trouble> {
        let mut way = match self.way.take().filter(Way::is_open) {
            Some(way) => way,
            None => {
                self.up.begins_anew();
                let Some(server) = self.store.server().await? else {
                    return Ok(());
                };
                Way::open(server, self.store.device().id, &self.trust, self.patience).await?
            }
        };
        let most = plan::piece(self.broken);
        match self.direction {
            Direction::Up => self.up.piece(&mut way, blobs, most).await?,
            Direction::Down => self.down.piece(&mut way, blobs, most).await?,
        }
        self.way = Some(way); // where it failed, the next piece takes another
        Ok(())
    }

    fn failed(&mut self, trouble: &Trouble) {
        tracing::warn!(cause = ?trouble.cause, direction = ?self.direction, "a piece of a blob was not carried: {}", trouble.words);
        self.broken = self.broken.saturating_add(1).min(8);
        self.state.failures = self.state.failures.saturating_add(1);
        self.state.failed_at = (self.clock)();
        self.state.jitter = rand::random_range(10..=100);
    }
}
