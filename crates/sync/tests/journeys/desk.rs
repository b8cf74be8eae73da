//! A device with its database, and the line between it and the server, which can break at any point.

use model::{
    Act, Base, Change, ChangeId, DeviceId, FieldKey, GestureId, KindKey, PersonId, RecordId, Role, Value, Verdict,
    Write,
};
use protocol::{Answer, Ask, Code, Enrol, Fault, Peer};
use server::{Server, Session};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicUsize, Ordering::SeqCst},
    },
};
use store::{Founding, RawKey, Source, Store};
use sync::{
    Cause, DeviceKey, Trouble, entering, exchange, opening,
    succeeding::{self, Next},
};

pub(crate) const START: i64 = 1_800_000_000_000;

/// A server in a folder of its own, with a clock that can be set.
pub(crate) struct House {
    pub(crate) server: Server,
    pub(crate) org: [u8; 16],
    pub(crate) now: Arc<AtomicI64>,
    folder: tempfile::TempDir,
    /// How often the server was restored.
    lives: usize,
}

impl House {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let now = Arc::new(AtomicI64::new(START));
        let server = open(&folder, 0, &now).await;
        let founded = server.found("Nordlicht", "Ada").await.unwrap();
        Self {
            server,
            org: founded.org,
            now,
            folder,
            lives: 0,
        }
    }

    /// Writes a backup.
    pub(crate) async fn back_up(&self) {
        let held = self.server.back_up(&self.backup(), "correct horse").await.unwrap();
        assert_eq!(held.len(), 1);
    }

    /// The server's disk is gone; the last backup is put into a new database.
    pub(crate) async fn restore(&mut self) {
        self.server.stop().await.unwrap();
        self.lives += 1;
        self.later(1_000);
        self.server = open(&self.folder, self.lives, &self.now).await;
        self.server.restore(&self.backup(), "correct horse").await.unwrap();
    }

    fn backup(&self) -> std::path::PathBuf {
        self.folder.path().join("backup")
    }

    /// The server's process ends and another one begins.
    pub(crate) async fn restart(&mut self) {
        self.server.stop().await.unwrap();
        self.server = open(&self.folder, self.lives, &self.now).await;
    }

    /// Another process begins after the one before has stopped.
    pub(crate) async fn reopen(&mut self) {
        self.server = open(&self.folder, self.lives, &self.now).await;
    }

    pub(crate) fn later(&self, ms: i64) {
        self.now.fetch_add(ms, SeqCst);
    }

    /// A new device of a new person.
    pub(crate) async fn desk(&self, seed: u8, role: Role) -> Desk {
        let code = self.server.invite(self.org, role).await.unwrap();
        let mut desk = Desk::new(seed, role, self.now.clone()).await;
        desk.enrol(&self.server, &code).await;
        desk
    }
}

async fn open(folder: &tempfile::TempDir, life: usize, now: &Arc<AtomicI64>) -> Server {
    let now = now.clone();
    let place = folder.path().join(format!("server-{life}.db"));
    Server::open_with(place.to_str().unwrap(), Arc::new(move || now.load(SeqCst)))
        .await
        .unwrap()
}

pub(crate) struct Desk {
    pub(crate) store: Store,
    pub(crate) role: Role,
    /// By how much this device's clock is ahead.
    pub(crate) ahead: i64,
    pub(crate) now: Arc<AtomicI64>,
    pub(crate) chance: u128,
    pub(crate) folder: PathBuf,
    pub(crate) seed: u8,
    pub(crate) _own: Option<tempfile::TempDir>,
}

pub(crate) fn unhex(text: &str) -> Vec<u8> {
    let digits = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(digits).collect()
}

impl Desk {
    pub(crate) async fn new(seed: u8, role: Role, now: Arc<AtomicI64>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = Self::at(folder.path(), seed, role, now).await;
        desk._own = Some(folder);
        desk
    }

    /// In a folder that stays.
    pub(crate) async fn at(folder: &Path, seed: u8, role: Role, now: Arc<AtomicI64>) -> Self {
        Self {
            store: open_store(folder, seed, role).await,
            role,
            ahead: 0,
            now,
            chance: u128::from(seed) << 64,
            folder: folder.to_owned(),
            seed,
            _own: None,
        }
    }

    /// The process is gone without a word, and starts again on the same folder.
    pub(crate) async fn kill_and_start(&mut self) {
        self.store.clone().close().await;
        self.store = open_store(&self.folder, self.seed, self.role).await;
    }

