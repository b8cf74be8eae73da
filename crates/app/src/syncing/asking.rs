//! What a person asks of the server once this device belongs to it: to try now, to sign out, to let
//! somebody else in.

use super::{
    SyncState,
    trouble::{failure, refusal},
};
use crate::{App, Failure, FailureCode};
use model::{RecordId, Role};
use store::Logged;
use sync::{Answer, Ask, Cause, NewPassword, Trust, logged};

impl App {
    /// Signs out: nothing is sent or fetched until somebody signs in again. Everything stays here, sealed.
    ///
    /// # Errors
    /// The store's.
    pub async fn sign_out(&self) -> Result<SyncState, Failure> {
        let store = self.store().await?;
        let Some(mut server) = store.server().await? else {
            return Err(no_server());
        };
        if let Some(engine) = self.0.engine.lock().await.take() {
            engine.stop().await;
        }
        // What the engine did last is in the database.
        server = store.server().await?.unwrap_or(server);
        server.token = None;
        store.enrol(&server).await?;
        self.sync_state().await
    }

    /// Gives the person who is signed in here another password. Every device of theirs that is signed in stays so.
    ///
    /// # Errors
    /// `Declined` by the server, where the present one is not right or the next one is short, or `Unreachable`.
    pub async fn change_password(&self, present: String, next: String) -> Result<(), Failure> {
        let store = self.store().await?;
        let Some(server) = store.server().await? else {
            return Err(no_server());
        };
        let ask = NewPassword {
            name: server.person_name.clone(),
            org: server.org.iter().map(|byte| format!("{byte:02x}")).collect(),
            password: present,
            new: next,
        };
        let asked = sync::change_password(&server.url, &Trust::default(), &ask).await;
        asked.map_err(|trouble| failure(trouble.cause))?.map_err(refusal)
    }

    /// Tries now, whatever the waiting time.
    ///
    /// # Errors
    /// The store's.
    pub async fn sync_now(&self) -> Result<SyncState, Failure> {
        if let Some(engine) = self.0.engine.lock().await.as_ref() {
            engine.nudge();
        }
        self.sync_state().await
    }

    /// A person has seen to a change that the server refused.
    ///
    /// # Errors
    /// `NotFound`, or the store's.
    pub async fn refusal_seen(&self, change: &str) -> Result<(), Failure> {
        let store = self.store().await?;
        let refused = store.refused().await?;
        let found = refused.iter().find(|each| each.change.id.to_string() == change);
        let found = found.ok_or_else(Failure::not_found)?;
        Ok(store.seen_to(found.change.n).await?)
    }

    /// A code with which somebody else enrols a device, in a role.
    ///
    /// # Errors
    /// `Declined` by the server, or `Unreachable`.
    pub async fn invite(&self, role: &str) -> Result<String, Failure> {
        let role: Role = serde_json::from_value(serde_json::Value::String(role.to_owned()))
            .map_err(|_| Failure::new(FailureCode::Refused, "That is not a role. Nothing was changed."))?;
        match self.ask(Ask::Invite(role)).await? {
            Answer::Invited(code) => Ok(code),
            _ => Err(failure(Cause::Version)),
        }
    }

    /// Everything that became of a record, as the server holds it.
    pub(crate) async fn past_on_server(&self, record: RecordId) -> Result<Vec<Logged>, Failure> {
        match self.ask(Ask::Past(record)).await? {
            Answer::Past(pulled) => logged(pulled).map_err(|trouble| failure(trouble.cause)),
            _ => Err(failure(Cause::Version)),
        }
    }

    pub(super) async fn ask(&self, ask: Ask) -> Result<Answer, Failure> {
        match self.0.engine.lock().await.as_ref() {
            Some(engine) => engine
                .ask(ask)
                .await
                .map_err(|trouble| failure(trouble.cause))?
                .map_err(refusal),
            // Signed out: what the server said last is still known.
            None if self.store().await?.server().await?.is_some() => Err(failure(Cause::Account)),
            None => Err(no_server()),
        }
    }
}

pub(super) fn no_server() -> Failure {
    Failure::new(
        FailureCode::Refused,
        "This device is not connected with a server. Everything you save stays here.",
    )
}
