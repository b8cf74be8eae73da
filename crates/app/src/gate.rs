//! The gate: from a closed app to an open database, whichever way the key is kept. A database whose key is gone or whose
//! file is damaged is left as it is; only when the person says so is it set aside, by name, and a new one begun.

use crate::{App, Failure, FailureCode, KeyPlace, News, sample, starting};
use keys::{DatabaseKey, KeyHome, Next, Passphrase};
use model::{DeviceId, PersonId, Role};
use ring::rand::SystemRandom;
use serde::Serialize;
use specta::Type;
use std::{
    path::Path,
    sync::{Arc, PoisonError},
};
use store::{BLOBS, DATABASE, Founding, RawKey, Store};
use tokio::sync::broadcast::error::RecvError;

/// Where the app stands before its data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Gate {
    /// Open.
    Open {
        /// Who works here.
        person: String,
        /// What this device is called.
        device: String,
        /// Whether the person may change what the organisation has agreed on. For words only: the core asks again.
        admin: bool,
    },
    /// A first start, and this platform has no key store: a passphrase has to be chosen.
    ChoosePassphrase,
    /// The key lies under a passphrase.
    Passphrase,
    /// It does not open.
    Trouble {
        /// Why, and what can be done.
        failure: Failure,
        /// Whether a new database can be begun beside this one.
        can_start_beside: bool,
    },
}

impl App {
    /// Opens the data where that needs no passphrase; harmless to call again, and while it is still opening: then this waits for
    /// the same answer.
    ///
    /// # Errors
    /// Only what is no state of the gate: the platform's own trouble.
    pub async fn gate(&self) -> Result<Gate, Failure> {
        let _one = self.0.opening.lock().await;
        self.gate_alone().await
    }

    /// The same ahead of the window's question, while the platform still makes the window; and makes ready what takes longest of what
    /// the first screen asks for: what the day begins with, and how many live.
    ///
    /// # Errors
    /// As [`Self::gate`], and the store's.
    pub async fn gate_ahead(&self) -> Result<Gate, Failure> {
        let gate = self.gate().await?;
        if let Gate::Open { .. } = gate {
            tokio::try_join!(self.today_ahead(), self.counts())?;
        }
        Ok(gate)
    }

    async fn gate_alone(&self) -> Result<Gate, Failure> {
        if let Some(gate) = self.already_open().await? {
            return Ok(gate);
        }
        // One visit to the key store: each asks it anew.
        let key = self.with_keys(|home| {
            Ok(match keys::plan(home.found()?) {
                Next::UseStore => Ok(home.use_store()?),
                Next::MakeInStore => Ok(home.make_in_store(&SystemRandom::new())?),
                other => Err(other),
            })
        });
        match key.await {
            Ok(Ok(key)) => self.open_with(&key).await,
            Ok(Err(Next::AskPassphrase)) => Ok(Gate::Passphrase),
            Ok(Err(Next::MakeUnderPassphrase)) => Ok(Gate::ChoosePassphrase),
            Ok(Err(Next::WaitForStore)) => Ok(self.trouble(locked_store())),
            Ok(Err(Next::KeyGone | Next::UseStore | Next::MakeInStore)) => {
                Ok(self.trouble(keys::Error::KeyGone.into()))
            }
            Err(failure) => Ok(self.trouble(failure)),
        }
    }

    /// Opens the data with a passphrase: chosen on a first start, given later.
    ///
    /// # Errors
    /// `WrongPassphrase`, `WeakPassphrase`.
    pub async fn unlock(&self, passphrase: String) -> Result<Gate, Failure> {
        let _one = self.0.opening.lock().await;
        if let Some(gate) = self.already_open().await? {
            return Ok(gate);
        }
        let key = self
            .with_keys(move |home| {
                let passphrase = Passphrase::new(&passphrase);
                match keys::plan(home.found()?) {
                    Next::MakeUnderPassphrase => {
                        passphrase.may_be_chosen()?;
                        home.make_under_passphrase(&passphrase, &SystemRandom::new())
                    }
                    _ => home.use_passphrase(&passphrase),
                }
            })
            .await?;
        self.open_with(&key).await
    }

    /// Sets a database that does not open aside, by name, and begins a new one. Nothing is deleted.
    ///
    /// # Errors
    /// `Refused` unless the gate has just offered it; `UnwritableFile` where the files cannot be moved.
    pub async fn start_beside(&self) -> Result<Gate, Failure> {
        let _one = self.0.opening.lock().await;
        let offered = std::mem::take(&mut *self.0.may_start_beside.lock().unwrap_or_else(PoisonError::into_inner));
        if !offered {
            return Err(Failure::new(
                FailureCode::Refused,
                "The data on this device opens; nothing has to be set aside.",
            ));
        }
        let (folder, now) = (self.0.surroundings.folder.clone(), (self.0.surroundings.now)());
        tokio::task::spawn_blocking(move || set_aside(&folder, now))
            .await?
            .map_err(|_| {
                Failure::new(
                    FailureCode::UnwritableFile,
                    "The old files could not be moved aside. Nothing was changed; check the data folder.",
                )
            })?;
        self.gate_alone().await
    }

