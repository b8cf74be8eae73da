//! Blobs: taken in piece by piece, handed out by their name. An upload is its device's own until all of it is here and hashes
//! to its name; only then is there a blob that others see, and a receipt for it.
//!
//! The row of an upload says how far it is, and moves in one transaction with the piece's row. A piece's bytes are put down
//! before that, under its offset and hash: what a process that ended left behind is overwritten by the same piece, or
//! cleared away with its upload.
//!
//! The one thing not to do here: call something whole that was not hashed.

mod depot;
mod finishing;

pub(crate) use depot::{Depot, Stream};

use crate::{
    Server, ServerError,
    org::Org,
    tables::{
        blob::{self, UploadRow, Whose},
        org::reach,
        people::{self, DeviceRow},
    },
};
use axum::body::Bytes;
use model::DeviceId;
use protocol::{
    BLOB_ASK_WITHIN, BlobAsk, BlobName, BlobReceipt, Code, Fault, blob_ask_bytes, blob_proof_bytes, blob_receipt_bytes,
    limits,
};
use ring::signature::{ED25519, UnparsedPublicKey};
use std::{ops::Range, sync::Arc};

/// An upload that nothing was added to for so long is given up, ms: a week.
pub(crate) const ABANDONED: i64 = 7 * 24 * 60 * 60_000;
/// Uploads that are given up at once at most.
const CLEARED: u64 = 64;

/// Somebody who may ask for an organisation's blobs, and which.
pub(crate) struct Asked {
    pub(crate) org: Arc<Org>,
    pub(crate) device: DeviceId,
    pub(crate) name: BlobName,
}

/// How far a blob is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Far {
    /// Bytes that are here.
    pub(crate) reached: u64,
    /// Bytes of the whole.
    pub(crate) size: u64,
    /// Where all are here, and hash to its name.
    pub(crate) receipt: Option<BlobReceipt>,
}

impl Asked {
    fn whose(&self) -> Whose {
        Whose {
            org: self.org.id,
            device: self.device,
            name: self.name,
        }
    }
}

fn has_signed(device: &DeviceRow, ask: &BlobAsk<'_>, signature: &[u8; 64], now: i64) -> bool {
    let key = UnparsedPublicKey::new(&ED25519, &device.public_key);
    let signed = |token| key.verify(&blob_ask_bytes(ask, token), signature).is_ok();
    device.tokens.in_hand(now).any(signed)
}

impl Server {
    /// The server proves itself: its clock, and its signature over a stranger's nonce.
    pub(crate) async fn proves(&self, org: [u8; 16], nonce: &[u8; 32]) -> Result<(i64, [u8; 64]), Fault> {
        let org = self.org(org).await?.ok_or(Code::SignIn)?;
        let now = (self.inner().clock)();
        Ok((now, org.sign(&blob_proof_bytes(&org.id, nonce, now))))
    }

    /// Who asks, by the device's key and the hash of its token: what a session asks for, less the session.
    pub(crate) async fn asked(&self, ask: &BlobAsk<'_>, signature: &[u8; 64]) -> Result<Asked, Fault> {
        let inner = self.inner();
        let org = self.org(ask.org).await?.ok_or(Code::SignIn)?;
        let found = people::device_of(&mut *inner.database.read().await?, org.id, ask.device).await?;
        let device = found.ok_or(Code::SignIn)?;
        let now = (inner.clock)();
        if !has_signed(&device, ask, signature, now) {
            return Err(Code::SignIn.into());
        }
        if let Some(code) = device.barred() {
            return Err(code.into());
        }
        if now.abs_diff(ask.at) > BLOB_ASK_WITHIN.unsigned_abs() {
            return Err(Code::NotReady.into());
        }
        Ok(Asked {
            org,
            device: device.id,
            name: ask.name,
        })
    }

    fn depot(&self) -> Result<&Arc<Depot>, Fault> {
        Ok(self.inner().depot.as_ref().ok_or(Code::NoBlobs)?)
    }

    /// Begins an upload, or goes on with one.
    pub(crate) async fn begin_blob(&self, asked: &Asked, size: u64) -> Result<Far, Fault> {
        self.depot()?;
        if size > limits::BLOB {
            return Err(Code::TooLarge.into());
        }
        self.clear_abandoned(&asked.org).await?;
        match self.look_at_blob(asked).await {
            Ok(far) if far.size == size => return Ok(far),
            Ok(far) if far.receipt.is_some() => return Err(Code::NotAsNamed.into()), // another length cannot have this hash
            Ok(_) => self.drop_upload(&asked.whose()).await?,
            Err(fault) if fault.code == Code::Absent => {}
            Err(fault) => return Err(fault),
        }
        let inner = self.inner();
        let mut tx = inner.database.write().await?;
        if let Some(quota) = inner.blob_quota {
            reach(&mut *tx, asked.org.id, inner.database.locking()).await?; // one after the other
            if blob::taken(&mut *tx, asked.org.id).await?.saturating_add(size) > quota {
                return Err(Code::BlobQuota.into());
            }
        }
        blob::begin(&mut *tx, &asked.whose(), size, (inner.clock)()).await?;
        tx.commit().await?;
        self.look_at_blob(asked).await
    }

