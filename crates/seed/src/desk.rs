//! One of the cast's devices: the app as it is, in a folder that is gone afterwards, by a clock that is walked.

use crate::{PASSWORD, cast::Person};
use anyhow::{Context, Result, bail};
use app::{App, EnrolAsk, KeyPlace, SampleDeed, SampleLook, SampleNames, SampleStory, Surroundings, SyncState};
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::SeqCst},
    },
    time::Duration,
};
use tokio::sync::broadcast::error::RecvError;

/// Seals a device that lives as long as this program.
pub(crate) const PASSPHRASE: &str = "seven green otters ford the river";
/// Longer than any step takes, so that a busy machine fails none.
const PATIENCE: Duration = Duration::from_secs(60);

/// A clock that stands where it was set, until it runs with everybody's.
#[derive(Clone, Default)]
pub(crate) struct Clock(Arc<AtomicI64>);

/// Runs with everybody's.
const RUNS: i64 = i64::MAX;

impl Clock {
    pub(crate) fn set(&self, at: i64) {
        self.0.store(at, SeqCst);
    }

    pub(crate) fn run(&self) {
        self.set(RUNS);
    }

    pub(crate) fn reading(&self) -> server::Clock {
        let (set, real) = (self.0.clone(), server::system());
        Arc::new(move || match set.load(SeqCst) {
            RUNS => real(),
            at => at,
        })
    }
}

/// A device, and what its person has done on it and not said yet.
pub(crate) struct Desk {
    pub(crate) app: App,
    pub(crate) clock: Clock,
    person: &'static Person,
    joined: bool,
    told: Vec<(usize, SampleLook)>,
    _folder: tempfile::TempDir,
}

impl Desk {
    /// A new device. Its clock stands at the beginning of time: whoever uses it sets it.
    pub(crate) fn open(person: &'static Person) -> Result<Self> {
        let (folder, clock) = (tempfile::tempdir()?, Clock::default());
        let app = App::new(Surroundings {
            keys: KeyPlace::Passphrase,
            now: clock.reading(),
            currency: "GBP".to_owned(),
            person: person.name.to_owned(),
            device: person.device.to_owned(),
            form: person.form,
            ..Surroundings::of_this_computer(folder.path().to_owned())
        });
        Ok(Self {
            app,
            clock,
            person,
            joined: false,
            told: Vec::new(),
            _folder: folder,
        })
    }

    pub(crate) fn role(&self) -> model::Role {
        self.person.role
    }

    pub(crate) fn has_joined(&self) -> bool {
        self.joined
    }

    /// Enrols, and waits until everything that the server has is here and everything from here is there.
    pub(crate) async fn join(&mut self, url: &str, code: String) -> Result<()> {
        let ask = EnrolAsk {
            url: url.to_owned(),
            code,
            name: self.person.name.to_owned(),
            password: PASSWORD.to_owned(),
        };
        self.app.enrol(ask).await?;
        self.joined = true;
        self.until("is in step", |state| state.contact.is_some() && is_in_step(state))
            .await?;
        Ok(())
    }

    /// Remembers a deed, by its place in the story, with what its author was looking at.
    pub(crate) fn does(&mut self, deed: usize, look: SampleLook) {
        self.told.push((deed, look));
    }

    /// Carries out what was remembered, and waits until the server has it. Answers with how far the log reaches then.
    pub(crate) async fn say(
        &mut self,
        story: &SampleStory,
        names: &SampleNames,
        deeds: &[SampleDeed<'_>],
    ) -> Result<i64> {
        let told = std::mem::take(&mut self.told);
        let told: Vec<_> = told
            .into_iter()
            .filter_map(|(at, look)| Some((*deeds.get(at)?, look)))
            .collect();
        self.app
            .tell(story, names, &told)
            .await
            .with_context(|| format!("{}’s part", self.person.name))?;
        let state = self.until("has sent its part", is_in_step).await?;
        Ok(state.position)
    }

    /// Waits until the log has come this far.
    pub(crate) async fn reach(&self, position: i64) -> Result<()> {
        self.until("has caught up", |state| state.position >= position).await?;
        Ok(())
    }

    /// Waits until this device and its server stand as asked. Looks whenever there is news.
    async fn until(&self, what: &str, stands: impl Fn(&SyncState) -> bool) -> Result<SyncState> {
        let mut news = self.app.news();
        loop {
            let state = self.app.sync_state().await?;
            if stands(&state) {
                return Ok(state);
            }
            match tokio::time::timeout(PATIENCE, news.recv()).await {
                Ok(Ok(_) | Err(RecvError::Lagged(_))) => {}
                Ok(Err(RecvError::Closed)) | Err(_) => {
                    bail!("waited in vain: {} {what} ({state:?})", self.person.device)
                }
            }
        }
    }
}

fn is_in_step(state: &SyncState) -> bool {
    state.waiting == 0 && state.position >= state.last
}
