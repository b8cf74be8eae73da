//! A server on a free port, and a tablet at the other end of a line.

use futures_util::{SinkExt as _, StreamExt as _};
use model::{
    Act, Base, Change, ChangeId, DeviceId, FieldKey, GestureId, Hlc, KindKey, PersonId, RecordId, Role, Value, Write,
};
use protocol::{
    Answer, Answered, Ask, Call, Enrolled, Fault, Hello, Known, Proof, Push, change_bytes, decode_answer, encode_ask,
    open, proof_bytes, seal,
};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use server::{Edge, OrgId, Server, serve_with};
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config, tungstenite::Message};

const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct House {
    pub(crate) address: SocketAddr,
    pub(crate) server: Server,
    pub(crate) org: OrgId,
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
    _folder: Option<tempfile::TempDir>,
}

impl House {
    pub(crate) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("server.db");
        let mut house = Self::at(file.to_str().unwrap()).await;
        house._folder = Some(folder);
        house
    }

    pub(crate) async fn at(place: &str) -> Self {
        Self::with(place, Edge::default()).await
    }

    pub(crate) async fn with(place: &str, edge: Edge) -> Self {
        let server = Server::open(place).await.unwrap();
        let number = server.organisations().await.unwrap().len() + 1;
        let founded = server.found(&format!("Nordlicht {number}"), "Ada").await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stops) = oneshot::channel();
        let serving = serve_with(server.clone(), listener, edge, async { drop(stops.await) });
        Self {
            address,
            server,
            org: founded.org,
            stop,
            served: tokio::spawn(async { serving.await.unwrap() }),
            _folder: None,
        }
    }

    /// Stops as a service manager would have it, and waits until it has.
    pub(crate) async fn close(self) {
        self.stop.send(()).unwrap();
        tokio::time::timeout(PATIENCE, self.served).await.unwrap().unwrap();
    }
}

