//! The tape: takes what the microphone gives, commits it, and listens to the person between two blocks.

use super::{Recording, RecordingEnd, RecordingPhase, no_sound, room, room::Room};
use crate::{App, Failure, Saved, room::free, views::token};
use model::RecordId;
use std::time::Duration;
use store::{Blobs, Store, StoreError};
use tokio::{
    sync::{mpsc, oneshot},
    time::{MissedTickBehavior, interval, timeout},
};
use voice::{BYTES_PER_MS, Heard, Listening, Outline, RATE, Segments, Trouble, height, loudest, peak_db};

/// What is committed at once. At most this, and what the commit takes, is lost when the process is killed.
const SEGMENT_MS: u32 = 500;
/// Samples of a stroke on the screen.
const STROKE: usize = RATE as usize / 10;
/// Strokes that a screen shows at most.
const STROKES: usize = 160;
/// How often the disk is looked at.
const LOOKS: Duration = Duration::from_secs(5);
/// After so long a microphone that was opened has given something, or does not.
const FIRST: Duration = Duration::from_secs(6);
/// What was said before a stop comes within this.
const LAST: Duration = Duration::from_secs(2);

/// What a person can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ask {
    Pause,
    Resume,
    Stop,
    Discard,
}

/// What is answered: the act that can be undone, where there is one.
type Answer = Result<Option<Saved>, Failure>;

struct Asked(Ask, oneshot::Sender<Answer>);

/// A recording that runs.
pub(super) struct Tape(mpsc::Sender<Asked>);

/// Why it ends.
enum Why {
    Kept,
    Discarded,
    Gone(Trouble),
    Full,
    Unsaved,
}

impl Why {
    fn key(&self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Discarded => "discarded",
            Self::Gone(_) | Self::Unsaved => "lost",
            Self::Full => "full",
        }
    }

    fn trouble(&self) -> Option<String> {
        match self {
            Self::Gone(trouble) => Some(trouble.code().to_owned()),
            Self::Unsaved => Some("save".to_owned()),
            Self::Kept | Self::Discarded | Self::Full => None,
        }
    }
}

impl From<StoreError> for Why {
    fn from(error: StoreError) -> Self {
        tracing::warn!(%error, "a recording ends: its sound cannot be kept");
        match error {
            StoreError::DiskFull => Self::Full,
            _ => Self::Unsaved,
        }
    }
}

struct Recorder {
    app: App,
    store: Store,
    blobs: Blobs,
    note: RecordId,
    input: Option<String>,
    listening: Option<Listening>,
    segments: Segments,
    outline: Outline,
    /// The stroke that is not full yet.
    stroke: Vec<i16>,
    /// Samples.
    heard: u64,
    /// Bytes.
    saved: u64,
}

/// The microphone's name and the first sound from it.
pub(super) async fn first_sound(listening: &mut Listening) -> Result<(String, Vec<i16>), Trouble> {
    let mut name = String::new();
    let first = async {
        loop {
            match listening.next().await {
                Some(Heard::Opened(called)) => name = called,
                Some(Heard::Sound(pcm)) if pcm.is_empty() => {}
                Some(Heard::Sound(pcm)) => return Ok(pcm),
                Some(Heard::Ended(trouble)) => return Err(trouble),
                None => return Err(Trouble::NoMicrophone),
            }
        }
    };
    let first = timeout(FIRST, first).await.unwrap_or(Err(Trouble::Silent))?;
    Ok((name, first))
}

impl Tape {
    /// Runs from the first sound on until somebody ends it, or it has to end.
    pub(super) fn run(
        app: &App,
        (store, blobs): (Store, Blobs),
        note: RecordId,
        listening: Listening,
        first: Vec<i16>,
        input: Option<&str>,
    ) -> Self {
        let (to, asks) = mpsc::channel(4);
        let recorder = Recorder {
            app: app.clone(),
            store,
            blobs,
            note,
            input: input.map(str::to_owned),
            listening: Some(listening),
            segments: Segments::of_ms(SEGMENT_MS),
            outline: Outline::default(),
            stroke: Vec::with_capacity(STROKE),
            heard: 0,
            saved: 0,
        };
        tokio::spawn(recorder.run(first, asks));
        Self(to)
    }

