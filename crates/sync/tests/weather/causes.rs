//! Why there is no way through: each fault is injected for real, has its right name, loses nothing, and sends nothing to
//! whoever is not the server.

use crate::{
    desk::Desk,
    house::{House, engine_at, in_step, leads_to, nothing_lost_nothing_doubled, until},
    papers::Papers,
    portal::{Manner, Portal},
    proxy::{Proxy, Weather},
    world::Place,
};
use model::Role;
use protocol::{Answer, Ask, Peer as _, SignIn};
use server::{Certificate, Edge};
use std::net::SocketAddr;
use sync::{Cause, Handle, Trust};
use tokio::net::TcpListener;

/// What the person has written by then.
pub(crate) const ITEMS: usize = 20;

/// A device in step, with work that nobody has been sent yet.
pub(crate) struct Waiting {
    pub(crate) house: House,
    pub(crate) papers: Papers,
    pub(crate) ana: Desk,
    pub(crate) handle: Handle,
    pub(crate) home: String,
}

impl Waiting {
    pub(crate) async fn new() -> Self {
        let papers = Papers::new();
        let house = House::on(Place::file(), Some(papers.in_order())).await;
        let home = format!("https://{}", house.at);
        let mut ana = house.desk(1, Role::Field).await;
        let handle = engine_at(&ana, &home, papers.trust.clone()).await;
        in_step(&handle, 0).await;
        handle.stop().await;
        for number in 0..ITEMS {
            ana.create(&format!("Person {number}"), "").await;
        }
        // Somewhere that leads nowhere, until a fault is chosen.
        let handle = engine_at(&ana, "https://127.0.0.1:1", papers.trust.clone()).await;
        until(&handle, |status| status.cause.is_some()).await;
        Self {
            house,
            papers,
            ana,
            handle,
            home,
        }
    }

    /// Whoever asks there is told so; nothing is lost.
    pub(crate) async fn meets(&self, url: &str, cause: Cause) {
        leads_to(&self.ana, url).await;
        let before = self.handle.status().borrow().failures;
        self.handle.nudge();
        let told = until(&self.handle, |status| {
            status.failures > before + 1 || status.cause == Some(cause)
        })
        .await;
        assert_eq!(told.cause, Some(cause), "{url}: {told:?}");
        assert_eq!(self.ana.store.waiting().await.unwrap(), ITEMS as u64, "{url}");
    }

    /// The server again: everything arrives, once.
    pub(crate) async fn at_home(mut self) {
        leads_to(&self.ana, &self.home).await;
        in_step(&self.handle, ITEMS as u64).await;
        nothing_lost_nothing_doubled(&[&self.ana], (0..ITEMS).map(|number| format!("Person {number}"))).await;
        self.handle.stop().await;
        self.ana.store.close().await;
        self.house.stops().await;
    }

    async fn reaches_no_portal(&self, portal: &Portal) {
        let row = self.ana.store.server().await.unwrap().unwrap();
        portal.has_never_seen("the token", &row.token.unwrap());
        portal.has_never_seen("the device's key", &row.device_key[row.device_key.len() - 32..]);
        portal.has_never_seen("the device's key's other half", &row.device_key[16..48]);
        portal.has_never_seen("a change", b"Person");
        for change in self.ana.store.unanswered(0, 100).await.unwrap() {
            portal.has_never_seen("a change's id", &change.id.to_bytes());
        }
    }

