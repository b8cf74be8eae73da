//! Performs one step after the other and keeps the status that screens show.

use crate::{
    blobs::Lanes,
    cause::{Cause, Trouble, fault, is_of_the_way},
    entering, exchange,
    line::{Line, Patience},
    opening,
    plan::{self, State, Step},
    reporting::{About, Queue, Reporting},
    snapshot::{self, Coming, Paged},
    status::{Phase, Status},
    succeeding::{self, Next},
    tls::Trust,
};
use protocol::{Answer, Ask, Fault, Peer};
use std::{sync::Arc, time::Duration};
use store::{Server, Store};
use tokio::{
    sync::{RwLock, broadcast::error::RecvError, mpsc, watch},
    task::JoinHandle,
    time::sleep,
};

/// Where the time comes from, ms since 1970.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Keeps a device in step. Made by [`Engine::start`]; stopped by dropping its [`Handle`].
pub struct Engine {
    store: Store,
    clock: Clock,
    trust: Trust,
    patience: Patience,
    server: Option<Server>,
    state: State,
    status: watch::Sender<Status>,
    line: Arc<RwLock<Option<Arc<Line>>>>,
    reporting: Reporting,
    /// The next page of a first sync, asked for ahead.
    coming: Option<Coming>,
    /// The server speaks of pages.
    speaks_of_pages: bool,
    /// Up to here the server has said that following the log is less.
    follows: u64,
}

/// The running engine.
pub struct Handle {
    status: watch::Receiver<Status>,
    nudge: mpsc::Sender<()>,
    line: Arc<RwLock<Option<Arc<Line>>>>,
    task: JoinHandle<()>,
    lanes: Lanes,
}

impl Handle {
    /// How things stand, now and whenever it changes.
    #[must_use]
    pub fn status(&self) -> watch::Receiver<Status> {
        self.status.clone()
    }

    /// Tries now, whatever the waiting time.
    pub fn nudge(&self) {
        let _full = self.nudge.try_send(()); // one is as good as many
    }

    /// Asks the server something that is not about the log: the fleet, an invitation.
    ///
    /// # Errors
    /// [`Trouble`] where there is no way to the server; inside, the server's own no.
    pub async fn ask(&self, ask: Ask) -> Result<Result<Answer, Fault>, Trouble> {
        let line = self.line.read().await.clone();
        let line = line.ok_or_else(|| {
            let cause = self.status.borrow().cause;
            Trouble::new(cause.unwrap_or(Cause::ServerDown), "not connected")
        })?;
        match line.ask(ask).await {
            Err(fault) if is_of_the_way(&fault) => Err(fault.into()),
            answer => Ok(answer),
        }
    }

