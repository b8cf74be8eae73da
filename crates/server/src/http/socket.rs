//! A session over a WebSocket: one task per connection, binary frames, one answer for each question in its order, and news
//! in between. What is not signed in yet may say little and has not long for it.

use super::{House, faults::Refused};
use crate::{Server, Session};
use axum::{
    body::Bytes,
    extract::{
        State,
        ws::{Message, WebSocket, WebSocketUpgrade},
    },
    response::{IntoResponse as _, Response},
};
use protocol::{Answer, Ask, Call, Code, Fault, Peer as _, decode_ask, encode_answer, limits, open, seal};
use std::time::{Duration, Instant};
use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval, timeout},
};

/// Without a sign of life for so long, a connection is over.
const SILENCE: Duration = Duration::from_secs(95);
/// Between two pings; and what a stranger has to become ready.
const BEAT: Duration = Duration::from_secs(30);
/// Bytes of a frame before the session is ready. Hello and proof are far smaller, and never packed.
const SMALL: usize = 1_024;
const AS_IT_IS: u8 = 0;
/// Bytes that are read at a time. Each connection holds as many all the time, and nearly all of them are idle; a larger frame is
/// read in several turns.
const READ: usize = 8 * 1_024;

pub(super) async fn sync(State(house): State<House>, upgrade: WebSocketUpgrade) -> Response {
    // Before anything is kept for it.
    let Some(place) = house.crowd.enters() else {
        return Refused(Code::Busy.into()).into_response();
    };
    upgrade
        .max_message_size(limits::FRAME)
        .max_frame_size(limits::FRAME)
        .read_buffer_size(READ)
        .on_upgrade(move |socket| async move {
            let measures = house.server.inner().measures.clone();
            measures.connected(1);
            if let Err(reason) = Line::new(&house, socket).hold().await {
                tracing::debug!(%reason, "a connection ended");
            }
            measures.connected(-1);
            drop(place);
        })
}

struct Line<'a> {
    server: &'a Server,
    socket: WebSocket,
    session: Session,
    news: Option<watch::Receiver<(u32, u64)>>,
    heard: Instant,
    patience: Duration,
}

type Held = Result<(), axum::Error>;

impl<'a> Line<'a> {
    fn new(house: &'a House, socket: WebSocket) -> Self {
        Self {
            server: &house.server,
            socket,
            session: house.server.session(),
            news: None,
            heard: Instant::now(),
            patience: house.patience,
        }
    }

    /// Whoever does not take what is said is not waited for without an end: neither a task nor what it holds stays behind.
    async fn send(&mut self, message: Message) -> Held {
        match timeout(self.patience, self.socket.send(message)).await {
            Ok(sent) => sent,
            Err(_) => Err(axum::Error::new("the other end does not read")),
        }
    }

    async fn hold(mut self) -> Held {
        let mut stopping = self.server.stopping();
        let since = Instant::now();
        let mut beat = interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        beat.tick().await; // the first comes at once
        loop {
            tokio::select! {
                message = self.socket.recv() => match message {
                    Some(message) => {
                        self.heard = Instant::now();
                        if !self.hear(message?).await? {
                            return self.send(Message::Close(None)).await;
                        }
                    }
                    None => return Ok(()),
                },
                news = next(&mut self.news) => match news {
                    Some((epoch, seq)) => self.say(0, Ok(Answer::News { epoch, seq })).await?,
                    None => self.news = None,
                },
                _ = beat.tick() => {
                    let never_ready = self.news.is_none() && since.elapsed() >= BEAT;
                    if never_ready || self.heard.elapsed() > SILENCE {
                        return self.send(Message::Close(None)).await;
                    }
                    self.send(Message::Ping(Bytes::new())).await?;
                }
                () = stops(&mut stopping) => return self.send(Message::Close(None)).await,
            }
        }
    }

    /// `false`: this connection is over.
    async fn hear(&mut self, message: Message) -> Result<bool, axum::Error> {
        let frame = match message {
            Message::Binary(frame) => frame,
            Message::Ping(_) | Message::Pong(_) => return Ok(true),
            Message::Text(_) => Bytes::new(), // not of this protocol
            Message::Close(_) => return Ok(false),
        };
        let call = match self.read(&frame) {
            Ok(call) => call,
            Err(fault) => {
                self.say(0, Err(fault)).await?; // whose number is not known
                return Ok(false);
            }
        };
        let begun = Instant::now();
        let begins = matches!(call.what, Ask::Proof(_));
        let answer = self.session.ask(call.what).await;
        self.server.inner().measures.answered(begun.elapsed(), answer.is_ok());
        if begins {
            self.news = self.session.news();
        }
        self.say(call.number, answer).await?;
        Ok(true)
    }

    fn read(&self, frame: &[u8]) -> Result<Call<Ask>, Fault> {
        let small = frame.len() <= SMALL && frame.first() == Some(&AS_IT_IS);
        if self.news.is_none() && !small && !frame.is_empty() {
            return Err(Code::NotReady.into());
        }
        Ok(decode_ask(&open(frame)?)?)
    }

    async fn say(&mut self, number: u64, answer: Result<Answer, Fault>) -> Held {
        let what = answer.unwrap_or_else(Answer::Fault);
        let frame = seal(&encode_answer(&Call { number, what }));
        self.send(Message::Binary(frame.into())).await
    }
}

/// The next news; waits for ever where there is none to wait for.
async fn next(news: &mut Option<watch::Receiver<(u32, u64)>>) -> Option<(u32, u64)> {
    match news {
        Some(receiver) => {
            receiver.changed().await.ok()?;
            Some(*receiver.borrow_and_update())
        }
        None => std::future::pending().await,
    }
}

/// Done when the server stops.
async fn stops(stopping: &mut watch::Receiver<bool>) {
    drop(stopping.wait_for(|stops| *stops).await);
}