    /// Says something to it, and waits until it is done.
    pub(super) async fn ask(&self, ask: Ask) -> Answer {
        let (answer, answered) = oneshot::channel();
        let sent = self.0.send(Asked(ask, answer)).await;
        sent.map_err(|_| super::not_recording())?;
        answered.await.map_err(|_| super::not_recording())?
    }
}

/// The next thing that the microphone gives; while it is closed, nothing ever.
async fn hear(listening: &mut Option<Listening>) -> Option<Heard> {
    match listening {
        Some(listening) => listening.next().await,
        None => std::future::pending().await,
    }
}

impl Recorder {
    async fn run(mut self, first: Vec<i16>, mut asks: mpsc::Receiver<Asked>) {
        let mut looks = interval(LOOKS);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut goes_on = self.take(&first).await;
        loop {
            if let Err(why) = goes_on {
                drop(asks);
                drop(self.end(why).await);
                return;
            }
            goes_on = tokio::select! {
                heard = hear(&mut self.listening) => self.heard(heard).await,
                asked = asks.recv() => match asked {
                    Some(Asked(ask @ (Ask::Stop | Ask::Discard), answer)) => {
                        drop(asks);
                        let why = if ask == Ask::Stop { Why::Kept } else { Why::Discarded };
                        let _nobody_waits = answer.send(self.end(why).await);
                        return;
                    }
                    Some(Asked(ask, answer)) => {
                        let done = if ask == Ask::Pause { self.pause().await } else { self.resume().await };
                        done.map(|said| drop(answer.send(said)))
                    }
                    None => Err(Why::Kept), // whoever holds it is gone
                },
                _ = looks.tick() => self.look(),
            };
        }
    }

    async fn heard(&mut self, heard: Option<Heard>) -> Result<(), Why> {
        match heard {
            Some(Heard::Opened(_)) => Ok(()),
            Some(Heard::Sound(pcm)) => self.take(&pcm).await,
            Some(Heard::Ended(trouble)) => Err(Why::Gone(trouble)),
            None => Err(Why::Gone(Trouble::Lost)),
        }
    }

    /// Takes sound in: commits it where there is enough, and shows it.
    async fn take(&mut self, pcm: &[i16]) -> Result<(), Why> {
        self.heard += pcm.len() as u64;
        self.outline.take(pcm);
        if let Some(segment) = self.segments.take(pcm) {
            self.commit(&segment).await?;
        }
        self.stroke.extend_from_slice(pcm);
        let full = self.stroke.len() / STROKE * STROKE;
        if full > 0 {
            let peaks: Vec<u16> = self.stroke.chunks_exact(STROKE).map(loudest).collect();
            self.stroke.drain(..full);
            self.show(&peaks);
        }
        Ok(())
    }

    async fn commit(&mut self, bytes: &[u8]) -> Result<(), Why> {
        if !bytes.is_empty() {
            self.saved = self.blobs.append(self.note.to_bytes(), bytes).await?;
        }
        Ok(())
    }

    fn show(&self, peaks: &[u16]) {
        let (heard_ms, saved_ms) = (self.heard_ms(), ms_of(self.saved));
        let level_db = peaks.last().map_or(voice::FLOOR_DB, |peak| peak_db(*peak)).round() as i32;
        self.app.shows(|shown| {
            (shown.heard_ms, shown.saved_ms, shown.level_db) = (heard_ms, saved_ms, level_db);
            shown.strokes.extend(peaks.iter().map(|peak| height(*peak)));
            let old = shown.strokes.len().saturating_sub(STROKES);
            shown.strokes.drain(..old);
        });
    }

    fn heard_ms(&self) -> i64 {
        i64::try_from(self.heard * 1_000 / u64::from(RATE)).unwrap_or(i64::MAX)
    }

