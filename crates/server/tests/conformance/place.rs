//! Where a server's database is, and its blobs.

use crate::world;
use model::{Record, RecordId};
use server::{BlobRoom, OrgId, Server};
use std::{
    path::PathBuf,
    sync::{Arc, atomic::AtomicI64},
};

/// The same words to either kind of database, beside the server.
macro_rules! by_hand {
    ($place:expr, |$pool:ident| $asks:expr) => {
        if $place.is_shared() {
            let $pool = sqlx::PgPool::connect(&$place.url).await.unwrap();
            $asks
        } else {
            let $pool = sqlx::SqlitePool::connect(&$place.url).await.unwrap();
            $asks
        }
    };
}

/// Where a database is.
#[derive(Clone)]
pub(crate) struct Place {
    url: String,
    /// The database's file, where it is one; and the blobs.
    folder: Arc<tempfile::TempDir>,
}

impl Place {
    pub(crate) fn file() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            url: folder.path().join("server.db").to_str().unwrap().to_owned(),
            folder: Arc::new(folder),
        }
    }

    pub(crate) fn url(url: String) -> Self {
        Self {
            url,
            folder: Arc::new(tempfile::tempdir().unwrap()),
        }
    }

    pub(crate) fn is_shared(&self) -> bool {
        self.url.starts_with("postgres")
    }

    /// A server at this place, by the world's clock.
    pub(crate) async fn open(&self, world: &world::World) -> Server {
        self.opened(&world.now).await
    }

    pub(crate) async fn opened(&self, now: &Arc<AtomicI64>) -> Server {
        self.opened_with_room(now, None).await
    }

    /// A server that keeps so many bytes of an organisation's blobs.
    pub(crate) async fn opened_with_room(&self, now: &Arc<AtomicI64>, quota: Option<u64>) -> Server {
        let blobs = BlobRoom {
            place: self.blobs().to_str().map(str::to_owned),
            quota,
        };
        Server::open_at(&self.url, blobs, world::clock(now)).await.unwrap()
    }

    /// Where the blobs lie.
    pub(crate) fn blobs(&self) -> PathBuf {
        self.folder.path().join("blobs")
    }

    /// Somebody has been at the database.
    pub(crate) async fn alter(&self, sql: &'static str) {
        by_hand!(self, |pool| {
            sqlx::query(sql).execute(&pool).await.unwrap();
        });
    }

    /// The record as the server keeps it.
    pub(crate) async fn stored(&self, org: OrgId, id: RecordId) -> Record {
        let sql = "SELECT body FROM record WHERE org = $1 AND id = $2";
        let (org, id) = (org.to_vec(), id.to_bytes().to_vec());
        let body: Vec<u8> = by_hand!(self, |pool| {
            let asked = sqlx::query_scalar(sql).bind(org).bind(id);
            asked.fetch_one(&pool).await.unwrap()
        });
        protocol::record_of(&body).unwrap()
    }
}
