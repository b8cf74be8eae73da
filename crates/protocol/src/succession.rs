//! An old copy of a device goes on as a device of its own. Its right to do so is the old device's key, which it holds: no
//! person is asked for a password.

use crate::{
    Hash, Unreadable,
    cbor::{Reader, Writer},
    receipt::hash,
};
use model::DeviceId;

/// "I am the successor of this session's device", signed by both keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Succession {
    /// The successor's id, drawn by chance.
    pub device: DeviceId,
    /// Its Ed25519 public key.
    pub key: [u8; 32],
    /// The token that it will show, drawn by chance: so that a lost answer loses nothing. The server keeps its hash only.
    pub token: [u8; 32],
    /// Over [`succession_bytes`], with the key of the device that is succeeded.
    pub by_old: [u8; 64],
    /// The same, with the successor's.
    pub by_new: [u8; 64],
}

/// What both keys sign.
#[must_use]
pub fn succession_bytes(org: &[u8; 16], old: DeviceId, succession: &Succession) -> Hash {
    let (old, new) = (old.to_bytes(), succession.device.to_bytes());
    let parts: [&[u8]; 5] = [org, &old, &new, &succession.key, &succession.token];
    hash(b"outpost succession 1", &parts)
}

impl Succession {
    pub(crate) fn put(&self, to: &mut Writer) {
        to.map(5).uint(0).bytes(&self.device.to_bytes());
        to.uint(1).bytes(&self.key).uint(2).bytes(&self.token);
        to.uint(3).bytes(&self.by_old).uint(4).bytes(&self.by_new);
    }

    pub(crate) fn read(from: &mut Reader) -> Result<Self, Unreadable> {
        let mut succession = Self {
            device: DeviceId::from_bytes([0; 16]),
            key: [0; 32],
            token: [0; 32],
            by_old: [0; 64],
            by_new: [0; 64],
        };
        from.keyed(|from, key| {
            match key {
                0 => succession.device = DeviceId::from_bytes(from.fixed()?),
                1 => succession.key = from.fixed()?,
                2 => succession.token = from.fixed()?,
                3 => succession.by_old = from.fixed()?,
                4 => succession.by_new = from.fixed()?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(succession)
    }
}