pub(crate) async fn post(house: &House, path: &str, body: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(house.address).await.unwrap();
    let length = body.len();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(body.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    (status, answer.split("\r\n\r\n").nth(1).unwrap().to_owned())
}

pub(crate) struct Line {
    pub(crate) device: DeviceId,
    person: PersonId,
    key: Ed25519KeyPair,
    token: [u8; 32],
    org: OrgId,
    seed: u16,
    pub(crate) n: u64,
    asked: u64,
    socket: Option<WebSocketStream<MaybeTlsStream<TcpStream>>>,
    last_news: Option<(u32, u64)>,
}

fn wide(seed: u16, more: u8) -> [u8; 16] {
    let mut id = [more; 16];
    id[14..].copy_from_slice(&seed.to_be_bytes());
    id
}

impl Line {
    pub(crate) fn new(seed: u16) -> Self {
        let mut own = [3; 32];
        own[..2].copy_from_slice(&seed.to_be_bytes());
        Self {
            device: DeviceId::from_bytes(wide(seed, 1)),
            person: PersonId::from_bytes(wide(seed, 2)),
            key: Ed25519KeyPair::from_seed_unchecked(&own).unwrap(),
            token: [0; 32],
            org: [0; 16],
            seed,
            n: 0,
            asked: 0,
            socket: None,
            last_news: None,
        }
    }

    pub(crate) fn known(&self) -> Known {
        Known {
            device: self.device.to_string(),
            person: self.person.to_string(),
            name: format!("Tablet {}", self.seed),
            key: self
                .key
                .public_key()
                .as_ref()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        }
    }

    pub(crate) async fn enrol(&mut self, house: &House, role: Role) {
        let code = house.server.invite(house.org, role).await.unwrap();
        let enrol = protocol::Enrol {
            code,
            name: format!("Person {}", self.seed),
            password: "correct horse".to_owned(),
            device: self.known(),
        };
        let (status, body) = post(house, "/v1/enrol", &serde_json::to_string(&enrol).unwrap()).await;
        assert_eq!(status, 200, "{body}");
        self.admitted(&serde_json::from_str(&body).unwrap(), house.org);
    }

    pub(crate) fn admitted(&mut self, enrolled: &Enrolled, org: OrgId) {
        let digits = |at: usize| u8::from_str_radix(&enrolled.token[at..at + 2], 16).unwrap();
        let token: Vec<u8> = (0..64).step_by(2).map(digits).collect();
        self.token = token.try_into().unwrap();
        self.org = org;
    }

    pub(crate) async fn dial(&mut self, house: &House) {
        let url = format!("ws://{}/v1/sync", house.address);
        let (socket, _) = connect_async_with_config(url, None, true).await.unwrap();
        self.socket = Some(socket);
    }

    pub(crate) async fn connect(&mut self, house: &House) {
        self.dial(house).await;
        let hello = Hello {
            oldest: 1,
            newest: 1,
            org: self.org,
            device: self.device,
            nonce: [7; 32],
            now: 0,
            jumps: 0,
            n: self.n,
        };
        let Answer::Welcome(welcome) = self.ask(Ask::Hello(hello.clone())).await.unwrap() else {
            panic!("no welcome");
        };
        let signature = self.key.sign(&proof_bytes(&hello, &welcome.challenge));
        let proof = Proof {
            signature: signature.as_ref().try_into().unwrap(),
            token: self.token,
        };
        let ready = self.ask(Ask::Proof(proof)).await.unwrap();
        assert!(matches!(ready, Answer::Ready(_)));
    }

    /// Whether all of it was taken.
    pub(crate) async fn may_send(&mut self, frame: Vec<u8>) -> bool {
        let socket = self.socket.as_mut().unwrap();
        socket.send(Message::Binary(frame.into())).await.is_ok()
    }

    pub(crate) async fn send(&mut self, frame: Vec<u8>) {
        self.socket
            .as_mut()
            .unwrap()
            .send(Message::Binary(frame.into()))
            .await
            .unwrap();
    }

    /// The next message that is not a ping: its number and what it says.
    pub(crate) async fn hear(&mut self) -> (u64, Result<Answer, Fault>) {
        let socket = self.socket.as_mut().unwrap();
        loop {
            let message = tokio::time::timeout(PATIENCE, socket.next()).await.unwrap();
            if let Message::Binary(frame) = message.unwrap().unwrap() {
                let call = decode_answer(&open(&frame).unwrap()).unwrap();
                return match call.what {
                    Answer::Fault(fault) => (call.number, Err(fault)),
                    what => (call.number, Ok(what)),
                };
            }
        }
    }

    /// The next answer that is no news; nothing where the connection has ended instead.
    pub(crate) async fn hears(&mut self) -> Option<Result<Answer, Fault>> {
        let socket = self.socket.as_mut().unwrap();
        loop {
            match tokio::time::timeout(PATIENCE, socket.next()).await.unwrap()? {
                Ok(Message::Binary(frame)) => match decode_answer(&open(&frame).unwrap()).unwrap().what {
                    Answer::News { .. } => {}
                    Answer::Fault(fault) => return Some(Err(fault)),
                    what => return Some(Ok(what)),
                },
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    pub(crate) async fn ask(&mut self, what: Ask) -> Result<Answer, Fault> {
        self.asked += 1;
        let number = self.asked;
        self.send(seal(&encode_ask(&Call { number, what }))).await;
        loop {
            match self.hear().await {
                (0, Ok(Answer::News { epoch, seq })) => self.last_news = Some((epoch, seq)),
                (heard, answer) => {
                    assert_eq!(heard, number);
                    return answer;
                }
            }
        }
    }

    pub(crate) async fn news(&mut self) -> (u32, u64) {
        if let Some(news) = self.last_news.take() {
            return news;
        }
        match self.hear().await {
            (0, Ok(Answer::News { epoch, seq })) => (epoch, seq),
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn is_closed(&mut self) -> bool {
        let socket = self.socket.as_mut().unwrap();
        loop {
            match tokio::time::timeout(PATIENCE, socket.next()).await.unwrap() {
                None | Some(Err(_) | Ok(Message::Close(_))) => return true,
                Some(Ok(_)) => {}
            }
        }
    }

    pub(crate) async fn push(&mut self, changes: Vec<Change>) -> Vec<Answered> {
        let push = Push {
            author: None,
            cursor: 0,
            changes: changes.iter().map(change_bytes).collect(),
        };
        match self.ask(Ask::Push(push)).await.unwrap() {
            Answer::Pushed(pushed) => pushed.answers,
            other => panic!("{other:?}"),
        }
    }

    fn change(&mut self, record: Option<RecordId>, writes: &[(&'static str, String)]) -> Change {
        self.n += 1;
        let ms = 1_700_000_000_000 + i64::try_from(self.n).unwrap();
        let id = ChangeId::from_parts(ms.cast_unsigned(), u128::from(self.seed) << 64 | u128::from(self.n));
        let writes = writes.iter();
        Change {
            id,
            on: self.device,
            n: self.n,
            by: self.person,
            record: record.unwrap_or(RecordId::from_bytes(id.to_bytes())),
            kind: KindKey::of("contact"),
            act: if record.is_some() { Act::Edit } else { Act::Create },
            base: Base {
                epoch: 1,
                log: 0,
                own: if self.n == 1 {
                    Vec::new()
                } else {
                    vec![(self.device, self.n - 1)]
                },
                ..Base::default()
            },
            writes: writes
                .map(|(field, value)| (FieldKey::of(field), Write::of(Value::Text(value.clone()))))
                .collect(),
            at: Hlc { ms, count: 0 },
            jumps: 0,
            of: None,
            gesture: GestureId::from_bytes(id.to_bytes()),
            purged: false,
            v: 1,
        }
    }

    pub(crate) fn create(&mut self, name: &str) -> Change {
        self.change(
            None,
            &[
                ("name", name.to_owned()),
                ("role", "Farmer".to_owned()),
                ("lead", "working".to_owned()),
                ("best_time", "mornings".to_owned()),
                ("source", "fair".to_owned()),
            ],
        )
    }

    pub(crate) fn edit(&mut self, record: RecordId, value: String) -> Change {
        self.change(Some(record), &[("role", value)])
    }
}
