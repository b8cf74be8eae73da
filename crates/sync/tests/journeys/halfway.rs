//! An old copy that is interrupted while it becomes a new device.

use crate::{
    agreeing::agree,
    copies::{are_there, begun, position},
    desk::{Desk, House},
};
use model::Role;
use protocol::{Answer, Ask, Code, Fault, Peer};
use server::Session;
use std::{
    future::Future,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::Poll,
};
use tempfile::TempDir;

/// A line that breaks at one question of all that are asked, on the way there or back.
struct Failing {
    session: Session,
    asked: Arc<AtomicUsize>,
    at: usize,
    on_the_way_back: bool,
}

impl Peer for Failing {
    async fn ask(&self, ask: Ask) -> Result<Answer, Fault> {
        if self.asked.fetch_add(1, SeqCst) != self.at {
            return self.session.ask(ask).await;
        }
        if self.on_the_way_back {
            self.session.ask(ask).await?;
        }
        Err(Code::Other("connection-lost".to_owned()).into())
    }
}

/// An organisation with a device that is an old copy of itself, and one beside it.
struct Copied {
    house: House,
    ana: Desk,
    ben: Desk,
    _copy: TempDir,
}

const ALL: [&str; 5] = ["Before", "Waits", "Lost", "Again", "Again 2"];

impl Copied {
    async fn new() -> Self {
        let (house, mut ana, ben, record) = begun(Role::Field).await;
        ana.create("Waits", "").await;
        let copy = ana.copied().await;
        ana.create("Lost", "").await;
        ana.sync(&house.server).await;
        ana.put_back(&copy).await;
        ana.create("Again", "").await;
        ana.edit(record, "role", "Again").await;
        ana.create("Again 2", "").await;
        Self {
            house,
            ana,
            ben,
            _copy: copy,
        }
    }

    /// Whatever happened, it comes to the same end.
    async fn ends_well(&self) {
        agree(&self.house, &[&self.ana, &self.ben]).await;
        are_there(&self.ben, &ALL).await;
        assert_eq!(position(&self.ben).await, 6);
        assert_eq!(self.ana.store.successor().await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_line_that_breaks_at_any_question_of_the_change_of_identity_breaks_nothing() {
    for on_the_way_back in [false, true] {
        for at in 0.. {
            let copied = Copied::new().await;
            let asked = Arc::new(AtomicUsize::new(0));
            let line = |session| Failing {
                session,
                asked: asked.clone(),
                at,
                on_the_way_back,
            };
            let connected = copied.ana.connect_over(&copied.house.server, line).await;
            let broke = connected.is_err();
            drop(connected);
            assert_eq!(broke, at < asked.load(SeqCst));
            copied.ends_well().await;
            if !broke {
                assert!(at >= 6, "two greetings, the succession and what was in doubt");
                break;
            }
        }
    }
}

/// Polls a future so often at most, and lets it go then.
async fn at_most<F: Future>(polls: usize, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut left = polls;
    std::future::poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

#[tokio::test]
async fn a_process_that_dies_at_any_moment_of_the_change_of_identity_goes_on_from_there() {
    let step = std::env::var("OUTPOST_CYCLES").map_or(9, |_| 1);
    let mut polls = 1;
    loop {
        let mut copied = Copied::new().await;
        let done = at_most(polls, copied.ana.connect(&copied.house.server)).await.is_some();
        copied.ana.kill_and_start().await;
        copied.ends_well().await;
        if done {
            break;
        }
        polls += step;
    }
    assert!(polls > 10, "{polls}");
}
