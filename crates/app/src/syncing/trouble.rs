//! Why something that a person asked of the server was not done: there was no way to it, or it said no.

use crate::{Failure, FailureCode};
use sync::{Cause, Fault};

/// The server was reached and said no, in its own words.
pub(super) fn refusal(fault: Fault) -> Failure {
    let code = fault.code.key().to_owned();
    Failure::new(FailureCode::Declined, fault.words).about(code)
}

/// Why the server could not be asked, with a way forward.
pub(super) fn failure(cause: Cause) -> Failure {
    let words = match cause {
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
        Cause::ServerError => "The server has trouble of its own. Nothing was changed; try again in a moment.",
        Cause::Account => "Sign in again to go on. What waits here stays.",
        Cause::Version => "This version of Outpost and the server's do not understand each other. Update Outpost.",
        Cause::Stranger => "Another server answers at that address. Nothing was sent; ask whoever looks after Outpost.",
        Cause::Restored => {
            "The server or this device was restored from an older copy. It puts itself right; try again in a moment."
        }
        Cause::Copied => {
            "This device is an older copy of itself, and another copy has gone on in its place. Sign in to go on with this one; what waits here stays."
        }
    };
    Failure::new(FailureCode::Unreachable, words).about(key(cause))
}

/// The cause as the window calls it.
fn key(cause: Cause) -> &'static str {
    match cause {
        Cause::NoNetwork => "no_network",
        Cause::Portal => "portal",
        Cause::Name => "name",
        Cause::Certificate => "certificate",
        Cause::Slow => "slow",
        Cause::ServerDown => "server_down",
        Cause::ServerError => "server_error",
        Cause::Account => "account",
        Cause::Version => "version",
        Cause::Stranger => "stranger",
        Cause::Restored => "restored",
        Cause::Copied => "copied",
    }
}
