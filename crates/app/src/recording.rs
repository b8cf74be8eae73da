//! Recording a voice note. What is spoken is committed to the blobs every half second, under the id of the note's record, which is
//! there from the first sample on; so where the process ends without a word, half a second is missing and the rest is found
//! (`recovering`). A recording counts as begun when real samples came, not when a microphone was opened.
//!
//! One at a time. `tape` runs it; here is what a person can say to it.
//!
//! The one thing not to do here: call something saved that the blobs have not committed.

mod export;
mod markers;
mod notes;
mod playing;
mod recovering;
mod room;
mod tape;

pub use notes::{Marker, VoiceNote};

use crate::{
    App, Failure, FailureCode, Named, News, Saved,
    acting::{Intent, gesture_of},
    clock::{kept, zone},
    naming::first_line,
    several::writes,
};
use model::{FieldType, KindKey, RecordId, Value, typed};
use serde::Serialize;
use specta::Type;
use std::sync::{Arc, PoisonError};
use store::Store;
use tape::{Ask, Tape, first_sound};
use tokio::sync::{Mutex, watch};
use voice::{Ears, Trouble};

/// What the recording does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum RecordingPhase {
    /// There is none.
    #[default]
    Idle,
    /// The microphone is being opened; nothing was heard yet.
    Starting,
    /// What is said is kept.
    Recording,
    /// The microphone is closed, and the note goes on when the person says so.
    Paused,
    /// The last of it is being kept.
    Ending,
}

/// How the last recording ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct RecordingEnd {
    /// The note.
    pub note: String,
    /// What it is about.
    pub about: Option<Named>,
    /// `kept`, `lost`, `full` or `discarded`.
    pub why: String,
    /// Why the microphone gives nothing any more, or `save` where the sound could not be kept.
    pub trouble: Option<String>,
    /// How long it is.
    pub length_ms: i64,
}

/// The recording, as it is now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Type)]
pub struct Recording {
    /// What it does.
    pub phase: RecordingPhase,
    /// The note's record; empty before the first sample.
    pub note: String,
    /// What it is about.
    pub about: Option<Named>,
    /// What the microphone is called.
    pub microphone: String,
    /// How much was said.
    pub heard_ms: i64,
    /// How much of that is committed to the encrypted database.
    pub saved_ms: i64,
    /// The loudest of the last tenth of a second, dBFS.
    pub level_db: i32,
    /// How loud the last tenths of a second were, the newest last: 0 to 100 each.
    pub strokes: Vec<u8>,
    /// How many places were marked.
    pub markers: u32,
    /// Where the disk is nearly full: for how many minutes more there is room.
    pub minutes_left: Option<u32>,
    /// Why it could not go on after a pause.
    pub trouble: Option<String>,
    /// How the last one ended.
    pub ended: Option<RecordingEnd>,
}

/// A microphone that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Microphone {
    /// The system's name for it.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The one that is used where nobody chooses.
    pub usual: bool,
}

/// Where recordings are made.
pub(crate) struct Studio {
    ears: std::sync::Mutex<Arc<dyn Ears>>,
    /// Held by whoever begins, ends or recovers.
    tape: Mutex<Option<Tape>>,
    shown: watch::Sender<Recording>,
}

impl Default for Studio {
    fn default() -> Self {
        Self {
            ears: std::sync::Mutex::new(Arc::new(voice::Computer)),
            tape: Mutex::default(),
            shown: watch::Sender::new(Recording::default()),
        }
    }
}

impl Studio {
    /// While what this gives is held, no recording begins or ends. `None`: one does now.
    pub(crate) fn at_rest(&self) -> Option<impl Sized + Send + '_> {
        self.tape.try_lock().ok()
    }
}

impl Recording {
    fn is_on(&self) -> bool {
        self.phase != RecordingPhase::Idle
    }
}

impl App {
    /// Listens with these instead of this computer's microphones.
    #[must_use]
    pub fn hearing(self, ears: Arc<dyn Ears>) -> Self {
        *self.0.studio.ears.lock().unwrap_or_else(PoisonError::into_inner) = ears;
        self
    }

