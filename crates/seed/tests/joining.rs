//! Joining an organisation, with the app as it is and a real server over a real socket.
#![expect(clippy::unwrap_used, reason = "a test falls over where it fails")]

use app::{App, EnrolAsk, FailureCode, JoinAsk, KeyPlace, Surroundings, SyncState};
use model::Role;
use server::{OrgId, Server};
use std::{collections::BTreeMap, time::Duration};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

const PASSWORD: &str = "seven green otters";

struct House {
    server: Server,
    org: OrgId,
    first: Option<String>,
    url: String,
    folder: tempfile::TempDir,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl House {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::open(folder.path().join("server.db").to_str().unwrap())
            .await
            .unwrap();
        let founded = server.found("Nordlicht", "Ada Winter").await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = server::serve(server.clone(), listener, async { drop(stopped.await) });
        Self {
            server,
            org: founded.org,
            first: Some(founded.code),
            url,
            folder,
            stop,
            serving: tokio::spawn(async { serving.await.unwrap() }),
        }
    }

    async fn code(&mut self, role: Role) -> String {
        match self.first.take() {
            Some(code) => code,
            None => self.server.invite(self.org, role).await.unwrap(),
        }
    }

    /// Is gone, with its connections.
    async fn shut(self) -> tempfile::TempDir {
        drop(self.stop);
        self.serving.await.unwrap();
        self.folder
    }
}

struct Desk {
    app: App,
    folder: tempfile::TempDir,
}

impl Desk {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let desk = Self {
            app: app(&folder),
            folder,
        };
        desk.app.unlock("correct horse battery".into()).await.unwrap();
        desk
    }

    async fn reopened(self) -> Self {
        self.app.close().await;
        let app = app(&self.folder);
        app.unlock("correct horse battery".into()).await.unwrap();
        Self { app, ..self }
    }

    async fn enrol(&self, house: &mut House, role: Role, name: &str) -> SyncState {
        let code = house.code(role).await;
        let ask = EnrolAsk {
            url: house.url.clone(),
            code,
            name: name.into(),
            password: PASSWORD.into(),
        };
        self.app.enrol(ask).await.unwrap();
        self.in_step().await
    }

    async fn in_step(&self) -> SyncState {
        self.until(|state| {
            state.contact.is_some() && state.waiting == 0 && state.position > 0 && state.position >= state.last
        })
        .await
    }

    async fn until(&self, stands: impl Fn(&SyncState) -> bool) -> SyncState {
        let mut news = self.app.news();
        loop {
            let state = self.app.sync_state().await.unwrap();
            if stands(&state) {
                return state;
            }
            let _lagged = tokio::time::timeout(Duration::from_secs(60), news.recv())
                .await
                .unwrap();
        }
    }

    async fn count(&self, kind: &str) -> u32 {
        self.app.counts().await.unwrap().get(kind).copied().unwrap_or(0)
    }

    async fn create(&self, kind: &str, fields: &[(&str, &str)]) -> String {
        let form: BTreeMap<String, String> = fields
            .iter()
            .map(|(key, text)| ((*key).into(), (*text).into()))
            .collect();
        self.app.create_record(kind, form).await.unwrap().record
    }
}

