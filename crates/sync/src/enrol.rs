//! How this device becomes one of an organisation's, and how its person signs in again.

use crate::{
    cause::{Cause, Trouble, has_network},
    tls::Trust,
};
use hyper::body::Bytes;
use protocol::{Enrol, Enrolled, Fault, Known, NewPassword, SignIn};
use reqwest::StatusCode;
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
    admitted(post(base, "/v1/enrol", trust, ask).await?)
}

/// With a password.
///
/// # Errors
/// [`Trouble`], or the server's fault in words.
pub async fn sign_in(base: &str, trust: &Trust, ask: &SignIn) -> Result<Result<Enrolled, Fault>, Trouble> {
    admitted(post(base, "/v1/sign-in", trust, ask).await?)
}

/// Another password, by the present one.
///
/// # Errors
/// [`Trouble`], or the server's fault in words.
pub async fn change_password(base: &str, trust: &Trust, ask: &NewPassword) -> Result<Result<(), Fault>, Trouble> {
    match post(base, "/v1/password", trust, ask).await? {
        Ok((StatusCode::NO_CONTENT, _)) => Ok(Ok(())),
        Ok((status, _)) => Err(Trouble::new(Cause::Portal, status.to_string())),
        Err(fault) => Ok(Err(fault)),
    }
}

fn admitted(answer: Result<(StatusCode, Bytes), Fault>) -> Result<Result<Enrolled, Fault>, Trouble> {
    let (_, body) = match answer {
        Ok(answer) => answer,
        Err(fault) => return Ok(Err(fault)),
    };
    let enrolled = serde_json::from_slice(&body);
    enrolled
        .map(Ok)
        .map_err(|_| Trouble::new(Cause::Portal, "an answer that is not the server's"))
}

/// Asks; the inner error is the server's own no.
async fn post(
    base: &str,
    path: &str,
    trust: &Trust,
    ask: &impl Serialize,
) -> Result<Result<(StatusCode, Bytes), Fault>, Trouble> {
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
        return Ok(Ok((status, body)));
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
