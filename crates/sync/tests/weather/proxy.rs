//! A TCP proxy between a device and its server that makes the weather. Real sockets on loopback; it knows of the protocol
//! only where a WebSocket frame of the device ends, so that it can send one twice.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpListener, TcpStream,
        tcp::{ReadHalf, WriteHalf},
    },
    sync::watch,
    task::JoinHandle,
    time::{sleep, timeout},
};

/// What a line suffers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weather {
    /// Nothing.
    Fair,
    /// Everything comes so much later, both ways.
    Delay(Duration),
    /// Each connection breaks off after so many bytes, counted both ways.
    CutAfter(usize),
    /// The server's end is gone and nobody tells the device; a new connection is taken and leads nowhere.
    HalfOpen,
    /// Nothing passes, nothing is closed; what was held back passes when the weather is fair again.
    Stall,
    /// What the device says arrives, what the server says does not.
    OneWay,
    /// The server has done what it was asked, and the connection is reset in the answer's place: at the so-many-th question
    /// of each connection. 1 is the upgrade, 2 the greeting, 3 the proof, 4 the first that brings or asks for something.
    LoseAnswer(usize),
    /// Every frame of the device arrives twice, once its session is ready. Counts for connections that begin in it.
    Twice,
    /// So many bytes at a time, and so much later each.
    Drip(usize, Duration),
    /// Nobody is there: every connection is reset.
    Down,
}

#[derive(Clone)]
struct Link {
    weather: watch::Receiver<Weather>,
    to: watch::Receiver<SocketAddr>,
    felt: Arc<watch::Sender<u64>>,
    cuts: Arc<watch::Sender<u64>>,
}

/// The proxy. Dropping it closes every connection.
pub(crate) struct Proxy {
    pub(crate) at: SocketAddr,
    weather: watch::Sender<Weather>,
    to: watch::Sender<SocketAddr>,
    felt: watch::Receiver<u64>,
    cuts: watch::Receiver<u64>,
    task: JoinHandle<()>,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Proxy {
    pub(crate) async fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let (weather, of_links) = watch::channel(Weather::Fair);
        let (to, of_server) = watch::channel(server);
        let (felt, feels) = watch::channel(0);
        let (cuts, cut) = watch::channel(0);
        let link = Link {
            weather: of_links,
            to: of_server,
            felt: Arc::new(felt),
            cuts: Arc::new(cuts),
        };
        let task = tokio::spawn(async move {
            let mut links = tokio::task::JoinSet::new();
            while let Ok((device, _)) = listener.accept().await {
                links.spawn(link.clone().hold(device));
                while links.try_join_next().is_some() {}
            }
        });
        Self {
            at,
            weather,
            to,
            felt: feels,
            cuts: cut,
            task,
        }
    }

    pub(crate) fn turns(&self, weather: Weather) {
        self.weather.send_replace(weather);
    }

    /// The server is another process now.
    pub(crate) fn leads_to(&self, server: SocketAddr) {
        self.to.send_replace(server);
    }

    /// Waits until the weather has been felt so many times since the proxy began.
    pub(crate) async fn felt(&self, times: u64) {
        let mut felt = self.felt.clone();
        let waited = timeout(Duration::from_secs(60), felt.wait_for(|felt| *felt >= times)).await;
        waited.unwrap().unwrap();
    }

    /// Waits until so many connections were reset since the proxy began.
    pub(crate) async fn cut(&self, times: u64) {
        let mut cuts = self.cuts.clone();
        let waited = timeout(Duration::from_secs(60), cuts.wait_for(|cuts| *cuts >= times)).await;
        waited.unwrap().unwrap();
    }

    pub(crate) fn feels(&self) -> u64 {
        *self.felt.borrow()
    }
}

/// How a connection ends.
enum End {
    Closed,
    Reset,
}

/// What both directions of a connection know.
struct Course {
    link: Link,
    bytes: AtomicUsize,
    questions: AtomicUsize,
    asking: AtomicBool,
    twice: bool,
}

impl Link {
    async fn hold(self, mut device: TcpStream) {
        let to = *self.to.borrow();
        let down = *self.weather.borrow() == Weather::Down;
        let server = TcpStream::connect(to).await.ok().filter(|_| !down);
        let Some(mut server) = server else {
            self.felt.send_modify(|felt| *felt += 1);
            return reset(&device);
        };
        device.set_nodelay(true).unwrap();
        server.set_nodelay(true).unwrap();
        let twice = *self.weather.borrow() == Weather::Twice;
        let cuts = self.cuts.clone();
        let course = Course {
            twice,
            link: self,
            bytes: 0.into(),
            questions: 0.into(),
            asking: false.into(),
        };
        let end = {
            let ((from_device, to_device), (from_server, to_server)) = (device.split(), server.split());
            tokio::select! {
                end = course.carry(from_device, to_server, true) => end,
                end = course.carry(from_server, to_device, false) => end,
            }
        };
        if matches!(end, End::Reset) {
            reset(&device);
            reset(&server);
            cuts.send_modify(|cuts| *cuts += 1);
        }
    }
}

