//! What a person asks of the server once this device belongs to it: to try now, to sign out, to say how all devices stand,
//! to let somebody else in.

use super::{DeviceSeen, SyncState, trouble::{failure, refusal}};
use crate::{App, Failure, FailureCode, reading::count};
use model::Role;
use sync::{Answer, Ask, Cause, DeviceLine};

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

    /// How every device of the organisation stands, as the server last heard of it.
    ///
    /// # Errors
    /// `Declined` by the server, or `Unreachable`.
    pub async fn fleet(&self) -> Result<Vec<DeviceSeen>, Failure> {
        match self.ask(Ask::Fleet).await? {
            Answer::Fleet(lines) => Ok(lines.into_iter().map(seen).collect()),
            _ => Err(failure(Cause::Version)),
        }
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

    async fn ask(&self, ask: Ask) -> Result<Answer, Failure> {
        match self.0.engine.lock().await.as_ref() {
            Some(engine) => engine
                .ask(ask)
                .await
                .map_err(|trouble| failure(trouble.cause))?
                .map_err(refusal),
            None => Err(no_server()),
        }
    }
}

fn seen(line: DeviceLine) -> DeviceSeen {
    let role = serde_json::to_value(line.role).ok();
    DeviceSeen {
        device: line.device,
        name: line.name,
        person: line.person,
        role: role
            .and_then(|role| role.as_str().map(str::to_owned))
            .unwrap_or_default(),
        heard: line.heard,
        skew: line.skew,
        here: line.here,
        revoked: line.revoked,
        waiting: count(line.report.waiting),
        oldest: line.report.oldest,
        refused: count(line.report.refused),
        behind: count(line.behind),
    }
}

pub(super) fn no_server() -> Failure {
    Failure::new(
        FailureCode::Refused,
        "This device is not connected with a server. Everything you save stays here.",
    )
}
