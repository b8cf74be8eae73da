//! The form of `key.wrapped`: the key under a passphrase. Pure: bytes in, bytes out.
//!
//! One line of JSON, version 1 (broken here for reading):
//!
//! ```json
//! {"format":"outpost wrapped key","version":1,
//!  "lock":{"kdf":"argon2id 1.3","cost":{"memory_kib":65536,"passes":3,"lanes":1},
//!          "salt":"<16 bytes>","cipher":"chacha20-poly1305","nonce":"<12 bytes>"},
//!  "sealed":"<the key's 32 bytes and a 16 byte tag>",
//!  "sum":"<SHA-256 of everything before it>"}
//! ```
//!
//! Bytes are lower-case hexadecimal. Everything up to `sealed`, exactly as it stands in the file, is the AEAD's
//! associated data, so neither a cost nor a field of a later app can be changed without the passphrase. `sum` is no
//! protection against anyone; it tells a damaged file from a wrong passphrase, so that nobody goes on guessing words for
//! a file that no words open.
//!
//! Additive only: a later app may add fields to `lock`, which this one ignores and still authenticates. Anything else
//! takes a new version. There is one spelling per content: a file that is spelt otherwise is damaged.

use std::str;

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::digest;
use ring::rand::SecureRandom;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use crate::cost::{Cost, SALT};
use crate::home::WRAPPED_FILE;
use crate::{Damage, DatabaseKey, Error, Passphrase, hex};

#[cfg(test)]
mod tests;

const FORMAT: &str = "outpost wrapped key";
const VERSION: u32 = 1;
const KDF: &str = "argon2id 1.3";
const CIPHER: &str = "chacha20-poly1305";
const KEY: usize = 32;
const SEALED: usize = KEY + 16;

/// What must be random and never used twice.
pub(crate) struct Fresh {
    salt: [u8; SALT],
    nonce: [u8; NONCE_LEN],
}

impl Fresh {
    pub(crate) fn draw(rng: &dyn SecureRandom) -> Result<Self, Error> {
        let mut fresh = Self {
            salt: [0; SALT],
            nonce: [0; NONCE_LEN],
        };
        rng.fill(&mut fresh.salt)
            .and_then(|()| rng.fill(&mut fresh.nonce))
            .map_err(|_| Error::NoRandom)?;
        Ok(fresh)
    }
}

/// How the key is locked in.
#[derive(Serialize, Deserialize)]
struct Lock {
    kdf: String,
    cost: Cost,
    salt: String,
    cipher: String,
    nonce: String,
}

/// What every version of the file has.
#[derive(Deserialize)]
struct Marks<'a> {
    #[serde(borrow)]
    format: &'a str,
    version: u32,
}

/// The parts of version 1.
#[derive(Deserialize)]
struct Parts<'a> {
    #[serde(borrow)]
    lock: &'a RawValue,
    sealed: &'a str,
    sum: &'a str,
}

/// The file for this key under this passphrase.
///
/// # Errors
/// [`Error::WeakPassphrase`], [`Error::NoMemory`].
pub(crate) fn seal(key: &DatabaseKey, passphrase: &Passphrase, cost: Cost, fresh: &Fresh) -> Result<Vec<u8>, Error> {
    passphrase.may_be_chosen()?;
    let lock = Lock {
        kdf: KDF.to_owned(),
        cost,
        salt: hex::write(&fresh.salt).to_string(),
        cipher: CIPHER.to_owned(),
        nonce: hex::write(&fresh.nonce).to_string(),
    };
    let lock = serde_json::to_string(&lock).map_err(|_| damaged(Damage::Form))?;
    let head = head(&lock);
    let sealer = sealer(passphrase, cost, &fresh.salt)?;
    let mut sealed = Zeroizing::new(Vec::with_capacity(SEALED));
    sealed.extend_from_slice(key.bytes());
    let nonce = Nonce::assume_unique_for_key(fresh.nonce);
    sealer
        .seal_in_place_append_tag(nonce, Aad::from(head.as_bytes()), &mut *sealed)
        .map_err(|_| damaged(Damage::Form))?;
    let body = body(&head, &hex::write(&sealed));
    Ok(spelt(&body, &sum(&body)).into_bytes())
}

