//! Drafts: what somebody has begun to fill in. Kept on every pause of typing, encrypted and durable, and offered again after
//! a crash. The act that a draft becomes takes it away in its own transaction (see `create_record` and `edit_record`), so it
//! is neither lost nor offered twice.

use crate::{App, Failure, naming::Names};
use model::KindKey;
use serde::Serialize;
use specta::Type;
use std::collections::BTreeMap;
use store::Draft as Kept;

/// The text of one draft, in bytes, at most.
const DRAFT_MOST: usize = 1 << 20;
/// The name of a form, in bytes, at most.
const KEY_MOST: usize = 200;

/// A form that is not saved yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Draft {
    /// Which form: the window's name for it.
    pub key: String,
    /// The kind of the record.
    pub kind: String,
    /// The record that is edited; `null` for a new one.
    pub record: Option<String>,
    /// That record's name; empty for a new one.
    pub title: String,
    /// The token of the card that was filled.
    pub token: Option<String>,
    /// Field to text, as typed.
    pub form: BTreeMap<String, String>,
    /// When it was kept, ms since 1970.
    pub at: i64,
}

impl App {
    /// Keeps what a form holds, in place of an earlier draft of the same key.
    ///
    /// # Errors
    /// `Invalid` where it is too long to keep, or the store's.
    pub async fn keep_draft(
        &self,
        key: &str,
        kind: &str,
        record: Option<&str>,
        token: Option<&str>,
        form: BTreeMap<String, String>,
    ) -> Result<(), Failure> {
        let size: usize = form.iter().map(|(field, text)| field.len() + text.len()).sum();
        if key.is_empty() || key.len() > KEY_MOST || size > DRAFT_MOST {
            return Err(Failure::invalid(
                "This is too long to be kept as a draft. Save it, or put a part of it into a note.",
            ));
        }
        let draft = Kept {
            key: key.to_owned(),
            kind: KindKey::owned(kind),
            record: record.map(str::parse).transpose()?,
            base: token.map(str::to_owned),
            form,
            at: self.now(),
        };
        Ok(self.store().await?.keep_draft(&draft).await?)
    }

    /// Everything that was begun and not saved, the latest first.
    ///
    /// # Errors
    /// The store's.
    pub async fn drafts(&self) -> Result<Vec<Draft>, Failure> {
        let store = self.store().await?;
        let kept = store.drafts().await?;
        let names = Names::of(&store, kept.iter().filter_map(|draft| draft.record)).await?;
        let draft = |draft: Kept| Draft {
            key: draft.key,
            kind: draft.kind.to_string(),
            title: draft.record.map(|record| names.title(record)).unwrap_or_default(),
            record: draft.record.map(|record| record.to_string()),
            token: draft.base,
            form: draft.form,
            at: draft.at,
        };
        Ok(kept.into_iter().map(draft).collect())
    }

    /// Drops a draft that somebody does not want any more.
    ///
    /// # Errors
    /// The store's.
    pub async fn drop_draft(&self, key: &str) -> Result<(), Failure> {
        Ok(self.store().await?.drop_draft(key).await?)
    }
}
