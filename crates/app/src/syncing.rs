//! This device and its server, as the screens tell it: how they stand, what waits, why there is no way through; enrolment,
//! signing in and out. Nothing here waits for the network except what a person asked of the server.

mod age;
mod asking;
mod custody;
mod diagnostics;
mod giving_way;
mod joining;
mod telling;
mod trouble;

pub use age::AgeOf;
pub(crate) use custody::devices;
pub(crate) use giving_way::WORDS as JOINED;
pub use joining::{EnrolAsk, JoinAsk};
pub use telling::{AtStake, CauseOf, DeviceSeen, Fleet, HeldItem, LogAudit, PhaseOf, Receipt, SyncState, WaitingItem};

use crate::{App, Failure, News};
use store::Store;
use sync::{About, Engine, Trust};

impl App {
    /// Starts what keeps this device in step, where it has a server.
    pub(crate) async fn keep_in_step(&self, store: &Store) -> Result<(), Failure> {
        if store.server().await?.is_none() {
            return Ok(());
        }
        let about = About {
            app: env!("CARGO_PKG_VERSION").to_owned(),
            form: self.0.surroundings.form.key().to_owned(),
        };
        let engine = Engine::start(store.clone(), self.0.surroundings.now.clone(), Trust::default(), about);
        let mut status = engine.status();
        let news = self.0.news.clone();
        tokio::spawn(async move {
            // Without a window nobody listens, which is no error.
            while status.changed().await.is_ok() {
                drop(news.send(News::Sync));
            }
        });
        if let Some(before) = self.0.engine.lock().await.replace(engine) {
            before.stop().await;
        }
        Ok(())
    }
}