fn app(folder: &tempfile::TempDir) -> App {
    App::new(Surroundings {
        keys: KeyPlace::Passphrase,
        currency: "GBP".into(),
        person: "Root".into(),
        device: "A laptop".into(),
        ..Surroundings::of_this_computer(folder.path().to_owned())
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_fresh_device_made_of_itself_gives_way_to_the_organisations_own() {
    let mut house = House::new().await;
    let (ada, bea) = (Desk::new().await, Desk::new().await);
    ada.enrol(&mut house, Role::Admin, "Ada Winter").await;
    assert_eq!(
        (ada.count("pipeline").await, ada.count("service_level").await),
        (1, 4),
        "the first brings the beginning"
    );
    let state = bea.enrol(&mut house, Role::Admin, "Bea Stone").await;
    assert_eq!(state.refused, 0);
    for desk in [&ada, &bea] {
        assert_eq!(
            (desk.count("pipeline").await, desk.count("service_level").await),
            (1, 4)
        );
    }
    assert_eq!(bea.count("colleague").await, 2);
    let me = bea.app.card(&bea.app.me().await.unwrap()).await.unwrap();
    assert_eq!(me.title, "Bea Stone", "not what the computer calls its user");
    house.shut().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_further_device_is_the_persons_own_at_once_and_brings_no_second_colleague() {
    let mut house = House::new().await;
    let (ada, first) = (Desk::new().await, Desk::new().await);
    ada.enrol(&mut house, Role::Admin, "Ada Winter").await;
    first.enrol(&mut house, Role::Field, "Ben Okafor").await;
    let second = Desk::new().await;
    let made_up = second.app.me().await.unwrap();
    let ask = |password: &str| JoinAsk {
        url: house.url.clone(),
        organisation: "Nordlicht".into(),
        name: "Ben Okafor".into(),
        password: password.into(),
        sample: false,
    };
    let no = second.app.join(ask("not the password")).await.unwrap_err();
    assert_eq!(
        (no.code, no.detail.as_deref()),
        (FailureCode::Declined, Some("sign-in"))
    );
    second.app.join(ask(PASSWORD)).await.unwrap();
    let state = second.in_step().await;
    assert_eq!((state.person.as_str(), state.role.as_str()), ("Ben Okafor", "field"));
    assert_eq!(second.app.me().await.unwrap(), first.app.me().await.unwrap());
    assert_ne!(second.app.me().await.unwrap(), made_up);
    assert_eq!(second.count("colleague").await, 2);
    let no = second.app.fleet().await.unwrap_err();
    assert_eq!(
        (no.code, no.detail.as_deref()),
        (FailureCode::Declined, Some("not-yours"))
    );
    house.shut().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_wrote_before_joining_stays_with_what_it_hangs_on() {
    let mut house = House::new().await;
    let (ada, bea) = (Desk::new().await, Desk::new().await);
    ada.enrol(&mut house, Role::Admin, "Ada Winter").await;
    let own = bea.app.pipelines().await.unwrap()[0].id.clone();
    let deal = bea
        .create(
            "deal",
            &[
                ("name", "Written alone"),
                ("pipeline", &own),
                ("stage", "Engaging"),
                ("amount", "100 GBP"),
            ],
        )
        .await;
    bea.enrol(&mut house, Role::Admin, "Bea Stone").await;
    assert_eq!((bea.count("pipeline").await, bea.count("service_level").await), (2, 4));
    assert!(bea.app.card(&deal).await.unwrap().alive);
    house.shut().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_are_known_from_what_the_server_said_last_also_after_a_restart() {
    let mut house = House::new().await;
    let ada = Desk::new().await;
    ada.enrol(&mut house, Role::Admin, "Ada Winter").await;
    let fleet = ada.app.fleet().await.unwrap();
    assert!(fleet.current && fleet.devices.len() == 1);
    let held = ada.app.sync_held().await.unwrap();
    assert!(
        !held.is_empty() && held.iter().all(|item| item.devices == Some(1)),
        "{held:?}"
    );
    let _folder = house.shut().await;
    ada.create(
        "deal",
        &[("name", "Written while it was away"), ("amount", "12400 GBP")],
    )
    .await;
    let ada = ada.reopened().await;
    let away = ada.app.fleet().await.unwrap();
    assert!(!away.current);
    assert_eq!((away.at, away.devices.len()), (fleet.at, 1));
    let kept = &away.devices[0];
    assert!(
        fleet.devices[0].here && !kept.here,
        "whether it is connected is not known any more"
    );
    assert_eq!((kept.heard, &kept.name), (Some(fleet.at), &fleet.devices[0].name));
    assert_eq!(
        (kept.waiting, kept.stake.records["deal"]),
        (1, 1),
        "of itself it knows more"
    );
    let stake = ada.app.at_stake().await.unwrap();
    assert_eq!((stake.records["deal"], stake.amounts["GBP"].as_str()), (1, "12400"));
    assert!(
        ada.app
            .sync_held()
            .await
            .unwrap()
            .iter()
            .all(|item| item.devices.is_none()),
        "not known is not guessed"
    );
    assert!(
        ada.app.preferences().await.unwrap().is_empty(),
        "what the core keeps is no preference"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn no_way_to_the_server_is_told_from_its_no() {
    let mut house = House::new().await;
    let desk = Desk::new().await;
    let mut ask = EnrolAsk {
        url: house.url.clone(),
        code: "WRONG".into(),
        name: "Ana".into(),
        password: PASSWORD.into(),
    };
    let no = desk.app.enrol(ask.clone()).await.unwrap_err();
    assert_eq!(
        (no.code, no.detail.as_deref()),
        (FailureCode::Declined, Some("invitation"))
    );
    ask.code = house.code(Role::Admin).await;
    house.shut().await;
    let no = desk.app.enrol(ask).await.unwrap_err();
    assert_eq!(
        (no.code, no.detail.as_deref()),
        (FailureCode::Unreachable, Some("server_down"))
    );
    assert_eq!(desk.app.sync_state().await.unwrap().url, "", "nothing was changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_whose_past_came_by_a_page_is_left_as_it_is_and_that_is_said() {
    let mut house = House::new().await;
    let (ada, ben) = (Desk::new().await, Desk::new().await);
    ada.enrol(&mut house, Role::Admin, "Ada Winter").await;
    ben.enrol(&mut house, Role::Field, "Ben Okafor").await;
    let form = |field: &str, text: String| BTreeMap::from([(field.to_owned(), text)]);
    let person = ben.create("contact", &[("name", "Ana Ruiz"), ("role", "Buyer")]).await;
    let token = ben.app.card(&person).await.unwrap().token;
    let written = ben
        .app
        .edit_record(&person, &token, form("role", "Fitter".into()))
        .await;
    let written = written.unwrap();
    let before = ben.in_step().await.position;
    ben.app.sign_out().await.unwrap();
    // So much becomes of it elsewhere that records as they stand are less to bring than the log.
    ada.until(|state| state.position >= before).await;
    let mut token = ada.app.card(&person).await.unwrap().token;
    for number in 0..1_100 {
        let edited = ada
            .app
            .edit_record(&person, &token, form("best_time", format!("{number} h")))
            .await;
        token = edited.unwrap().token;
    }
    let after = ada.in_step().await.position;
    ben.app.sign_in_again(PASSWORD.into()).await.unwrap();
    ben.until(|state| state.position >= after).await;
    let no = ben.app.undo(&written.gesture).await.unwrap_err();
    assert_eq!(no.code, FailureCode::Refused);
    assert!(
        no.detail
            .as_deref()
            .is_some_and(|why| why.starts_with("kept\tunknown_before\tcontact")),
        "{no:?}"
    );
    // What it does after that, it can undo.
    let token = ben.app.card(&person).await.unwrap().token;
    let written = ben
        .app
        .edit_record(&person, &token, form("role", "Seller".into()))
        .await;
    let undone = ben.app.undo(&written.unwrap().gesture).await.unwrap();
    assert_eq!((undone.changed, undone.kept), (1, Vec::new()));
    house.shut().await;
}
