//! A server behind a real socket, devices with running engines, and what has to hold when the weather is fair again.

use crate::{desk::Desk, world::Place};
use model::Role;
use server::{Certificate, Edge, OrgId, Server};
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};
use sync::{Engine, Handle, Patience, Status, Trust};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle, time::timeout};

pub(crate) use crate::desk::START;

/// For whatever has to happen; the machine may have other work.
pub(crate) const LONG: Duration = Duration::from_secs(90);

/// Devices that give a line up soon, so that nobody has to wait a minute for it.
pub(crate) const SOON: Patience = Patience {
    connect: Duration::from_millis(1_500),
    answer: Duration::from_millis(1_500),
    silence: Duration::from_millis(2_500),
};

pub(crate) struct House {
    pub(crate) server: Server,
    pub(crate) org: OrgId,
    pub(crate) at: SocketAddr,
    pub(crate) now: Arc<AtomicI64>,
    _place: Place,
    stop: Option<oneshot::Sender<()>>,
    served: Option<JoinHandle<()>>,
    ticking: JoinHandle<()>,
}

impl Drop for House {
    fn drop(&mut self) {
        self.ticking.abort();
    }
}

/// A clock that goes as the real one does, from a day of its own; tests move it besides.
fn ticking() -> (Arc<AtomicI64>, JoinHandle<()>) {
    let now = Arc::new(AtomicI64::new(START));
    let clock = now.clone();
    let ticking = tokio::spawn(async move {
        let mut tick = tokio::time::interval(Duration::from_millis(5));
        let mut before = Instant::now();
        loop {
            tick.tick().await;
            let passed = i64::try_from(before.elapsed().as_millis()).unwrap();
            before += Duration::from_millis(passed.unsigned_abs());
            clock.fetch_add(passed, SeqCst);
        }
    });
    (now, ticking)
}

async fn open(place: &Place, now: &Arc<AtomicI64>) -> Server {
    let now = now.clone();
    Server::open_with(&place.url, Arc::new(move || now.load(SeqCst)))
        .await
        .unwrap()
}

impl House {
    pub(crate) async fn on(place: Place, certificate: Option<Certificate>) -> Self {
        let (now, ticking) = ticking();
        let server = open(&place, &now).await;
        let org = server.found("Nordlicht", "Ada").await.unwrap().org;
        let mut house = Self {
            server,
            org,
            at: "127.0.0.1:0".parse().unwrap(),
            now,
            _place: place,
            stop: None,
            served: None,
            ticking,
        };
        house.serve(certificate).await;
        house
    }

    async fn serve(&mut self, certificate: Option<Certificate>) {
        let listener = TcpListener::bind(self.at).await.unwrap();
        self.at = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let server = self.server.clone();
        let edge = Edge {
            certificate,
            ..Edge::default()
        };
        let serving = server::serve_with(server, listener, edge, async move { drop(stopped.await) });
        self.stop = Some(stop);
        self.served = Some(tokio::spawn(async move { serving.await.unwrap() }));
    }

    /// The server's process ends as a service manager would have it.
    pub(crate) async fn stops(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
        timeout(LONG, self.served.take().unwrap()).await.unwrap().unwrap();
    }

    /// A new device of a new person; not connected yet.
    pub(crate) async fn desk(&self, seed: u8, role: Role) -> Desk {
        let code = self.server.invite(self.org, role).await.unwrap();
        let mut desk = Desk::new(seed, role, self.now.clone()).await;
        desk.enrol(&self.server, &code).await;
        desk
    }
}

/// Tells a device where its server is.
pub(crate) async fn leads_to(desk: &Desk, url: &str) {
    let mut row = desk.store.server().await.unwrap().unwrap();
    row.url = url.to_owned();
    desk.store.enrol(&row).await.unwrap();
}

/// Starts what keeps a device in step.
pub(crate) async fn engine(desk: &Desk, at: SocketAddr) -> Handle {
    engine_at(desk, &format!("http://{at}"), Trust::default()).await
}

pub(crate) async fn engine_at(desk: &Desk, url: &str, trust: Trust) -> Handle {
    leads_to(desk, url).await;
    let clock = Arc::new(desk.clock());
    Engine::start_with(desk.store.clone(), clock, trust, "weather".into(), SOON)
}

pub(crate) async fn until(handle: &Handle, what: impl FnMut(&Status) -> bool) -> Status {
    let mut status = handle.status();
    let reached = timeout(LONG, status.wait_for(what))
        .await
        .map(|status| status.unwrap().clone());
    reached.unwrap_or_else(|_| panic!("not reached: {:#?}", handle.status().borrow()))
}

/// Everything is brought and everything is here.
pub(crate) async fn in_step(handle: &Handle, position: u64) {
    handle.nudge();
    until(handle, |status| {
        status.waiting == 0 && status.cursor == position && status.last == position
    })
    .await;
}

/// How often each name stands on a device.
pub(crate) async fn names(desk: &Desk) -> BTreeMap<String, usize> {
    let mut names = BTreeMap::new();
    let (mut after, schema) = (0, desk.store.schema());
    loop {
        let page = desk.store.records_after(&"contact".into(), after, 500).await.unwrap();
        let Some((last, ..)) = page.last() else { return names };
        after = *last;
        for (_, _, record) in &page {
            let name = record.value(&schema, "name").and_then(model::Value::as_text);
            *names.entry(name.unwrap_or_default().to_owned()).or_default() += 1;
        }
    }
}

/// Nothing waits, nothing was refused, and all hold the same: these names, once each.
pub(crate) async fn nothing_lost_nothing_doubled(desks: &[&Desk], wanted: impl Iterator<Item = String>) {
    let wanted: BTreeMap<String, usize> = wanted.map(|name| (name, 1)).collect();
    let mut hashes = Vec::new();
    for desk in desks {
        assert_eq!(desk.store.waiting().await.unwrap(), 0);
        assert_eq!(desk.store.refused().await.unwrap(), []);
        assert_eq!(names(desk).await, wanted);
        hashes.push(desk.hash().await);
    }
    hashes.dedup();
    assert_eq!(hashes.len(), 1, "{hashes:#?}");
}
