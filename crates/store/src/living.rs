//! How many living records there are of each kind. Counting 200,000 rows takes a tenth of a second, and the truth line asks
//! after every save: they are counted once, and from then on every commit says by how much it changed them.

use crate::{StoreError, tables::TABLES};
use sqlx::{AssertSqlSafe, Row, SqliteConnection};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Living records by the number of their kind.
pub(crate) type Counts = Vec<i64>;

#[derive(Default)]
struct State {
    /// `None` until somebody asked.
    counts: Option<Counts>,
    /// Commits begun. A count that a commit overlapped may or may not hold it, and is not kept.
    begun: u64,
    /// A commit is under way.
    committing: bool,
}

/// The counts, shared by the writer and the readers.
#[derive(Default)]
pub(crate) struct Living(Mutex<State>);

impl Living {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The writer is about to commit.
    pub(crate) fn begin(&self) {
        let mut state = self.state();
        if state.committing {
            // The caller of the last one went away before it heard: nobody knows.
            state.counts = None;
        }
        state.begun += 1;
        state.committing = true;
    }

    /// The commit has ended: `change` by kind, or `None` where it failed.
    pub(crate) fn end(&self, change: Option<&Counts>) {
        let mut state = self.state();
        state.committing = false;
        if let (Some(counts), Some(change)) = (&mut state.counts, change) {
            for (count, change) in counts.iter_mut().zip(change) {
                *count += change;
            }
        }
    }

    /// The count of one kind, where somebody has counted before.
    pub(crate) fn known(&self, number: usize) -> Option<i64> {
        self.state().counts.as_ref()?.get(number).copied()
    }

    /// The counts; counted anew where nobody has yet.
    pub(crate) async fn counts(&self, connection: &mut SqliteConnection) -> Result<Counts, StoreError> {
        let begun = {
            let state = self.state();
            if let Some(counts) = &state.counts {
                return Ok(counts.clone());
            }
            (!state.committing).then_some(state.begun)
        };
        let counts = count(connection).await?;
        let mut state = self.state();
        if begun == Some(state.begun) {
            state.counts = Some(counts.clone());
        }
        Ok(counts)
    }
}

async fn count(connection: &mut SqliteConnection) -> Result<Counts, StoreError> {
    let asks: Vec<String> = TABLES
        .iter()
        .map(|t| format!("SELECT {}, count(*) FROM {} WHERE gone = 0", t.number, t.kind.key))
        .collect();
    let mut counts = vec![0; TABLES.len()];
    for row in sqlx::query(AssertSqlSafe(asks.join(" UNION ALL ")))
        .fetch_all(connection)
        .await?
    {
        let number = usize::try_from(row.try_get::<i64, _>(0)?).unwrap_or(usize::MAX);
        if let Some(count) = counts.get_mut(number) {
            *count = row.try_get(1)?;
        }
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_changes_what_was_counted_and_a_failed_one_does_not() {
        let living = Living::default();
        living.state().counts = Some(vec![3, 5]);
        living.begin();
        living.end(Some(&vec![1, -2]));
        living.begin();
        living.end(None);
        assert_eq!(living.state().counts, Some(vec![4, 3]));
    }
}