/// The key in such a file.
///
/// # Errors
/// [`Error::WrongPassphrase`], [`Error::Unreadable`], [`Error::UnknownVersion`], [`Error::NoMemory`].
pub(crate) fn open(file: &[u8], passphrase: &Passphrase) -> Result<DatabaseKey, Error> {
    let marks: Marks = parse(file)?;
    if marks.format != FORMAT {
        return Err(damaged(Damage::Form));
    }
    if marks.version != VERSION {
        return Err(Error::UnknownVersion {
            what: WRAPPED_FILE,
            found: marks.version,
            newest: VERSION,
        });
    }
    let parts: Parts = parse(file)?;
    let head = head(parts.lock.get());
    let body = body(&head, parts.sealed);
    if spelt(&body, parts.sum).as_bytes() != file {
        return Err(damaged(Damage::Form));
    }
    if *parts.sum != *sum(&body) {
        return Err(damaged(Damage::Checksum));
    }
    unlock(parts.lock.get(), &head, parts.sealed, passphrase)
}

/// The second half of [`open`]: the file is whole, does the passphrase fit?
fn unlock(lock: &str, head: &str, sealed: &str, passphrase: &Passphrase) -> Result<DatabaseKey, Error> {
    let lock: Lock = parse(lock.as_bytes())?;
    if lock.kdf != KDF || lock.cipher != CIPHER {
        return Err(damaged(Damage::Method));
    }
    let cost = lock.cost.within_limits().map_err(damaged)?;
    let (salt, nonce) = (bytes::<SALT>(&lock.salt)?, bytes::<NONCE_LEN>(&lock.nonce)?);
    let mut sealed = Zeroizing::new(bytes::<SEALED>(sealed)?);
    let sealer = sealer(passphrase, cost, &salt)?;
    let nonce = Nonce::assume_unique_for_key(nonce);
    let key = sealer
        .open_in_place(nonce, Aad::from(head.as_bytes()), sealed.as_mut_slice())
        .map_err(|_| Error::WrongPassphrase)?;
    DatabaseKey::filled(|into| {
        // The lengths are equal by SEALED; a slice that does not fit would be damage, not a panic.
        if key.len() != into.len() {
            return Err(damaged(Damage::Form));
        }
        into.copy_from_slice(key);
        Ok(())
    })
}

fn sealer(passphrase: &Passphrase, cost: Cost, salt: &[u8; SALT]) -> Result<LessSafeKey, Error> {
    let key = cost.stretch(passphrase, salt, WRAPPED_FILE)?;
    let key = UnboundKey::new(&CHACHA20_POLY1305, key.as_slice()).map_err(|_| damaged(Damage::Method))?;
    Ok(LessSafeKey::new(key))
}

/// The file up to `sealed`: what the AEAD authenticates.
fn head(lock: &str) -> String {
    format!(r#"{{"format":"{FORMAT}","version":{VERSION},"lock":{lock}"#)
}

/// The file up to `sum`: what the checksum covers.
fn body(head: &str, sealed: &str) -> String {
    format!(r#"{head},"sealed":"{sealed}""#)
}

/// The one spelling of a whole file.
fn spelt(body: &str, sum: &str) -> String {
    format!("{body},\"sum\":\"{sum}\"}}\n")
}

fn sum(body: &str) -> Zeroizing<String> {
    hex::write(digest::digest(&digest::SHA256, body.as_bytes()).as_ref())
}

fn parse<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T, Error> {
    serde_json::from_slice(json).map_err(|_| damaged(Damage::Form))
}

fn bytes<const N: usize>(text: &str) -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    hex::read(text, &mut bytes).ok_or(damaged(Damage::Form))?;
    Ok(bytes)
}

fn damaged(why: Damage) -> Error {
    Error::Unreadable {
        what: WRAPPED_FILE,
        why,
    }
}
