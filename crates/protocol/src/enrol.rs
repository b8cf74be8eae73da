//! How a device becomes one of an organisation's, over HTTP with JSON: once with an invitation's code, later with the
//! person's password (after a token was revoked or lost).

use model::Role;
use serde::{Deserialize, Serialize};

/// `POST /v1/enrol`: a device with an invitation's code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrol {
    /// The code, as it was typed.
    pub code: String,
    /// What the person calls themselves.
    pub name: String,
    /// For signing in again; at least eight letters. Empty where the invitation is for a further device of a known person.
    pub password: String,
    /// The device and its person.
    pub device: Known,
}

/// A device, as it introduces itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Its id, as text.
    pub device: String,
    /// The id under which its person has worked on it so far, as text.
    pub person: String,
    /// What people call it.
    pub name: String,
    /// Its Ed25519 public key, in hexadecimal.
    pub key: String,
}

/// `POST /v1/sign-in`: a person who is known, on a device that is known or new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// The name that the person enrolled with.
    pub name: String,
    /// The organisation's id, where the device knows it; else its name.
    pub org: String,
    /// The password.
    pub password: String,
    /// The device and its person.
    pub device: Known,
}

/// `POST /v1/password`: another password for somebody who says the present one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPassword {
    /// The name that the person enrolled with.
    pub name: String,
    /// The organisation's id, where the device knows it; else its name.
    pub org: String,
    /// The present password.
    pub password: String,
    /// The next one; at least eight letters.
    pub new: String,
}

/// The answer to enrolling and to signing in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    /// The organisation's id, as 32 hexadecimal digits.
    pub org: String,
    /// Its name.
    pub org_name: String,
    /// The Ed25519 public key with which the server signs for it, in hexadecimal.
    pub server_key: String,
    /// The token, in hexadecimal.
    pub token: String,
    /// Who works on the device from now on.
    pub person: String,
    /// Their name.
    pub person_name: String,
    /// Their role.
    pub role: Role,
    /// How far the organisation's log reaches: 0 where nobody has written anything yet. A server before this key says none.
    #[serde(default)]
    pub last: u64,
}
