//! The battery of a tablet, or the plug of the server, is pulled at random moments. Processes of this same test binary are
//! two devices that type and sync, and the server; each is killed by SIGKILL and starts again on what it left on disk. At
//! the end everything that was acknowledged is everywhere, once.

use crate::{
    desk::Desk,
    house::{LONG, SOON, engine, in_step, leads_to, names},
    proxy::Proxy,
    world::Place,
};
use grounds::{Cluster, Durability};
use model::Role;
use rand::{Rng, SeedableRng, rngs::StdRng};
use server::Server;
use std::{
    collections::BTreeSet,
    io::{BufRead as _, BufReader, Write as _},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::AtomicI64,
        mpsc::{self, Receiver},
    },
    time::{Duration, SystemTime},
};
use sync::{Engine, Trust};
use tokio::{net::TcpListener, runtime::Runtime};

const DEVICE: &str = "OUTPOST_TEST_DEVICE";
pub(crate) const SERVER: &str = "OUTPOST_TEST_SERVER";
const NAME: &str = "killed::devices_and_server_die_at_any_moment_and_nothing_is_lost_or_doubled";

pub(crate) fn wall() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    i64::try_from(since.as_millis()).unwrap()
}

pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout();
    writeln!(out, "{line}").unwrap();
    out.flush().unwrap();
}

/// A device that types at a person's pace for ever, and keeps in step meanwhile. What is committed is said, and only then.
async fn device(folder: &Path, seed: u8) {
    let now = Arc::new(AtomicI64::new(wall()));
    let mut desk = Desk::at(folder, seed, Role::Field, now.clone()).await;
    let clock = Arc::new(wall);
    let _engine = Engine::start_with(desk.store.clone(), clock, Trust::default(), "killed".into(), SOON);
    let mut last = None;
    loop {
        now.store(wall(), std::sync::atomic::Ordering::SeqCst);
        let n = desk.store.last_n().await.unwrap();
        match last {
            Some(record) if n % 3 == 0 => {
                desk.edit(record, "mobile", &format!("+44 113 496 {:04}", n % 10_000))
                    .await;
            }
            _ => {
                let name = format!("Device {seed}, change {n}");
                last = Some(desk.create(&name, "").await);
                say(&format!("acknowledged {name}"));
            }
        }
        tokio::time::sleep(Duration::from_millis(7)).await;
    }
}

async fn serve(place: &str) {
    let server = Server::open(place).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    say(&format!("listens {}", listener.local_addr().unwrap()));
    server::serve(server, listener, std::future::pending()).await.unwrap();
}

/// One of the processes, and what it says.
pub(crate) struct Process {
    child: Child,
    heard: Receiver<String>,
}

impl Drop for Process {
    fn drop(&mut self) {
        self.dies();
    }
}

impl Process {
    pub(crate) fn starts(role: &str, what: &str, acknowledged: &Arc<Mutex<BTreeSet<String>>>) -> Self {
        Self::of(NAME, role, what, acknowledged)
    }

    /// A process of this test binary: the test of that name, told what it is by a variable.
    pub(crate) fn of(name: &str, role: &str, what: &str, acknowledged: &Arc<Mutex<BTreeSet<String>>>) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--nocapture"])
            .env(role, what)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (tell, heard) = mpsc::channel();
        let acknowledged = acknowledged.clone();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if let Some((_, name)) = line.split_once("acknowledged ") {
                    acknowledged.lock().unwrap().insert(name.to_owned());
                }
                drop(tell.send(line)); // nobody may be waiting any more
            }
        });
        Self { child, heard }
    }

    /// By SIGKILL, at once.
    pub(crate) fn dies(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub(crate) fn says(&self, what: &str) -> String {
        loop {
            let line = self.heard.recv_timeout(LONG).unwrap();
            if let Some((_, rest)) = line.split_once(what) {
                return rest.to_owned();
            }
        }
    }
}

/// Two devices, the server, and what they are told to start with.
struct Campaign {
    place: Place,
    folders: Vec<tempfile::TempDir>,
    proxy: Proxy,
    devices: Vec<Process>,
    server: Option<Process>,
    acknowledged: Arc<Mutex<BTreeSet<String>>>,
}

