//! The server's clock, and its chance. Both come in as values where something is decided.

use crate::ServerError;
use ring::rand::{SecureRandom as _, SystemRandom};
use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

/// Milliseconds since 1970.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// The system's clock.
#[must_use]
pub fn system() -> Clock {
    Arc::new(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    })
}

/// Random bytes.
pub(crate) fn chance<const N: usize>() -> Result<[u8; N], ServerError> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| ServerError::Keys)?;
    Ok(bytes)
}

/// A fresh ULID's bytes.
pub(crate) fn fresh_id(now: i64) -> Result<[u8; 16], ServerError> {
    let chance = u128::from_be_bytes(chance()?);
    let id = model::RecordId::from_parts(u64::try_from(now).unwrap_or_default(), chance);
    Ok(id.to_bytes())
}