    /// How far a blob is: whole, or this device's upload of it.
    pub(crate) async fn look_at_blob(&self, asked: &Asked) -> Result<Far, Fault> {
        let depot = self.depot()?;
        let inner = self.inner();
        let mut tx = inner.database.read().await?;
        let whole = blob::whole(&mut *tx, asked.org.id, asked.name).await?;
        let upload = blob::upload(&mut *tx, &asked.whose()).await?;
        drop(tx);
        if let Some(size) = whole
            && depot.holds(asked.org.id, asked.name, size).await?
        {
            return self.held(asked, size).await;
        }
        let UploadRow { size, reached, touched } = upload.ok_or(Code::Absent)?;
        if touched < (inner.clock)() - ABANDONED {
            return Err(Code::Absent.into());
        }
        Ok(Far {
            reached,
            size,
            receipt: None,
        })
    }

    /// The server's word that it holds a blob.
    async fn held(&self, asked: &Asked, size: u64) -> Result<Far, Fault> {
        let inner = self.inner();
        let epoch = reach(&mut *inner.database.read().await?, asked.org.id, "").await?.epoch;
        let at = (inner.clock)();
        let signed = blob_receipt_bytes(&asked.org.id, asked.name, size, (epoch, at));
        let signature = asked.org.sign(&signed);
        Ok(Far {
            reached: size,
            size,
            receipt: Some(BlobReceipt { epoch, at, signature }),
        })
    }

    /// Appends a piece where the upload stands; the last one ends it.
    pub(crate) async fn append_to_blob(
        &self,
        asked: &Asked,
        (offset, hash): (u64, [u8; 32]),
        piece: Bytes,
    ) -> Result<Far, Fault> {
        let depot = self.depot()?;
        let far = self.look_at_blob(asked).await?;
        if far.reached != offset {
            return Err(Code::Offset.into());
        }
        if far.receipt.is_some() {
            return Ok(far);
        }
        if piece.len() > limits::BLOB_PIECE || far.size - far.reached < piece.len() as u64 {
            return Err(Code::TooLarge.into());
        }
        let (whose, inner) = (asked.whose(), self.inner());
        let reached = offset + piece.len() as u64;
        if !piece.is_empty() {
            let size = piece.len() as u64;
            depot.keep_piece(&whose, (offset, hash), piece).await?;
            let mut tx = inner.database.write().await?;
            if !blob::append(&mut *tx, &whose, (offset, size, hash), (inner.clock)()).await? {
                return Err(Code::Offset.into());
            }
            tx.commit().await?;
        }
        if reached < far.size {
            return Ok(Far { reached, ..far });
        }
        self.finish_blob(&whose, far.size).await?;
        self.held(asked, far.size).await
    }

    /// Bytes of a whole blob in the organisation, and how many it has.
    pub(crate) async fn blob_size(&self, asked: &Asked) -> Result<u64, Fault> {
        self.depot()?;
        let mut tx = self.inner().database.read().await?;
        let whole = blob::whole(&mut *tx, asked.org.id, asked.name).await?;
        Ok(whole.ok_or(Code::Absent)?)
    }

    /// A part of a whole blob.
    pub(crate) async fn read_blob(&self, asked: &Asked, range: Range<u64>) -> Result<Stream, Fault> {
        let depot = self.depot()?;
        match depot.read(asked.org.id, asked.name, range).await {
            Err(ServerError::Blobs(object_store::Error::NotFound { .. })) => Err(Code::Absent.into()),
            read => Ok(read?),
        }
    }

    /// Gives up uploads of an organisation that nobody goes on with.
    async fn clear_abandoned(&self, org: &Org) -> Result<(), Fault> {
        let inner = self.inner();
        let before = (inner.clock)() - ABANDONED;
        let stale = blob::stale(&mut *inner.database.read().await?, org.id, before, CLEARED).await?;
        for whose in stale {
            let mut tx = inner.database.write().await?;
            let forgotten = blob::forget(&mut *tx, &whose, before).await?;
            tx.commit().await?;
            if forgotten {
                self.depot()?.clear(&whose).await?;
            }
        }
        Ok(())
    }
}