impl Campaign {
    async fn set_up(place: Place) -> Self {
        let server = Server::open(&place.url).await.unwrap();
        let founded = server.found("Nordlicht", "Ada").await.unwrap();
        let nowhere: SocketAddr = "127.0.0.1:1".parse().unwrap();
        let proxy = Proxy::before(nowhere).await;
        let mut folders = Vec::new();
        for seed in [1, 2] {
            let folder = tempfile::tempdir().unwrap();
            let code = server.invite(founded.org, Role::Field).await.unwrap();
            let mut desk = Desk::at(folder.path(), seed, Role::Field, Arc::new(AtomicI64::new(wall()))).await;
            desk.enrol(&server, &code).await;
            leads_to(&desk, &format!("http://{}", proxy.at)).await;
            desk.store.close().await;
            folders.push(folder);
        }
        server.stop().await.unwrap();
        Self {
            place,
            folders,
            proxy,
            devices: Vec::new(),
            server: None,
            acknowledged: Arc::default(),
        }
    }

    fn server_starts(&mut self) {
        let server = Process::starts(SERVER, &self.place.url, &self.acknowledged);
        self.proxy.leads_to(server.says("listens ").parse().unwrap());
        self.server = Some(server);
    }

    fn device_starts(&self, at: usize) -> Process {
        let what = format!("{} {}", at + 1, self.folders[at].path().display());
        Process::starts(DEVICE, &what, &self.acknowledged)
    }

    fn kills(&mut self, kills: usize) {
        let mut dice = StdRng::seed_from_u64(20_261_121);
        for _ in 0..kills {
            let victim = dice.random_range(0..3);
            // The moment is counted in what a device says, and then in turns of the processor: no time is waited for.
            let by = if victim < 2 { victim } else { dice.random_range(0..2) };
            for _ in 0..dice.random_range(1..12) {
                self.devices[by].says("acknowledged ");
            }
            for _ in 0..dice.random_range(0..400_000) {
                std::hint::spin_loop();
            }
            if victim < 2 {
                self.devices[victim].dies(); // its lock on the database goes with it
                self.devices[victim] = self.device_starts(victim);
            } else {
                self.server = None;
                self.server_starts();
            }
        }
    }

    async fn ends(mut self) {
        self.devices.clear();
        let mut desks = Vec::new();
        let mut changes = 0;
        for (seed, folder) in (1..).zip(&self.folders) {
            let desk = Desk::at(folder.path(), seed, Role::Field, Arc::new(AtomicI64::new(wall()))).await;
            changes += desk.store.last_n().await.unwrap();
            desks.push(desk);
        }
        let mut handles = Vec::new();
        for desk in &desks {
            handles.push(engine(desk, self.proxy.at).await);
        }
        // As many positions as there are changes: every change once.
        for handle in &handles {
            in_step(handle, changes).await;
        }
        let acknowledged = std::mem::take(&mut *self.acknowledged.lock().unwrap());
        let mut hashes = BTreeSet::new();
        for desk in &desks {
            assert_eq!(desk.store.refused().await.unwrap(), []);
            let names = names(desk).await;
            assert_eq!(names.values().find(|times| **times != 1), None);
            let lost: Vec<_> = acknowledged.iter().filter(|name| !names.contains_key(*name)).collect();
            assert_eq!(lost, Vec::<&String>::new());
            hashes.insert(desk.hash().await);
        }
        assert_eq!(hashes.len(), 1, "{hashes:#?}");
        println!(
            "{} changes, {} acknowledged records, replica {hashes:?}",
            changes,
            acknowledged.len()
        );
        for handle in handles {
            handle.stop().await;
        }
    }
}

fn campaign(place: Place, kills: usize) {
    let runtime = Runtime::new().unwrap();
    let mut campaign = runtime.block_on(Campaign::set_up(place));
    campaign.server_starts();
    campaign.devices = vec![campaign.device_starts(0), campaign.device_starts(1)];
    campaign.kills(kills);
    runtime.block_on(campaign.ends());
}

pub(crate) fn how_often(usually: usize) -> usize {
    std::env::var("OUTPOST_KILLS").map_or(usually, |kills| kills.parse().unwrap())
}

#[test]
fn devices_and_server_die_at_any_moment_and_nothing_is_lost_or_doubled() {
    if let Some(what) = std::env::var_os(DEVICE) {
        let what = what.into_string().unwrap();
        let (seed, folder) = what.split_once(' ').unwrap();
        return Runtime::new()
            .unwrap()
            .block_on(device(Path::new(folder), seed.parse().unwrap()));
    }
    if let Some(place) = std::env::var_os(SERVER) {
        return Runtime::new().unwrap().block_on(serve(place.to_str().unwrap()));
    }
    campaign(Place::file(), how_often(20));
}

#[test]
fn the_same_holds_on_postgresql() {
    let cluster = Cluster::start(Durability::Unsafe).unwrap();
    campaign(Place::url(cluster.database("killed").unwrap()), how_often(8));
}
