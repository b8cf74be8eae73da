//! Notes without a sound: recordings that were cut off by the end of the process, and discarded ones that somebody brought back.
//! What was committed of them is finished and put to its note, in place, without asking: the note then says that it was recovered.
//!
//! A note that is recorded on another device has no sound here either, and nothing that could be put to it: it is left alone.

use crate::{
    App, Failure,
    custody::hex,
    fields::read_form,
    records::{Saved, on_record},
    views::token,
};
use model::{Act, KindKey, RecordId};
use std::collections::BTreeMap;
use store::{BlobHash, Source, Store, StoreError};
use tokio::sync::broadcast::error::RecvError;
use voice::BYTES_PER_MS;

pub(super) const KIND: &str = "voice_note";

impl App {
    /// Looks after notes without a sound, now and whenever one changes, until the database is closed.
    pub(crate) fn look_after_sounds(&self, store: &Store) {
        let (app, mut feed) = (self.clone(), store.feed());
        tokio::spawn(async move {
            loop {
                if let Err(failure) = app.recover().await {
                    tracing::warn!(code = ?failure.code, "voice notes without a sound were not looked after");
                }
                loop {
                    match feed.recv().await {
                        Ok(said)
                            if said.kinds.iter().any(|kind| kind.as_str() == KIND) && said.source == Source::Here =>
                        {
                            break;
                        }
                        Ok(_) => {}
                        Err(RecvError::Lagged(_)) => break,
                        Err(RecvError::Closed) => return,
                    }
                }
            }
        });
    }

    /// Puts the sound to every note that has none and whose sound is here.
    async fn recover(&self) -> Result<(), Failure> {
        // While this is held, no recording begins or ends.
        let _tape = self.0.studio.tape.lock().await;
        let Ok(store) = self.store().await else { return Ok(()) };
        let running = self.recording().note;
        let mut soundless = store.soundless().await?;
        soundless.retain(|note| note.to_string() != running);
        if soundless.is_empty() {
            return Ok(());
        }
        let begun = store.blobs().await?.unfinished().await?;
        for note in soundless {
            let of_note = begun.iter().find(|blob| blob.id == note.to_bytes());
            if of_note.is_some_and(|blob| blob.size == 0) {
                self.never_spoken(&store, note).await?;
                continue;
            }
            match self.put_sound(&store, note, "recovered").await {
                Ok(_) => tracing::info!(bytes = of_note.map(|blob| blob.size), "a recording was recovered"),
                Err(failure) if failure.code == crate::FailureCode::NotFound => {}
                Err(failure) => return Err(failure),
            }
        }
        Ok(())
    }

    /// A note whose recording ended before anything of it was kept says nothing, and goes.
    async fn never_spoken(&self, store: &Store, note: RecordId) -> Result<(), Failure> {
        let stored = store.record(note).await?.ok_or_else(Failure::not_found)?;
        self.delete_record(&note.to_string(), &token(&stored.base)).await?;
        store.blobs().await?.discard(note.to_bytes()).await?;
        Ok(())
    }

    /// Finishes a note's sound and writes into the note what it is. How it ended, where the note does not say so already, is `ended`.
    ///
    /// # Errors
    /// `NotFound` where there is no such sound here, or the store's.
    pub(super) async fn put_sound(&self, store: &Store, note: RecordId, ended: &str) -> Result<BlobHash, Failure> {
        let (sound, size) = store.blobs().await?.finish(note.to_bytes()).await?;
        let said = store.record(note).await?.ok_or(StoreError::NotFound)?;
        let mut fields = vec![("audio", hex(&sound)), ("length_ms", (size / BYTES_PER_MS).to_string())];
        if said.record.value(&store.schema(), "ended").is_none() {
            fields.push(("ended", ended.to_owned()));
        }
        self.write_down(store, note, &fields).await?;
        Ok(sound)
    }

    /// Writes into a note what follows from its sound; its author has seen everything that is here.
    pub(super) async fn write_down(
        &self,
        store: &Store,
        note: RecordId,
        fields: &[(&str, String)],
    ) -> Result<Saved, Failure> {
        let form: BTreeMap<String, String> = fields
            .iter()
            .map(|(key, text)| ((*key).to_owned(), text.clone()))
            .collect();
        let mut tx = store.begin().await;
        let stored = tx.record(Some(KIND), note).await?.ok_or_else(Failure::not_found)?;
        let kind = KindKey::of(KIND);
        let reading = self.0.surroundings.reading();
        let writes = read_form(&store.schema(), &kind, Some(stored), &form, reading)?.writes;
        if writes.is_empty() {
            return Ok(self.already_so(note, &tx));
        }
        let change = on_record(self.fresh_change(), note, kind, Act::Edit, None, writes);
        self.keep(store, tx, change).await
    }
}
