//! Disks that are copied and put back, and devices that go on from a copy.

use crate::desk::{Desk, open_store, unhex};
use model::DeviceId;
use protocol::SignIn;
use server::Server;
use std::{
    path::Path,
    sync::atomic::{AtomicU32, Ordering::SeqCst},
};
use sync::DeviceKey;

/// How many devices were made on a copy of another's disk: each draws its own ids.
static CLONES: AtomicU32 = AtomicU32::new(1);

impl Desk {
    /// A copy of its disk as it is now.
    pub(crate) async fn copied(&mut self) -> tempfile::TempDir {
        let copy = tempfile::tempdir().unwrap();
        self.store.clone().close().await;
        copy_files(&self.folder, copy.path());
        self.store = open_store(&self.folder, self.seed, self.role).await;
        copy
    }

    /// Its disk is as it was when it was copied.
    pub(crate) async fn put_back(&mut self, copy: &tempfile::TempDir) {
        self.store.clone().close().await;
        for file in std::fs::read_dir(&self.folder).unwrap() {
            std::fs::remove_file(file.unwrap().path()).unwrap();
        }
        copy_files(copy.path(), &self.folder);
        self.store = open_store(&self.folder, self.seed, self.role).await;
    }

    /// Another device on a copy of this one's disk.
    pub(crate) async fn clone_on(&self, copy: tempfile::TempDir) -> Self {
        let mut clone = Self::at(copy.path(), self.seed, self.role, self.now.clone()).await;
        clone.chance += u128::from(CLONES.fetch_add(1, SeqCst)) << 40;
        clone._own = Some(copy);
        clone
    }

    /// The person signs in as what this device goes on as.
    pub(crate) async fn sign_in(&self, server: &Server) {
        let successor = self.store.successor().await.unwrap().unwrap();
        let token = self.signed_in(server, successor.id, successor.key.clone()).await;
        let admitted = store::Successor {
            token,
            admitted: true,
            ..successor
        };
        self.store.decide_successor(&admitted).await.unwrap();
    }

    /// The person signs in on the device as it is.
    pub(crate) async fn sign_in_again(&self, server: &Server) {
        let mut row = self.store.server().await.unwrap().unwrap();
        let token = self
            .signed_in(server, self.store.device().id, row.device_key.clone())
            .await;
        row.token = Some(token);
        self.store.enrol(&row).await.unwrap();
    }

    async fn signed_in(&self, server: &Server, id: DeviceId, key: Vec<u8>) -> [u8; 32] {
        let row = self.store.server().await.unwrap().unwrap();
        let mut device = (*self.store.device()).clone();
        device.id = id;
        let asked = SignIn {
            name: row.person_name,
            org: row.org.iter().map(|byte| format!("{byte:02x}")).collect(),
            password: "correct horse".to_owned(),
            device: DeviceKey::from(key).unwrap().introduce(&device),
        };
        let enrolled = server.sign_in(asked, &format!("from {id}")).await.unwrap();
        unhex(&enrolled.token).try_into().unwrap()
    }
}

pub(crate) fn copy_files(from: &Path, to: &Path) {
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}