    fn ears(&self) -> Arc<dyn Ears> {
        self.0
            .studio
            .ears
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The microphones that there are.
    ///
    /// # Errors
    /// Only where the process ends.
    pub async fn microphones(&self) -> Result<Vec<Microphone>, Failure> {
        let ears = self.ears();
        let inputs = tokio::task::spawn_blocking(move || ears.inputs()).await?;
        let microphone = |input: voice::Input| Microphone {
            id: input.id,
            name: input.name,
            usual: input.is_default,
        };
        Ok(inputs.into_iter().map(microphone).collect())
    }

    /// The recording, as it is now.
    #[must_use]
    pub fn recording(&self) -> Recording {
        self.0.studio.shown.borrow().clone()
    }

    /// Begins a voice note, about a record or about nothing yet. Answers when the microphone gives sound and the note is there.
    ///
    /// # Errors
    /// `NoSound` with the reason, `Refused` while another one is made, `Invalid` for the title, or the store's.
    pub async fn start_recording(
        &self,
        about: Option<&str>,
        title: &str,
        input: Option<&str>,
    ) -> Result<Recording, Failure> {
        let mut tape = self.0.studio.tape.lock().await;
        if self.recording().is_on() {
            let words = "A recording is under way. End it first.";
            return Err(Failure::new(FailureCode::Refused, words).about("recording"));
        }
        let store = self.store().await?;
        let about = match about.filter(|id| !id.is_empty()) {
            Some(id) => Some(named(&store, id.parse()?).await?),
            None => None,
        };
        self.shows(|shown| {
            *shown = Recording {
                phase: RecordingPhase::Starting,
                about: about.clone(),
                ..Recording::default()
            };
        });
        match self.begin(&store, about, title, input).await {
            Ok(begun) => {
                *tape = Some(begun);
                Ok(self.recording())
            }
            Err(failure) => {
                self.shows(|shown| *shown = Recording::default());
                Err(failure)
            }
        }
    }

    async fn begin(
        &self,
        store: &Store,
        about: Option<Named>,
        title: &str,
        input: Option<&str>,
    ) -> Result<Tape, Failure> {
        let title = typed::parse(FieldType::Text, title, self.0.surroundings.reading());
        let title = title.map_err(|why| Failure::unfit("voice_note", "title", "Title", &why))?;
        let mut listening = self.ears().listen(input);
        let (microphone, first) = first_sound(&mut listening).await.map_err(no_sound)?;
        let id = self.fresh_change();
        let note = RecordId::from_ulid(id.ulid());
        let blobs = store.blobs().await?;
        blobs.begin(note.to_bytes(), self.now()).await?;
        let zone_here = &self.0.surroundings.zone;
        let at = kept(&crate::clock::at(self.now(), &zone(zone_here)), zone_here);
        let mut fields = writes([
            ("title", title),
            ("at", Value::Text(at.to_string())),
            ("microphone", Value::text(&microphone)),
        ]);
        if let Some(about) = &about {
            fields.extend(writes([("about", Value::text(&about.id))]));
        }
        let intent = Intent::create(id, gesture_of(id), note, KindKey::of("voice_note"), fields);
        let tx = store.begin().await;
        self.keep(store, tx, intent).await?;
        self.shows(|shown| {
            shown.phase = RecordingPhase::Recording;
            (shown.note, shown.microphone) = (note.to_string(), microphone);
        });
        Ok(Tape::run(self, (store.clone(), blobs), note, listening, first, input))
    }

    /// Closes the microphone; the note goes on with [`Self::resume_recording`].
    ///
    /// # Errors
    /// `Refused` where nothing is recorded.
    pub async fn pause_recording(&self) -> Result<Recording, Failure> {
        self.say(Ask::Pause).await?;
        Ok(self.recording())
    }

    /// Goes on after a pause. Where the microphone gives nothing, the note stays paused.
    ///
    /// # Errors
    /// `NoSound` with the reason, `Refused` where nothing is recorded.
    pub async fn resume_recording(&self) -> Result<Recording, Failure> {
        self.say(Ask::Resume).await?;
        Ok(self.recording())
    }

    /// Ends the note and keeps it; from then on its sound waits for the server.
    ///
    /// # Errors
    /// `Refused` where nothing is recorded, or the store's: then the next start finds what was said.
    pub async fn stop_recording(&self) -> Result<Recording, Failure> {
        self.say(Ask::Stop).await?;
        Ok(self.recording())
    }

    /// Ends the note and deletes it. Its sound stays on this device, so that undoing brings both back; it goes nowhere else.
    ///
    /// # Errors
    /// `Refused` where nothing is recorded, or the store's.
    pub async fn discard_recording(&self) -> Result<Saved, Failure> {
        self.say(Ask::Discard).await?.ok_or_else(not_recording)
    }

    /// Marks what is being said now.
    ///
    /// # Errors
    /// `Refused` where nothing is recorded, or the store's.
    pub async fn mark_recording(&self, words: &str) -> Result<Saved, Failure> {
        let shown = self.recording();
        if shown.note.is_empty() || !shown.is_on() {
            return Err(not_recording());
        }
        let saved = self.mark_sound(&shown.note, shown.heard_ms, words).await?;
        self.shows(|now| now.markers += u32::from(now.note == shown.note));
        Ok(saved)
    }

    /// Ends whatever is recorded, for an app that closes.
    pub(crate) async fn end_recording(&self) {
        if !self.recording().is_on() {
            return;
        }
        if let Err(failure) = self.say(Ask::Stop).await {
            tracing::warn!(code = ?failure.code, "the recording was not ended in order");
        }
    }

    /// Answers with the act where one is to be undone.
    async fn say(&self, ask: Ask) -> Result<Option<Saved>, Failure> {
        let ends = matches!(ask, Ask::Stop | Ask::Discard);
        let mut tape = self.0.studio.tape.lock().await;
        let running = tape.as_ref().filter(|_| self.recording().is_on());
        let said = running.ok_or_else(not_recording)?.ask(ask).await;
        if ends {
            *tape = None;
        }
        said
    }

    /// Alters what is shown, and has the window told.
    fn shows(&self, alter: impl FnOnce(&mut Recording)) {
        self.0.studio.shown.send_modify(alter);
        // Without a window nobody listens, which is no error.
        drop(self.0.news.send(News::Recording(Box::new(self.recording()))));
    }
}

pub(crate) async fn named(store: &Store, id: RecordId) -> Result<Named, Failure> {
    let found = store.titles(&[id]).await?.into_iter().next();
    let (id, kind, title) = found.ok_or_else(Failure::not_found)?;
    Ok(Named {
        id: id.to_string(),
        kind: kind.to_string(),
        title: first_line(&title),
    })
}

fn not_recording() -> Failure {
    Failure::new(FailureCode::Refused, "Nothing is being recorded.").about("no_recording")
}

/// The microphone gives nothing; the window has words for the reason.
fn no_sound(trouble: Trouble) -> Failure {
    let words = format!("Nothing is recorded: {trouble}. Choose another microphone, or try again.");
    Failure::new(FailureCode::NoSound, words).about(trouble.code())
}