    pub(crate) async fn enrol(&mut self, server: &Server, code: &str) {
        let key = DeviceKey::fresh().unwrap();
        let enrol = Enrol {
            code: code.to_owned(),
            name: format!("Person {}", self.seed),
            password: "correct horse".to_owned(),
            device: key.introduce(&self.store.device()),
        };
        let enrolled = server.enrol(enrol, &format!("from {}", self.seed)).await.unwrap();
        let row = store::Server {
            url: "http://127.0.0.1".to_owned(),
            org: unhex(&enrolled.org).try_into().unwrap(),
            org_name: enrolled.org_name,
            server_key: unhex(&enrolled.server_key).try_into().unwrap(),
            device_key: key.pkcs8,
            token: Some(unhex(&enrolled.token).try_into().unwrap()),
            person_name: enrolled.person_name,
            epoch: 0,
            cursor: 0,
            head: [0; 32],
            skew: 0,
            contact: None,
            former: None,
            scope: 0,
            receipt: None,
            floors: Vec::new(),
        };
        self.store.enrol(&row).await.unwrap();
    }

    /// This device's clock.
    pub(crate) fn clock(&self) -> impl Fn() -> i64 + Send + Sync + 'static {
        let (now, ahead) = (self.now.clone(), self.ahead);
        move || now.load(SeqCst) + ahead
    }

    pub(crate) fn wall(&self) -> i64 {
        self.now.load(SeqCst) + self.ahead
    }

    fn id(&mut self) -> ChangeId {
        self.chance += 1;
        ChangeId::from_parts(self.wall().unsigned_abs(), self.chance)
    }

    pub(crate) async fn write(
        &mut self,
        record: Option<RecordId>,
        kind: &'static str,
        act: Act,
        base: Option<Base>,
        writes: &[(&'static str, &str)],
    ) -> (RecordId, Verdict) {
        let writes = writes
            .iter()
            .map(|(field, value)| (FieldKey::of(field), Write::of(Value::text(*value))))
            .collect();
        self.write_all(record, kind, act, base, writes).await
    }

    /// The same with values of any type.
    pub(crate) async fn write_all(
        &mut self,
        record: Option<RecordId>,
        kind: &str,
        act: Act,
        base: Option<Base>,
        writes: BTreeMap<FieldKey, Write>,
    ) -> (RecordId, Verdict) {
        let id = self.id();
        let wall = self.wall();
        let record = record.unwrap_or_else(|| RecordId::from_bytes(id.to_bytes()));
        let device = self.store.device().clone();
        let mut tx = self.store.begin().await;
        let seen = tx.base();
        let numbered = tx.number(wall);
        let change = Change {
            id,
            on: device.id,
            n: numbered.n,
            by: device.person,
            record,
            kind: KindKey::owned(kind),
            act,
            base: base.unwrap_or(seen),
            writes,
            at: numbered.at,
            jumps: numbered.jumps,
            of: None,
            gesture: GestureId::from_bytes(id.to_bytes()),
            purged: false,
            v: 1,
        };
        let verdict = tx.make(&change).await.unwrap();
        tx.commit(Source::Here).await.unwrap();
        (record, verdict)
    }

    pub(crate) async fn create(&mut self, name: &str, mobile: &str) -> RecordId {
        let writes = [("name", name), ("mobile", mobile)];
        self.write(None, "contact", Act::Create, None, &writes).await.0
    }

    /// Several people in one bulk gesture.
    pub(crate) async fn import(&mut self, kind: &'static str, names: &[&str]) -> Vec<RecordId> {
        let first = self.id();
        let (wall, device) = (self.wall(), self.store.device().clone());
        let gesture = GestureId::from_bytes(first.to_bytes());
        let store = self.store.clone();
        let mut tx = store.begin().await;
        tx.bulk(gesture, "A list".to_owned(), wall);
        let mut made = Vec::new();
        for name in names {
            let (id, seen) = (self.id(), tx.base());
            let numbered = tx.number(wall);
            let change = Change {
                id,
                on: device.id,
                n: numbered.n,
                by: device.person,
                record: RecordId::from_bytes(id.to_bytes()),
                kind: KindKey::of(kind),
                act: Act::Create,
                base: seen,
                writes: [(FieldKey::of("name"), Write::of(Value::text(*name)))].into(),
                at: numbered.at,
                jumps: numbered.jumps,
                of: None,
                gesture,
                purged: false,
                v: 1,
            };
            tx.make(&change).await.unwrap();
            made.push(change.record);
        }
        tx.commit(Source::Import).await.unwrap();
        made
    }

    pub(crate) async fn edit(&mut self, record: RecordId, field: &'static str, value: &str) {
        self.write(Some(record), "contact", Act::Edit, None, &[(field, value)])
            .await;
    }

    pub(crate) async fn delete(&mut self, record: RecordId) {
        self.write(Some(record), "contact", Act::Delete, None, &[]).await;
    }

    /// An edit by somebody who was looking at an earlier screen.
    pub(crate) async fn edit_from(&mut self, base: Base, record: RecordId, field: &'static str, value: &str) {
        self.write(Some(record), "contact", Act::Edit, Some(base), &[(field, value)])
            .await;
    }

    pub(crate) async fn value(&self, record: RecordId, field: &str) -> Option<String> {
        let stored = self.store.record(record).await.unwrap()?;
        let schema = self.store.schema();
        stored
            .record
            .value(&schema, field)
            .and_then(Value::as_text)
            .map(str::to_owned)
    }

    pub(crate) async fn connect(&self, server: &Server) -> Result<(Session, store::Server), Trouble> {
        self.connect_over(server, |session| session).await
    }

    /// Connects as the engine does, over a line that may break.
    pub(crate) async fn connect_over<P: Peer>(
        &self,
        server: &Server,
        line: impl Fn(Session) -> P,
    ) -> Result<(P, store::Server), Trouble> {
        let mut row = self.store.server().await.unwrap().unwrap();
        loop {
            let peer = line(server.session());
            let name = succeeding::name(&self.store, &row).await?;
            let n = self.store.last_n().await.unwrap();
            let jumps = self.store.jumps().await.unwrap();
            let opened = opening::open(&peer, &name.server, name.device, n, (self.wall(), jumps)).await?;
            entering::meet(&peer, &self.store, &mut row, &opened.welcome, self.wall()).await?;
            match succeeding::settle(&peer, &self.store, &mut row, name, &opened.ready, self.wall()).await? {
                Next::GoOn => {
                    opening::keep_token(&self.store, &mut row, &opened).await?;
                    return Ok((peer, row));
                }
                Next::ConnectAnew => {}
            }
        }
    }

    /// Pushes and pulls until there is nothing more to do. Where another copy of this device has spoken meanwhile, it connects
    /// again, as the engine does.
    pub(crate) async fn sync(&self, server: &Server) {
        for _ in 0..4 {
            let (session, mut row) = self.connect(server).await.unwrap();
            match self.drain(&session, &mut row).await {
                Err(trouble) if trouble.cause == Cause::Restored => {}
                drained => return drained.unwrap(),
            }
        }
        panic!("it does not become itself");
    }

    pub(crate) async fn drain(&self, peer: &impl Peer, row: &mut store::Server) -> Result<(), Trouble> {
        loop {
            let pushed = match self.store.waiting().await.unwrap() {
                0 => 0,
                _ => exchange::push(peer, &self.store, row, self.wall()).await?,
            };
            let before = row.cursor;
            let last = exchange::pull(peer, &self.store, row, self.wall()).await?;
            if pushed == 0 && row.cursor == before && row.cursor >= last {
                return Ok(());
            }
        }
    }

    pub(crate) async fn hash(&self) -> String {
        self.store.replica_hash().await.unwrap()
    }
}

pub(crate) async fn open_store(folder: &Path, seed: u8, role: Role) -> Store {
    let founding = Founding {
        device: DeviceId::from_bytes([seed; 16]),
        person: PersonId::from_bytes([seed | 0x80; 16]),
        name: format!("Tablet {seed}"),
        role,
    };
    Store::open(folder, &RawKey::new([seed; 32]), founding).await.unwrap()
}

/// A line that breaks: the question numbered `at` is lost on its way there, or its answer on the way back.
pub(crate) struct Broken<'a> {
    pub(crate) session: &'a Session,
    pub(crate) asked: AtomicUsize,
    pub(crate) at: usize,
    pub(crate) on_the_way_back: bool,
}

impl Peer for Broken<'_> {
    async fn ask(&self, ask: Ask) -> Result<Answer, Fault> {
        let number = self.asked.fetch_add(1, SeqCst);
        let broken = || Fault::from(Code::Other("connection-lost".to_owned()));
        if number != self.at {
            return self.session.ask(ask).await;
        }
        if self.on_the_way_back {
            self.session.ask(ask).await?;
        }
        Err(broken())
    }
}
