//! A network that answers in the server's place, and writes down every byte that it gets.

use crate::house::LONG;
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    sync::watch,
    task::JoinHandle,
    time::timeout,
};

/// What it answers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Manner {
    /// Its own page, elsewhere.
    Redirects,
    /// Its own page, here.
    Shows,
    /// It takes the connection for a WebSocket as a server would, and then says something of its own.
    Upgrades,
    /// Nothing at all.
    Silent,
}

pub(crate) struct Portal {
    pub(crate) at: SocketAddr,
    got: Arc<Mutex<Vec<u8>>>,
    answers: watch::Receiver<u64>,
    task: JoinHandle<()>,
}

impl Drop for Portal {
    fn drop(&mut self) {
        self.task.abort();
    }
}

const PAGE: &str = "<html><title>Airport Wi-Fi</title>Accept our terms to go on.</html>";

impl Portal {
    pub(crate) async fn opens(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let got: Arc<Mutex<Vec<u8>>> = Arc::default();
        let book = got.clone();
        let (answered, answers) = watch::channel(0);
        let answered = Arc::new(answered);
        let task = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (book, counted) = (book.clone(), answered.clone());
                tokio::spawn(async move {
                    let (mut heard, mut piece, mut answered) = (Vec::new(), [0; 4_096], false);
                    while let Ok(read @ 1..) = stream.read(&mut piece).await {
                        book.lock().unwrap().extend_from_slice(&piece[..read]);
                        heard.extend_from_slice(&piece[..read]);
                        // A client that speaks TLS gets the same page: such networks do that.
                        let asked = heard.windows(4).any(|end| end == b"\r\n\r\n") || heard.first() == Some(&0x16);
                        if asked && !answered && stream.write_all(&answer(manner, &heard)).await.is_err() {
                            return;
                        }
                        (asked && !answered).then(|| counted.send_modify(|answers| *answers += 1));
                        answered |= asked;
                    }
                });
            }
        });
        Self { at, got, answers, task }
    }

    /// Fails where the portal has seen any of these.
    pub(crate) fn has_never_seen(&self, what: &str, secret: &[u8]) {
        let got = self.got.lock().unwrap();
        assert!(secret.len() >= 4, "too short to be looked for");
        for form in [secret.to_vec(), hex(secret).into_bytes()] {
            assert!(
                !got.windows(form.len()).any(|part| part == form),
                "the portal has seen {what}"
            );
        }
        // A client's WebSocket frames are masked: looked at without the mask, too.
        for at in 0..got.len().saturating_sub(4) {
            let mask = &got[at..at + 4];
            let rest = got[at + 4..].iter().zip(mask.iter().cycle());
            let open: Vec<u8> = rest.map(|(byte, mask)| byte ^ mask).take(2_048).collect();
            assert!(
                !open.windows(secret.len()).any(|part| part == secret),
                "the portal has seen {what} behind its mask"
            );
        }
    }

    /// Waits until it has answered so many connections.
    pub(crate) async fn has_answered(&self, times: u64) {
        let mut answers = self.answers.clone();
        let waited = timeout(LONG, answers.wait_for(|answers| *answers >= times)).await;
        waited.unwrap().unwrap();
    }

    pub(crate) fn bytes(&self) -> usize {
        self.got.lock().unwrap().len()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn answer(manner: Manner, heard: &[u8]) -> Vec<u8> {
    let length = PAGE.len();
    match manner {
        Manner::Redirects => "HTTP/1.1 302 Found\r\nLocation: http://portal.example/\r\nContent-Length: 0\r\n\r\n"
            .to_owned()
            .into(),
        Manner::Shows => {
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\n\r\n{PAGE}").into()
        }
        Manner::Upgrades => {
            let head = String::from_utf8_lossy(heard);
            let key = head
                .lines()
                .find_map(|line| line.strip_prefix("Sec-WebSocket-Key: "))
                .unwrap_or_default();
            let accept = tokio_tungstenite::tungstenite::handshake::derive_accept_key(key.as_bytes());
            let mut all = format!(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
            )
            .into_bytes();
            all.extend([0x82, 4, 0, 1, 2, 3]); // a binary frame that is no message
            all
        }
        Manner::Silent => Vec::new(),
    }
}
