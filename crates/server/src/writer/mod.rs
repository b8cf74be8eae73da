//! The one writer of an organisation's log in this process. Pushes queue up before it, and it takes as many as have come
//! into one transaction: the disk's wait is most of what a push costs, and so it is shared.
//!
//! Under the lock of the organisation's row, each change in its order is known already or judged, and gets the next
//! position. Nothing is answered before the transaction is durable.
//!
//! The one thing not to do here: talk to a connection, or decide by anything but the model.

mod back;
mod batch;
mod hot;
mod judging;
mod reading;
mod when;

use crate::{OrgId, ServerError, clock::Clock, database::Database, measure::Measures};
pub(crate) use back::{Back, BackEntry};
use batch::Batch;
use hot::Hot;
use model::{Change, DeviceId};
use protocol::{Answered, Author, Fault, Hash, Reached};
use std::sync::{Arc, atomic::AtomicU64};
use tokio::sync::{mpsc, oneshot, watch};

/// One change of a push, read.
#[derive(Clone, Debug)]
pub(crate) struct Incoming {
    pub(crate) change: Change,
    pub(crate) bytes: Vec<u8>,
    pub(crate) content: Hash,
}

/// What a session brings.
#[derive(Clone, Debug)]
pub(crate) struct Brought {
    /// Whose the changes are: the session's device, and one of its person's ids.
    pub(crate) author: Author,
    /// By how much the device's clock was ahead at its hello, ms.
    pub(crate) skew: i64,
    /// What it had journalled of that clock's jumps by then, ms.
    pub(crate) jumps: i64,
    /// The position up to which the device holds the log.
    pub(crate) cursor: u64,
    /// The highest of the device's own numbers that its session knows to be here.
    pub(crate) knows: Arc<AtomicU64>,
    pub(crate) changes: Vec<Incoming>,
}

/// What became of it; durable.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) epoch: u32,
    pub(crate) at: i64,
    pub(crate) answers: Vec<Answered>,
    pub(crate) head: Hash,
    /// The answers follow the device's cursor without a gap: it can find the head by itself.
    pub(crate) follows: bool,
}

struct Push {
    brought: Brought,
    reply: oneshot::Sender<Result<Given, Fault>>,
}

enum Job {
    Push(Push),
    TakeBack(Box<Back>, oneshot::Sender<Result<Reached, Fault>>),
}

/// How far the log reaches: epoch, position.
pub(crate) type News = (u32, u64);

/// Pushes in one transaction at most.
const TOGETHER: usize = 64;
/// Changes in one transaction, unless one push brings more.
const CHANGES_TOGETHER: usize = 8_000;
/// Pushes that wait before a session has to.
const WAITING: usize = 256;

/// The way to the writer.
#[derive(Clone)]
pub(crate) struct Writer(mpsc::Sender<Job>);

/// What the writer works with.
pub(crate) struct Desk {
    pub(crate) org: OrgId,
    pub(crate) database: Arc<dyn Database>,
    pub(crate) clock: Clock,
    pub(crate) news: watch::Sender<News>,
    pub(crate) measures: Arc<Measures>,
}

impl Writer {
    /// Starts the writer. It ends when nobody can bring anything any more.
    pub(crate) fn start(desk: Desk) -> Self {
        let (to, from) = mpsc::channel(WAITING);
        tokio::spawn(write(desk, from));
        Self(to)
    }

    /// Brings changes, and waits until what became of them is durable.
    pub(crate) async fn bring(&self, brought: Brought) -> Result<Given, Fault> {
        let (reply, answer) = oneshot::channel();
        let sent = self.0.send(Job::Push(Push { brought, reply })).await;
        sent.map_err(|_| ServerError::Stopping)?;
        answer.await.map_err(|_| ServerError::Stopping)?
    }

    /// Takes back what a restored server has forgotten, and waits until it is durable.
    pub(crate) async fn take_back(&self, back: Back) -> Result<Reached, Fault> {
        let (reply, answer) = oneshot::channel();
        let sent = self.0.send(Job::TakeBack(Box::new(back), reply)).await;
        sent.map_err(|_| ServerError::Stopping)?;
        answer.await.map_err(|_| ServerError::Stopping)?
    }
}

async fn write(desk: Desk, mut from: mpsc::Receiver<Job>) {
    let mut hot = Hot::default();
    while let Some(first) = from.recv().await {
        let mut next = Some(first);
        let (mut pushes, mut changes) = (Vec::new(), 0);
        while let Some(Job::Push(push)) = next {
            changes += push.brought.changes.len();
            pushes.push(push);
            let room = pushes.len() < TOGETHER && changes < CHANGES_TOGETHER;
            next = if room { from.try_recv().ok() } else { None };
        }
        if !pushes.is_empty() {
            together(&desk, &mut hot, pushes).await;
        }
        if let Some(Job::TakeBack(back, reply)) = next {
            let taken = back::take(&desk, &mut hot, *back).await;
            if !matches!(taken, Ok(Ok(_))) {
                hot = Hot::default();
            }
            // Nobody waits any more where a connection is gone.
            let _gone = reply.send(taken.map_err(Fault::from).flatten());
        }
    }
}

async fn together(desk: &Desk, hot: &mut Hot, pushes: Vec<Push>) {
    let (brought, replies): (Vec<_>, Vec<_>) = pushes.into_iter().map(|push| (push.brought, push.reply)).unzip();
    match carry(desk, hot, &brought).await {
        Ok(given) => replies
            .into_iter()
            .zip(given)
            .for_each(|(reply, given)| drop(reply.send(given))),
        // One push that the database does not take must not hold up the others: each alone.
        Err(error) if brought.len() > 1 => {
            tracing::warn!(%error, pushes = brought.len(), "a transaction of many pushes failed; each alone now");
            for (brought, reply) in brought.into_iter().zip(replies) {
                let given = carry(desk, hot, std::slice::from_ref(&brought)).await;
                let given = given.map(|mut given| given.pop()).map_err(Fault::from);
                // Nobody waits any more where a connection is gone.
                let _gone = reply.send(given.and_then(|given| given.unwrap_or(Err(ServerError::Stopping.into()))));
            }
        }
        Err(error) => {
            let fault = Fault::from(error);
            replies
                .into_iter()
                .for_each(|reply| drop(reply.send(Err(fault.clone()))));
        }
    }
}

/// One transaction. What is hot is forgotten if it fails.
async fn carry(desk: &Desk, hot: &mut Hot, brought: &[Brought]) -> Result<Vec<Result<Given, Fault>>, ServerError> {
    let given = attempt(desk, hot, brought).await;
    if given.is_err() {
        *hot = Hot::default();
    }
    given
}

async fn attempt(desk: &Desk, hot: &mut Hot, brought: &[Brought]) -> Result<Vec<Result<Given, Fault>>, ServerError> {
    let begun = std::time::Instant::now();
    let mut batch = Batch::begin(desk, hot).await?;
    batch.prepare(brought).await?;
    let mut given = Vec::with_capacity(brought.len());
    for each in brought {
        given.push(batch.take(each).await?);
    }
    let news = batch.commit().await?;
    desk.measures.committed(begun.elapsed(), &given);
    desk.news.send_if_modified(|last| std::mem::replace(last, news) != news);
    Ok(given)
}

/// Devices of some pushes.
fn devices(brought: &[Brought]) -> Vec<DeviceId> {
    let mut devices: Vec<DeviceId> = brought.iter().map(|each| each.author.on).collect();
    devices.sort_unstable();
    devices.dedup();
    devices
}
