//! Which of what waits goes first, and what goes together in one push.

use model::Change;
use protocol::{Author, change_bytes, limits};
use std::collections::{BTreeMap, HashSet};

/// Bytes of changes in one push, so that a frame stays well below its limit.
const BYTES: usize = limits::FRAME / 2;
/// Kinds that go before others when much waits: what somebody else may be waiting for.
const URGENT: [&str; 4] = ["approval", "issue", "task", "appointment"];

/// Urgent kinds first, where more waits than one push takes; within one record the order stays.
pub(super) fn in_lanes(changes: Vec<Change>, most: usize) -> Vec<Change> {
    if changes.len() <= limits::PUSH.min(most) {
        return changes;
    }
    let urgent: HashSet<_> = changes
        .iter()
        .filter(|change| URGENT.contains(&change.kind.as_str()))
        .map(|change| change.record)
        .collect();
    // What an urgent record hangs on was made before it and may be waiting too: it goes along.
    let made: BTreeMap<_, _> = changes
        .iter()
        .map(|change| (change.record.to_string(), change.record))
        .collect();
    let parents = changes
        .iter()
        .filter(|change| urgent.contains(&change.record))
        .flat_map(|change| {
            let links = change.writes.values().filter_map(|write| write.value.as_text());
            links.filter_map(|link| made.get(link).copied()).collect::<Vec<_>>()
        });
    let first: HashSet<_> = parents.chain(urgent.iter().copied()).collect();
    let (mut first, rest): (Vec<_>, Vec<_>) = changes.into_iter().partition(|change| first.contains(&change.record));
    first.extend(rest);
    first
}

/// The changes of one push, and the bytes that they travel as.
pub(super) struct Batch {
    pub(super) author: Option<Author>,
    pub(super) changes: Vec<Change>,
    pub(super) bytes: Vec<Vec<u8>>,
}

/// Bounded pushes of one author each, and what fits into none.
pub(super) fn batches(changes: Vec<Change>) -> (Vec<Batch>, Vec<Change>) {
    let (mut batches, mut unfit): (Vec<Batch>, _) = (Vec::new(), Vec::new());
    let mut size = 0;
    for change in changes {
        let bytes = change_bytes(&change);
        if bytes.len() > limits::CHANGE || change.writes.len() > limits::WRITES {
            unfit.push(change);
            continue;
        }
        let author = Author {
            on: change.on,
            by: change.by,
        };
        let fits = |batch: &&mut Batch| {
            batch.changes.len() < limits::PUSH && batch.author == Some(author) && size + bytes.len() <= BYTES
        };
        if let Some(batch) = batches.last_mut().filter(fits) {
            size += bytes.len();
            batch.changes.push(change);
            batch.bytes.push(bytes);
        } else {
            size = bytes.len();
            batches.push(Batch {
                author: Some(author),
                changes: vec![change],
                bytes: vec![bytes],
            });
        }
    }
    (batches, unfit)
}
