//! How this device becomes one of an organisation's, and how its person signs in again.

use crate::{
    cause::{Cause, Trouble, has_network},
    tls::Trust,
};
use protocol::{Enrol, Enrolled, Fault, Known, SignIn};
use ring::{
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair},
};
use serde::Serialize;
use std::{error::Error, time::Duration};

/// This device's own key pair.
#[derive(Clone)]
pub struct DeviceKey {
    /// PKCS #8, to be kept in the encrypted database.
    pub pkcs8: Vec<u8>,
    /// The public half, in hexadecimal.
    pub public: String,
}

impl DeviceKey {
    /// A fresh one.
    ///
    /// # Errors
    /// Where this system gives no chance.
    pub fn fresh() -> Result<Self, Trouble> {
        let none = |_| Trouble::new(Cause::Account, "no key could be made");
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(none)?;
        Self::from(pkcs8.as_ref().to_vec())
    }

    /// One that is kept.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn from(pkcs8: Vec<u8>) -> Result<Self, Trouble> {
        let pair =
            Ed25519KeyPair::from_pkcs8(&pkcs8).map_err(|_| Trouble::new(Cause::Account, "the key cannot be read"))?;
        let public = pair
            .public_key()
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Ok(Self { pkcs8, public })
    }

    /// The device as it introduces itself.
    #[must_use]
    pub fn introduce(&self, device: &store::Device) -> Known {
        Known {
            device: device.id.to_string(),
            person: device.person.to_string(),
            name: device.name.clone(),
            key: self.public.clone(),
        }
    }
}

/// With an invitation's code.
///
/// # Errors
/// [`Trouble`], or the server's fault in words.
pub async fn enrol(base: &str, trust: &Trust, ask: &Enrol) -> Result<Result<Enrolled, Fault>, Trouble> {
    post(base, "/v1/enrol", trust, ask).await
}

/// With a password.
///
/// # Errors
/// [`Trouble`], or the server's fault in words.
pub async fn sign_in(base: &str, trust: &Trust, ask: &SignIn) -> Result<Result<Enrolled, Fault>, Trouble> {
    post(base, "/v1/sign-in", trust, ask).await
}

async fn post(base: &str, path: &str, trust: &Trust, ask: &impl Serialize) -> Result<Result<Enrolled, Fault>, Trouble> {
    let config = trust
        .config()
        .map_err(|error| Trouble::new(Cause::Certificate, error.to_string()))?;
    let client = reqwest::Client::builder()
        .tls_backend_preconfigured((*config).clone())
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(30))
        .no_proxy()
        .build()
        .map_err(of_request)?;
    let url = format!("{}{path}", base.trim_end_matches('/'));
    let answer = client.post(url).json(ask).send().await.map_err(of_request)?;
    let status = answer.status();
    if status.is_redirection() {
        return Err(Trouble::new(Cause::Portal, status.to_string()));
    }
    let body = answer.bytes().await.map_err(of_request)?;
    if status.is_success() {
        return serde_json::from_slice(&body)
            .map(Ok)
            .map_err(|_| Trouble::new(Cause::Portal, "an answer that is not the server's"));
    }
    serde_json::from_slice(&body)
        .map(Err)
        .map_err(|_| Trouble::new(Cause::Portal, status.to_string()))
}

fn of_request(error: reqwest::Error) -> Trouble {
    if error.is_timeout() {
        return Trouble::new(Cause::Slow, "no answer in time");
    }
    let mut inner: Option<&(dyn Error + 'static)> = error.source();
    while let Some(each) = inner {
        if let Some(io) = each.downcast_ref::<std::io::Error>() {
            return Trouble::of_io(io);
        }
        if each.to_string().contains("dns error") {
            let cause = if has_network() { Cause::Name } else { Cause::NoNetwork };
            return Trouble::new(cause, "the name is not known");
        }
        inner = each.source();
    }
    let cause = if error.is_builder() {
        Cause::Name
    } else {
        Cause::ServerDown
    };
    Trouble::new(cause, "the request failed")
}
