//! The key itself. Do not give it a `Debug`, a `Display` or a `Serialize`: a secret that can be printed will be.

use ring::rand::SecureRandom;
use zeroize::Zeroizing;

use crate::{Error, hex};

/// The length of a key in bytes: SQLCipher's raw key, AES-256.
const LENGTH: usize = 32;

/// The device's database key: 32 random bytes, wiped when dropped.
///
/// It cannot be printed by accident:
///
/// ```compile_fail
/// let key = keys::DatabaseKey::restore([7; 32]);
/// println!("{key:?}");
/// ```
///
/// It lives on the heap, so handing it on does not leave copies of it on the stack.
pub struct DatabaseKey(Box<Zeroizing<[u8; LENGTH]>>);

impl DatabaseKey {
    /// A new random key. Not public: a key that is not kept anywhere is a database that nobody opens again.
    pub(crate) fn make(rng: &dyn SecureRandom) -> Result<Self, Error> {
        Self::filled(|bytes| rng.fill(bytes).map_err(|_| Error::NoRandom))
    }

    /// The key that these bytes are. For tests and for a key that came back by another way.
    #[must_use]
    pub fn restore(bytes: [u8; LENGTH]) -> Self {
        let bytes = Zeroizing::new(bytes);
        Self(Box::new(bytes))
    }

    /// The key that `text` spells in 64 lower-case hexadecimal digits.
    pub(crate) fn read_hex(text: &str) -> Option<Self> {
        Self::filled(|bytes| hex::read(text, bytes).ok_or(())).ok()
    }

    /// A key whose bytes are written in place by `fill`.
    pub(crate) fn filled<E>(fill: impl FnOnce(&mut [u8]) -> Result<(), E>) -> Result<Self, E> {
        let mut key = Self(Box::default());
        fill(key.0.as_mut_slice())?;
        Ok(key)
    }

    /// The 32 bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8; LENGTH] {
        &self.0
    }

    /// 64 lower-case hexadecimal digits, for SQLCipher's raw key pragma (`PRAGMA key = "x'…'"`).
    #[must_use]
    pub fn expose_hex(&self) -> Zeroizing<String> {
        hex::write(self.bytes())
    }

    /// Whether both are the same key.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.bytes() == other.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::DatabaseKey;
    use ring::rand::SystemRandom;

    #[test]
    fn two_keys_are_never_the_same_and_never_empty() {
        let rng = SystemRandom::new();
        let (one, two) = (DatabaseKey::make(&rng).unwrap(), DatabaseKey::make(&rng).unwrap());
        assert!(!one.is(&two));
        assert_ne!(one.bytes(), &[0; 32]);
    }

    #[test]
    fn the_hex_is_what_sqlcipher_takes() {
        let mut bytes = [0; 32];
        bytes[0] = 0x0f;
        bytes[31] = 0xa0;
        let key = DatabaseKey::restore(bytes);
        assert_eq!(key.expose_hex().as_str(), format!("0f{}a0", "00".repeat(30)));
        assert!(DatabaseKey::read_hex(&key.expose_hex()).unwrap().is(&key));
        assert!(DatabaseKey::read_hex("0f").is_none());
    }
}
