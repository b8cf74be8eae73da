//! Blobs over real HTTP: a server on a free port, and requests as a tablet signs them.

use crate::world::{Tablet, World};
use protocol::{
    BlobAct, BlobAsk, BlobName, BlobReceipt, Fault, PIECE_TYPE, TUS, blob_ask_bytes, blob_receipt_bytes, header, hex,
};
use ring::{
    digest::{SHA256, digest},
    signature::{ED25519, UnparsedPublicKey},
};
use server::{Server, serve};
use std::{collections::BTreeMap, net::SocketAddr};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};

/// A server at its door.
pub(crate) struct Door {
    pub(crate) at: SocketAddr,
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
}

impl Door {
    pub(crate) async fn of(server: &Server) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let (stop, stops) = oneshot::channel();
        let serving = serve(server.clone(), listener, async { drop(stops.await) });
        let served = tokio::spawn(async { serving.await.unwrap() });
        Self { at, stop, served }
    }

    /// Stops the server as a service manager would have it.
    pub(crate) async fn close(self) {
        self.stop.send(()).unwrap();
        self.served.await.unwrap();
    }
}

pub(crate) type Headers = Vec<(&'static str, String)>;

/// What a server answered.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn says(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The code of a fault, in the header as in the body.
    pub(crate) fn code(&self) -> (u16, &str) {
        if let Ok(fault) = serde_json::from_slice::<Fault>(&self.body) {
            assert_eq!(fault.code.key(), self.says(header::CODE));
        }
        (self.status, self.says(header::CODE))
    }

    pub(crate) fn offset(&self) -> (u16, u64) {
        (self.status, self.says(header::OFFSET).parse().unwrap())
    }
}

pub(crate) async fn send(at: SocketAddr, method: &str, path: &str, headers: &Headers, body: &[u8]) -> Reply {
    let mut stream = TcpStream::connect(at).await.unwrap();
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
    stream.write_all(head.as_bytes()).await.unwrap();
    // A server that refuses a piece need not read it.
    let _refused = stream.write_all(body).await;
    let mut answer = Vec::new();
    let _reset = stream.read_to_end(&mut answer).await;
    let end = answer.windows(4).position(|end| end == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(answer[..end].to_vec()).unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    Reply {
        status,
        headers,
        body: answer[end + 4..].to_vec(),
    }
}

pub(crate) fn path(name: BlobName) -> String {
    format!("{}/{name}", protocol::BLOBS)
}

fn sha(bytes: &[u8]) -> [u8; 32] {
    digest(&SHA256, bytes).as_ref().try_into().unwrap()
}

/// A tablet that carries blobs to and from a server.
pub(crate) struct Carrier<'a> {
    pub(crate) tablet: &'a Tablet,
    pub(crate) at: SocketAddr,
    /// By the server's clock.
    pub(crate) now: i64,
}

impl<'a> Carrier<'a> {
    pub(crate) fn new(tablet: &'a Tablet, door: &Door, world: &World) -> Self {
        Self {
            tablet,
            at: door.at,
            now: world.now(),
        }
    }

    pub(crate) fn signed(&self, name: BlobName, act: BlobAct<'_>) -> Headers {
        let ask = BlobAsk {
            org: self.tablet.org,
            device: self.tablet.device,
            at: self.now,
            name,
            act,
        };
        let signature = self.tablet.sign(&blob_ask_bytes(&ask, &sha(&self.tablet.token)));
        vec![
            (header::RESUMABLE, TUS.to_owned()),
            (header::ORG, hex(&ask.org)),
            (header::DEVICE, ask.device.to_string()),
            (header::AT, ask.at.to_string()),
            (header::SIGNATURE, hex(&signature)),
        ]
    }

    pub(crate) async fn begin(&self, name: BlobName, size: u64) -> Reply {
        let mut headers = self.signed(name, BlobAct::Begin { size });
        headers.push((header::BLOB, name.to_string()));
        headers.push((header::LENGTH, size.to_string()));
        send(self.at, "POST", protocol::BLOBS, &headers, &[]).await
    }

    pub(crate) async fn look(&self, name: BlobName) -> Reply {
        send(self.at, "HEAD", &path(name), &self.signed(name, BlobAct::Look), &[]).await
    }

    pub(crate) fn piece(&self, name: BlobName, offset: u64, bytes: &[u8]) -> Headers {
        let piece = sha(bytes);
        let mut headers = self.signed(name, BlobAct::Append { offset, piece });
        headers.push((header::OFFSET, offset.to_string()));
        headers.push((header::CHECKSUM, hex(&piece)));
        headers.push(("content-type", PIECE_TYPE.to_owned()));
        headers
    }

    pub(crate) async fn append(&self, name: BlobName, offset: u64, bytes: &[u8]) -> Reply {
        send(self.at, "PATCH", &path(name), &self.piece(name, offset, bytes), bytes).await
    }

    pub(crate) async fn fetch(&self, name: BlobName, range: &str) -> Reply {
        let mut headers = self.signed(name, BlobAct::Fetch { range });
        if !range.is_empty() {
            headers.push(("range", range.to_owned()));
        }
        send(self.at, "GET", &path(name), &headers, &[]).await
    }

    /// Brings a blob up in pieces, and checks the receipt as a tablet does.
    pub(crate) async fn brings(&self, bytes: &[u8], piece: usize) -> BlobName {
        let name = BlobName::of(bytes);
        assert_eq!(self.begin(name, bytes.len() as u64).await.offset(), (201, 0));
        let mut at = 0;
        for part in bytes.chunks(piece) {
            let reply = self.append(name, at, part).await;
            at += part.len() as u64;
            assert_eq!(reply.offset(), (204, at));
            let is_last = at == bytes.len() as u64;
            assert_eq!(reply.headers.contains_key(header::RECEIPT), is_last);
            if is_last {
                self.is_receipt(&reply, name, at);
            }
        }
        name
    }

    pub(crate) fn is_receipt(&self, reply: &Reply, name: BlobName, size: u64) {
        let receipt: BlobReceipt = reply.says(header::RECEIPT).parse().unwrap();
        let signed = blob_receipt_bytes(&self.tablet.org, name, size, (receipt.epoch, receipt.at));
        let key = UnparsedPublicKey::new(&ED25519, &self.tablet.server_key);
        key.verify(&signed, &receipt.signature).unwrap();
    }
}
