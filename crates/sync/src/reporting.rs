//! What a device tells the server of its queue, for the people who must know that every device's work has arrived.

use crate::{cause::Trouble, stake::stake, trace::Trace};
use protocol::DeviceReport;
use store::Store;

/// Where the queue's course is kept over a restart.
const TRACE: &str = "~trace";

/// What waits, and up to where this device knows the log: worth a report of its own when it changes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Queue {
    /// Changes without an answer.
    pub(crate) waiting: u64,
    /// The last position of the log that this device holds.
    pub(crate) cursor: u64,
}

/// What a device says of itself with every report.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// The app's version.
    pub app: String,
    /// What it is: `desktop`, `laptop`, `tablet`, `phone`; empty where nobody knows.
    pub form: String,
}

impl From<&str> for About {
    fn from(app: &str) -> Self {
        Self {
            app: app.to_owned(),
            form: String::new(),
        }
    }
}

/// What has been told, and what of it the store does not know.
pub(crate) struct Reporting {
    about: About,
    /// The queue, and what of it was refused, as the server heard it last.
    heard: Option<(Queue, u64)>,
    /// Attempts that failed before the present contact.
    retries: u32,
    /// The queue's depth over a day; read when it is first needed.
    trace: Option<Trace>,
}

impl Reporting {
    /// `about`: what every report says of the device.
    pub(crate) fn new(about: About) -> Self {
        Self {
            about,
            heard: None,
            retries: 0,
            trace: None,
        }
    }

    /// A new contact, after so many that failed: it has heard nothing yet.
    pub(crate) fn met(&mut self, failures: u32) {
        (self.retries, self.heard) = (failures, None);
    }

    /// The server has heard another queue than this, or none.
    pub(crate) async fn differs(&self, store: &Store, queue: Queue) -> Result<bool, Trouble> {
        Ok(self.heard != Some((queue, refused(store).await?)))
    }

    /// Takes note of the queue's depth; written down when a part of the day is over.
    pub(crate) async fn note(&mut self, store: &Store, waiting: u64, now: i64) -> Result<(), Trouble> {
        let mut trace = match self.trace.take() {
            Some(trace) => trace,
            None => course(store).await?,
        };
        if trace.see(waiting, now) {
            store.prefer(TRACE, &trace.kept()).await?;
        }
        self.trace = Some(trace);
        Ok(())
    }

    /// The report of a queue.
    pub(crate) async fn told(&self, store: &Store, queue: Queue) -> Result<DeviceReport, Trouble> {
        let stake = stake(store).await?;
        let trace = self.trace.clone().unwrap_or_default();
        let oldest = match queue.waiting {
            0 => None,
            _ => store.unanswered(0, 1).await?.first().map(|change| change.at.ms),
        };
        Ok(DeviceReport {
            app: self.about.app.clone(),
            form: self.about.form.clone(),
            waiting: queue.waiting,
            oldest,
            refused: refused(store).await?,
            retries: u64::from(self.retries),
            cursor: queue.cursor,
            bytes: store.bytes(),
            records: stake.records,
            amounts: stake.amounts,
            queue_at: (!trace.parts.is_empty()).then_some(trace.at),
            queue: trace.parts,
        })
    }

    /// The server has heard this report.
    pub(crate) fn heard(&mut self, queue: Queue, refused: u64) {
        self.heard = Some((queue, refused));
    }
}

async fn refused(store: &Store) -> Result<u64, Trouble> {
    Ok(store.refused().await?.len() as u64)
}

/// The course that an earlier run has kept; one that cannot be read begins anew.
async fn course(store: &Store) -> Result<Trace, Trouble> {
    let kept = store.preferences().await?;
    Ok(kept.get(TRACE).and_then(|kept| Trace::read(kept)).unwrap_or_default())
}
