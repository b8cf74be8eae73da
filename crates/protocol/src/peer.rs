//! The trait that both ends implement: the server's session over its database, the device's line over the network.

use crate::{Answer, Ask, Code, Fault, Pull, Pulled, Push, Pushed};
use std::future::Future;

/// Somebody who can be asked.
pub trait Peer: Send + Sync {
    /// Asks, and waits for the answer. A fault comes as an error, never as [`Answer::Fault`].
    fn ask(&self, ask: Ask) -> impl Future<Output = Result<Answer, Fault>> + Send;

    /// Brings changes.
    fn push(&self, push: Push) -> impl Future<Output = Result<Pushed, Fault>> + Send {
        async move {
            match self.ask(Ask::Push(push)).await? {
                Answer::Pushed(pushed) => Ok(pushed),
                _ => Err(Code::Unreadable.into()),
            }
        }
    }

    /// Asks what is new.
    fn pull(&self, pull: Pull) -> impl Future<Output = Result<Pulled, Fault>> + Send {
        async move {
            match self.ask(Ask::Pull(pull)).await? {
                Answer::Pulled(pulled) => Ok(pulled),
                _ => Err(Code::Unreadable.into()),
            }
        }
    }
}
