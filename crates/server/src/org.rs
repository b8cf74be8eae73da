//! An organisation in this process: its key, the way to its writer, its news, which of its devices are here.

use crate::{
    OrgId, ServerError,
    clock::Clock,
    database::Database,
    measure::Measures,
    tables::org::{OrgRow, reach},
    writer::{Desk, News, Writer},
};
use model::DeviceId;
use ring::{
    rand::SystemRandom,
    signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::watch;

/// A fresh signing key, PKCS #8.
pub(crate) fn fresh_key() -> Result<Vec<u8>, ServerError> {
    let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| ServerError::Keys)?;
    Ok(document.as_ref().to_vec())
}

/// Sessions of one device at once. It needs one; those that broke off without a word are still counted for a while.
const AT_ONCE: usize = 32;

pub(crate) struct Org {
    pub(crate) id: OrgId,
    pub(crate) name: String,
    key: Ed25519KeyPair,
    pub(crate) writer: Writer,
    pub(crate) news: watch::Sender<News>,
    here: Mutex<HashMap<DeviceId, usize>>,
}

impl Org {
    pub(crate) async fn start(
        row: OrgRow,
        database: Arc<dyn Database>,
        clock: Clock,
        measures: Arc<Measures>,
    ) -> Result<Self, ServerError> {
        let key = Ed25519KeyPair::from_pkcs8(&row.signing).map_err(|_| ServerError::Keys)?;
        let reach = reach(&mut *database.read().await?, row.id, "").await?;
        let news = watch::Sender::new((reach.epoch, reach.seq));
        let writer = Writer::start(Desk {
            org: row.id,
            database,
            clock,
            news: news.clone(),
            measures,
        });
        Ok(Self {
            id: row.id,
            name: row.name,
            key,
            writer,
            news,
            here: Mutex::default(),
        })
    }

    pub(crate) fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        let mut signature = [0; 64];
        let signed = self.key.sign(bytes);
        signature
            .iter_mut()
            .zip(signed.as_ref())
            .for_each(|(to, from)| *to = *from);
        signature
    }

    /// Whether this organisation's key has signed.
    pub(crate) fn signed(&self, bytes: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.public_key())
            .verify(bytes, signature)
            .is_ok()
    }

    pub(crate) fn public_key(&self) -> &[u8] {
        self.key.public_key().as_ref()
    }

    /// News of another process. What is older than what is known says nothing.
    pub(crate) fn heard(&self, news: News) {
        self.news.send_if_modified(|last| {
            let newer = news > *last;
            if newer {
                *last = news;
            }
            newer
        });
    }

    pub(crate) fn is_here(&self, device: DeviceId) -> bool {
        self.lock().contains_key(&device)
    }

    /// The device is connected for as long as the answer lives; `None` where it is too often already.
    pub(crate) fn arrives(self: &Arc<Self>, device: DeviceId) -> Option<Presence> {
        let mut here = self.lock();
        let count = here.entry(device).or_default();
        if *count >= AT_ONCE {
            return None;
        }
        *count += 1;
        drop(here);
        Some(Presence(self.clone(), device))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<DeviceId, usize>> {
        self.here.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A device that is connected.
pub(crate) struct Presence(Arc<Org>, DeviceId);

impl Drop for Presence {
    fn drop(&mut self) {
        let mut here = self.0.lock();
        if let Some(count) = here.get_mut(&self.1) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                here.remove(&self.1);
            }
        }
    }
}
