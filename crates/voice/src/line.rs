//! The line between whoever speaks and whoever listens: blocks of sound one way, "enough" the other.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use tokio::sync::mpsc;

/// Blocks that wait for whoever listens; of 20 to 100 ms each. A speaker who finds the line full waits.
const BLOCKS: usize = 256;

/// Why there is no sound, or none any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// There is no microphone, or not the one that was asked for.
    #[error("no microphone was found")]
    NoMicrophone,
    /// The system does not let this app listen.
    #[error("the system does not let Outpost use the microphone")]
    Refused,
    /// Another program has it for itself.
    #[error("another program uses the microphone")]
    Busy,
    /// It was opened, and nothing came.
    #[error("the microphone was opened and gives no sound")]
    Silent,
    /// It was there, and went away.
    #[error("the microphone is gone")]
    Lost,
    /// It speaks in a way that is not understood here.
    #[error("the microphone's format is not known")]
    Unsupported,
}

impl Trouble {
    /// Its key.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoMicrophone => "no_microphone",
            Self::Refused => "refused",
            Self::Busy => "busy",
            Self::Silent => "silent",
            Self::Lost => "lost",
            Self::Unsupported => "unsupported",
        }
    }
}

/// What comes over the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// The microphone is open: what people call it. Whether it gives anything is not known yet.
    Opened(String),
    /// Sound, at [`RATE`](crate::RATE).
    Sound(Vec<i16>),
    /// Nothing more comes.
    Ended(Trouble),
}

/// A microphone that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// The system's name for it, the same at the next start where the system can.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The one that is used where nobody chooses.
    pub is_default: bool,
}

/// Something that can be listened to: this computer's microphones, or what a test says.
pub trait Ears: Send + Sync {
    /// What there is to choose from.
    fn inputs(&self) -> Vec<Input>;
    /// Opens one, the usual one where none is named. The answer comes at once; whether it worked comes over the line.
    fn listen(&self, input: Option<&str>) -> Listening;
}

/// The listener's end. Dropped, the microphone is closed.
#[derive(Debug)]
pub struct Listening {
    from: mpsc::Receiver<Heard>,
    enough: Arc<AtomicBool>,
}

/// The speaker's end.
#[derive(Debug)]
pub struct Line {
    to: mpsc::Sender<Heard>,
    enough: Arc<AtomicBool>,
}

/// A line with its two ends.
#[must_use]
pub fn line() -> (Line, Listening) {
    let (to, from) = mpsc::channel(BLOCKS);
    let enough = Arc::new(AtomicBool::new(false));
    let line = Line {
        to,
        enough: enough.clone(),
    };
    (line, Listening { from, enough })
}

impl Listening {
    /// The next thing that is heard; `None` after the last.
    pub async fn next(&mut self) -> Option<Heard> {
        self.from.recv().await
    }

    /// Closes the microphone. What was said until now still comes, then nothing.
    pub fn stop(&self) {
        self.enough.store(true, Ordering::Release);
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Line {
    /// Says something, waiting where the listener is behind; not from within an async task. `false`: nobody listens any more.
    pub fn say(&self, heard: Heard) -> bool {
        self.to.blocking_send(heard).is_ok()
    }

    /// Whether the listener has had enough.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.enough.load(Ordering::Acquire) || self.to.is_closed()
    }
}
