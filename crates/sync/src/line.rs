//! The line to the server: one WebSocket, on which questions and answers carry numbers.

use crate::{
    cause::{Cause, LATE, LOST, STRANGE, Trouble, fault, has_network},
    tls::Trust,
};
use futures_util::{SinkExt, StreamExt};
use protocol::{Answer, Ask, Call, Fault, Peer, decode_answer, encode_ask};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    net::{TcpStream, lookup_host},
    sync::{mpsc, oneshot, watch},
    time::timeout,
};
use tokio_tungstenite::{
    Connector, MaybeTlsStream, WebSocketStream, client_async_tls_with_config,
    tungstenite::{Error as WsError, Message, protocol::WebSocketConfig},
};
use url::Url;

/// How long is waited before a line is given up.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For each step of connecting.
    pub connect: Duration,
    /// For an answer. What is too large for a slow line is asked for in smaller portions the next time.
    pub answer: Duration,
    /// Without a word from the server, which says one every thirty seconds: a connection whose other end is gone may never
    /// say so.
    pub silence: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(60),
            silence: Duration::from_secs(75),
        }
    }
}

/// Bytes of a client's mask.
const MASK: usize = 4;

type Waiting = Arc<Mutex<HashMap<u64, oneshot::Sender<Result<Answer, Fault>>>>>;

/// What the server has said unasked: its epoch, and up to where its log reaches.
pub(crate) type News = (u32, u64);

/// An open line. Dropping it closes the connection.
pub struct Line {
    next: AtomicU64,
    waiting: Waiting,
    out: mpsc::Sender<Vec<u8>>,
    bytes: Arc<Bytes>,
    /// News as it comes.
    pub(crate) news: watch::Receiver<News>,
    /// Says why when the connection is gone.
    pub(crate) gone: watch::Receiver<Option<&'static str>>,
    patience: Patience,
    tasks: [tokio::task::AbortHandle; 2],
}

/// Bytes over the connection so far, above TLS: frames with their headers.
#[derive(Default)]
struct Bytes {
    sent: AtomicU64,
    received: AtomicU64,
}

/// Bytes of a frame's header (RFC 6455 §5.2), without the four of a client's mask.
fn header(frame: usize) -> usize {
    match frame {
        0..=125 => 2,
        126..=65_535 => 4,
        _ => 10,
    }
}

impl Bytes {
    fn add(to: &AtomicU64, bytes: usize) {
        to.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.tasks.iter().for_each(tokio::task::AbortHandle::abort);
    }
}

impl Line {
    /// Connects, one step after the other, so that each failure has its own name.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn connect(base: &str, trust: &Trust, patience: Patience) -> Result<Self, Trouble> {
        let address = address(base)?;
        let host = address.host_str().unwrap_or_default().to_owned();
        let port = address.port_or_known_default().unwrap_or(443);
        let stream = reach(&host, port, patience.connect).await?;
        stream.set_nodelay(true).map_err(|error| Trouble::of_io(&error))?;
        let config = trust
            .config()
            .map_err(|error| Trouble::new(Cause::Certificate, error.to_string()))?;
        let limits = WebSocketConfig::default()
            .max_message_size(Some(protocol::limits::FRAME))
            .max_frame_size(Some(protocol::limits::FRAME));
        let shaking =
            client_async_tls_with_config(address.as_str(), stream, Some(limits), Some(Connector::Rustls(config)));
        match timeout(patience.connect, shaking).await {
            Err(_) => Err(Trouble::new(Cause::Slow, "no answer to the handshake")),
            Ok(Err(error)) => Err(of_handshake(error)),
            Ok(Ok((socket, _))) => Ok(Self::over(socket, patience)),
        }
    }

    /// Bytes sent and received so far, above TLS.
    #[must_use]
    pub fn traffic(&self) -> (u64, u64) {
        let now = |bytes: &AtomicU64| bytes.load(Ordering::Relaxed);
        (now(&self.bytes.sent), now(&self.bytes.received))
    }

    /// Waits until the server has said that its log reaches a position; false where the connection is gone before.
    pub async fn heard_of(&self, seq: u64) -> bool {
        self.news.clone().wait_for(|(_, last)| *last >= seq).await.is_ok()
    }

    fn over(socket: WebSocketStream<MaybeTlsStream<TcpStream>>, patience: Patience) -> Self {
        let (mut sink, mut stream) = socket.split();
        let (out, mut outgoing) = mpsc::channel::<Vec<u8>>(16);
        let (say_news, news) = watch::channel((0, 0));
        let (say_gone, gone) = watch::channel(None);
        let waiting = Waiting::default();
        let bytes = Arc::new(Bytes::default());
        let (of_sent, of_received) = (bytes.clone(), bytes.clone());
        let writing = tokio::spawn(async move {
            while let Some(frame) = outgoing.recv().await {
                Bytes::add(&of_sent.sent, frame.len() + header(frame.len()) + MASK);
                if sink.send(Message::Binary(frame.into())).await.is_err() {
                    break;
                }
            }
        });
        let whose = waiting.clone();
        let reading = tokio::spawn(async move {
            let why = loop {
                let message = match timeout(patience.silence, stream.next()).await {
                    Err(_) => break LATE,
                    Ok(Some(Ok(message))) => message,
                    Ok(_) => break LOST,
                };
                let Message::Binary(frame) = message else { continue };
                Bytes::add(&of_received.received, frame.len() + header(frame.len()));
                let Some(call) = protocol::open(&frame).ok().and_then(|bytes| decode_answer(&bytes).ok()) else {
                    break STRANGE; // what cannot be read cannot be answered either
                };
                take(call, &whose, &say_news);
            };
            // Said first: whoever is told that there is no answer may ask at once why.
            say_gone.send_replace(Some(why));
            let mut waiting = whose.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.drain().for_each(|(_, asked)| drop(asked.send(Err(fault(why)))));
        });
        Self {
            next: AtomicU64::new(1),
            waiting,
            out,
            bytes,
            news,
            gone,
            patience,
            tasks: [writing.abort_handle(), reading.abort_handle()],
        }
    }
}

