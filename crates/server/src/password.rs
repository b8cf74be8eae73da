//! Passwords: Argon2id (RFC 9106), with the cost that OWASP names. What is kept says with which cost it was made, so that
//! a later version may ask for more.

use crate::{ServerError, clock::chance, hex};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

/// Letters at least.
pub(crate) const SHORTEST: usize = 8;
/// KiB, passes, lanes.
type Cost = (u32, u32, u32);
const COST: Cost = (19_456, 2, 1);
/// More at once would let strangers take the server's memory.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

fn hash(password: &str, salt: &[u8; 16], (memory, passes, lanes): Cost) -> Option<[u8; 32]> {
    let params = Params::new(memory, passes, lanes, Some(32)).ok()?;
    let mut hash = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, &mut hash)
        .ok()?;
    Some(hash)
}

async fn costly<T: Send + 'static>(work: impl FnOnce() -> Option<T> + Send + 'static) -> Result<T, ServerError> {
    let _turn = AT_ONCE.acquire().await.map_err(|_| ServerError::Stopping)?;
    let done = tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| ServerError::Stopping)?;
    done.ok_or(ServerError::Keys)
}

/// What is kept of a password.
pub(crate) async fn keep(password: String) -> Result<String, ServerError> {
    let salt = chance()?;
    let hash = costly(move || hash(&password, &salt, COST)).await?;
    let (memory, passes, lanes) = COST;
    Ok(format!(
        "argon2id:{memory}:{passes}:{lanes}:{}:{}",
        hex::text(&salt),
        hex::text(&hash)
    ))
}

fn read(kept: &str) -> Option<(Cost, [u8; 16], [u8; 32])> {
    let mut parts = kept.strip_prefix("argon2id:")?.split(':');
    let mut number = || parts.next()?.parse().ok();
    let cost = (number()?, number()?, number()?);
    let (salt, hash) = (hex::bytes(parts.next()?)?, hex::bytes(parts.next()?)?);
    Some((cost, salt, hash))
}

/// Whether it is the password that was kept. Takes as long where nothing was kept: a stranger learns nothing from the time.
pub(crate) async fn fits(password: String, kept: Option<String>) -> Result<bool, ServerError> {
    let known = kept.as_deref().and_then(read);
    let (cost, salt, right) = known.unwrap_or((COST, [0; 16], [0; 32]));
    let hash = costly(move || hash(&password, &salt, cost)).await?;
    Ok(same(&hash, &right) && known.is_some())
}

/// Compares in a time that does not depend on where they differ.
pub(crate) fn same(one: &[u8; 32], other: &[u8; 32]) -> bool {
    let differs = one.iter().zip(other).fold(0, |differs, (a, b)| differs | (a ^ b));
    std::hint::black_box(differs) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_password_itself_fits() {
        let kept = keep("correct horse".to_owned()).await.unwrap();
        assert!(fits("correct horse".to_owned(), Some(kept.clone())).await.unwrap());
        assert!(!fits("correct house".to_owned(), Some(kept)).await.unwrap());
        assert!(!fits("correct horse".to_owned(), None).await.unwrap());
        assert!(
            !fits("correct horse".to_owned(), Some("argon2id:1".to_owned()))
                .await
                .unwrap()
        );
    }
}