    /// Closes the microphone and commits what it had said until then.
    async fn hush(&mut self) -> Result<(), Why> {
        if let Some(mut listening) = self.listening.take() {
            listening.stop();
            while let Ok(Some(last)) = timeout(LAST, listening.next()).await {
                match last {
                    Heard::Sound(pcm) => self.take(&pcm).await?,
                    Heard::Opened(_) | Heard::Ended(_) => {}
                }
            }
        }
        let rest = self.segments.rest();
        self.commit(&rest).await
    }

    async fn pause(&mut self) -> Result<Answer, Why> {
        self.hush().await?;
        let (heard_ms, saved_ms) = (self.heard_ms(), ms_of(self.saved));
        self.app.shows(|shown| {
            (shown.phase, shown.level_db) = (RecordingPhase::Paused, voice::FLOOR_DB as i32);
            (shown.heard_ms, shown.saved_ms) = (heard_ms, saved_ms);
        });
        Ok(Ok(None))
    }

    async fn resume(&mut self) -> Result<Answer, Why> {
        if self.listening.is_some() {
            return Ok(Ok(None));
        }
        let mut listening = self.app.ears().listen(self.input.as_deref());
        match first_sound(&mut listening).await {
            Ok((microphone, first)) => {
                self.listening = Some(listening);
                self.app.shows(|shown| {
                    (shown.phase, shown.trouble) = (RecordingPhase::Recording, None);
                    shown.microphone = microphone;
                });
                self.take(&first).await?;
                Ok(Ok(None))
            }
            Err(trouble) => {
                self.app.shows(|shown| shown.trouble = Some(trouble.code().to_owned()));
                Ok(Err(no_sound(trouble)))
            }
        }
    }

    /// Looks how much room there is.
    fn look(&mut self) -> Result<(), Why> {
        let minutes_left = match room::left(free(&self.app.0.surroundings.folder)) {
            Room::Enough => None,
            Room::Minutes(minutes) => Some(minutes),
            Room::Full => return Err(Why::Full),
        };
        if self.app.recording().minutes_left != minutes_left {
            self.app.shows(|shown| shown.minutes_left = minutes_left);
        }
        Ok(())
    }

    /// Keeps the last of it, names the sound in the note, and says how it ended.
    async fn end(mut self, why: Why) -> Answer {
        self.app.shows(|shown| shown.phase = RecordingPhase::Ending);
        let why = self.hush().await.err().unwrap_or(why);
        let kept = self.put_down(&why).await;
        let trouble = why.trouble().or_else(|| kept.as_ref().err().map(|_| "save".to_owned()));
        let ended = RecordingEnd {
            note: self.note.to_string(),
            about: self.app.recording().about,
            why: why.key().to_owned(),
            trouble,
            length_ms: ms_of(self.saved),
        };
        tracing::info!(why = ended.why, length_ms = ended.length_ms, "a recording has ended");
        self.app.shows(|shown| {
            *shown = Recording {
                ended: Some(ended),
                ..Recording::default()
            };
        });
        kept
    }

    async fn put_down(&self, why: &Why) -> Answer {
        if let Why::Discarded = why {
            // Its sound stays unnamed: it waits for nobody, and is there where the person takes that back.
            let fields = [
                ("length_ms", ms_of(self.saved).to_string()),
                ("ended", "kept".to_owned()),
            ];
            self.app.write_down(&self.store, self.note, &fields).await?;
            let stored = self.store.record(self.note).await?.ok_or_else(Failure::not_found)?;
            let note = self.note.to_string();
            return Ok(Some(self.app.delete_record(&note, &token(&stored.base)).await?));
        }
        let sound = self.app.put_sound(&self.store, self.note, why.key()).await?;
        self.store.keep_outline(sound, &self.outline.to_bytes()).await?;
        Ok(None)
    }
}

fn ms_of(bytes: u64) -> i64 {
    i64::try_from(bytes / BYTES_PER_MS).unwrap_or(i64::MAX)
}