    /// Stops, in the middle of whatever it does: every step is one transaction.
    pub async fn stop(mut self) {
        self.task.abort();
        // Aborted, or ended by itself: both are stopped.
        let _ended = (&mut self.task).await;
        self.lanes.stop().await;
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Engine {
    /// Starts to keep a device in step.
    #[must_use]
    pub fn start(store: Store, clock: Clock, trust: Trust, about: About) -> Handle {
        Self::start_with(store, clock, trust, about, Patience::default())
    }

    /// The same, for lines that are known to be better or worse than usual.
    #[must_use]
    pub fn start_with(store: Store, clock: Clock, trust: Trust, about: About, patience: Patience) -> Handle {
        let (status, shown) = watch::channel(Status::default());
        let (nudge, nudges) = mpsc::channel(1);
        let line = Arc::new(RwLock::new(None));
        let lanes = Lanes::start(&store, &clock, &trust, patience, &shown);
        let engine = Self {
            store,
            clock,
            trust,
            patience,
            server: None,
            state: State::default(),
            status,
            line: line.clone(),
            reporting: Reporting::new(about),
            coming: None,
            speaks_of_pages: false,
            follows: 0,
        };
        Handle {
            status: shown,
            nudge,
            line,
            task: tokio::spawn(engine.run(nudges)),
            lanes,
        }
    }

    async fn run(mut self, mut nudges: mpsc::Receiver<()>) {
        let mut feed = self.store.feed();
        loop {
            if let Err(trouble) = self.look().await {
                self.failed(trouble).await;
            }
            let now = (self.clock)();
            let step = plan::next(&self.state, now);
            let done = match step {
                Step::Connect => self.connect().await,
                Step::Push => self.push(now).await,
                Step::Page => self.page(now).await,
                Step::Pull => self.pull(now).await,
                Step::Check => self.check().await,
                Step::Report => self.report(now).await,
                Step::Rest | Step::WaitUntil(_) => {
                    self.say(step);
                    let until = match step {
                        Step::WaitUntil(until) => Duration::from_millis(u64::try_from(until - now).unwrap_or(1)),
                        _ => Duration::from_secs(3_600),
                    };
                    let line = self.line.read().await.clone();
                    tokio::select! {
                        () = sleep(until) => {}
                        nudged = nudges.recv() => match nudged {
                            Some(()) => self.state.nudged = true,
                            None => return,
                        },
                        committed = feed.recv() => match committed {
                            Ok(_) | Err(RecvError::Lagged(_)) => {}
                            Err(RecvError::Closed) => return,
                        },
                        () = changed(line.as_deref(), self.state.last) => {}
                    }
                    Ok(())
                }
            };
            if let Err(trouble) = done {
                if matches!(step, Step::Push | Step::Pull) {
                    self.state.broken = self.state.broken.saturating_add(1);
                }
                self.failed(trouble).await;
            }
        }
    }

    /// Brings the state up to date with the database and the line.
    async fn look(&mut self) -> Result<(), Trouble> {
        if self.server.is_none() {
            self.server = self.store.server().await?;
        }
        let waiting = self.store.waiting().await?;
        let line = self.line.read().await.clone();
        if let Some(line) = line {
            if let Some(why) = *line.gone.borrow() {
                return Err(fault(why).into());
            }
            let (_, last) = *line.news.borrow();
            self.state.last = self.state.last.max(last);
        }
        self.state.signed_in = self.server.as_ref().is_some_and(|server| server.token.is_some());
        self.state.unanswered = waiting;
        self.state.cursor = self.server.as_ref().map_or(0, |server| server.cursor);
        self.state.behind_answers = self.store.is_behind_answers();
        self.state.paging = self.store.first_sync().is_some();
        self.state.pages = self.speaks_of_pages && self.state.cursor >= self.follows;
        self.state.report_differs = self.reporting.differs(&self.store, self.queue()).await?;
        self.reporting.note(&self.store, waiting, (self.clock)()).await
    }

    async fn connect(&mut self) -> Result<(), Trouble> {
        self.state.nudged = false;
        self.status.send_modify(|status| status.phase = Phase::Connecting);
        // Whoever signed in again did so beside this engine.
        self.server = self.store.server().await?;
        let Some(server) = &mut self.server else { return Ok(()) };
        let (line, opened, now) = loop {
            let name = succeeding::name(&self.store, server).await?;
            let line = Line::connect(&server.url, &self.trust, self.patience).await?;
            let n = self.store.last_n().await?;
            // Read anew: the connection may have taken its time, which is not the clock's fault.
            let (jumps, now) = (self.store.jumps().await?, (self.clock)());
            let opened = opening::open(&line, &name.server, name.device, n, (now, jumps)).await?;
            entering::meet(&line, &self.store, server, &opened.welcome, now).await?;
            match succeeding::settle(&line, &self.store, server, name, &opened.ready, now).await? {
                Next::GoOn => break (line, opened, now),
                Next::ConnectAnew => {}
            }
        };
        (server.skew, server.contact) = (opened.skew, Some(now));
        opening::keep_token(&self.store, server, &opened).await?;
        let here = self.store.device();
        if (here.person, here.role) != (opened.ready.person, opened.ready.role) {
            self.store.works_here(opened.ready.person, opened.ready.role).await?;
        }
        self.state.last = opened.welcome.seq;
        self.speaks_of_pages = opened.welcome.version >= protocol::SNAPSHOTS;
        self.state.unchecked = opened.welcome.version >= protocol::SCOPES;
        self.reporting.met(self.state.failures);
        (self.state.connected, self.state.failures, self.state.cause) = (true, 0, None);
        *self.line.write().await = Some(Arc::new(line));
        self.say(Step::Rest);
        Ok(())
    }

    async fn open_line(&self) -> Result<Arc<Line>, Trouble> {
        let line = self.line.read().await.clone();
        line.ok_or_else(|| Trouble::new(Cause::ServerDown, "not connected"))
    }

    async fn push(&mut self, now: i64) -> Result<(), Trouble> {
        let line = self.open_line().await?;
        if let Some(server) = &mut self.server {
            let most = plan::portion(self.state.broken);
            exchange::push_some(&*line, &self.store, server, now, most).await?;
            self.state.last = self.state.last.max(server.cursor);
            self.state.broken = self.state.broken.saturating_sub(1);
        }
        Ok(())
    }

    async fn page(&mut self, now: i64) -> Result<(), Trouble> {
        if !self.speaks_of_pages {
            return Err(Trouble::new(
                Cause::Version,
                "an older server than a first sync began with",
            ));
        }
        let line = self.open_line().await?;
        if let Some(server) = &mut self.server {
            match snapshot::page(&*line, &self.store, server, &mut self.coming, now).await? {
                Paged::Follow => self.follows = self.state.last,
                Paged::More | Paged::End => self.say(Step::Page),
            }
        }
        Ok(())
    }

    async fn pull(&mut self, now: i64) -> Result<(), Trouble> {
        let line = self.open_line().await?;
        if let Some(server) = &mut self.server {
            let most = plan::portion(self.state.broken);
            self.state.last = exchange::pull_some(&*line, &self.store, server, now, most).await?;
            self.state.broken = self.state.broken.saturating_sub(1);
            self.say(Step::Pull);
        }
        Ok(())
    }

    /// Once in a session: who may see what can have become another without any news.
    async fn check(&mut self) -> Result<(), Trouble> {
        let line = self.open_line().await?;
        if let Some(server) = &self.server {
            exchange::check(&*line, &self.store, server).await?;
        }
        self.state.unchecked = false;
        Ok(())
    }

    async fn report(&mut self, now: i64) -> Result<(), Trouble> {
        let line = self.open_line().await?;
        let queue = self.queue();
        let report = self.reporting.told(&self.store, queue).await?;
        let refused = report.refused;
        line.ask(Ask::Report(report))
            .await
            .map_err(|fault: Fault| Trouble::from(fault))?;
        self.reporting.heard(queue, refused);
        self.state.reported_at = now;
        Ok(())
    }

    fn queue(&self) -> Queue {
        Queue {
            waiting: self.state.unanswered,
            cursor: self.state.cursor,
        }
    }

    async fn failed(&mut self, trouble: Trouble) {
        tracing::warn!(cause = ?trouble.cause, "{}", trouble.words);
        *self.line.write().await = None;
        let now = (self.clock)();
        let since = match self.state.cause {
            Some(cause) if cause == trouble.cause => self.status.borrow().since,
            _ => now,
        };
        self.coming = None;
        self.state.connected = false;
        self.state.failures = self.state.failures.saturating_add(1);
        self.state.failed_at = now;
        self.state.cause = Some(trouble.cause);
        self.state.jitter = rand::random_range(10..=100);
        self.server = None; // what the transaction did not commit did not happen
        self.status.send_modify(|status| status.since = since);
    }

    fn say(&self, step: Step) {
        let server = self.server.as_ref();
        let phase = match (self.state.signed_in, self.state.connected, self.state.cause) {
            (false, ..) => Phase::Off,
            (true, true, _) => Phase::Online,
            (true, false, Some(_)) => Phase::Offline,
            (true, false, None) => Phase::Connecting,
        };
        let status = Status {
            phase,
            cause: self.state.cause,
            since: self.status.borrow().since,
            next_try: match step {
                Step::WaitUntil(at) if !self.state.connected => Some(at),
                _ => None,
            },
            waiting: self.state.unanswered,
            cursor: self.state.cursor,
            last: self.state.last,
            records: self.store.first_sync().map(|progress| (progress.taken, progress.whole)),
            skew: server.map_or(0, |server| server.skew),
            contact: server.and_then(|server| server.contact),
            failures: self.state.failures,
        };
        self.status.send_if_modified(|shown| {
            let differs = *shown != status;
            *shown = status;
            differs
        });
    }
}

/// Ends when the line has something to say: news beyond `last`, or that it is gone.
async fn changed(line: Option<&Line>, last: u64) {
    let Some(line) = line else {
        return std::future::pending().await;
    };
    let (mut news, mut gone) = (line.news.clone(), line.gone.clone());
    // An error is the end of the reading task, after which the line is gone too.
    tokio::select! {
        _ = news.wait_for(|(_, seq)| *seq > last) => {}
        _ = gone.wait_for(Option::is_some) => {}
    }
}
