//! What a person or an administrator can do to a device whose work has not been sent yet: with the real app and a real
//! server. Nothing of it is lost, nobody else reads it, and it goes when it may. The other rows of the table in docs/sync.md
//! are in `crates/sync/tests/weather` and `crates/store/tests/facts`.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fall over")]

mod deciding;

use app::{App, CauseOf, EnrolAsk, FailureCode, Gate, KeyPlace, PhaseOf, Surroundings, SyncState};
use model::Role;
use server::{OrgId, Server, serve};
use std::{collections::BTreeMap, net::SocketAddr, path::Path, time::Duration};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle, time::timeout};

const LONG: Duration = Duration::from_secs(90);
const PASSPHRASE: &str = "correct horse battery";
const PASSWORD: &str = "correct horse";
/// What waits when the trigger is pulled, besides what a new database begins with.
const ITEMS: usize = 20;

struct House {
    server: Server,
    org: OrgId,
    at: SocketAddr,
    place: std::path::PathBuf,
    edge: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
    _folder: tempfile::TempDir,
}

impl House {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("server.db");
        let server = Server::open(place.to_str().unwrap()).await.unwrap();
        let org = server.found("Nordlicht", "Ada").await.unwrap().org;
        let mut house = Self {
            server,
            org,
            at: "127.0.0.1:0".parse().unwrap(),
            place,
            edge: None,
            _folder: folder,
        };
        house.serves().await;
        house
    }

    async fn serves(&mut self) {
        let listener = TcpListener::bind(self.at).await.unwrap();
        self.at = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = serve(self.server.clone(), listener, async { drop(stopped.await) });
        self.edge = Some((stop, tokio::spawn(async { serving.await.unwrap() })));
    }

    async fn away(&mut self) {
        let (stop, served) = self.edge.take().unwrap();
        stop.send(()).unwrap();
        timeout(LONG, served).await.unwrap().unwrap();
    }

    async fn back(&mut self) {
        self.server = Server::open(self.place.to_str().unwrap()).await.unwrap();
        self.serves().await;
    }

    async fn ask(&self, name: &str) -> EnrolAsk {
        EnrolAsk {
            url: format!("http://{}", self.at),
            code: self.server.invite(self.org, Role::Office).await.unwrap(),
            name: name.to_owned(),
            password: PASSWORD.to_owned(),
        }
    }
}

async fn open(folder: &Path, passphrase: &str) -> App {
    let mut surroundings = Surroundings::of_this_computer(folder.to_owned());
    surroundings.keys = KeyPlace::Passphrase;
    let app = App::new(surroundings);
    let gate = app.unlock(passphrase.to_owned()).await.unwrap();
    assert!(matches!(gate, Gate::Open { .. }), "{gate:?}");
    app
}

async fn until(app: &App, what: impl Fn(&SyncState) -> bool) -> SyncState {
    let mut news = app.news();
    let reached = async {
        loop {
            let state = app.sync_state().await.unwrap();
            if what(&state) {
                return state;
            }
            drop(news.recv().await); // more than could be kept is news, too
        }
    };
    timeout(LONG, reached).await.unwrap()
}

async fn in_step(app: &App) {
    app.sync_now().await.unwrap();
    until(app, |state| {
        state.phase == PhaseOf::Online && state.waiting == 0 && state.position == state.last
    })
    .await;
}

async fn works(app: &App) {
    for number in 0..ITEMS {
        let form = BTreeMap::from([("name".to_owned(), format!("Person {number}"))]);
        app.create_record("contact", form).await.unwrap();
    }
}

async fn people(app: &App) -> u32 {
    app.counts().await.unwrap().get("contact").copied().unwrap_or_default()
}

/// A device in step, whose server is away, with work that waits.
async fn waiting(house: &mut House, folder: &Path) -> App {
    let app = open(folder, PASSPHRASE).await;
    app.enrol(house.ask("Mara").await).await.unwrap();
    in_step(&app).await;
    house.away().await;
    works(&app).await;
    until(&app, |state| {
        state.waiting as usize == ITEMS && state.phase == PhaseOf::Offline
    })
    .await;
    app
}

