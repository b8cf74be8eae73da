//! Telling a wrong key from a damaged file: SQLCipher answers both with "not a database". Beside the database lies a
//! check value, HMAC-SHA256 of a fixed sentence under the key (RFC 2104); it says nothing about the key.

use crate::{OpenError, RawKey};
use ring::hmac;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

const SENTENCE: &[u8] = b"outpost device database key check 1";

fn path(folder: &Path) -> PathBuf {
    folder.join("outpost.keycheck")
}

fn key_of(key: &RawKey) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, key.bytes())
}

/// True where a database was made in this folder.
pub(crate) fn is_left(folder: &Path) -> bool {
    path(folder).exists()
}

/// Refuses a key that this folder's database was not written with. No check value yet: says nothing.
pub(crate) fn verify(folder: &Path, key: &RawKey) -> Result<(), OpenError> {
    match fs::read(path(folder)) {
        Ok(tag) if tag.len() == 32 => hmac::verify(&key_of(key), SENTENCE, &tag).map_err(|_| OpenError::WrongKey),
        Ok(_) => Ok(()), // cut short: the database itself will say
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Leaves the check value, once the key has proved itself on the database.
pub(crate) fn leave(folder: &Path, key: &RawKey) -> Result<(), OpenError> {
    let tag = hmac::sign(&key_of(key), SENTENCE);
    if fs::read(path(folder)).is_ok_and(|there| there == tag.as_ref()) {
        return Ok(());
    }
    fs::write(path(folder), tag.as_ref())?;
    Ok(())
}
