//! Files that hang on records: put in, listed, shown, saved outside again. A file's bytes go the way of a recording's: committed to the
//! encrypted blobs, brought to the server in parts beside the log, fetched by another device when somebody wants them there.
//!
//! Removing, bringing back and renaming are what they are for any record.
//!
//! The one thing not to do here: believe what a record says of bytes. It may have been written elsewhere; what is shown, and as what,
//! follows from the bytes.

mod kinds;
mod limits;
mod source;
mod taking;

pub(crate) use taking::Arriving;

use crate::{
    App, BlobPart, BlobPlace, Exported, Failure, Named,
    custody::{Place, name_of},
    export::written,
    naming::{Names, record_of},
    recording::named,
    views::token,
};
use kinds::{HEAD, Seen, seen};
use model::{KindKey, LIFE, Record, RecordId, Schema, Value, typed};
use serde::Serialize;
use specta::Type;
use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::PathBuf,
};
use store::{BlobHash, Blobs, READ, Store};
use tokio::runtime::Handle;

const KIND: &str = "attachment";
/// Files of one record that are listed, at most; the newest.
const MOST: u32 = 500;
/// Bytes of a file that is shown in the window, at most: the window gets it whole.
const SHOWN: u64 = 32 << 20;

/// What the window can do with a file's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum AttachmentLook {
    /// Draw it.
    Picture,
    /// Nothing: it is saved outside, for another program.
    Outside,
    /// Nothing, for it could run something: a program, a page, a drawing with a script in it.
    CouldRun,
    /// Nothing yet: its bytes are not here.
    NotHere,
}

/// A file that hangs on a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Attachment {
    /// Its record.
    pub id: String,
    /// What a form that shows it is looking at.
    pub token: String,
    /// Its name, fit to be a file's: without folders and signs that are not seen.
    pub title: String,
    /// The record that it hangs on.
    pub about: Option<Named>,
    /// What it was when it was put in, as a media type.
    pub media: String,
    /// Bytes.
    pub size: u64,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub content: String,
    /// What the window can do with it here.
    pub look: AttachmentLook,
    /// Who put it in: "You", or a colleague's name.
    pub who: String,
    /// When, ms since 1970.
    pub at: i64,
    /// Not deleted.
    pub alive: bool,
    /// Where its bytes are.
    pub place: BlobPlace,
    /// Of bytes on their way: parts that have arrived.
    pub part: u32,
    /// And of how many.
    pub parts: u32,
    /// Why the server does not take it, as a code.
    pub refused: String,
}

impl App {
    /// The files that hang on a record itself, the newest first.
    ///
    /// # Errors
    /// The store's.
    pub async fn attachments(&self, about: &str) -> Result<Vec<Attachment>, Failure> {
        let store = self.store().await?;
        let kind = KindKey::of(KIND);
        let linked = store.linked(&kind, &["about"], &[about.parse()?], MOST).await?;
        let mut found = Vec::with_capacity(linked.len());
        for (id, _) in linked {
            found.push(self.attachment_of(&store, id).await?);
        }
        found.sort_by(|a, b| b.id.cmp(&a.id));
        Ok(found)
    }

    /// A file, and where its bytes are.
    ///
    /// # Errors
    /// `NotFound`, or the store's.
    pub async fn attachment(&self, id: &str) -> Result<Attachment, Failure> {
        let store = self.store().await?;
        self.attachment_of(&store, id.parse()?).await
    }

    async fn attachment_of(&self, store: &Store, id: RecordId) -> Result<Attachment, Failure> {
        let stored = store.record(id).await?;
        let stored = stored.filter(|stored| stored.record.kind.as_str() == KIND);
        let stored = stored.ok_or_else(Failure::not_found)?;
        let (record, schema) = (&stored.record, store.schema());
        let text = |key: &str| text(record, &schema, key);
        let about = match text("about").parse() {
            Ok(about) => named(store, about).await.ok(),
            Err(_) => None,
        };
        let by = record.standing(LIFE.as_str()).first().map(|life| life.by);
        let names = Names::of(store, by.map(record_of)).await?;
        let title = limits::file_name(&text("title"));
        let content = name_of(&text("content"));
        let (place, look) = match content {
            Some(content) => self.place_and_look(store, content, &title).await?,
            None => (Place::at(BlobPlace::Away), AttachmentLook::NotHere),
        };
        Ok(Attachment {
            token: token(&stored.base),
            about,
            media: text("media"),
            size: match record.value(&schema, "size") {
                Some(Value::Whole(bytes)) => bytes.unsigned_abs(),
                _ => 0,
            },
            content: content.map(|_| text("content")).unwrap_or_default(),
            look,
            who: by.map(|by| names.person(by)).unwrap_or_default(),
            at: i64::try_from(id.ulid().timestamp_ms()).unwrap_or_default(),
            alive: record.alive(),
            place: place.at,
            part: place.part,
            parts: place.parts,
            refused: place.refused,
            id: id.to_string(),
            title,
        })
    }

