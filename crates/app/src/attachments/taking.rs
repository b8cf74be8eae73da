//! Taking a file in. Its bytes are committed to the encrypted blobs piece by piece, under the id of the record that it will have; then the
//! record is kept, which names them by their hash; then the blob is finished. So there is never a record of a file that is not here whole:
//!
//! ```text
//! cut off before the record:   bytes that nobody names; thrown away by the next who looks
//! cut off after the record:    the blob is finished by the next who looks
//! refused, or failed:          thrown away at once
//! ```
//!
//! A file comes from a path that somebody chose, or in pieces from the window, where it was dropped or pasted. Both go this way.

use super::{KIND, kinds, limits, source::Source};
use crate::{
    App, Failure, Saved,
    acting::{Intent, gesture_of},
    custody::hex,
    recording::named,
    room::free,
    several::writes,
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use model::{ChangeId, FieldType, KindKey, RecordId, Value, typed};
use ring::digest::{Context, SHA256};
use std::path::PathBuf;
use store::{BlobHash, Blobs, Store, StoreError};

/// A file of which a part is here.
pub(crate) struct Arriving {
    id: ChangeId,
    about: RecordId,
    title: String,
    /// Bytes, as was said.
    size: u64,
    /// Bytes that are committed.
    here: u64,
    head: Vec<u8>,
    hash: Context,
}

impl App {
    /// Puts a file of this computer to a record.
    ///
    /// # Errors
    /// `UnreadableFile` with what is wrong with it, `DiskFull`, `NotFound` for the record, `Refused`, or the store's. Nothing is kept then.
    pub async fn attach_file(&self, about: &str, path: &str) -> Result<Saved, Failure> {
        let path = PathBuf::from(path);
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let mut source = tokio::task::spawn_blocking(move || Source::open(&path)).await??;
        let arriving = self
            .begin_attachment(about, &name.unwrap_or_default(), source.size())
            .await?;
        loop {
            let (read, piece) = tokio::task::spawn_blocking(move || {
                let piece = source.next();
                (source, piece)
            })
            .await?;
            source = read;
            match piece {
                Ok(piece) if piece.is_empty() => return self.end_attachment(&arriving).await,
                Ok(piece) => self.take_piece(&arriving, &piece).await?,
                Err(failure) => {
                    self.stop_attachment(&arriving).await?;
                    return Err(failure);
                }
            }
        }
    }

    /// A file of so many bytes is about to come, in pieces. Answers with what it is called on its way.
    ///
    /// # Errors
    /// As [`Self::attach_file`].
    pub async fn begin_attachment(&self, about: &str, name: &str, size: u64) -> Result<String, Failure> {
        limits::fits(size, free(&self.0.surroundings.folder))?;
        let store = self.store().await?;
        let about: RecordId = about.parse()?;
        named(&store, about).await?;
        let blobs = store.blobs().await?;
        self.finish_what_was_cut_off(&store, &blobs).await?;
        let id = self.fresh_change();
        let record = RecordId::from_ulid(id.ulid());
        let mut arriving = self.0.arriving.lock().await;
        blobs.begin(record.to_bytes(), self.now()).await?;
        let begun = Arriving {
            id,
            about,
            title: limits::file_name(name),
            size,
            here: 0,
            head: Vec::new(),
            hash: Context::new(&SHA256),
        };
        arriving.insert(record, begun);
        Ok(record.to_string())
    }

    /// The next bytes of a file that comes, in base64 (RFC 4648).
    ///
    /// # Errors
    /// As [`Self::attach_file`]; it does not come any more then.
    pub async fn attach_piece(&self, arriving: &str, base64: &str) -> Result<(), Failure> {
        let Ok(bytes) = BASE64_STANDARD.decode(base64) else {
            self.stop_attachment(arriving).await?;
            return Err(limits::changed());
        };
        self.take_piece(arriving, &bytes).await
    }

    async fn take_piece(&self, arriving: &str, bytes: &[u8]) -> Result<(), Failure> {
        let taken = self.take(arriving, bytes).await;
        if taken.is_err() {
            self.stop_attachment(arriving).await?;
        }
        taken
    }

    async fn take(&self, arriving: &str, bytes: &[u8]) -> Result<(), Failure> {
        let record: RecordId = arriving.parse()?;
        let blobs = self.store().await?.blobs().await?;
        let mut all = self.0.arriving.lock().await;
        let file = all.get_mut(&record).ok_or_else(Failure::not_found)?;
        if file.size - file.here < bytes.len() as u64 {
            return Err(limits::changed());
        }
        file.here = blobs.append(record.to_bytes(), bytes).await?;
        file.hash.update(bytes);
        let missing = kinds::HEAD.saturating_sub(file.head.len());
        file.head.extend(bytes.iter().take(missing));
        Ok(())
    }

    /// All of a file has come: it hangs on its record from now on.
    ///
    /// # Errors
    /// As [`Self::attach_file`].
    pub async fn end_attachment(&self, arriving: &str) -> Result<Saved, Failure> {
        let record: RecordId = arriving.parse()?;
        let store = self.store().await?;
        let blobs = store.blobs().await?;
        // Held to the end: nobody takes it for one that was cut off.
        let mut all = self.0.arriving.lock().await;
        let file = all.remove(&record).ok_or_else(Failure::not_found)?;
        let kept = self.keep_attachment(&store, record, file).await;
        match &kept {
            // What is said of the record is true already; where this fails, the next who looks finishes it.
            Ok(_) => {
                if let Err(error) = blobs.finish(record.to_bytes()).await {
                    tracing::warn!(%error, "a file is kept and its blob not finished yet");
                }
            }
            Err(_) => thrown_away(&blobs, record).await,
        }
        kept
    }

    async fn keep_attachment(&self, store: &Store, record: RecordId, file: Arriving) -> Result<Saved, Failure> {
        if file.here != file.size {
            return Err(limits::changed());
        }
        let title = typed::parse(FieldType::Text, &file.title, self.0.surroundings.reading());
        let title = title.map_err(|why| Failure::unfit(KIND, "title", "Name", &why))?;
        let mut content: BlobHash = [0; 32];
        let hash = file.hash.finish();
        content.iter_mut().zip(hash.as_ref()).for_each(|(to, from)| *to = *from);
        let fields = writes([
            ("title", title),
            ("about", Value::Text(file.about.to_string())),
            ("media", Value::text(kinds::seen(&file.head, &file.title).media)),
            ("size", Value::Whole(i64::try_from(file.size).unwrap_or(i64::MAX))),
            ("content", Value::Text(hex(&content))),
        ]);
        let intent = Intent::create(file.id, gesture_of(file.id), record, KindKey::of(KIND), fields);
        let tx = store.begin().await;
        self.keep(store, tx, intent).await
    }

    /// A file does not come after all: what came of it is thrown away.
    ///
    /// # Errors
    /// `Shut`, or the store's where its blobs are not to be had.
    pub async fn stop_attachment(&self, arriving: &str) -> Result<(), Failure> {
        let record: RecordId = arriving.parse()?;
        let blobs = self.store().await?.blobs().await?;
        let mut all = self.0.arriving.lock().await;
        if all.remove(&record).is_some() {
            thrown_away(&blobs, record).await;
        }
        Ok(())
    }

    /// What an earlier process left half-way: a file with a record is finished, one without is thrown away. `true`: something was
    /// finished.
    pub(super) async fn finish_what_was_cut_off(&self, store: &Store, blobs: &Blobs) -> Result<bool, Failure> {
        // While this is held, no recording begins: its blob is there a moment before its record.
        let Some(_rest) = self.0.studio.at_rest() else {
            return Ok(false);
        };
        let arriving = self.0.arriving.lock().await;
        let mut finished = false;
        for begun in blobs.unfinished().await? {
            let record = RecordId::from_bytes(begun.id);
            if arriving.contains_key(&record) {
                continue;
            }
            match store.record(record).await? {
                None => thrown_away(blobs, record).await,
                Some(stored) if stored.record.kind.as_str() == KIND => {
                    blobs.finish(begun.id).await?;
                    finished = true;
                }
                Some(_) => {} // a recording: it is looked after elsewhere
            }
        }
        Ok(finished)
    }
}

/// Where even that fails, as on a full disk, the next who looks does it.
async fn thrown_away(blobs: &Blobs, record: RecordId) {
    match blobs.discard(record.to_bytes()).await {
        Ok(()) | Err(StoreError::NotFound) => {}
        Err(error) => tracing::warn!(%error, "a file that is not kept was not thrown away yet"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BlobPlace, DeviceForm, KeyPlace, Surroundings};
    use std::{
        collections::BTreeMap,
        sync::{
            Arc,
            atomic::{AtomicI64, Ordering},
        },
    };

    async fn opened(folder: &std::path::Path) -> App {
        let clock = Arc::new(AtomicI64::new(1_790_000_000_000));
        let app = App::new(Surroundings {
            folder: folder.to_owned(),
            keys: KeyPlace::Passphrase,
            now: Arc::new(move || clock.fetch_add(1, Ordering::SeqCst)),
            steady: Arc::new(|| 0),
            currency: "GBP".into(),
            zone: "Europe/London".into(),
            person: "Mara Ivens".into(),
            device: "Mara’s laptop".into(),
            form: DeviceForm::Laptop,
        });
        app.unlock("correct horse battery".into()).await.unwrap();
        app
    }

    #[tokio::test]
    async fn what_was_cut_off_before_its_record_is_thrown_away_and_after_it_is_finished() {
        let folder = tempfile::tempdir().unwrap();
        let app = opened(folder.path()).await;
        let form = BTreeMap::from([("name".to_owned(), "Anneke Vos".to_owned())]);
        let about = app.create_record("contact", form).await.unwrap().record;
        let store = app.store().await.unwrap();
        let blobs = store.blobs().await.unwrap();
        let bytes = b"\xff\xd8\xff a picture";
        let mut begun = Vec::new();
        for name in ["before.jpg", "after.jpg"] {
            let id = app.begin_attachment(&about, name, bytes.len() as u64).await.unwrap();
            app.take_piece(&id, bytes).await.unwrap();
            begun.push(id);
        }
        // As a killed process leaves them: nobody here knows of either.
        let mut cut_off = std::mem::take(&mut *app.0.arriving.lock().await);
        let after: RecordId = begun[1].parse().unwrap();
        let file = cut_off.remove(&after).unwrap();
        app.keep_attachment(&store, after, file).await.unwrap();
        assert_eq!(blobs.unfinished().await.unwrap().len(), 2);

        let listed = app.attachments(&about).await.unwrap();
        assert_eq!((listed.len(), listed[0].place), (1, BlobPlace::Here));
        let served = app.attachment_part(&listed[0].content, None).await.unwrap();
        assert_eq!(
            (served.bytes.as_slice(), served.media),
            (bytes.as_slice(), "image/jpeg")
        );
        assert!(blobs.unfinished().await.unwrap().is_empty());
        assert!(!app.finish_what_was_cut_off(&store, &blobs).await.unwrap());
        app.close().await;
    }

    #[tokio::test]
    async fn what_is_on_its_way_is_left_alone_by_whoever_clears_up() {
        let folder = tempfile::tempdir().unwrap();
        let app = opened(folder.path()).await;
        let form = BTreeMap::from([("name".to_owned(), "Anneke Vos".to_owned())]);
        let about = app.create_record("contact", form).await.unwrap().record;
        let first = app.begin_attachment(&about, "first.txt", 10).await.unwrap();
        let second = app.begin_attachment(&about, "second.txt", 5).await.unwrap();
        app.take_piece(&second, b"later").await.unwrap();
        app.end_attachment(&second).await.unwrap();
        app.take_piece(&first, b"all of it.").await.unwrap();
        app.end_attachment(&first).await.unwrap();
        assert_eq!(app.attachments(&about).await.unwrap().len(), 2);
        app.close().await;
    }
}
