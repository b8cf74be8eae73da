//! A small organisation: a server, a clock that can be set, and tablets that check every receipt.

pub(crate) use crate::place::Place;
use model::{
    Act, Base, Change, ChangeId, DeviceId, FieldKey, GestureId, Hlc, KindKey, PersonId, Record, RecordId, Role, Value,
    Write, apply,
};
use protocol::{
    Answer, Ask, Author, Code, Enrol, Entry, Fault, Hello, Judged, Known, Peer, Proof, Pull, Pulled, Push, Pushed,
    Ready, Signed, chained, change_bytes, change_of, content_hash, proof_bytes, signed_bytes, welcome_bytes,
};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use server::{Clock, OrgId, Server, Session};
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::SeqCst},
    },
};

pub(crate) const START: i64 = 1_800_000_000_000;

pub(crate) struct World {
    pub(crate) place: Place,
    pub(crate) server: Server,
    pub(crate) org: OrgId,
    pub(crate) first_code: String,
    pub(crate) now: Arc<AtomicI64>,
}

pub(crate) fn clock(now: &Arc<AtomicI64>) -> Clock {
    let now = now.clone();
    Arc::new(move || now.load(SeqCst))
}

impl World {
    pub(crate) async fn new(place: Place) -> Self {
        let now = Arc::new(AtomicI64::new(START));
        let server = place.opened(&now).await;
        let founded = server.found("Nordlicht", "Ada").await.unwrap();
        Self {
            place,
            server,
            org: founded.org,
            first_code: founded.code,
            now,
        }
    }

    /// A further process on the same database; for a file, the same one started again.
    pub(crate) async fn another(&self) -> Server {
        self.place.opened(&self.now).await
    }

    pub(crate) async fn restart(&mut self) {
        self.server.stop().await.unwrap();
        self.server = self.another().await;
    }

    pub(crate) fn later(&self, ms: i64) -> i64 {
        self.now.fetch_add(ms, SeqCst) + ms
    }

    pub(crate) fn now(&self) -> i64 {
        self.now.load(SeqCst)
    }

    /// A new person with a tablet.
    pub(crate) async fn tablet(&self, seed: u8, role: Role) -> Tablet {
        let code = self.server.invite(self.org, role).await.unwrap();
        let mut tablet = Tablet::new(seed);
        tablet.enrol(&self.server, &code).await.unwrap();
        tablet
    }
}

pub(crate) struct Tablet {
    pub(crate) device: DeviceId,
    /// The id under which the person works on this tablet.
    pub(crate) person: PersonId,
    pub(crate) key: Ed25519KeyPair,
    pub(crate) token: [u8; 32],
    pub(crate) org: OrgId,
    pub(crate) server_key: Vec<u8>,
    pub(crate) name: String,
    pub(crate) n: u64,
    /// The newest version of the protocol that it speaks.
    pub(crate) newest: u16,
    seed: u8,
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn unhex(text: &str) -> Vec<u8> {
    let digits = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(digits).collect()
}

impl Tablet {
    pub(crate) fn new(seed: u8) -> Self {
        Self {
            device: DeviceId::from_bytes([seed; 16]),
            person: PersonId::from_bytes([seed | 0x80; 16]),
            key: Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap(),
            token: [0; 32],
            org: [0; 16],
            server_key: Vec::new(),
            name: format!("Person {seed}"),
            n: 0,
            newest: 1,
            seed,
        }
    }

    pub(crate) fn known(&self) -> Known {
        Known {
            device: self.device.to_string(),
            person: self.person.to_string(),
            name: format!("Tablet {}", self.seed),
            key: hex(self.key.public_key().as_ref()),
        }
    }

    pub(crate) async fn enrol(&mut self, server: &Server, code: &str) -> Result<protocol::Enrolled, Fault> {
        let enrol = Enrol {
            code: code.to_owned(),
            name: self.name.clone(),
            password: "correct horse".to_owned(),
            device: self.known(),
        };
        let enrolled = server.enrol(enrol, &format!("from {}", self.seed)).await?;
        self.admitted(&enrolled);
        Ok(enrolled)
    }

    pub(crate) fn admitted(&mut self, enrolled: &protocol::Enrolled) {
        self.token = unhex(&enrolled.token).try_into().unwrap();
        self.org = unhex(&enrolled.org).try_into().unwrap();
        self.server_key = unhex(&enrolled.server_key);
    }

    pub(crate) fn hello(&self, now: i64) -> Hello {
        Hello {
            oldest: 1,
            newest: self.newest,
            org: self.org,
            device: self.device,
            nonce: [self.seed; 32],
            now,
            jumps: 0,
            n: self.n,
        }
    }

    /// Connects; `now` is the tablet's own clock.
    pub(crate) async fn connect_at(&self, server: &Server, now: i64) -> Result<(Session, Ready), Fault> {
        self.connect_with(server, now, self.token).await
    }

    /// The same with a token that may be another.
    pub(crate) async fn connect_with(
        &self,
        server: &Server,
        now: i64,
        token: [u8; 32],
    ) -> Result<(Session, Ready), Fault> {
        let session = server.session();
        let hello = self.hello(now);
        let Answer::Welcome(welcome) = session.ask(Ask::Hello(hello.clone())).await? else {
            panic!("no welcome");
        };
        let bytes = welcome_bytes(&hello, &welcome);
        let server_key = UnparsedPublicKey::new(&ED25519, &self.server_key);
        server_key.verify(&bytes, &welcome.signature).unwrap();
        let proof = Proof {
            signature: self.sign(&proof_bytes(&hello, &welcome.challenge)),
            token,
        };
        let Answer::Ready(ready) = session.ask(Ask::Proof(proof)).await? else {
            panic!("not ready");
        };
        Ok((session, ready))
    }