    async fn place_and_look(
        &self,
        store: &Store,
        content: BlobHash,
        name: &str,
    ) -> Result<(Place, AttachmentLook), Failure> {
        let mut place = self.place_of_blob(store, content).await?;
        let blobs = store.blobs().await?;
        if place.at == BlobPlace::Away && self.finish_what_was_cut_off(store, &blobs).await? {
            place = self.place_of_blob(store, content).await?;
        }
        if !place.is_here() {
            return Ok((place, AttachmentLook::NotHere));
        }
        let size = blobs.size_of(content).await?.unwrap_or_default();
        let seen = seen(&blobs.read(content, 0, HEAD).await?, name);
        Ok((place, look_of(seen, size)))
    }

    /// Asks for a file's bytes that are on the server and not here.
    ///
    /// # Errors
    /// `NotFound`, or the store's.
    pub async fn fetch_attachment(&self, id: &str) -> Result<Attachment, Failure> {
        let store = self.store().await?;
        let stored = store.record(id.parse()?).await?.ok_or_else(Failure::not_found)?;
        let content = name_of(&text(&stored.record, &store.schema(), "content"));
        let content = content.ok_or_else(Failure::not_found)?;
        store.blobs().await?.want(content, self.now()).await?;
        self.attachment(id).await
    }

    /// A range of a file that the window may draw, from a byte up to and with another, at most a mebibyte; without a range, all of
    /// it.
    ///
    /// # Errors
    /// `NotFound` where it is not here whole, is nothing that the window draws, or the range begins behind its end; else the store's.
    pub async fn attachment_part(&self, content: &str, range: Option<(u64, Option<u64>)>) -> Result<BlobPart, Failure> {
        let name = name_of(content).ok_or_else(Failure::not_found)?;
        let blobs = self.store().await?.blobs().await?;
        let whole = blobs.size_of(name).await?.ok_or_else(Failure::not_found)?;
        let seen = seen(&blobs.read(name, 0, HEAD).await?, "");
        if look_of(seen, whole) != AttachmentLook::Picture {
            return Err(Failure::not_found());
        }
        let (first, behind) = match range {
            None => (0, whole),
            Some((first, last)) => {
                let behind = last.map_or(whole, |last| last.saturating_add(1).min(whole));
                (first, behind.min(first.saturating_add(READ as u64)))
            }
        };
        if first >= behind {
            return Err(Failure::not_found());
        }
        Ok(BlobPart {
            whole,
            first,
            bytes: stretch(&blobs, name, first, behind).await?,
            media: seen.media,
        })
    }

    /// Writes a file's bytes where the person says. They are not encrypted any more there, which is for the person to know.
    ///
    /// # Errors
    /// `NotFound` where they are not here whole, `UnwritableFile`, or the store's.
    pub async fn save_attachment(&self, content: &str, path: &str) -> Result<Exported, Failure> {
        let name = name_of(content).ok_or_else(Failure::not_found)?;
        let blobs = self.store().await?.blobs().await?;
        blobs.read(name, 0, 1).await?; // before a file is made
        let (path, here) = (PathBuf::from(path.trim()), Handle::current());
        let shown = path.display().to_string();
        let write = move |file: &mut BufWriter<File>| -> std::io::Result<()> {
            let mut at = 0;
            loop {
                let read = here.block_on(blobs.read(name, at, READ));
                let bytes = read.map_err(std::io::Error::other)?;
                if bytes.is_empty() {
                    return Ok(());
                }
                file.write_all(&bytes)?;
                at += bytes.len() as u64;
            }
        };
        tokio::task::spawn_blocking(move || written(&path, write)).await??;
        Ok(Exported { path: shown, rows: 1 })
    }
}

/// What is drawn is drawn from all of its bytes: a very large picture is not.
fn look_of(seen: Seen, size: u64) -> AttachmentLook {
    match seen.look {
        AttachmentLook::Picture if size > SHOWN => AttachmentLook::Outside,
        look => look,
    }
}

async fn stretch(blobs: &Blobs, name: BlobHash, first: u64, behind: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let mut at = first;
    while at < behind {
        let most = usize::try_from(behind - at).unwrap_or(READ).min(READ);
        let piece = blobs.read(name, at, most).await?;
        if piece.is_empty() {
            return Err(store::StoreError::Corrupt.into()); // its row says more than there is
        }
        at += piece.len() as u64;
        bytes.extend(piece);
    }
    Ok(bytes)
}

fn text(record: &Record, schema: &Schema, key: &str) -> String {
    record.value(schema, key).map(typed::text_of).unwrap_or_default()
}
