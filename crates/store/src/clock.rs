//! Jumps of this device's wall clock, journalled: every change says how far the clock had jumped by then, and a session says
//! how far it has by now. So the server can tell when a change was written though the clock was put right, or wrong, since.

use crate::{Store, StoreError};
use model::Jumps;
use std::sync::{Arc, Mutex, PoisonError};

/// The wall clock and, read at the same moment, one that only ever goes forward, also while the device sleeps; both in ms.
pub type Clocks = Arc<dyn Fn() -> (i64, i64) + Send + Sync>;

/// What is known of the wall clock's jumps.
pub(crate) struct Watched(Mutex<(i64, Option<(Clocks, Jumps)>)>);

impl Watched {
    pub(crate) fn since(sum: i64) -> Self {
        Self(Mutex::new((sum, None)))
    }

    /// Looks at the clocks; the sum of all jumps, ms.
    pub(crate) fn sum(&self) -> i64 {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (sum, watched) = &mut *known;
        if let Some((clocks, jumps)) = watched {
            *jumps = jumps.look(clocks());
            *sum = jumps.sum;
        }
        *sum
    }

    fn watch(&self, clocks: Clocks) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let jumps = Jumps::since(clocks(), known.0);
        known.1 = Some((clocks, jumps));
    }
}

impl Store {
    /// From now on jumps of the wall clock are seen.
    pub fn keep_time(&self, clocks: Clocks) {
        self.inner().watched.watch(clocks);
    }

    /// Sum of the jumps of the wall clock, ms, journalled before it is told to anybody.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn jumps(&self) -> Result<i64, StoreError> {
        let mut writer = self.inner().writer.clone().lock_owned().await;
        writer.roll_back().await;
        let mut counters = writer.counters.clone();
        let before = counters.jumps;
        counters.notice(self.inner().watched.sum());
        if counters.jumps != before {
            sqlx::query("UPDATE device SET n = ?, clock_ms = ?, clock_count = ?, jumps = ?")
                .bind(counters.n as i64)
                .bind(counters.clock.ms)
                .bind(i64::from(counters.clock.count))
                .bind(counters.jumps)
                .execute(&mut writer.connection)
                .await?;
            writer.counters = counters;
        }
        Ok(writer.counters.jumps)
    }
}
