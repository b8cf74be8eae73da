//! A voice note as the window shows it: what it says, how loud it is where, and where its sound is. Each word about where it is comes
//! from the blobs: what was committed, what the server has taken, whose receipt was verified.

use super::{KIND_OF_SOUND, RecordingPhase, markers, named, playing::name_of, recovering::KIND};
use crate::{App, Changed, ChangedBy, Failure, Named, News, Saved, naming::Names, views::token};
use model::{LIFE, Record, RecordId, Schema, Value, typed};
use serde::Serialize;
use specta::Type;
use std::{sync::atomic::Ordering, time::Duration};
use store::{BlobHash, BlobState, Blobs, READ, Store};
use voice::Outline;

/// What a sound is counted in on its way: the largest piece that travels at once.
const PART: u64 = 256 << 10;
/// News of a sound on its way come in one within this.
const GATHERED: Duration = Duration::from_millis(300);

/// A place in a sound that somebody marked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Marker {
    /// From the beginning.
    pub at_ms: i64,
    /// What is there; may be empty.
    pub words: String,
}

/// Where a sound is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SoundPlace {
    /// It is being recorded here.
    Recording,
    /// On the device that records it, or has recorded it and did not say so yet.
    Elsewhere,
    /// All of it is here, and nothing of it on the server.
    Here,
    /// A part of it is on the server.
    Sending,
    /// The server has signed that it holds all of it; it is here too.
    Held,
    /// Not here; nobody has asked for it.
    Away,
    /// It was asked for, and a part of it may be here.
    Coming,
    /// The server does not take it. It stays here.
    Refused,
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
    pub place: SoundPlace,
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
                SoundPlace::Recording
            } else {
                SoundPlace::Elsewhere
            }));
        };
        let blobs = store.blobs().await?;
        self.follow_sounds(&blobs);
        let size = blobs.size_of(sound).await?;
        Ok(place(blobs.state_of(sound).await?, size))
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

    /// From now on the window is told when a sound has come further.
    fn follow_sounds(&self, blobs: &Blobs) {
        if self.0.studio.following.swap(true, Ordering::SeqCst) {
            return;
        }
        let (app, mut changes) = (self.clone(), blobs.changes());
        tokio::spawn(async move {
            while changes.changed().await.is_ok() {
                tokio::time::sleep(GATHERED).await;
                changes.mark_unchanged();
                let told = News::Changed(Changed {
                    kinds: vec![KIND_OF_SOUND.to_owned()],
                    records: Vec::new(),
                    source: ChangedBy::Here,
                });
                drop(app.0.news.send(told));
            }
            app.0.studio.following.store(false, Ordering::SeqCst);
        });
    }
}

fn text(record: &Record, schema: &Schema, key: &str) -> String {
    record.value(schema, key).map(typed::text_of).unwrap_or_default()
}

/// Where a sound is, and how far.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    at: SoundPlace,
    part: u32,
    parts: u32,
    refused: String,
}

impl Place {
    fn at(at: SoundPlace) -> Self {
        Self {
            at,
            part: 0,
            parts: 0,
            refused: String::new(),
        }
    }

    fn is_here(&self) -> bool {
        use SoundPlace as P;
        matches!(self.at, P::Here | P::Sending | P::Held | P::Refused)
    }
}

/// What the blobs say, in the window's words.
fn place(state: Option<BlobState>, size: Option<u64>) -> Place {
    let way = |at, bytes: u64| Place {
        part: u32::try_from(bytes / PART).unwrap_or(u32::MAX),
        parts: u32::try_from(size.unwrap_or(0).div_ceil(PART)).unwrap_or(u32::MAX),
        ..Place::at(at)
    };
    match state {
        None => Place::at(SoundPlace::Away),
        Some(BlobState::Writing) => Place::at(SoundPlace::Recording),
        Some(BlobState::Waiting) => way(SoundPlace::Here, 0),
        Some(BlobState::Uploading { offset }) => way(SoundPlace::Sending, offset),
        Some(BlobState::OnServer) => Place::at(SoundPlace::Held),
        Some(BlobState::Absent { here }) => way(SoundPlace::Coming, here),
        Some(BlobState::Refused { code }) => Place {
            refused: code,
            ..Place::at(SoundPlace::Refused)
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_sound_is_follows_from_what_the_blobs_know() {
        let size = Some(37 * PART - 5);
        let cases = [
            (None, None, SoundPlace::Away, (0, 0)),
            (Some(BlobState::Waiting), size, SoundPlace::Here, (0, 37)),
            (
                Some(BlobState::Uploading { offset: 14 * PART }),
                size,
                SoundPlace::Sending,
                (14, 37),
            ),
            (Some(BlobState::OnServer), size, SoundPlace::Held, (0, 0)),
            (Some(BlobState::Absent { here: 0 }), None, SoundPlace::Coming, (0, 0)),
            (
                Some(BlobState::Absent { here: 3 * PART + 1 }),
                size,
                SoundPlace::Coming,
                (3, 37),
            ),
        ];
        for (state, size, at, parts) in cases {
            let place = place(state.clone(), size);
            assert_eq!((place.at, (place.part, place.parts)), (at, parts), "{state:?}");
        }
        let refused = place(
            Some(BlobState::Refused {
                code: "too-large".into(),
            }),
            size,
        );
        assert_eq!(
            (refused.at, refused.refused.as_str()),
            (SoundPlace::Refused, "too-large")
        );
    }
}
