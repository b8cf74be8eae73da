//! The small mark on a record: whether it is on this device only, on its way, or held by the server.

use crate::Failure;
use crate::views::Mark;
use model::RecordId;
use std::collections::HashSet;
use store::Store;

/// Changes that are looked at. Where more wait, no record is called held: less is claimed, never more.
const MOST: u64 = 500;

/// What of this device's records the server has, as of one answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks(Known);

#[derive(Clone, Debug, Default)]
enum Known {
    /// No server has ever been reached.
    #[default]
    Alone,
    /// Everything but what waits for it.
    AllBut(HashSet<RecordId>),
    /// More waits than was looked at.
    TooMany,
}

impl Marks {
    pub(crate) async fn of(store: &Store) -> Result<Self, Failure> {
        // Epochs are given by a server: without one there is nothing to ask.
        if store.position().0 == 0 {
            return Ok(Self(Known::Alone));
        }
        Ok(Self(match store.waiting().await? {
            0 => Known::AllBut(HashSet::new()),
            waiting if waiting > MOST => Known::TooMany,
            _ => {
                let waiting = store.unanswered(0, MOST).await?;
                Known::AllBut(waiting.into_iter().map(|change| change.record).collect())
            }
        }))
    }

    /// The mark of a record; `review`: two values of it wait for a decision.
    pub(crate) fn of_record(&self, id: Option<RecordId>, review: bool) -> Mark {
        match (&self.0, id) {
            _ if review => Mark::Review,
            (Known::AllBut(waiting), Some(id)) if waiting.contains(&id) => Mark::Waiting,
            (Known::AllBut(_), Some(_)) => Mark::Synced,
            (Known::Alone | Known::TooMany, _) | (_, None) => Mark::Saved,
        }
    }
}
