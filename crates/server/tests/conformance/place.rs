//! Where a server's database is, and its blobs.

use crate::world;
use model::{Record, RecordId};
use server::{OrgId, Server};
use std::{
    path::PathBuf,
    sync::{Arc, atomic::AtomicI64},
};

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
        let blobs = self.blobs();
        let server = Server::open_at(&self.url, blobs.to_str(), world::clock(now)).await;
        server.unwrap()
    }

    /// Where the blobs lie.
    pub(crate) fn blobs(&self) -> PathBuf {
        self.folder.path().join("blobs")
    }

    /// Somebody has been at the database.
    pub(crate) async fn alter(&self, sql: &'static str) {
        if self.is_shared() {
            let pool = sqlx::PgPool::connect(&self.url).await.unwrap();
            sqlx::query(sql).execute(&pool).await.unwrap();
        } else {
            let pool = sqlx::SqlitePool::connect(&self.url).await.unwrap();
            sqlx::query(sql).execute(&pool).await.unwrap();
        }
    }

    /// The record as the server keeps it.
    pub(crate) async fn stored(&self, org: OrgId, id: RecordId) -> Record {
        let sql = "SELECT body FROM record WHERE org = $1 AND id = $2";
        let (org, id) = (org.to_vec(), id.to_bytes().to_vec());
        let body: Vec<u8> = if self.is_shared() {
            let pool = sqlx::PgPool::connect(&self.url).await.unwrap();
            sqlx::query_scalar(sql)
                .bind(org)
                .bind(id)
                .fetch_one(&pool)
                .await
                .unwrap()
        } else {
            let pool = sqlx::SqlitePool::connect(&self.url).await.unwrap();
            sqlx::query_scalar(sql)
                .bind(org)
                .bind(id)
                .fetch_one(&pool)
                .await
                .unwrap()
        };
        protocol::record_of(&body).unwrap()
    }
}