    pub(crate) async fn connect(&self, world: &World) -> Session {
        self.connect_at(&world.server, world.now()).await.unwrap().0
    }

    pub(crate) fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.key.sign(bytes).as_ref().try_into().unwrap()
    }

    pub(crate) fn author(&self) -> Author {
        Author {
            on: self.device,
            by: self.person,
        }
    }

    /// The tablet's next change; it saw the log up to `log`, and all that the tablet itself wrote before.
    pub(crate) fn change(&mut self, record: Option<RecordId>, log: u64, writes: &[(&'static str, &str)]) -> Change {
        self.n += 1;
        let at = START + i64::try_from(self.n).unwrap();
        let id = ChangeId::from_parts(at.cast_unsigned(), u128::from(self.seed) << 64 | u128::from(self.n));
        let text = |value: &str| match value {
            "" => Value::Nothing,
            value => Value::Text(value.to_owned()),
        };
        Change {
            id,
            on: self.device,
            n: self.n,
            by: self.person,
            record: record.unwrap_or(RecordId::from_bytes(id.to_bytes())),
            kind: KindKey::of("contact"),
            act: if record.is_some() { Act::Edit } else { Act::Create },
            base: Base {
                epoch: u32::from(log > 0),
                log,
                own: if self.n == 1 {
                    Vec::new()
                } else {
                    vec![(self.device, self.n - 1)]
                },
                ..Base::default()
            },
            writes: writes
                .iter()
                .map(|(field, value)| (FieldKey::of(field), Write::of(text(value))))
                .collect(),
            at: Hlc { ms: at, count: 0 },
            jumps: 0,
            of: None,
            gesture: GestureId::from_bytes(id.to_bytes()),
            purged: false,
            v: 1,
        }
    }

    /// Pushes, and checks the receipt as a tablet does.
    pub(crate) async fn push(&self, to: &Session, cursor: u64, changes: &[Change]) -> Result<Pushed, Fault> {
        let author = self.author();
        let push = Push {
            author: Some(author),
            cursor,
            changes: changes.iter().map(change_bytes).collect(),
        };
        let pushed = to.push(push.clone()).await?;
        assert_eq!(pushed.answers.len(), changes.len());
        let contents: Vec<_> = push.changes.iter().map(|bytes| content_hash(author, bytes)).collect();
        if let Some(head) = pushed.receipt.head {
            let answers: Vec<_> = contents
                .iter()
                .zip(&pushed.answers)
                .map(|(content, answer)| (*content, answer.judged.kind(), answer.seq))
                .collect();
            let signed = signed_bytes(&Signed {
                org: self.org,
                device: self.device,
                epoch: pushed.receipt.epoch,
                at: pushed.receipt.at,
                answers: &answers,
                head,
            });
            let key = UnparsedPublicKey::new(&ED25519, &self.server_key);
            key.verify(&signed, &pushed.receipt.signature).unwrap();
        }
        Ok(pushed)
    }
}

/// A copy of the log, folded as a device does, with its chain.
#[derive(Default)]
pub(crate) struct Replica {
    pub(crate) cursor: u64,
    pub(crate) epoch: u32,
    pub(crate) head: [u8; 32],
    pub(crate) records: BTreeMap<RecordId, Record>,
    pub(crate) seqs: Vec<u64>,
}

impl Replica {
    /// Pulls until nothing is new, and checks the chain at every answer.
    pub(crate) async fn follow(&mut self, from: &Session, most: u32) {
        loop {
            let pull = Pull {
                epoch: self.epoch,
                cursor: self.cursor,
                doubts: Vec::new(),
                most,
                ..Pull::default()
            };
            let pulled = from.pull(pull).await.unwrap();
            assert_eq!(pulled.from, self.cursor);
            self.take(&pulled);
            if self.cursor == pulled.last {
                return;
            }
        }
    }

    fn take(&mut self, pulled: &Pulled) {
        self.epoch = pulled.epoch;
        for entry in &pulled.entries {
            let Entry::Accepted {
                seq,
                author,
                bytes,
                judged,
            } = entry
            else {
                panic!("only changes are in the log");
            };
            self.one(*seq, *author, bytes, judged);
        }
        self.cursor = pulled.to;
        assert_eq!(self.head, pulled.head, "the chain at {}", pulled.to);
    }

    fn one(&mut self, seq: u64, author: Author, bytes: &[u8], judged: &Judged) {
        self.head = chained(&self.head, seq, &content_hash(author, bytes), judged);
        let change = change_of(bytes, author).unwrap();
        let record = self.records.remove(&change.record);
        let verdict = judged.verdict(record.as_ref(), &change, self.epoch, seq);
        assert_eq!(verdict.seq, seq);
        assert_eq!(Judged::of(record.as_ref(), &change, &verdict), *judged);
        if let Some(record) = apply(record, &change, &verdict) {
            self.records.insert(change.record, record);
        }
        self.seqs.push(seq);
    }
}

/// The code of a refusal.
pub(crate) fn refused(judged: &Judged) -> Option<&str> {
    match judged {
        Judged::Whole { verdict } => verdict.code.as_deref(),
        Judged::Plain { .. } => None,
    }
}

pub(crate) fn code<T: std::fmt::Debug>(answer: Result<T, Fault>) -> Code {
    answer.unwrap_err().code
}