fn reset(stream: &TcpStream) {
    stream.set_zero_linger().unwrap(); // closing it sends a reset
}

impl Course {
    fn feel(&self) {
        self.link.felt.send_modify(|felt| *felt += 1);
    }

    async fn carry(&self, mut from: ReadHalf<'_>, mut to: WriteHalf<'_>, up: bool) -> End {
        let mut weather = self.link.weather.clone();
        let mut piece = vec![0; 16 << 10];
        let mut frames = Frames::default();
        loop {
            let Ok(read @ 1..) = from.read(&mut piece).await else {
                let now = *weather.borrow();
                if up || now != Weather::HalfOpen {
                    return End::Closed;
                }
                return self.silent(&mut weather).await;
            };
            let bytes = &piece[..read];
            if !self.asking.swap(up, SeqCst) && up {
                self.questions.fetch_add(1, SeqCst);
            }
            if self.twice && up {
                for (frame, again) in frames.of(bytes) {
                    let times = if again { 2 } else { 1 };
                    for _ in 0..times {
                        if to.write_all(&frame).await.is_err() {
                            return End::Closed;
                        }
                    }
                    (again).then(|| self.feel());
                }
                continue;
            }
            match self.pass(&mut to, bytes, up, &mut weather).await {
                Some(end) => return end,
                None => drop(self.bytes.fetch_add(read, SeqCst)),
            }
        }
    }

    /// The server's end is gone; the device hears nothing more.
    async fn silent(&self, weather: &mut watch::Receiver<Weather>) -> End {
        self.feel();
        drop(weather.wait_for(|weather| *weather != Weather::HalfOpen).await);
        End::Reset
    }

    async fn pass(
        &self,
        to: &mut WriteHalf<'_>,
        bytes: &[u8],
        up: bool,
        weather: &mut watch::Receiver<Weather>,
    ) -> Option<End> {
        let now = *weather.borrow_and_update();
        if now != Weather::Fair {
            self.feel();
        }
        match now {
            Weather::Fair | Weather::Twice => {}
            Weather::Delay(by) => sleep(by).await,
            Weather::CutAfter(most) => {
                let left = most.saturating_sub(self.bytes.load(SeqCst));
                if left < bytes.len() {
                    drop(to.write_all(&bytes[..left]).await); // the rest is lost, and this may be too
                    return Some(End::Reset);
                }
            }
            Weather::Stall => drop(weather.wait_for(|weather| *weather != Weather::Stall).await),
            Weather::HalfOpen => return Some(self.silent(weather).await),
            Weather::OneWay if !up => {
                drop(weather.wait_for(|weather| *weather != Weather::OneWay).await);
                return Some(End::Reset);
            }
            Weather::OneWay => {}
            Weather::LoseAnswer(nth) if !up && self.questions.load(SeqCst) >= nth => return Some(End::Reset),
            Weather::LoseAnswer(_) => {}
            Weather::Drip(most, every) => {
                for drop in bytes.chunks(most) {
                    sleep(every).await;
                    if to.write_all(drop).await.is_err() {
                        return Some(End::Closed);
                    }
                }
                return None;
            }
            Weather::Down => return Some(End::Reset),
        }
        match to.write_all(bytes).await {
            Ok(()) => None,
            Err(_) => Some(End::Closed),
        }
    }
}

/// Finds the ends of a WebSocket client's frames (RFC 6455, 5.2), after the head of its HTTP request.
#[derive(Default)]
struct Frames {
    rest: Vec<u8>,
    found: usize,
}

impl Frames {
    /// The pieces that are complete, each with whether it is to be sent again: not the upgrade, the greeting and the proof.
    fn of(&mut self, bytes: &[u8]) -> Vec<(Vec<u8>, bool)> {
        self.rest.extend_from_slice(bytes);
        let mut complete = Vec::new();
        while let Some(length) = self.length().filter(|length| *length <= self.rest.len()) {
            let rest = self.rest.split_off(length);
            complete.push((std::mem::replace(&mut self.rest, rest), self.found >= 3));
            self.found += 1;
        }
        complete
    }

    fn length(&self) -> Option<usize> {
        if self.found == 0 {
            return self.rest.windows(4).position(|end| end == b"\r\n\r\n").map(|at| at + 4);
        }
        let number = |from: usize, bytes: usize| {
            let digits = self.rest.get(from..from + bytes)?;
            Some(digits.iter().fold(0, |number, digit| number << 8 | usize::from(*digit)))
        };
        let (head, body) = match number(1, 1)? & 0x7f {
            126 => (4, number(2, 2)?),
            127 => (10, number(2, 8)?),
            small => (2, small),
        };
        Some(head + 4 + body) // a client's frames are masked
    }
}
