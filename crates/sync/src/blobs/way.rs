//! A connection to the server's blobs. The server proves itself on it before the device says who it is, and every request
//! goes over this very connection: one that broke is made and proven anew.

use crate::{
    cause::{Cause, Trouble},
    line::{Patience, reach},
    tls::Trust,
};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{
    Method, Request,
    body::Bytes,
    client::conn::http1::{SendRequest, handshake},
    header::{CONTENT_TYPE, HOST, HeaderMap},
};
use hyper_util::rt::TokioIo;
use model::DeviceId;
use protocol::{
    BLOBS, BlobAct, BlobAsk, BlobName, Code, TUS, blob_ask_bytes, blob_proof_bytes, header, hex, limits, unhex,
};
use ring::{
    digest::{SHA256, digest},
    signature::{ED25519, Ed25519KeyPair, UnparsedPublicKey},
};
use std::{error::Error, str::FromStr, time::Instant};
use store::Server;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    task::AbortHandle,
    time::timeout,
};
use tokio_rustls::TlsConnector;
use url::Url;

/// A connection on which the server has proven itself.
pub(super) struct Way {
    asks: SendRequest<Full<Bytes>>,
    carries: AbortHandle,
    host: String,
    /// The server's clock when it proved itself, and this device's then.
    met: (i64, Instant),
    pub(super) server: Server,
    device: DeviceId,
    key: Ed25519KeyPair,
    token: [u8; 32],
    patience: Patience,
}

impl Drop for Way {
    fn drop(&mut self) {
        self.carries.abort();
    }
}

/// What the server answered.
pub(super) struct Reply {
    pub(super) status: u16,
    headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Reply {
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// What a header says; an answer without it is not the server's.
    pub(super) fn says<T: FromStr>(&self, name: &'static str) -> Result<T, Trouble> {
        let said = self.text(name).and_then(|text| text.parse().ok());
        said.ok_or_else(|| Trouble::new(Cause::Portal, format!("an answer {} without {name}", self.status)))
    }
}

/// What is asked, as it goes out.
pub(super) struct Asking<'a> {
    pub(super) name: BlobName,
    pub(super) act: BlobAct<'a>,
    pub(super) body: Bytes,
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

impl Way {
    /// Connects, and has the server prove itself.
    pub(super) async fn open(
        server: Server,
        device: DeviceId,
        trust: &Trust,
        patience: Patience,
    ) -> Result<Self, Trouble> {
        let account = |words: &str| Trouble::new(Cause::Account, words);
        let token = server.token.ok_or_else(|| account("signed out"))?;
        let key =
            Ed25519KeyPair::from_pkcs8(&server.device_key).map_err(|_| account("this device's key cannot be read"))?;
        let (stream, host) = connect(&server.url, trust, patience).await?;
        let shaking = timeout(patience.connect, handshake(TokioIo::new(stream))).await;
        let (asks, connection) = shaking.map_err(|_| late())?.map_err(of_hyper)?;
        let carries = tokio::spawn(async move {
            // Whoever asks is told when it breaks.
            let _told_to_who_asks = connection.await;
        });
        let mut way = Self {
            asks,
            carries: carries.abort_handle(),
            host,
            met: (0, Instant::now()),
            server,
            device,
            key,
            token: sha(&token),
            patience,
        };
        way.meet().await?;
        Ok(way)
    }

    /// False where the connection has ended, as one does on which nothing was asked for long.
    pub(super) fn is_open(&self) -> bool {
        !self.asks.is_closed()
    }

    /// The server signs chance of ours before it hears who asks.
    async fn meet(&mut self) -> Result<(), Trouble> {
        let nonce: [u8; 32] = rand::random();
        let request = Request::builder()
            .method(Method::OPTIONS)
            .uri(BLOBS)
            .header(HOST, &self.host)
            .header(header::ORG, hex(&self.server.org))
            .header(header::NONCE, hex(&nonce));
        let reply = self.send(request.body(Full::default())).await?;
        if let Some(code) = reply.text(header::CODE) {
            // From somebody who has proven nothing: no reason to sign in, or to give anything up.
            return Err(Trouble::new(Cause::Stranger, format!("not known there: {code}")));
        }
        let now = reply.says(header::NOW)?;
        let proof: [u8; 64] = reply.text(header::PROOF).and_then(unhex).unwrap_or([0; 64]);
        UnparsedPublicKey::new(&ED25519, self.server.server_key)
            .verify(&blob_proof_bytes(&self.server.org, &nonce, now), &proof)
            .map_err(|_| Trouble::new(Cause::Stranger, "a proof that the server did not sign"))?;
        self.met = (now, Instant::now());
        Ok(())
    }

