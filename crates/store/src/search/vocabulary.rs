//! The words of names, in memory: where a typed word is looked for that is one slip away.

use super::near::Words;
use crate::StoreError;
use sqlx::SqliteConnection;
use std::sync::{Mutex, PoisonError};

/// The words of the index of names. Read from the index at first need, then kept up with every commit.
#[derive(Default)]
pub(crate) struct Vocabulary(Mutex<Option<Words>>);

impl Vocabulary {
    /// Adds the words of a record that is being written. A word of a rolled-back write does no harm.
    pub(crate) fn learn(&self, words: &str) {
        if let Some(known) = self.0.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            words.split(' ').for_each(|word| known.add(word));
        }
    }

    /// For each typed word the words that were probably meant (itself too, where it is known). `None` where that is no
    /// other question than the one already asked.
    pub(crate) async fn mend(
        &self,
        connection: &mut SqliteConnection,
        typed: &[String],
    ) -> Result<Option<Vec<Vec<String>>>, StoreError> {
        let read = self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        if !read {
            let words = read_all(connection).await?;
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(words);
        }
        let mut guard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if guard.as_ref().is_some_and(Words::is_out_of_order) {
            *guard = guard.take().map(Words::ordered);
        }
        let Some(words) = guard.as_ref() else { return Ok(None) };
        let candidates: Vec<Vec<String>> = typed.iter().map(|word| words.near(word)).collect();
        let other = candidates
            .iter()
            .zip(typed)
            .any(|(near, word)| near.iter().any(|n| n != word));
        Ok(other
            .then_some(candidates)
            .filter(|all| all.iter().all(|near| !near.is_empty())))
    }
}

async fn read_all(connection: &mut SqliteConnection) -> Result<Words, StoreError> {
    // Before the index is read: what is folded in between is then read twice, and not missed.
    let recent = crate::unindexed::all(connection).await?;
    let terms: Vec<String> = sqlx::query_scalar("SELECT term FROM vocabulary")
        .fetch_all(connection)
        .await?;
    let names = recent.values().filter_map(|[name, ..]| name.as_deref());
    let recent = names.flat_map(|name| name.split(' ')).map(str::to_owned);
    Ok(Words::of(terms.into_iter().chain(recent)))
}
