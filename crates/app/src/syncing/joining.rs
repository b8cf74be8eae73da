//! Becoming one of an organisation's devices: with an invitation's code, or as a further device of somebody who is known.

use super::{
    SyncState,
    asking::no_server,
    giving_way,
    trouble::{failure, refusal},
};
use crate::{App, Failure, FailureCode, sample::SERVED};
use serde::Deserialize;
use specta::Type;
use store::{Server, Store, Successor};
use sync::{DeviceKey, Enrol, Enrolled, SignIn, Trust};

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

/// What a person who is known to a server fills in to connect a further device.
#[derive(Clone, Debug, Deserialize, Type)]
pub struct JoinAsk {
    /// The server's address: `https://…`.
    pub url: String,
    /// The organisation's name.
    pub organisation: String,
    /// The name that the person enrolled with.
    pub name: String,
    /// Their password.
    pub password: String,
    /// Everything there is a sample, as `make run` founds it.
    #[serde(default)]
    pub sample: bool,
}

impl App {
    /// Connects this device with a server, by an invitation's code. What was written here before goes there, too.
    ///
    /// # Errors
    /// `Refused` where it belongs to one already or holds the sample, `Declined` by the server, or `Unreachable`.
    pub async fn enrol(&self, ask: EnrolAsk) -> Result<SyncState, Failure> {
        let (store, url) = self.ready_to_join(&ask.url).await?;
        let key = fresh_key()?;
        let enrol = Enrol {
            code: ask.code,
            name: ask.name,
            password: ask.password,
            device: key.introduce(&store.device()),
        };
        let asked = sync::enrol(&url, &Trust::default(), &enrol).await;
        let enrolled = asked.map_err(|trouble| failure(trouble.cause))?.map_err(refusal)?;
        self.joined(&store, url, key, &enrolled).await
    }

    /// Connects a further device of somebody who is known to the server, by their password.
    ///
    /// # Errors
    /// Those of [`App::enrol`].
    pub async fn join(&self, ask: JoinAsk) -> Result<SyncState, Failure> {
        let (store, url) = self.ready_to_join(&ask.url).await?;
        let key = fresh_key()?;
        let sign_in = SignIn {
            name: ask.name,
            org: ask.organisation,
            password: ask.password,
            device: key.introduce(&store.device()),
        };
        let enrolled = signed_in(&url, &sign_in).await?;
        if ask.sample {
            store.prefer(SERVED, "yes").await?;
        }
        self.joined(&store, url, key, &enrolled).await
    }

    /// Signs in again with the password. What waits is sent then. A device that turned out to be an older copy of itself, and cannot
    /// go on by itself, is signed in as the new one that it becomes.
    ///
    /// # Errors
    /// `Declined` by the server, or `Unreachable`.
    pub async fn sign_in_again(&self, password: String) -> Result<SyncState, Failure> {
        let store = self.store().await?;
        let Some(mut server) = store.server().await? else {
            return Err(no_server());
        };
        let successor = store.successor().await?;
        let mut device = (*store.device()).clone();
        let mut key = server.device_key.clone();
        if let Some(successor) = &successor {
            (device.id, key) = (successor.id, successor.key.clone());
        }
        let key = DeviceKey::from(key).map_err(|trouble| failure(trouble.cause))?;
        let sign_in = SignIn {
            name: server.person_name.clone(),
            org: server.org.iter().map(|byte| format!("{byte:02x}")).collect(),
            password,
            device: key.introduce(&device),
        };
        let enrolled = signed_in(&server.url, &sign_in).await?;
        server.token = admitted(server.url.clone(), Vec::new(), &enrolled)?.token;
        if let (Some(successor), Some(token)) = (successor, server.token) {
            let admitted = Successor {
                token,
                admitted: true,
                ..successor
            };
            store.decide_successor(&admitted).await?;
        }
        store.enrol(&server).await?;
        works_here(&store, &enrolled).await?;
        self.keep_in_step(&store).await?;
        self.sync_state().await
    }

    /// The database, and the address in its plain form, where this device may join a server.
    async fn ready_to_join(&self, url: &str) -> Result<(Store, String), Failure> {
        let store = self.store().await?;
        if store.server().await?.is_some() {
            let words = "This device belongs to an organisation already. Nothing was changed.";
            return Err(Failure::new(FailureCode::Refused, words).about("belongs-already"));
        }
        if self.sample_state().await?.loaded {
            let words = "The sample organisation is on this device. Remove it first: its people are invented, and would go to the organisation.";
            return Err(Failure::new(FailureCode::Refused, words).about("sample-here"));
        }
        Ok((store, address(url)?))
    }

    /// The server has let this device in. What it made of itself gives way first, so that none of it is ever sent.
    async fn joined(
        &self,
        store: &Store,
        url: String,
        key: DeviceKey,
        enrolled: &Enrolled,
    ) -> Result<SyncState, Failure> {
        let server = admitted(url, key.pkcs8, enrolled)?;
        giving_way::before(self, store, enrolled).await?;
        store.enrol(&server).await?;
        works_here(store, enrolled).await?;
        self.keep_in_step(store).await?;
        self.sync_state().await
    }
}

async fn signed_in(url: &str, sign_in: &SignIn) -> Result<Enrolled, Failure> {
    let asked = sync::sign_in(url, &Trust::default(), sign_in).await;
    asked.map_err(|trouble| failure(trouble.cause))?.map_err(refusal)
}

fn fresh_key() -> Result<DeviceKey, Failure> {
    DeviceKey::fresh().map_err(|trouble| failure(trouble.cause))
}

/// Who works here from now on, in the role that the organisation gives.
async fn works_here(store: &Store, enrolled: &Enrolled) -> Result<(), Failure> {
    let person = enrolled.person.parse().map_err(|_| unreadable())?;
    Ok(store.works_here(person, enrolled.role).await?)
}

fn unreadable() -> Failure {
    let words = "The server's answer could not be read. Nothing was changed.";
    Failure::new(FailureCode::Unreachable, words).about("version")
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
    let invalid = |words: &str, detail: &str| Err(Failure::new(FailureCode::Refused, words).about(detail));
    match plain {
        Some(host) if !matches!(host, "127.0.0.1" | "localhost" | "[") => invalid(
            "That address is not encrypted. Use one that begins with https://; nothing was sent.",
            "not-encrypted",
        ),
        _ if url.len() <= "https://".len() => invalid(
            "Type the server's address, such as https://outpost.example.com.",
            "no-address",
        ),
        _ => Ok(url),
    }
}

fn admitted(url: String, device_key: Vec<u8>, enrolled: &Enrolled) -> Result<Server, Failure> {
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
        former: None,
        scope: 0,
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
