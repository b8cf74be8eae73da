//! Looks for words in everything that a device has on disk.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use memchr::memmem;

/// A word in the clear.
#[derive(Debug, PartialEq, Eq)]
pub struct Found {
    /// The word that was looked for.
    pub word: String,
    /// The file that holds it, or has it in its name.
    pub file: PathBuf,
    /// How it is written there.
    pub written_as: &'static str,
}

/// What a search has gone through, and what it found.
#[derive(Debug, Default)]
pub struct Looked {
    /// Files read to their end.
    pub files: Vec<PathBuf>,
    /// Bytes read.
    pub bytes: u64,
    /// Words in the clear.
    pub found: Vec<Found>,
}

/// Looks for each of `words` in every file below `root`, and in the files' names.
///
/// # Errors
/// When a folder or a file cannot be read. One that vanished meanwhile is no error.
pub fn search(root: &Path, words: &[&str]) -> anyhow::Result<Looked> {
    let mut looked = Looked::default();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                look_into(entry.path(), words, &mut looked)?;
            }
        }
    }
    Ok(looked)
}

fn look_into(file: PathBuf, words: &[&str], looked: &mut Looked) -> anyhow::Result<()> {
    let content = match fs::read(&file) {
        Ok(content) => content,
        Err(gone) if gone.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for word in words {
        let mut note = |written_as| {
            looked.found.push(Found {
                word: (*word).to_owned(),
                file: file.clone(),
                written_as,
            })
        };
        if name.contains(word) {
            note("the file's name");
        }
        for (written_as, bytes) in spellings(word) {
            if memmem::find(&content, &bytes).is_some() {
                note(written_as);
            }
        }
    }
    looked.bytes += content.len() as u64;
    looked.files.push(file);
    Ok(())
}

/// A word's bytes in each encoding that SQLite, WebKit or a log may use.
fn spellings(word: &str) -> [(&'static str, Vec<u8>); 3] {
    [
        ("UTF-8", word.as_bytes().to_vec()),
        ("UTF-16LE", word.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("UTF-16BE", word.encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_in_every_encoding_and_in_a_name() {
        let root = tempfile::tempdir().unwrap();
        let deep = root.path().join("a/b");
        fs::create_dir_all(&deep).unwrap();
        for (written_as, bytes) in spellings("Ōtautahi-7") {
            fs::write(deep.join(written_as), [&[0_u8; 3], &bytes[..], &[255; 3]].concat()).unwrap();
        }
        fs::write(root.path().join("Ōtautahi-7.txt"), "").unwrap();
        fs::write(root.path().join("other"), "nothing").unwrap();

        let looked = search(root.path(), &["Ōtautahi-7", "absent"]).unwrap();

        let mut ways: Vec<_> = looked.found.iter().map(|found| found.written_as).collect();
        ways.sort_unstable();
        assert_eq!(ways, ["UTF-16BE", "UTF-16LE", "UTF-8", "the file's name"]);
        assert_eq!(looked.files.len(), 5);
    }
}
