//! Where the bytes of blobs lie: a folder beside the database, or whatever speaks S3. A piece on its way and a whole blob
//! are objects of their own; what is whole never lies under a name that was not verified.
//!
//! ```text
//! <organisation>/blobs/<name>                              whole
//! <organisation>/pieces/<device>/<name>/<offset>-<hash>    on its way
//! ```

use crate::{OrgId, ServerError, hex, tables::blob::Whose};
use futures_util::{StreamExt as _, TryStreamExt as _, stream::BoxStream};
use object_store::{
    GetOptions, GetRange, ObjectStore, ObjectStoreExt as _, WriteMultipart, local::LocalFileSystem, parse_url_opts,
    path::Path, prefix::PrefixStore,
};
use protocol::BlobName;
use std::{ops::Range, path::PathBuf, sync::Arc};
use tokio::sync::OnceCell;
use url::Url;

/// Bytes that are handed on at once where a whole blob is put together: S3 wants five million at least.
const PART: usize = 8 << 20;
/// Such parts on their way at once.
const PARTS: usize = 2;

/// Where blobs are kept.
pub(crate) struct Depot {
    place: Place,
    opened: OnceCell<Arc<dyn ObjectStore>>,
}

enum Place {
    /// Made when the first blob comes.
    Folder(PathBuf),
    Url(Url),
}

/// Bytes as they are read.
pub(crate) type Stream = BoxStream<'static, object_store::Result<axum::body::Bytes>>;

impl Depot {
    /// A folder's path, or a URL such as `s3://bucket/folder`, whose keys and endpoint are in the environment as object_store
    /// reads them (`AWS_ACCESS_KEY_ID`, `AWS_ENDPOINT`, …).
    pub(crate) fn at(place: &str) -> Result<Self, ServerError> {
        let place = match Url::parse(place) {
            Ok(url) if place.contains("://") => Place::Url(url),
            _ => Place::Folder(place.into()),
        };
        let depot = Self {
            place,
            opened: OnceCell::new(),
        };
        if let Place::Url(url) = &depot.place {
            at_url(url)?; // said at the start, not to the first device
        }
        Ok(depot)
    }

    async fn store(&self) -> Result<&Arc<dyn ObjectStore>, ServerError> {
        let open = || async {
            match &self.place {
                Place::Folder(folder) => at_folder(folder),
                Place::Url(url) => at_url(url),
            }
        };
        self.opened.get_or_try_init(open).await
    }

    pub(crate) async fn keep_piece(
        &self,
        whose: &Whose,
        (at, hash): (u64, [u8; 32]),
        bytes: axum::body::Bytes,
    ) -> Result<(), ServerError> {
        self.store()
            .await?
            .put(&piece_of(whose, at, &hash), bytes.into())
            .await?;
        Ok(())
    }

    /// The bytes of a piece; `None` where it is not there.
    pub(crate) async fn piece(
        &self,
        whose: &Whose,
        (at, hash): (u64, [u8; 32]),
    ) -> Result<Option<axum::body::Bytes>, ServerError> {
        match self.store().await?.get(&piece_of(whose, at, &hash)).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Clears the pieces of an upload away, also such as no row names: what was put down when the process ended.
    pub(crate) async fn clear(&self, whose: &Whose) -> Result<(), ServerError> {
        if let Place::Folder(folder) = &self.place {
            // Also what was half written, which a listing leaves out.
            return match tokio::fs::remove_dir_all(folder.join(pieces_of(whose).as_ref())).await {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
                _ => Ok(()),
            };
        }
        let store = self.store().await?;
        let found = store.list(Some(&pieces_of(whose))).map_ok(|meta| meta.location);
        let cleared = store.delete_stream(found.boxed());
        cleared.try_for_each(|_| std::future::ready(Ok(()))).await?;
        Ok(())
    }

    /// Begins to put a whole blob down; it is there when that is finished, and not before.
    pub(crate) async fn begin(&self, org: OrgId, name: BlobName) -> Result<Writing, ServerError> {
        let upload = self.store().await?.put_multipart(&whole_of(org, name)).await?;
        Ok(Writing(WriteMultipart::new_with_chunk_size(upload, PART)))
    }

    /// Whether a whole blob's bytes are there.
    pub(crate) async fn holds(&self, org: OrgId, name: BlobName, size: u64) -> Result<bool, ServerError> {
        match self.store().await?.head(&whole_of(org, name)).await {
            Ok(meta) => Ok(meta.size == size),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Bytes of a whole blob.
    pub(crate) async fn read(&self, org: OrgId, name: BlobName, range: Range<u64>) -> Result<Stream, ServerError> {
        let options = GetOptions::new().with_range(Some(GetRange::Bounded(range)));
        let found = self.store().await?.get_opts(&whole_of(org, name), options).await?;
        Ok(found.into_stream())
    }
}

/// A whole blob that is being put down.
pub(crate) struct Writing(WriteMultipart);

impl Writing {
    pub(crate) async fn add(&mut self, bytes: axum::body::Bytes) -> Result<(), ServerError> {
        self.0.wait_for_capacity(PARTS).await?;
        self.0.put(bytes);
        Ok(())
    }

    pub(crate) async fn finish(self) -> Result<(), ServerError> {
        self.0.finish().await?;
        Ok(())
    }

    pub(crate) async fn throw_away(self) -> Result<(), ServerError> {
        Ok(self.0.abort().await?)
    }
}

fn at_folder(folder: &PathBuf) -> Result<Arc<dyn ObjectStore>, ServerError> {
    let mut maker = std::fs::DirBuilder::new();
    maker.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700); // customers' data is its owner's alone
    maker.create(folder)?;
    let local = LocalFileSystem::new_with_prefix(folder)?;
    // What is said to be here is on the disk.
    Ok(Arc::new(local.with_fsync(true).with_automatic_cleanup(true)))
}

fn at_url(url: &Url) -> Result<Arc<dyn ObjectStore>, ServerError> {
    let settings = std::env::vars().filter(|(name, _)| name.starts_with("AWS_"));
    let settings = settings.map(|(name, value)| (name.to_lowercase(), value));
    let (store, under) = parse_url_opts(url, settings)?;
    Ok(Arc::new(PrefixStore::new(store, under)))
}

fn whole_of(org: OrgId, name: BlobName) -> Path {
    Path::from(format!("{}/blobs/{name}", hex::text(&org)))
}

fn pieces_of(whose: &Whose) -> Path {
    let (org, device) = (hex::text(&whose.org), hex::text(&whose.device.to_bytes()));
    Path::from(format!("{org}/pieces/{device}/{}", whose.name))
}

fn piece_of(whose: &Whose, at: u64, hash: &[u8; 32]) -> Path {
    Path::from(format!("{}/{at}-{}", pieces_of(whose), hex::text(hash)))
}

impl std::fmt::Debug for Depot {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.place {
            Place::Folder(folder) => write!(to, "Depot({})", folder.display()),
            Place::Url(url) => write!(to, "Depot({})", url.host_str().unwrap_or_default()),
        }
    }
}
