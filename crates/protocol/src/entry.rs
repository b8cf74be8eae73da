//! What a pull brings: changes with what became of them.

use crate::{
    Hash, Unreadable,
    cbor::{Reader, Writer},
    change::moment_of,
};
use model::{DeviceId, Judged, PersonId, Record, RecordId, Role};

/// Whose change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Author {
    /// The device.
    pub on: DeviceId,
    /// The person.
    pub by: PersonId,
}

/// Roles by their numbers on the wire. Only ever added to.
const ROLES: [Role; 5] = [Role::Field, Role::Office, Role::Manager, Role::Admin, Role::Auditor];

pub(crate) fn put_role(to: &mut Writer, role: Role) {
    let number = ROLES.iter().position(|each| *each == role).unwrap_or_default();
    to.uint(number as u64);
}

pub(crate) fn read_role(from: &mut Reader) -> Result<Role, Unreadable> {
    let number: usize = from.number()?;
    ROLES.get(number).copied().ok_or(Unreadable("a role"))
}

/// `when` is told as the difference from what the author's clock said.
pub(crate) fn put_judged(to: &mut Writer, judged: &Judged, at: i64) {
    match judged {
        Judged::Plain { when, role } => {
            to.list(2).int(when.saturating_sub(at));
            put_role(to, *role);
        }
        Judged::Whole { verdict } => drop(to.json(verdict)),
    }
}

pub(crate) fn read_judged(from: &mut Reader, at: i64) -> Result<Judged, Unreadable> {
    if from.is_bytes() {
        return Ok(Judged::whole(from.json()?));
    }
    if from.list()? != 2 {
        return Err(Unreadable("a verdict"));
    }
    Ok(Judged::Plain {
        when: at.saturating_add(from.int()?),
        role: read_role(from)?,
    })
}

/// The bytes of a verdict that the organisation's chain is made of, and in which a server keeps it.
#[must_use]
pub fn judged_bytes(judged: &Judged) -> Vec<u8> {
    let mut to = Writer::new();
    put_judged(&mut to, judged, 0);
    to.finish()
}

/// A verdict from those bytes.
///
/// # Errors
/// [`Unreadable`].
pub fn judged_of(bytes: &[u8]) -> Result<Judged, Unreadable> {
    let mut from = Reader::new(bytes);
    let judged = read_judged(&mut from, 0)?;
    from.end()?;
    Ok(judged)
}

/// One thing that a pull brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A change of the log.
    Accepted {
        /// Its position.
        seq: u64,
        /// Whose it is.
        author: Author,
        /// Its bytes, as its author sent them.
        bytes: Vec<u8>,
        /// What became of it.
        judged: Judged,
    },
    /// A record as it stands at a position; changes at or below that are ignored for it.
    Snapshot {
        /// The position.
        as_of: u64,
        /// The record.
        id: RecordId,
        /// As it stands.
        record: Box<Record>,
    },
    /// A record that this device is no longer to hold.
    Leave {
        /// The record.
        id: RecordId,
        /// Why, as a code.
        why: String,
    },
    /// A stretch of the log that is not for this device: from the position after the entry before, up to here.
    Masked {
        /// The last position of the stretch.
        to: u64,
        /// The chain's head there.
        head: Hash,
    },
}

impl Entry {
    /// Up to which position of the log the entry leads.
    #[must_use]
    pub fn end(&self) -> Option<u64> {
        match self {
            Self::Accepted { seq, .. } => Some(*seq),
            Self::Masked { to, .. } => Some(*to),
            Self::Snapshot { .. } | Self::Leave { .. } => None,
        }
    }

    /// Authors come by their place in the answer's list.
    pub(crate) fn put(&self, to: &mut Writer, author: impl Fn(&Author) -> usize, before: u64) {
        match self {
            Self::Accepted {
                seq,
                author: whose,
                bytes,
                judged,
            } => {
                to.list(4)
                    .uint(seq.saturating_sub(before))
                    .uint(author(whose) as u64)
                    .bytes(bytes);
                put_judged(to, judged, moment_of(bytes).unwrap_or_default());
            }
            Self::Snapshot { as_of, id, record } => {
                to.list(3).uint(*as_of).bytes(&id.to_bytes()).json(record);
            }
            Self::Leave { id, why } => drop(to.list(2).bytes(&id.to_bytes()).text(why)),
            Self::Masked { to: end, head } => {
                to.list(1).list(2).uint(end.saturating_sub(before)).bytes(head);
            }
        }
    }

    pub(crate) fn read(from: &mut Reader, authors: &[Author], before: u64) -> Result<Self, Unreadable> {
        match from.list()? {
            4 => {
                let seq = before.checked_add(from.uint()?).ok_or(Unreadable("a position"))?;
                let author = authors.get(from.number::<usize>()?).copied();
                let author = author.ok_or(Unreadable("an author"))?;
                let bytes = from.bytes()?.to_vec();
                let at = moment_of(&bytes)?;
                Ok(Self::Accepted {
                    seq,
                    author,
                    bytes,
                    judged: read_judged(from, at)?,
                })
            }
            3 => Ok(Self::Snapshot {
                as_of: from.uint()?,
                id: RecordId::from_bytes(from.fixed()?),
                record: Box::new(from.json()?),
            }),
            2 => Ok(Self::Leave {
                id: RecordId::from_bytes(from.fixed()?),
                why: from.text()?.to_owned(),
            }),
            1 if from.list()? == 2 => Ok(Self::Masked {
                to: before.checked_add(from.uint()?).ok_or(Unreadable("a position"))?,
                head: from.fixed()?,
            }),
            _ => Err(Unreadable("an entry")),
        }
    }
}
