//! The name of this folder's entry in the key store. The crate's documentation says why it is a file and not the path.
//! Never replace an id that is there: the key of the database beside it would not be found again.

use std::path::Path;
use std::str;

use ring::rand::SecureRandom;

use crate::{Damage, Error, file, hex};

/// The file beside the database that names the key's entry in the key store: 32 hexadecimal digits and a line feed.
pub const ID_FILE: &str = "key.id";

/// 128 random bits that name one key. No secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyId(String);

impl KeyId {
    /// The id in this folder, if there is one.
    ///
    /// # Errors
    /// [`Error::Unreadable`], [`Error::Io`].
    pub(crate) fn read(folder: &Path) -> Result<Option<Self>, Error> {
        file::read(folder, ID_FILE)?
            .map(|bytes| Self::parse(&bytes))
            .transpose()
    }

    /// The id in this folder; a new one if there is none, durable before this returns.
    ///
    /// # Errors
    /// As [`Self::read`], and [`Error::NoRandom`].
    pub(crate) fn read_or_make(folder: &Path, rng: &dyn SecureRandom) -> Result<Self, Error> {
        if let Some(id) = Self::read(folder)? {
            return Ok(id);
        }
        let id = Self::make(rng)?;
        file::create(folder, ID_FILE, format!("{}\n", id.0).as_bytes())?;
        Ok(id)
    }

    /// A new id that is written nowhere; the key store's trial entry has one.
    pub(crate) fn make(rng: &dyn SecureRandom) -> Result<Self, Error> {
        let mut bytes = [0; 16];
        rng.fill(&mut bytes).map_err(|_| Error::NoRandom)?;
        Ok(Self(hex::write(&bytes).to_string()))
    }

    fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let id = str::from_utf8(bytes).ok().and_then(|text| text.strip_suffix('\n'));
        match id {
            Some(id) if hex::read(id, &mut [0; 16]).is_some() => Ok(Self(id.to_owned())),
            _ => Err(Error::Unreadable {
                what: ID_FILE,
                why: Damage::Form,
            }),
        }
    }

    /// The account name of the entry.
    pub(crate) fn account(&self) -> String {
        format!("database-key-{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{ID_FILE, KeyId};
    use crate::Error;
    use ring::rand::SystemRandom;
    use std::fs;

    #[test]
    fn an_id_stays_and_moves_with_its_folder() {
        let (rng, room) = (SystemRandom::new(), tempfile::tempdir().unwrap());
        let (here, there) = (room.path().join("here"), room.path().join("there"));
        fs::create_dir(&here).unwrap();
        assert_eq!(KeyId::read(&here).unwrap(), None);
        let id = KeyId::read_or_make(&here, &rng).unwrap();
        assert_eq!(KeyId::read_or_make(&here, &rng).unwrap(), id);
        fs::rename(&here, &there).unwrap();
        assert_eq!(KeyId::read(&there).unwrap(), Some(id));
    }

    #[test]
    fn the_form_is_the_golden_one_and_nothing_else() {
        let (rng, folder) = (SystemRandom::new(), tempfile::tempdir().unwrap());
        let golden = include_bytes!("../tests/golden/key.id");
        let id = KeyId::parse(golden).unwrap();
        assert_eq!(id.account(), "database-key-00112233445566778899aabbccddeeff");
        for damaged in [
            "",
            "\n",
            "00112233445566778899aabbccddeeff",
            "00112233445566778899AABBCCDDEEFF\n",
            "0011\n",
        ] {
            fs::write(folder.path().join(ID_FILE), damaged).unwrap();
            assert!(matches!(
                KeyId::read_or_make(folder.path(), &rng),
                Err(Error::Unreadable { what: ID_FILE, .. })
            ));
            assert_eq!(
                fs::read_to_string(folder.path().join(ID_FILE)).unwrap(),
                damaged,
                "left as it was"
            );
        }
    }
}
