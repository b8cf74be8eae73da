//! Stamps and authors, each written once per record and referred to by number.

use super::{
    EARLIER, OWN_ID,
    varint::{Bytes, put, put_signed},
};
use crate::authors::Authors;
use model::{Base, ChangeId, DeviceId, PersonId, RecordId, Role, Stamp, Standing};
use std::sync::Arc;

/// Who wrote a value, in which role, when.
pub(crate) type Author = (PersonId, Role, i64);

const ROLES: [Role; 5] = [Role::Field, Role::Office, Role::Manager, Role::Admin, Role::Auditor];

/// The distinct stamps and authors of a record.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) stamps: Vec<Arc<Stamp>>,
    pub(crate) authors: Vec<Author>,
}

impl Seen {
    pub(crate) fn stamp(&mut self, stamp: &Arc<Stamp>) -> u64 {
        let same = |s: &Arc<Stamp>| Arc::ptr_eq(s, stamp) || s == stamp;
        index(self.stamps.iter().position(same), &mut self.stamps, || stamp.clone())
    }

    pub(crate) fn author(&mut self, standing: &Standing) -> u64 {
        let author = (standing.by, standing.role, standing.when);
        index(
            self.authors.iter().position(|a| *a == author),
            &mut self.authors,
            || author,
        )
    }
}

fn index<T>(found: Option<usize>, list: &mut Vec<T>, new: impl FnOnce() -> T) -> u64 {
    let at = found.unwrap_or_else(|| {
        list.push(new());
        list.len() - 1
    });
    at as u64
}

pub(crate) fn put_stamp(to: &mut Vec<u8>, stamp: &Stamp, record: RecordId, authors: &mut Authors) {
    let own = stamp.id.to_bytes() == record.to_bytes();
    let earlier = &stamp.base.earlier;
    put(
        to,
        if own { OWN_ID } else { 0 } | if earlier.is_empty() { 0 } else { EARLIER },
    );
    if !own {
        to.extend_from_slice(&stamp.id.to_bytes());
    }
    put(to, authors.number(stamp.on.to_bytes()));
    put(to, stamp.n);
    // Positions of own changes follow from what the server answered.
    let follow = stamp.seqs == authors.settled.places(stamp.on, stamp.n);
    let seqs = if follow { &[][..] } else { stamp.seqs.as_slice() };
    put(to, seqs.len() as u64);
    for (epoch, seq) in seqs {
        put(to, u64::from(*epoch));
        put(to, *seq);
    }
    put(to, u64::from(stamp.base.epoch));
    put(to, stamp.base.log);
    if !earlier.is_empty() {
        put(to, earlier.len() as u64);
        for (epoch, log) in earlier {
            put(to, u64::from(*epoch));
            put(to, *log);
        }
    }
    put(to, stamp.base.own.len() as u64);
    for (on, n) in &stamp.base.own {
        put(to, authors.number(on.to_bytes()));
        put(to, *n);
    }
}

pub(crate) fn read_stamp(from: &mut Bytes, record: RecordId, authors: &Authors) -> Option<Arc<Stamp>> {
    let flags = from.varint()?;
    let id = if flags & OWN_ID == 0 {
        ChangeId::from_slice(from.take(16)?)?
    } else {
        ChangeId::from_bytes(record.to_bytes())
    };
    let device = |number: u64| authors.id(number).map(DeviceId::from_bytes);
    let on = device(from.varint()?)?;
    let n = from.varint()?;
    let mut seqs = Vec::new();
    for _ in 0..from.size()? {
        seqs.push((u32::try_from(from.varint()?).ok()?, from.varint()?));
    }
    if seqs.is_empty() {
        seqs = authors.settled.places(on, n);
    }
    let epoch = u32::try_from(from.varint()?).ok()?;
    let log = from.varint()?;
    let mut earlier = Vec::new();
    if flags & EARLIER != 0 {
        for _ in 0..from.size()? {
            earlier.push((u32::try_from(from.varint()?).ok()?, from.varint()?));
        }
    }
    let mut own = Vec::new();
    for _ in 0..from.size()? {
        own.push((device(from.varint()?)?, from.varint()?));
    }
    Some(Arc::new(Stamp {
        id,
        on,
        n,
        seqs,
        base: Base {
            epoch,
            log,
            earlier,
            own,
        },
    }))
}

pub(crate) fn put_author(to: &mut Vec<u8>, (by, role, when): Author, authors: &mut Authors) {
    put(to, authors.number(by.to_bytes()));
    put(to, ROLES.iter().position(|r| *r == role).unwrap_or_default() as u64);
    put_signed(to, when);
}

pub(crate) fn read_author(from: &mut Bytes, authors: &Authors) -> Option<Author> {
    let by = PersonId::from_bytes(authors.id(from.varint()?)?);
    let role = *ROLES.get(from.size()?)?;
    Some((by, role, from.signed()?))
}