fn take(call: Call<Answer>, waiting: &Waiting, news: &watch::Sender<News>) {
    if let Answer::News { epoch, seq } = call.what {
        news.send_replace((epoch, seq));
        return;
    }
    let asked = waiting
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .remove(&call.number);
    if let Some(asked) = asked {
        let answer = match call.what {
            Answer::Fault(fault) => Err(fault),
            answer => Ok(answer),
        };
        drop(asked.send(answer)); // whoever asked may have given up
    }
}

/// `https://host` or `http://host` as the address of the stream.
fn address(base: &str) -> Result<Url, Trouble> {
    let wrong = || Trouble::new(Cause::Name, "the server's address is not one");
    let mut url = Url::parse(base.trim_end_matches('/')).map_err(|_| wrong())?;
    let scheme = match url.scheme() {
        "https" => "wss",
        "http" => "ws",
        _ => return Err(wrong()),
    };
    url.set_scheme(scheme).map_err(|()| wrong())?;
    url.set_path("/v1/sync");
    Ok(url)
}

/// A connection to a host, for which its name is looked up first.
pub(crate) async fn reach(host: &str, port: u16, patience: Duration) -> Result<TcpStream, Trouble> {
    let found = match timeout(patience, lookup_host((host.trim_matches(['[', ']']), port))).await {
        Err(_) => return Err(Trouble::new(Cause::Slow, "no answer to the name")),
        Ok(Err(_)) if !has_network() => return Err(Trouble::new(Cause::NoNetwork, "no way out")),
        Ok(Err(error)) => return Err(Trouble::new(Cause::Name, error.to_string())),
        Ok(Ok(found)) => found.collect::<Vec<_>>(),
    };
    let mut last = Trouble::new(Cause::Name, "a name without an address");
    for to in found {
        match timeout(patience, TcpStream::connect(to)).await {
            Err(_) => last = Trouble::new(Cause::Slow, "no connection in time"),
            Ok(Err(error)) => last = Trouble::of_io(&error),
            Ok(Ok(stream)) => return Ok(stream),
        }
    }
    Err(last)
}

fn of_handshake(error: WsError) -> Trouble {
    match error {
        WsError::Io(error) => Trouble::of_io(&error),
        WsError::Tls(error) => Trouble::new(Cause::Certificate, error.to_string()),
        // Our server says 101 or, where it cannot serve, an error of its own; a page or a redirection is somebody else's.
        WsError::Http(answer) if answer.status().is_server_error() => {
            Trouble::new(Cause::ServerError, answer.status().to_string())
        }
        WsError::Http(answer) => Trouble::new(Cause::Portal, answer.status().to_string()),
        other => Trouble::new(Cause::Portal, other.to_string()),
    }
}

impl Peer for Line {
    async fn ask(&self, ask: Ask) -> Result<Answer, Fault> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let (asked, answer) = oneshot::channel();
        self.waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(number, asked);
        let frame = protocol::seal(&encode_ask(&Call { number, what: ask }));
        if let Some(why) = *self.gone.borrow() {
            return Err(fault(why));
        }
        if self.out.send(frame).await.is_err() {
            return Err(fault(LOST));
        }
        match timeout(self.patience.answer, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(fault(LOST)),
            Err(_) => Err(fault(LATE)),
        }
    }
}
