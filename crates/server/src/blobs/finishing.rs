//! The end of an upload: its pieces, in their order, are hashed and put down as one blob, or thrown away.

use super::Depot;
use crate::{
    Server, ServerError,
    tables::blob::{self, Whose},
};
use protocol::{BlobName, Code, Fault};
use ring::digest::{Context, SHA256};

/// What the pieces of an upload came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Came {
    /// Bytes that hash to the name.
    Whole,
    /// Others.
    Otherwise,
    /// Not all of them were there.
    Short,
}

impl Server {
    /// Ends an upload. Goes on where the device that waits for it goes away.
    pub(super) async fn finish_blob(&self, whose: &Whose, size: u64) -> Result<(), Fault> {
        let (server, whose) = (self.clone(), *whose);
        let finishing = tokio::spawn(async move { server.finish_upload(&whose, size).await });
        finishing.await.map_err(|_| Code::Internal)?
    }

    async fn finish_upload(&self, whose: &Whose, size: u64) -> Result<(), Fault> {
        let depot = self.depot()?.clone();
        let inner = self.inner();
        let pieces = blob::pieces(&mut *inner.database.read().await?, whose).await?;
        match put_together(&depot, whose, &pieces, size).await? {
            Came::Whole => {
                let now = (inner.clock)();
                let mut tx = inner.database.write().await?;
                blob::keep(&mut *tx, whose, size, now).await?;
                blob::forget(&mut *tx, whose, i64::MAX).await?;
                tx.commit().await?;
                if let Err(error) = depot.clear(whose).await {
                    tracing::warn!(%error, "pieces of a blob that is whole were left behind");
                }
                Ok(())
            }
            Came::Otherwise => {
                self.drop_upload(whose).await?;
                tracing::warn!("an upload did not have the hash that it was named by, and was thrown away");
                Err(Code::NotAsNamed.into())
            }
            // Another request has ended the same upload meanwhile, or somebody has been at the pieces.
            Came::Short
                if blob::whole(&mut *inner.database.read().await?, whose.org, whose.name).await? == Some(size) =>
            {
                Ok(())
            }
            Came::Short => {
                self.drop_upload(whose).await?;
                Err(Code::Absent.into())
            }
        }
    }

    /// Throws an upload away.
    pub(super) async fn drop_upload(&self, whose: &Whose) -> Result<(), Fault> {
        let mut tx = self.inner().database.write().await?;
        blob::forget(&mut *tx, whose, i64::MAX).await?;
        tx.commit().await?;
        self.depot()?.clear(whose).await?;
        Ok(())
    }
}

async fn put_together(
    depot: &Depot,
    whose: &Whose,
    pieces: &[(u64, [u8; 32])],
    size: u64,
) -> Result<Came, ServerError> {
    let (mut whole, mut reached) = (Context::new(&SHA256), 0);
    let mut writing = depot.begin(whose.org, whose.name).await?;
    for (at, hash) in pieces {
        let bytes = match depot.piece(whose, (*at, *hash)).await? {
            Some(bytes) if *at == reached => bytes,
            _ => break,
        };
        whole.update(&bytes);
        reached += bytes.len() as u64;
        writing.add(bytes).await?;
    }
    let came = match hashed(whole) {
        _ if reached != size => Came::Short,
        name if name == whose.name => Came::Whole,
        _ => Came::Otherwise,
    };
    match came {
        Came::Whole => writing.finish().await?,
        _ => writing.throw_away().await?,
    }
    Ok(came)
}

fn hashed(whole: Context) -> BlobName {
    let mut hash = [0; 32];
    let digest = whole.finish();
    hash.iter_mut().zip(digest.as_ref()).for_each(|(to, from)| *to = *from);
    BlobName::from_hash(hash)
}