    /// The same server, under another certificate.
    pub(crate) async fn under(&self, certificate: Certificate) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let edge = Edge {
            certificate: Some(certificate),
            ..Edge::default()
        };
        tokio::spawn(server::serve_with(
            self.house.server.clone(),
            listener,
            edge,
            std::future::pending(),
        ));
        at
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_portal_is_called_one_and_gets_nothing_that_is_worth_anything() {
    let waiting = Waiting::new().await;
    for manner in [Manner::Redirects, Manner::Shows] {
        let portal = Portal::opens(manner).await;
        for scheme in ["https", "http"] {
            waiting.meets("https://127.0.0.1:1", Cause::ServerDown).await;
            waiting.meets(&format!("{scheme}://{}", portal.at), Cause::Portal).await;
        }
        assert!(portal.bytes() > 0);
        waiting.reaches_no_portal(&portal).await;
    }
    waiting.at_home().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_who_plays_the_server_is_a_stranger_and_gets_no_token() {
    let waiting = Waiting::new().await;
    let portal = Portal::opens(Manner::Upgrades).await;
    waiting.meets(&format!("http://{}", portal.at), Cause::Stranger).await;
    waiting.reaches_no_portal(&portal).await;
    // Another organisation's server, in perfect order, that the device's authority has vouched for.
    let other = House::on(Place::file(), Some(waiting.papers.in_order())).await;
    waiting.meets(&format!("https://{}", other.at), Cause::Stranger).await;
    let metrics = other.server.metrics();
    assert!(
        metrics.contains("outpost_changes_total{verdict=\"accepted\"} 0"),
        "{metrics}"
    );
    waiting.at_home().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_that_does_not_hold_is_called_so() {
    let waiting = Waiting::new().await;
    for (what, certificate) in [
        ("expired", waiting.papers.expired()),
        ("self-signed", waiting.papers.its_own_word()),
        ("another's name", waiting.papers.of_another_name()),
    ] {
        waiting.meets("https://127.0.0.1:1", Cause::ServerDown).await;
        let at = waiting.under(certificate).await;
        println!("{what}");
        waiting.meets(&format!("https://{at}"), Cause::Certificate).await;
    }
    waiting.at_home().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_down_or_slow_is_called_so() {
    let waiting = Waiting::new().await;
    let silent = Portal::opens(Manner::Silent).await;
    waiting.meets(&format!("https://{}", silent.at), Cause::Slow).await;
    let proxy = Proxy::before(waiting.house.at).await;
    proxy.turns(Weather::Down);
    waiting.meets(&format!("https://{}", proxy.at), Cause::ServerDown).await;
    proxy.turns(Weather::Stall);
    waiting.meets(&format!("https://{}", proxy.at), Cause::Slow).await;
    waiting.reaches_no_portal(&silent).await;
    waiting.at_home().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_that_is_no_longer_let_in_is_called_so_and_keeps_its_work() {
    let waiting = Waiting::new().await;
    let mut row = waiting.ana.store.server().await.unwrap().unwrap();
    let right = row.token.replace([9; 32]);
    waiting.ana.store.enrol(&row).await.unwrap();
    waiting.meets(&waiting.home, Cause::Account).await;
    // Nothing is tried again before somebody signs in.
    assert_eq!(waiting.handle.status().borrow().next_try, None);
    (row.token, row.url) = (right, waiting.home.clone());
    waiting.ana.store.enrol(&row).await.unwrap();
    waiting.at_home().await;
}

/// What a person does by hand is told with the same names, and sends no password to a stranger.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_in_has_the_same_names_and_sends_no_password_astray() {
    let waiting = Waiting::new().await;
    let key = sync::DeviceKey::from(waiting.ana.store.server().await.unwrap().unwrap().device_key).unwrap();
    let ask = SignIn {
        name: "Person 1".to_owned(),
        org: "Nordlicht".to_owned(),
        password: "correct horse".to_owned(),
        device: key.introduce(&waiting.ana.store.device()),
    };
    let trust = &waiting.papers.trust;
    let meets = async |url: String, trust: &Trust, cause: Cause| {
        let trouble = sync::sign_in(&url, trust, &ask).await.unwrap_err();
        assert_eq!(trouble.cause, cause, "{url}: {trouble}");
    };
    for manner in [Manner::Redirects, Manner::Shows] {
        let portal = Portal::opens(manner).await;
        meets(format!("https://{}", portal.at), trust, Cause::Portal).await;
        portal.has_never_seen("the password", b"correct horse");
        waiting.reaches_no_portal(&portal).await;
    }
    for certificate in [
        waiting.papers.expired(),
        waiting.papers.its_own_word(),
        waiting.papers.of_another_name(),
    ] {
        let at = waiting.under(certificate).await;
        meets(format!("https://{at}"), trust, Cause::Certificate).await;
    }
    meets(waiting.home.clone(), &Trust::default(), Cause::Certificate).await;
    meets("https://127.0.0.1:1".to_owned(), trust, Cause::ServerDown).await;
    let enrolled = sync::sign_in(&waiting.home, trust, &ask).await.unwrap().unwrap();
    assert_eq!(enrolled.person_name, "Person 1");
    // The token that the device had is worth nothing now: it is told so, and keeps its work.
    waiting.meets(&waiting.home, Cause::Account).await;
    let mut row = waiting.ana.store.server().await.unwrap().unwrap();
    let digits = |at: usize| u8::from_str_radix(&enrolled.token[at..at + 2], 16).unwrap();
    let token: Vec<u8> = (0..64).step_by(2).map(digits).collect();
    row.token = Some(token.try_into().unwrap());
    waiting.ana.store.enrol(&row).await.unwrap();
    waiting.at_home().await;
}

/// An administrator takes the access away while the device works, and gives it back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_without_access_keeps_what_it_has_and_brings_it_when_it_is_let_in_again() {
    let waiting = Waiting::new().await;
    let admin = waiting.house.desk(9, Role::Admin).await;
    let (session, _) = admin.connect(&waiting.house.server).await.unwrap();
    let device = waiting.ana.store.device().id;
    let done = session.ask(Ask::Revoke(device.to_string())).await.unwrap();
    assert_eq!(done, Answer::Done);
    waiting.meets(&waiting.home, Cause::Account).await;
    waiting.house.server.admit(waiting.house.org, device).await.unwrap();
    waiting.at_home().await;
}
