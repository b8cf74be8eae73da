//! Why there is no way through, in words that a person can act on.

use protocol::{Code, Fault, Retry};
use serde::{Deserialize, Serialize};
use std::{error::Error, io};

/// Why this device and its server do not talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// This device has no network.
    NoNetwork,
    /// A network that wants a sign-in of its own answered in the server's place.
    Portal,
    /// The server's name is not known here.
    Name,
    /// Somebody answered who cannot prove to be the server.
    Certificate,
    /// No answer in time.
    Slow,
    /// Nobody answers at the server's address.
    ServerDown,
    /// The server answered with an error of its own.
    ServerError,
    /// The person has to sign in again.
    Account,
    /// This version and the server's do not understand each other.
    Version,
    /// Another organisation's server, or a stranger, is at that address.
    Stranger,
    /// The server or this device is an old copy of itself, and what follows from that is being done.
    Restored,
    /// This device is an old copy of itself, another copy has gone on in its place, and the person has to sign in.
    Copied,
}

/// What went wrong in an exchange.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{words}")]
pub struct Trouble {
    /// Why.
    pub cause: Cause,
    /// The same for a log: no personal data.
    pub words: String,
}

impl Trouble {
    pub(crate) fn new(cause: Cause, words: impl Into<String>) -> Self {
        Self {
            cause,
            words: words.into(),
        }
    }

    /// What a failed connection means.
    pub(crate) fn of_io(error: &io::Error) -> Self {
        use io::ErrorKind as Kind;
        if let Some(cause) = of_tls(error) {
            return Self::new(cause, error.to_string());
        }
        let cause = match error.kind() {
            Kind::ConnectionRefused | Kind::ConnectionReset | Kind::ConnectionAborted | Kind::BrokenPipe => {
                Cause::ServerDown
            }
            Kind::UnexpectedEof => Cause::ServerDown,
            Kind::NetworkUnreachable | Kind::HostUnreachable | Kind::NetworkDown => Cause::NoNetwork,
            Kind::TimedOut => Cause::Slow,
            _ => Cause::ServerDown,
        };
        Self::new(cause, error.to_string())
    }
}

fn within(error: &io::Error) -> Option<&(dyn Error + 'static)> {
    error.get_ref().map(|inner| inner as &(dyn Error + 'static))
}

/// What TLS has to say about an error, if it is one of its own.
fn of_tls(error: &io::Error) -> Option<Cause> {
    let mut inner = within(error);
    while let Some(error) = inner {
        // The source of such an error is the source of what it holds, not what it holds.
        if let Some(error) = error.downcast_ref::<io::Error>() {
            inner = within(error);
            continue;
        }
        match error.downcast_ref::<rustls::Error>() {
            Some(rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented) => {
                return Some(Cause::Certificate);
            }
            // An answer that is no TLS at all: a page, from whoever stands between.
            Some(rustls::Error::InvalidMessage(_)) => return Some(Cause::Portal),
            _ => inner = error.source(),
        }
    }
    None
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        let cause = match (&fault.code, fault.code.retry()) {
            (Code::Other(code), _) if code == LOST => Cause::ServerDown,
            (Code::Other(code), _) if code == LATE => Cause::Slow,
            (Code::Other(code), _) if code == STRANGE => Cause::Stranger,
            (Code::Succeeded, _) => Cause::Copied,
            (Code::Cloned, _) => Cause::Restored,
            (_, Retry::SignIn) => Cause::Account,
            (_, Retry::Update) => Cause::Version,
            (_, Retry::Epoch) => Cause::Restored,
            _ => Cause::ServerError,
        };
        Self::new(cause, format!("{}: {}", fault.code.key(), fault.words))
    }
}

impl From<store::StoreError> for Trouble {
    fn from(error: store::StoreError) -> Self {
        Self::new(Cause::ServerError, error.to_string())
    }
}

/// The connection broke; never sent, only made here.
pub(crate) const LOST: &str = "connection-lost";
/// No answer in time; never sent, only made here.
pub(crate) const LATE: &str = "no-answer";

/// What came is no message of this protocol; never sent, only made here.
pub(crate) const STRANGE: &str = "no-message";

/// Whether a fault was made here, of the way to the server, and not said by it.
pub(crate) fn is_of_the_way(fault: &Fault) -> bool {
    matches!(&fault.code, Code::Other(code) if [LOST, LATE, STRANGE].contains(&code.as_str()))
}

pub(crate) fn fault(code: &str) -> Fault {
    Fault {
        code: Code::Other(code.to_owned()),
        words: "The connection to the server broke.".to_owned(),
    }
}

/// Whether this device has any way out. Asks the routing table only: nothing is sent.
pub(crate) fn has_network() -> bool {
    let there = |from: &str, to: &str| std::net::UdpSocket::bind(from).is_ok_and(|socket| socket.connect(to).is_ok());
    there("0.0.0.0:0", "192.0.2.1:9") || there("[::]:0", "[2001:db8::1]:9")
}
