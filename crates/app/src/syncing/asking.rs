//! What a person asks of the server: to be let in, to be let in again, to say how all devices stand.

use super::{DeviceSeen, SyncState};
use crate::{App, Failure, FailureCode, reading::count};
use model::{RecordId, Role};

use serde::Deserialize;
use specta::Type;
use std::collections::HashSet;
use store::{Logged, Server, Store};
use sync::{Answer, Ask, Cause, DeviceKey, DeviceLine, Enrol, Enrolled, Fault, SignIn, Trouble, Trust, logged};

/// What a person fills in to connect this device with a server.
#[derive(Clone, Debug, Deserialize, Type)]
pub struct EnrolAsk {
    /// The server's address: `https://…`.
    pub url: String,
    /// The invitation's code.
    pub code: String,
    /// What the person calls themselves.
    pub name: String,
    /// For signing in again.
    pub password: String,
}

impl App {
    /// Connects this device with a server, by an invitation's code. What was written here before goes there, too.
    ///
    /// # Errors
    /// `Refused` in the server's words, or why it could not be asked.
    pub async fn enrol(&self, ask: EnrolAsk) -> Result<SyncState, Failure> {
        let store = self.store().await?;
        if store.server().await?.is_some() {
            let words = "This device belongs to an organisation already. Nothing was changed.";
            return Err(Failure::new(FailureCode::Refused, words));
        }
        if self.sample_state().await?.loaded {
            let words = "The sample organisation is on this device. Remove it first: its people are invented, and would go to the organisation.";
            return Err(Failure::new(FailureCode::Refused, words));
        }
        let url = address(&ask.url)?;
        let key = DeviceKey::fresh().map_err(failure)?;
        let enrol = Enrol {
            code: ask.code,
            name: ask.name,
            password: ask.password,
            device: key.introduce(store.device()),
        };
        let asked = sync::enrol(&url, &Trust::default(), &enrol).await.map_err(failure)?;
        let enrolled = asked.map_err(refusal)?;
        let server = admitted(url, key.pkcs8, &enrolled)?;
        stay_here(&store).await?;
        store.enrol(&server).await?;
        self.in_role(&store, enrolled.role).await?;
        self.keep_in_step(&store).await?;
        self.sync_state().await
    }

    /// Signs in again with the password. What waits is sent then.
    ///
    /// # Errors
    /// `Refused` in the server's words, or why it could not be asked.
    pub async fn sign_in_again(&self, password: String) -> Result<SyncState, Failure> {
        let store = self.store().await?;
        let Some(mut server) = store.server().await? else {
            return Err(no_server());
        };
        let key = DeviceKey::from(server.device_key.clone()).map_err(failure)?;
        let sign_in = SignIn {
            name: server.person_name.clone(),
            org: server.org.iter().map(|byte| format!("{byte:02x}")).collect(),
            password,
            device: key.introduce(store.device()),
        };
        let asked = sync::sign_in(&server.url, &Trust::default(), &sign_in)
            .await
            .map_err(failure)?;
        let enrolled = asked.map_err(refusal)?;
        server.token = Some(
            admitted(server.url.clone(), Vec::new(), &enrolled)?
                .token
                .unwrap_or_default(),
        );
        store.enrol(&server).await?;
        self.in_role(&store, enrolled.role).await?;
        self.keep_in_step(&store).await?;
        self.sync_state().await
    }

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
    /// `Refused` in the server's words, or why it could not be asked.
    pub async fn fleet(&self) -> Result<Vec<DeviceSeen>, Failure> {
        match self.ask(Ask::Fleet).await? {
            Answer::Fleet(lines) => Ok(lines.into_iter().map(seen).collect()),
            _ => Err(failure(Trouble {
                cause: Cause::Version,
                words: String::new(),
            })),
        }
    }

    /// A code with which somebody else enrols a device, in a role.
    ///
    /// # Errors
    /// `Refused` in the server's words, or why it could not be asked.
    pub async fn invite(&self, role: &str) -> Result<String, Failure> {
        let role: Role = serde_json::from_value(serde_json::Value::String(role.to_owned()))
            .map_err(|_| Failure::new(FailureCode::Refused, "That is not a role. Nothing was changed."))?;
        match self.ask(Ask::Invite(role)).await? {
            Answer::Invited(code) => Ok(code),
            _ => Err(failure(Trouble {
                cause: Cause::Version,
                words: String::new(),
            })),
        }
    }

