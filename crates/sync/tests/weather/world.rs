//! Where the server's database is: what the server's own tests of PostgreSQL hand out.

/// A database.
pub(crate) struct Place {
    pub(crate) url: String,
    _folder: Option<tempfile::TempDir>,
}

impl Place {
    /// A SQLite file of its own.
    pub(crate) fn file() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            url: folder.path().join("server.db").to_str().unwrap().to_owned(),
            _folder: Some(folder),
        }
    }

    pub(crate) fn url(url: String) -> Self {
        Self { url, _folder: None }
    }
}
