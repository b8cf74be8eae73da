//! Small files that are either there whole or not at all. A file is written beside its place, flushed, and only then
//! renamed into it; the folder is flushed last, so that the name is durable too. Never write to the final name directly.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::{Damage, Error};

/// The most bytes that are read from a file of this room. Ours have a few hundred.
const MOST_BYTES: u64 = 64 * 1024;

/// The file's bytes, or `None` if there is no such file.
///
/// # Errors
/// [`Error::Io`]; [`Error::Unreadable`] if it is far larger than any file of this room.
pub(crate) fn read(folder: &Path, name: &'static str) -> Result<Option<Vec<u8>>, Error> {
    let file = match File::open(folder.join(name)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io(name)(error)),
    };
    let mut bytes = Vec::new();
    let length = file
        .take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(Error::io(name))?;
    if length as u64 > MOST_BYTES {
        return Err(Error::Unreadable {
            what: name,
            why: Damage::Form,
        });
    }
    Ok(Some(bytes))
}

/// Whether something of that name is there, even a link that leads nowhere: "not there" must be certain.
///
/// # Errors
/// [`Error::Io`] if the system does not say.
pub(crate) fn is_there(path: &Path, name: &'static str) -> Result<bool, Error> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Error::io(name)(error)),
    }
}

/// Writes a file that must not be there yet.
///
/// # Errors
/// [`Error::AlreadyKept`] if it is there, which is then untouched; [`Error::Io`].
pub(crate) fn create(folder: &Path, name: &'static str, bytes: &[u8]) -> Result<(), Error> {
    let beside = write_beside(folder, bytes).map_err(Error::io(name))?;
    match beside.persist_noclobber(folder.join(name)) {
        Ok(_) => sync(folder).map_err(Error::io(name)),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(Error::AlreadyKept),
        Err(error) => Err(Error::io(name)(error.error)),
    }
}

/// Writes a file in place of the one that is there. Until the new one is whole on the disk, the old one stays.
///
/// # Errors
/// [`Error::Io`]; the old file is then untouched.
pub(crate) fn replace(folder: &Path, name: &'static str, bytes: &[u8]) -> Result<(), Error> {
    let beside = write_beside(folder, bytes).map_err(Error::io(name))?;
    beside
        .persist(folder.join(name))
        .map_err(|error| Error::io(name)(error.error))?;
    sync(folder).map_err(Error::io(name))
}

/// Removes a file if it is there, durably.
///
/// # Errors
/// [`Error::Io`].
pub(crate) fn remove(folder: &Path, name: &'static str) -> Result<(), Error> {
    match fs::remove_file(folder.join(name)) {
        Ok(()) => sync(folder).map_err(Error::io(name)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(Error::io(name)(error)),
    }
}

/// A flushed file of a random name in the same folder (a rename does not cross file systems), which only its owner may
/// read (mode 0600 on Unix, `tempfile`'s default). It removes itself if it is not renamed.
fn write_beside(folder: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut file = tempfile::Builder::new()
        .prefix(".key-")
        .suffix(".tmp")
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Makes the folder's list of names durable. Windows has no such call: its file systems journal names by themselves.
fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_BYTES, create, is_there, read, remove, replace};
    use crate::{Damage, Error};
    use std::fs;

    fn names(folder: &std::path::Path) -> Vec<String> {
        fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    #[test]
    fn a_file_is_created_once_and_replaced_whole() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(folder.path(), "f").unwrap(), None);
        create(folder.path(), "f", b"one").unwrap();
        assert!(matches!(create(folder.path(), "f", b"two"), Err(Error::AlreadyKept)));
        assert_eq!(read(folder.path(), "f").unwrap().unwrap(), b"one");
        replace(folder.path(), "f", b"three").unwrap();
        assert_eq!(read(folder.path(), "f").unwrap().unwrap(), b"three");
        assert_eq!(names(folder.path()), ["f"], "no leftovers");
        remove(folder.path(), "f").unwrap();
        remove(folder.path(), "f").unwrap();
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn a_huge_file_is_not_read_into_memory() {
        let folder = tempfile::tempdir().unwrap();
        fs::File::create(folder.path().join("f"))
            .unwrap()
            .set_len(MOST_BYTES * 1_000_000)
            .unwrap();
        assert!(matches!(
            read(folder.path(), "f"),
            Err(Error::Unreadable {
                what: "f",
                why: Damage::Form
            })
        ));
    }

    #[test]
    fn a_missing_folder_is_an_error_and_is_not_made() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("missing");
        assert!(matches!(create(&missing, "f", b"x"), Err(Error::Io { what: "f", .. })));
        assert!(!missing.exists());
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_it_and_a_dead_link_counts_as_there() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let mode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o7777;
        create(folder.path(), "f", b"one").unwrap();
        assert_eq!(mode("f"), 0o600);
        fs::set_permissions(folder.path().join("f"), fs::Permissions::from_mode(0o644)).unwrap();
        replace(folder.path(), "f", b"two").unwrap();
        assert_eq!(mode("f"), 0o600, "a file that others could read does not stay so");
        symlink("nowhere", folder.path().join("link")).unwrap();
        assert!(is_there(&folder.path().join("link"), "link").unwrap());
        assert!(!is_there(&folder.path().join("nothing"), "nothing").unwrap());
    }
}
