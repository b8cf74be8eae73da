//! Rows out as JSON (RFC 8259): one array of objects, streamed, the keys in the order given.

use std::collections::HashSet;
use std::io::{self, Write};

/// A row that was not written.
#[derive(Debug, thiserror::Error)]
pub enum NotWritten {
    /// Most readers would keep one of the two values and drop the other.
    #[error("The column \u{201c}{key}\u{201d} appears twice in one row. Give one of them another name.")]
    DuplicateKey {
        /// The name in question.
        key: String,
    },
    /// The disk is full, the stick was pulled, and so on.
    #[error("The file could not be written ({0}). Check the space on the disk, or choose another folder.")]
    Io(#[from] io::Error),
}

/// Writes an array of objects, one object to a line.
pub struct Writer<W: Write> {
    out: W,
    empty: bool,
    /// The names of the last row, which the next one most likely shares.
    checked: Vec<String>,
}

impl<W: Write> Writer<W> {
    /// Begins the array. Give it a buffered `out`.
    pub fn new(mut out: W) -> Result<Self, NotWritten> {
        out.write_all(b"[")?;
        Ok(Self {
            out,
            empty: true,
            checked: Vec::new(),
        })
    }

    /// Writes one object with these keys and values, all of them strings.
    pub fn row<K: AsRef<str>, V: AsRef<str>>(&mut self, pairs: &[(K, V)]) -> Result<(), NotWritten> {
        self.check(pairs)?;
        self.out.write_all(if self.empty { b"\n{" } else { b",\n{" })?;
        self.empty = false;
        for (nth, (key, value)) in pairs.iter().enumerate() {
            if nth > 0 {
                self.out.write_all(b",")?;
            }
            text(&mut self.out, key.as_ref())?;
            self.out.write_all(b":")?;
            text(&mut self.out, value.as_ref())?;
        }
        self.out.write_all(b"}")?;
        Ok(())
    }

    /// Ends the array and flushes. Without it the file is not JSON.
    pub fn finish(mut self) -> Result<W, NotWritten> {
        self.out.write_all(b"\n]\n")?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn check<K: AsRef<str>, V>(&mut self, pairs: &[(K, V)]) -> Result<(), NotWritten> {
        let keys = || pairs.iter().map(|(key, _)| key.as_ref());
        if keys().eq(self.checked.iter().map(String::as_str)) {
            return Ok(());
        }
        let mut seen = HashSet::with_capacity(pairs.len());
        if let Some(key) = keys().find(|key| !seen.insert(*key)) {
            return Err(NotWritten::DuplicateKey { key: key.to_owned() });
        }
        self.checked = keys().map(str::to_owned).collect();
        Ok(())
    }
}

/// Writes all `rows`, and returns how many there were.
pub fn write<K, V, R>(out: impl Write, rows: impl IntoIterator<Item = R>) -> Result<u64, NotWritten>
where
    K: AsRef<str>,
    V: AsRef<str>,
    R: AsRef<[(K, V)]>,
{
    let mut writer = Writer::new(out)?;
    let mut count = 0;
    for row in rows {
        writer.row(row.as_ref())?;
        count += 1;
    }
    writer.finish()?;
    Ok(count)
}

fn text(out: impl Write, text: &str) -> Result<(), NotWritten> {
    serde_json::to_writer(out, text).map_err(|error| NotWritten::Io(error.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_the_keys_is_kept() {
        let mut out = Vec::new();
        let rows = [[("name", "Ann \"Roe\"\n"), ("a", "")], [("a", "1"), ("name", "\u{7}é")]];
        assert_eq!(write(&mut out, rows).unwrap(), 2);
        let expected = "[\n{\"name\":\"Ann \\\"Roe\\\"\\n\",\"a\":\"\"},\n{\"a\":\"1\",\"name\":\"\\u0007é\"}\n]\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn no_rows_are_an_empty_array() {
        let mut out = Vec::new();
        write(&mut out, Vec::<Vec<(&str, &str)>>::new()).unwrap();
        assert_eq!(serde_json::from_slice::<Vec<()>>(&out).unwrap(), vec![]);
    }

    #[test]
    fn a_name_that_comes_twice_is_refused() {
        let mut writer = Writer::new(Vec::new()).unwrap();
        assert!(matches!(
            writer.row(&[("a", "1"), ("a", "2")]),
            Err(NotWritten::DuplicateKey { .. })
        ));
    }
}