    /// Everything that became of a record, as the server holds it.
    pub(crate) async fn past_on_server(&self, record: RecordId) -> Result<Vec<Logged>, Failure> {
        match self.ask(Ask::Past(record)).await? {
            Answer::Past(pulled) => logged(pulled).map_err(failure),
            _ => Err(failure(Trouble {
                cause: Cause::Version,
                words: String::new(),
            })),
        }
    }

    async fn ask(&self, ask: Ask) -> Result<Answer, Failure> {
        match self.0.engine.lock().await.as_ref() {
            Some(engine) => engine.ask(ask).await.map_err(failure),
            None => Err(no_server()),
        }
    }

    /// The role that the organisation gives counts from the next start on; the server asks in any case.
    async fn in_role(&self, store: &Store, role: Role) -> Result<(), Failure> {
        Ok(store.works_here(store.device().person, role).await?)
    }
}

/// What a sample that was removed has left in the outbox bears invented names: it stays here, with whatever was done to its
/// records.
async fn stay_here(store: &Store) -> Result<(), Failure> {
    let me = store.device().person;
    let waiting = store.unanswered(0, u64::MAX).await?;
    let invented: HashSet<RecordId> = waiting
        .iter()
        .filter(|change| change.by != me)
        .map(|change| change.record)
        .collect();
    let stay: Vec<u64> = waiting
        .iter()
        .filter(|change| invented.contains(&change.record))
        .map(|change| change.n)
        .collect();
    Ok(store.keep_here(&stay).await?)
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

/// The address in its plain form. Only loopback goes without TLS.
fn address(text: &str) -> Result<String, Failure> {
    let text = text.trim().trim_end_matches('/');
    let url = if text.contains("://") {
        text.to_owned()
    } else {
        format!("https://{text}")
    };
    let plain = url
        .strip_prefix("http://")
        .map(|rest| rest.split([':', '/']).next().unwrap_or_default());
    match plain {
        Some(host) if !matches!(host, "127.0.0.1" | "localhost" | "[") => Err(Failure::new(
            FailureCode::Refused,
            "That address is not encrypted. Use one that begins with https://; nothing was sent.",
        )),
        _ if url.len() <= "https://".len() => Err(Failure::new(
            FailureCode::Refused,
            "Type the server's address, such as https://outpost.example.com.",
        )),
        _ => Ok(url),
    }
}

fn admitted(url: String, device_key: Vec<u8>, enrolled: &Enrolled) -> Result<Server, Failure> {
    let unreadable = || {
        Failure::new(
            FailureCode::Refused,
            "The server's answer could not be read. Nothing was changed.",
        )
    };
    Ok(Server {
        url,
        org: unhex(&enrolled.org).ok_or_else(unreadable)?,
        org_name: enrolled.org_name.clone(),
        server_key: unhex(&enrolled.server_key).ok_or_else(unreadable)?,
        device_key,
        token: Some(unhex(&enrolled.token).ok_or_else(unreadable)?),
        person_name: enrolled.person_name.clone(),
        epoch: 0,
        cursor: 0,
        head: [0; 32],
        skew: 0,
        contact: None,
        receipt: None,
        floors: Vec::new(),
    })
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != 2 * N {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

fn no_server() -> Failure {
    Failure::new(
        FailureCode::Refused,
        "This device is not connected with a server. Everything you save stays here.",
    )
}

fn refusal(fault: Fault) -> Failure {
    Failure::new(FailureCode::Refused, fault.words)
}

/// Why the server could not be asked, with a way forward.
fn failure(trouble: Trouble) -> Failure {
    let words = match trouble.cause {
        Cause::NoNetwork => "This device has no network. Everything you save stays here; try again when there is one.",
        Cause::Portal => {
            "A network that wants its own sign-in answered in the server's place. Sign in to that network, then try again."
        }
        Cause::Name => "No server is known by that address. Check the address, then try again.",
        Cause::Certificate => {
            "Somebody answered who cannot prove to be the server. Nothing was sent; ask whoever looks after Outpost."
        }
        Cause::Slow => "The server did not answer in time. Try again in a moment.",
        Cause::ServerDown => "Nobody answers at the server's address. Try again in a moment.",
        Cause::ServerError => return Failure::new(FailureCode::Refused, trouble.words),
        Cause::Account => "Sign in again to go on. What waits here stays.",
        Cause::Version => "This version of Outpost and the server's do not understand each other. Update Outpost.",
        Cause::Stranger => "Another server answers at that address. Nothing was sent; ask whoever looks after Outpost.",
        Cause::Restored => "The server was restored from a backup. Ask whoever looks after Outpost.",
    };
    Failure::new(FailureCode::Refused, words)
}
