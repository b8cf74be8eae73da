//! A voice note as the window shows it: what it says, how loud it is where, and where its sound is. Each word about where it is comes
//! from the blobs: what was committed, what the server has taken, whose receipt was verified.

use super::{RecordingPhase, markers, named, recovering::KIND};
use crate::{
    App, BlobPlace, Failure, Named, Saved,
    custody::{Place, name_of},
    naming::Names,
    views::token,
};
use model::{LIFE, Record, RecordId, Schema, Value, typed};
use serde::Serialize;
use specta::Type;
use store::{BlobHash, READ, Store};
use voice::Outline;

/// A place in a sound that somebody marked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Marker {
    /// From the beginning.
    pub at_ms: i64,
    /// What is there; may be empty.
    pub words: String,
}

/// A voice note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct VoiceNote {
    /// Its record.
    pub id: String,
    /// What a form that shows it is looking at.
    pub token: String,
    /// Its name.
    pub title: String,
    /// What somebody wrote of it.
    pub summary: String,
    /// The places that are marked, in their order.
    pub markers: Vec<Marker>,
    /// What it is about.
    pub about: Option<Named>,
    /// Who spoke: "You", or a colleague's name.
    pub who: String,
    /// When it was begun, ms since 1970.
    pub at: i64,
    /// How long it is.
    pub length_ms: i64,
    /// The sound's name, for the player; empty while there is none.
    pub sound: String,
    /// How it ended, as a key; empty while it has not.
    pub ended: String,
    /// Not deleted.
    pub alive: bool,
    /// Where the sound is.
    pub place: BlobPlace,
    /// Of a sound on its way: parts that have arrived.
    pub part: u32,
    /// And of how many.
    pub parts: u32,
    /// Why the server does not take it, as a code.
    pub refused: String,
    /// How long a stroke of the outline is; 0 where there is no outline, since the sound is not here.
    pub stroke_ms: u32,
    /// The outline: 0 to 100 each.
    pub strokes: Vec<u8>,
}

impl App {
    /// A voice note with its outline and where its sound is.
    ///
    /// # Errors
    /// `NotFound`, or the store's.
    pub async fn voice_note(&self, note: &str) -> Result<VoiceNote, Failure> {
        let store = self.store().await?;
        let id: RecordId = note.parse()?;
        let stored = store
            .record(id)
            .await?
            .filter(|stored| stored.record.kind.as_str() == KIND);
        let stored = stored.ok_or_else(Failure::not_found)?;
        let (record, schema) = (&stored.record, store.schema());
        let text = |key: &str| text(record, &schema, key);
        let about = match text("about").parse() {
            Ok(about) => named(&store, about).await.ok(),
            Err(_) => None,
        };
        let by = record.standing(LIFE.as_str()).first().map(|life| life.by);
        let names = Names::of(&store, by.map(crate::naming::record_of)).await?;
        let sound = name_of(&text("audio"));
        let place = self.place_of(&store, id, sound).await?;
        let (stroke_ms, strokes) = match sound {
            Some(sound) if place.is_here() => self.outline_of(&store, sound).await?,
            _ => (0, Vec::new()),
        };
        Ok(VoiceNote {
            token: token(&stored.base),
            title: text("title"),
            summary: text("summary"),
            markers: markers::read(&text("markers")),
            about,
            who: by.map(|by| names.person(by)).unwrap_or_default(),
            at: i64::try_from(id.ulid().timestamp_ms()).unwrap_or_default(),
            length_ms: match record.value(&schema, "length_ms") {
                Some(Value::Whole(ms)) => *ms,
                _ => 0,
            },
            sound: sound.map(|_| text("audio")).unwrap_or_default(),
            ended: text("ended"),
            alive: record.alive(),
            place: place.at,
            part: place.part,
            parts: place.parts,
            refused: place.refused,
            stroke_ms,
            strokes,
            id: id.to_string(),
        })
    }

    /// Marks a place in a sound.
    ///
    /// # Errors
    /// `NotFound`, `Invalid` for far too many words, or the store's.
    pub async fn mark_sound(&self, note: &str, at_ms: i64, words: &str) -> Result<Saved, Failure> {
        let store = self.store().await?;
        let id: RecordId = note.parse()?;
        let stored = store.record(id).await?.ok_or_else(Failure::not_found)?;
        let before = text(&stored.record, &store.schema(), "markers");
        let after = markers::with(&before, at_ms, words);
        self.write_down(&store, id, &[("markers", after)]).await
    }

    /// Asks for a sound that is on the server and not here.
    ///
    /// # Errors
    /// `NotFound`, or the store's.
    pub async fn fetch_sound(&self, note: &str) -> Result<VoiceNote, Failure> {
        let store = self.store().await?;
        let stored = store.record(note.parse()?).await?.ok_or_else(Failure::not_found)?;
        let sound = name_of(&text(&stored.record, &store.schema(), "audio"));
        let sound = sound.ok_or_else(Failure::not_found)?;
        store.blobs().await?.want(sound, self.now()).await?;
        self.voice_note(note).await
    }

    async fn place_of(&self, store: &Store, note: RecordId, sound: Option<BlobHash>) -> Result<Place, Failure> {
        let Some(sound) = sound else {
            let shown = self.recording();
            let here = shown.phase != RecordingPhase::Idle && shown.note == note.to_string();
            return Ok(Place::at(if here {
                BlobPlace::Recording
            } else {
                BlobPlace::Elsewhere
            }));
        };
        self.place_of_blob(store, sound).await
    }

    /// The outline of a sound that is here: as it was kept, or, the first time on a device that did not record it, from its bytes.
    async fn outline_of(&self, store: &Store, sound: BlobHash) -> Result<(u32, Vec<u8>), Failure> {
        if let Some(kept) = store.outline(sound).await?.and_then(|bytes| Outline::kept(&bytes)) {
            return Ok(kept);
        }
        let (blobs, mut outline, mut at) = (store.blobs().await?, Outline::default(), 0);
        loop {
            let bytes = blobs.read(sound, at, READ).await?;
            if bytes.is_empty() {
                break;
            }
            let samples = bytes
                .chunks_exact(2)
                .map(|two| i16::from_le_bytes(two.try_into().unwrap_or_default()));
            outline.take(&samples.collect::<Vec<_>>());
            at += bytes.len() as u64;
        }
        store.keep_outline(sound, &outline.to_bytes()).await?;
        Ok(outline.strokes())
    }
}

fn text(record: &Record, schema: &Schema, key: &str) -> String {
    record.value(schema, key).map(typed::text_of).unwrap_or_default()
}