    /// Asks; the inner error is the server's own no.
    pub(super) async fn ask(&mut self, asking: Asking<'_>) -> Result<Result<Reply, Code>, Trouble> {
        let (now, since) = self.met;
        let passed = i64::try_from(since.elapsed().as_millis()).unwrap_or(i64::MAX);
        let ask = BlobAsk {
            org: self.server.org,
            device: self.device,
            at: now.saturating_add(passed),
            name: asking.name,
            act: asking.act,
        };
        let signature = self.key.sign(&blob_ask_bytes(&ask, &self.token));
        let one = format!("{BLOBS}/{}", asking.name);
        let request = Request::builder()
            .header(HOST, &self.host)
            .header(header::RESUMABLE, TUS)
            .header(header::ORG, hex(&ask.org))
            .header(header::DEVICE, ask.device.to_string())
            .header(header::AT, ask.at.to_string())
            .header(header::SIGNATURE, hex(signature.as_ref()));
        let request = match asking.act {
            BlobAct::Begin { size } => request
                .method(Method::POST)
                .uri(BLOBS)
                .header(header::BLOB, asking.name.to_string())
                .header(header::LENGTH, size),
            BlobAct::Look => request.method(Method::HEAD).uri(one),
            BlobAct::Append { offset, piece } => request
                .method(Method::PATCH)
                .uri(one)
                .header(CONTENT_TYPE, protocol::PIECE_TYPE)
                .header(header::OFFSET, offset)
                .header(header::CHECKSUM, hex(&piece)),
            BlobAct::Fetch { range } => request.method(Method::GET).uri(one).header("range", range),
        };
        let reply = self.send(request.body(Full::new(asking.body))).await?;
        if let Some(code) = reply.text(header::CODE) {
            return Ok(Err(Code::from(code.to_owned())));
        }
        Ok(Ok(reply))
    }

    async fn send(&mut self, request: Result<Request<Full<Bytes>>, hyper::http::Error>) -> Result<Reply, Trouble> {
        let request = request.map_err(|error| Trouble::new(Cause::Name, error.to_string()))?;
        let asking = async {
            self.asks.ready().await.map_err(of_hyper)?;
            let (head, body) = self.asks.send_request(request).await.map_err(of_hyper)?.into_parts();
            let body = Limited::new(body, limits::BLOB_PIECE).collect().await;
            let body = body.map_err(|_| Trouble::new(Cause::ServerDown, "an answer broke off"))?;
            Ok(Reply {
                status: head.status.as_u16(),
                headers: head.headers,
                body: body.to_bytes(),
            })
        };
        timeout(self.patience.answer, asking).await.map_err(|_| late())?
    }
}

pub(super) fn sha(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    let hashed = digest(&SHA256, bytes);
    hash.iter_mut().zip(hashed.as_ref()).for_each(|(to, from)| *to = *from);
    hash
}

fn late() -> Trouble {
    Trouble::new(Cause::Slow, "no answer in time")
}

/// A stream to the server, and its name for the requests.
async fn connect(base: &str, trust: &Trust, patience: Patience) -> Result<(Box<dyn Stream>, String), Trouble> {
    let wrong = || Trouble::new(Cause::Name, "the server's address is not one");
    let url = Url::parse(base).map_err(|_| wrong())?;
    let host = url.host_str().ok_or_else(wrong)?.to_owned();
    let port = url.port_or_known_default().ok_or_else(wrong)?;
    let stream = reach(&host, port, patience.connect).await?;
    stream.set_nodelay(true).map_err(|error| Trouble::of_io(&error))?;
    let named = format!("{host}:{port}");
    match url.scheme() {
        "http" => Ok((Box::new(stream), named)),
        "https" => {
            let config = trust
                .config()
                .map_err(|error| Trouble::new(Cause::Certificate, error.to_string()))?;
            let name = host
                .trim_matches(['[', ']'])
                .to_owned()
                .try_into()
                .map_err(|_| wrong())?;
            let shaking = TlsConnector::from(config).connect(name, stream);
            let stream = timeout(patience.connect, shaking).await.map_err(|_| late())?;
            Ok((Box::new(stream.map_err(|error| Trouble::of_io(&error))?), named))
        }
        _ => Err(wrong()),
    }
}

fn of_hyper(error: hyper::Error) -> Trouble {
    if error.is_parse() {
        return Trouble::new(Cause::Portal, "an answer that is no HTTP");
    }
    let mut inner = error.source();
    while let Some(each) = inner {
        if let Some(io) = each.downcast_ref::<std::io::Error>() {
            return Trouble::of_io(io);
        }
        inner = each.source();
    }
    Trouble::new(Cause::ServerDown, "the connection broke")
}
