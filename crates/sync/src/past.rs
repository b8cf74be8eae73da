//! A record's past, from the server's answer.

use crate::cause::{Cause, Trouble};
use protocol::{Entry, Pulled, change_of};
use store::{Logged, Place};

/// The changes of an answer with what became of them.
///
/// # Errors
/// [`Trouble`] where one cannot be read.
pub fn logged(pulled: Pulled) -> Result<Vec<Logged>, Trouble> {
    let (floors, present) = (pulled.floors, pulled.epoch);
    let epoch_of = |seq: u64| {
        let first = floors.iter().find(|(_, floor)| seq <= *floor);
        first.map_or(present, |(epoch, _)| *epoch)
    };
    let one = |entry| match entry {
        Entry::Accepted {
            seq,
            author,
            bytes,
            judged,
        } => {
            let change = change_of(&bytes, author);
            let change = change.map_err(|error| Trouble::new(Cause::Version, error.to_string()))?;
            let epoch = epoch_of(seq);
            let standing = Place::Held { epoch, seq, judged };
            Ok(Logged { change, standing })
        }
        Entry::Snapshot { .. } | Entry::Leave { .. } | Entry::Masked { .. } => {
            Err(Trouble::new(Cause::Version, "an entry that is no change"))
        }
    };
    pulled.entries.into_iter().map(one).collect()
}