    async fn already_open(&self) -> Result<Option<Gate>, Failure> {
        let Some(store) = self.0.open.read().await.clone() else {
            return Ok(None);
        };
        Ok(Some(opened(&store).await?))
    }

    async fn open_with(&self, key: &DatabaseKey) -> Result<Gate, Failure> {
        let mut open = self.0.open.write().await;
        if let Some(store) = open.as_ref() {
            return opened(store).await;
        }
        let surroundings = &self.0.surroundings;
        let ((ms, chance), (_, other)) = (surroundings.fresh(), surroundings.fresh());
        let founding = Founding {
            device: DeviceId::from_parts(ms, chance),
            person: PersonId::from_parts(ms, other),
            name: surroundings.device.clone(),
            role: Role::Admin, // on a lone device there is nobody else to ask
        };
        let store = match Store::open(&surroundings.folder, &RawKey::new(*key.bytes()), founding).await {
            Ok(store) => store,
            Err(error) => return Ok(self.trouble(error.into())),
        };
        let (now, steady) = (surroundings.now.clone(), surroundings.steady.clone());
        store.keep_time(Arc::new(move || (now(), steady())));
        self.pass_on_news(&store);
        *open = Some(store.clone());
        drop(open);
        self.look_after_sounds(&store);
        if store.summary().await?.saved_at.is_none() {
            starting::first_records(self, &store).await?;
            if self.0.with_sample.load(std::sync::atomic::Ordering::SeqCst) {
                sample::load(self, &store).await?;
            }
        }
        let joins = self.0.joins.lock().unwrap_or_else(PoisonError::into_inner).take();
        match joins {
            Some(ask) if store.server().await?.is_none() => drop(self.join(ask).await?),
            _ => self.keep_in_step(&store).await?,
        }
        opened(&store).await
    }

    /// The store's feed becomes the window's news.
    fn pass_on_news(&self, store: &Store) {
        let mut feed = store.feed();
        let news = self.0.news.clone();
        tokio::spawn(async move {
            loop {
                match feed.recv().await {
                    // Without a window nobody listens, which is no error.
                    Ok(committed) => drop(news.send(News::Changed(committed.into()))),
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return,
                }
            }
        });
    }

    fn trouble(&self, failure: Failure) -> Gate {
        use FailureCode as Code;
        let lost = [Code::KeyMissing, Code::Corrupt, Code::WrongKey];
        let can_start_beside = lost.contains(&failure.code);
        *self.0.may_start_beside.lock().unwrap_or_else(PoisonError::into_inner) = can_start_beside;
        Gate::Trouble {
            failure,
            can_start_beside,
        }
    }

    /// Key homes block (the key store may ask the person): off the async threads.
    async fn with_keys<T: Send + 'static>(
        &self,
        act: impl FnOnce(&KeyHome) -> Result<T, keys::Error> + Send + 'static,
    ) -> Result<T, Failure> {
        let surroundings = self.0.surroundings.clone();
        let done = tokio::task::spawn_blocking(move || {
            let made = std::fs::create_dir_all(&surroundings.folder);
            let database = surroundings.folder.join(DATABASE);
            let home = match surroundings.keys {
                KeyPlace::Platform => KeyHome::of_this_platform(&database, &SystemRandom::new()),
                KeyPlace::Passphrase => KeyHome::beside(&database, None),
            };
            made.map(|()| act(&home))
        });
        match done.await? {
            Ok(done) => done.map_err(Failure::from),
            Err(error) => Err(store::OpenError::from(error).into()),
        }
    }
}

async fn opened(store: &Store) -> Result<Gate, Failure> {
    let person = crate::naming::person(store).await?;
    Ok(Gate::Open {
        person,
        device: store.device().name.clone(),
        admin: store.device().role == Role::Admin,
    })
}

fn locked_store() -> Failure {
    let words = "The key to your data is in this computer's key store, which is locked or away. Unlock it and try again; your data is untouched.";
    Failure::new(FailureCode::Locked, words)
}

/// Moves everything of the old database into a folder of its own, named after the moment.
fn set_aside(folder: &Path, now: i64) -> std::io::Result<()> {
    let aside = folder.join(format!("set-aside-{now}"));
    std::fs::create_dir_all(&aside)?;
    let wal = format!("{DATABASE}-wal");
    let shm = format!("{DATABASE}-shm");
    let blobs = [BLOBS.to_owned(), format!("{BLOBS}-wal"), format!("{BLOBS}-shm")];
    let [blobs, blobs_wal, blobs_shm] = blobs.each_ref().map(String::as_str);
    // The key files first: with the database still in place and its key gone, no new key is made over it.
    for name in [
        keys::WRAPPED_FILE,
        keys::ID_FILE,
        "outpost.keycheck",
        &wal,
        &shm,
        blobs_wal,
        blobs_shm,
        blobs,
        DATABASE,
    ] {
        match std::fs::rename(folder.join(name), aside.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
