//! How often somebody may try: a bucket of attempts per key, which fills up again with time.

use std::{collections::HashMap, sync::Mutex};

/// Attempts in a full bucket.
const FULL: i64 = 10;
/// One more after so many ms.
const EVERY: i64 = 6_000;
/// Buckets before the full ones are forgotten.
const BUCKETS: usize = 10_000;

/// Who has tried how often.
#[derive(Debug, Default)]
pub(crate) struct Attempts(Mutex<HashMap<String, (i64, i64)>>);

impl Attempts {
    /// Whether one more attempt is allowed under every one of these keys; it is counted.
    pub(crate) fn allow(&self, keys: &[String], now: i64) -> bool {
        let mut buckets = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if buckets.len() > BUCKETS {
            buckets.retain(|_, (left, since)| *left + (now - *since) / EVERY < FULL);
        }
        let mut allowed = true;
        for key in keys {
            let (left, since) = buckets.entry(key.clone()).or_insert((FULL, now));
            let more = (now - *since).max(0) / EVERY;
            if more > 0 {
                *left = left.saturating_add(more).min(FULL);
                *since += more * EVERY;
            }
            if *left > 0 {
                *left -= 1;
            } else {
                allowed = false;
            }
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_attempts_at_once_and_one_more_every_six_seconds() {
        let attempts = Attempts::default();
        let me = ["me".to_owned()];
        assert!((0..10).all(|_| attempts.allow(&me, 0)));
        assert!(!attempts.allow(&me, 5_999));
        assert!(attempts.allow(&["somebody else".to_owned()], 5_999));
        assert!(attempts.allow(&me, 6_000));
        assert!(!attempts.allow(&me, 6_001));
    }
}