/// What a second device of somebody else sees of it.
async fn all_is_there(house: &House, app: &App) {
    in_step(app).await;
    let folder = tempfile::tempdir().unwrap();
    let other = open(folder.path(), PASSPHRASE).await;
    other.enrol(house.ask("Somebody else").await).await.unwrap();
    in_step(&other).await;
    assert_eq!(people(&other).await as usize, ITEMS);
    assert_eq!(people(app).await as usize, ITEMS);
    other.close().await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_out_keeps_what_waits_and_signing_in_sends_it() {
    let (mut house, folder) = (House::new().await, tempfile::tempdir().unwrap());
    let app = waiting(&mut house, folder.path()).await;
    let state = app.sign_out().await.unwrap();
    assert_eq!((state.phase, state.waiting as usize), (PhaseOf::SignedOut, ITEMS));
    house.back().await;
    // Also over a restart of the app: nothing goes before somebody has signed in.
    app.close().await;
    let app = open(folder.path(), PASSPHRASE).await;
    assert_eq!(app.sync_now().await.unwrap().waiting as usize, ITEMS);
    let refused = app.sign_in_again("wrong horse".to_owned()).await.unwrap_err();
    assert_eq!(refused.code, FailureCode::Declined);
    assert_eq!(app.sync_state().await.unwrap().waiting as usize, ITEMS);
    app.sign_in_again(PASSWORD.to_owned()).await.unwrap();
    all_is_there(&house, &app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_server_is_refused_while_work_waits_and_gets_none_of_it() {
    let (mut house, folder) = (House::new().await, tempfile::tempdir().unwrap());
    let app = waiting(&mut house, folder.path()).await;
    let other = House::new().await;
    for _ in 0..2 {
        let refused = app.enrol(other.ask("Mara").await).await.unwrap_err();
        assert_eq!(refused.code, FailureCode::Refused);
        assert!(refused.message.contains("Nothing was changed"), "{}", refused.message);
        app.sign_out().await.unwrap(); // nor after signing out
    }
    assert!(
        other
            .server
            .metrics()
            .contains("outpost_changes_total{verdict=\"accepted\"} 0")
    );
    house.back().await;
    app.sign_in_again(PASSWORD.to_owned()).await.unwrap();
    all_is_there(&house, &app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_person_on_a_shared_device_reads_nothing_and_what_waited_still_goes() {
    let (mut house, folder) = (House::new().await, tempfile::tempdir().unwrap());
    let app = waiting(&mut house, folder.path()).await;
    app.close().await;
    let file = |name: &str| folder.path().join(name);
    let before = std::fs::read(file("outpost.db")).unwrap();
    assert!(!before.windows(6).any(|part| part == b"Person"), "it is sealed");

    // The next person has a passphrase of their own: it does not open this.
    let mut surroundings = Surroundings::of_this_computer(folder.path().to_owned());
    surroundings.keys = KeyPlace::Passphrase;
    let next = App::new(surroundings);
    assert_eq!(next.gate().await.unwrap(), Gate::Passphrase);
    let refused = next.unlock("another horse battery".to_owned()).await.unwrap_err();
    assert_eq!(refused.code, FailureCode::WrongPassphrase);
    assert_eq!(std::fs::read(file("outpost.db")).unwrap(), before);

    // The device is wiped of its key, and the next person begins anew: the sealed database is set aside, not deleted.
    let sealed_key = std::fs::read(file("key.wrapped")).unwrap();
    std::fs::remove_file(file("key.wrapped")).unwrap();
    assert!(matches!(
        next.gate().await.unwrap(),
        Gate::Trouble {
            can_start_beside: true,
            ..
        }
    ));
    next.start_beside().await.unwrap();
    next.unlock("another horse battery".to_owned()).await.unwrap();
    assert_eq!(people(&next).await, 0);
    assert_eq!(next.find("Person", 10).await.unwrap().len(), 0);
    next.close().await;

    // Who has the key has the work: it goes as soon as it may.
    let aside = std::fs::read_dir(folder.path()).unwrap().flatten();
    let aside = aside.map(|entry| entry.path()).find(|path| path.is_dir()).unwrap();
    assert_eq!(std::fs::read(aside.join("outpost.db")).unwrap(), before);
    std::fs::write(aside.join("key.wrapped"), sealed_key).unwrap();
    house.back().await;
    let app = open(&aside, PASSPHRASE).await;
    all_is_there(&house, &app).await;
}

fn copied(from: &Path, to: &Path) {
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

async fn creates(app: &App, name: &str) {
    let form = BTreeMap::from([("name".to_owned(), name.to_owned())]);
    app.create_record("contact", form).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_copy_goes_on_by_itself_and_says_so_and_a_further_one_asks_its_person() {
    let house = House::new().await;
    let [disk, backup, another] = [(); 3].map(|()| tempfile::tempdir().unwrap());
    let app = open(disk.path(), PASSPHRASE).await;
    let code = house.server.invite(house.org, Role::Manager).await.unwrap();
    app.enrol(EnrolAsk {
        code,
        ..house.ask("Mara").await
    })
    .await
    .unwrap();
    in_step(&app).await;
    app.close().await;
    copied(disk.path(), backup.path());
    let app = open(disk.path(), PASSPHRASE).await;
    creates(&app, "Written in the life that is lost").await;
    in_step(&app).await;
    app.close().await;
    for file in std::fs::read_dir(disk.path()).unwrap() {
        std::fs::remove_file(file.unwrap().path()).unwrap();
    }
    copied(backup.path(), disk.path());
    copied(backup.path(), another.path());

    // Nobody is asked anything.
    let app = open(disk.path(), PASSPHRASE).await;
    works(&app).await;
    let state = until(&app, |state| state.goes_on_since.is_some()).await;
    assert_eq!(state.person, "Mara");
    in_step(&app).await;
    assert_eq!(people(&app).await as usize, ITEMS + 1);
    let fleet = app.fleet().await.unwrap().devices;
    let name = &fleet.first().unwrap().name;
    let told: Vec<_> = fleet
        .iter()
        .map(|one| (one.copy_of.as_ref(), one.succeeded.is_some()))
        .collect();
    assert_eq!(told, [(None, true), (Some(name), false)]);

    // The old key is good for one: the third copy keeps what waits until somebody signs in.
    let third = open(another.path(), PASSPHRASE).await;
    creates(&third, "Written on the third").await;
    let state = until(&third, |state| state.cause == Some(CauseOf::Copied)).await;
    assert_eq!(
        (state.phase, state.waiting, state.next_try),
        (PhaseOf::Offline, 1, None)
    );
    third.sign_in_again(PASSWORD.to_owned()).await.unwrap();
    in_step(&third).await;
    in_step(&app).await;
    assert_eq!(people(&third).await as usize, ITEMS + 2);
    assert_eq!(people(&app).await as usize, ITEMS + 2);
    third.close().await;
    app.close().await;
}
