//! After a restore of the server from a backup: what a device hands back, and what it asks before it goes on.
//!
//! The restored server begins a new epoch. What it still holds is numbered alike in both; the last such position is the
//! earlier epoch's *floor*. A device that holds more hands it back with proof ([`Tip`]) that this very server once gave it
//! out: nobody has to be believed, not even for the changes of others.

use crate::{
    Author, Hash, Tip, Unreadable,
    cbor::{Reader, Writer},
    entry::{judged_bytes, judged_of},
    limits,
    message::{put_author, read_author},
};
use model::{Judged, Record, RecordId};

/// Epochs before a restore, each with the last of its positions that the present one numbers alike; in their order.
pub type Floors = Vec<(u32, u64)>;

/// One entry of the log that a server has forgotten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forgotten {
    /// Whose it is.
    pub author: Author,
    /// The change's bytes.
    pub bytes: Vec<u8>,
    /// What became of it.
    pub judged: Judged,
}

/// A stretch of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandBack {
    /// The position before the first entry.
    pub after: u64,
    /// Proof of that position, where it may no longer stand here as the device has it.
    pub before: Option<Tip>,
    /// How the device knows epochs before its own to be numbered.
    pub floors: Floors,
    /// The entries, in order and without a gap.
    pub entries: Vec<Forgotten>,
    /// Proof; its position is the last entry's.
    pub tip: Tip,
}

/// How far the server's log reaches now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The epoch.
    pub epoch: u32,
    /// The last position.
    pub seq: u64,
    /// How earlier epochs are numbered now.
    pub floors: Floors,
}

/// Asks how records stood at a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recall {
    /// The position.
    pub at: u64,
    /// The records; [`limits::DOUBTS`] at most.
    pub records: Vec<RecordId>,
}

/// How records stood at a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recalled {
    /// The chain's head there.
    pub head: Hash,
    /// Over the [`Tip`] there.
    pub signature: [u8; 64],
    /// The records; `None` where there was none.
    pub records: Vec<(RecordId, Option<Record>)>,
}

pub(crate) fn put_floors(to: &mut Writer, floors: &[(u32, u64)]) {
    to.list(floors.len() * 2);
    for (epoch, floor) in floors {
        to.uint(u64::from(*epoch)).uint(*floor);
    }
}

pub(crate) fn read_floors(from: &mut Reader) -> Result<Floors, Unreadable> {
    (0..from.list()? / 2)
        .map(|_| Ok((from.number()?, from.uint()?)))
        .collect()
}

fn put_tip(to: &mut Writer, tip: &Tip) {
    to.list(5).uint(u64::from(tip.epoch)).uint(tip.seq);
    to.bytes(&tip.head).bytes(&tip.said).bytes(&tip.signature);
}

fn read_tip(from: &mut Reader) -> Result<Tip, Unreadable> {
    if from.list()? != 5 {
        return Err(Unreadable("a proof"));
    }
    Ok(Tip {
        epoch: from.number()?,
        seq: from.uint()?,
        head: from.fixed()?,
        said: from.fixed()?,
        signature: from.fixed()?,
    })
}

impl HandBack {
    pub(crate) fn put(&self, to: &mut Writer) {
        to.map(3 + usize::from(self.before.is_some()) + usize::from(!self.floors.is_empty()));
        to.uint(0).uint(self.after).uint(1).list(self.entries.len());
        for entry in &self.entries {
            to.list(4);
            put_author(to, &entry.author);
            to.bytes(&entry.bytes).bytes(&judged_bytes(&entry.judged));
        }
        put_tip(to.uint(2), &self.tip);
        if let Some(before) = &self.before {
            put_tip(to.uint(3), before);
        }
        if !self.floors.is_empty() {
            put_floors(to.uint(4), &self.floors);
        }
    }

    pub(crate) fn read(from: &mut Reader) -> Result<Self, Unreadable> {
        let (mut after, mut entries, mut tip) = (0, Vec::new(), None);
        let (mut before, mut floors) = (None, Vec::new());
        from.keyed(|from, key| {
            match key {
                0 => after = from.uint()?,
                1 => entries = from.list_of(limits::PULL * 2, forgotten)?,
                2 => tip = Some(read_tip(from)?),
                3 => before = Some(read_tip(from)?),
                4 => floors = read_floors(from)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let tip = tip.ok_or(Unreadable("no proof"))?;
        Ok(Self {
            after,
            before,
            floors,
            entries,
            tip,
        })
    }
}

fn forgotten(from: &mut Reader) -> Result<Forgotten, Unreadable> {
    if from.list()? != 4 {
        return Err(Unreadable("an entry"));
    }
    Ok(Forgotten {
        author: read_author(from)?,
        bytes: from.bytes()?.to_vec(),
        judged: judged_of(from.bytes()?)?,
    })
}

impl Reached {
    pub(crate) fn put(&self, to: &mut Writer) {
        to.map(3).uint(0).uint(u64::from(self.epoch)).uint(1).uint(self.seq);
        put_floors(to.uint(2), &self.floors);
    }

    pub(crate) fn read(from: &mut Reader) -> Result<Self, Unreadable> {
        let mut reached = Self {
            epoch: 0,
            seq: 0,
            floors: Vec::new(),
        };
        from.keyed(|from, key| {
            match key {
                0 => reached.epoch = from.number()?,
                1 => reached.seq = from.uint()?,
                2 => reached.floors = read_floors(from)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(reached)
    }
}

impl Recall {
    pub(crate) fn put(&self, to: &mut Writer) {
        to.map(2).uint(0).uint(self.at).uint(1).list(self.records.len());
        for id in &self.records {
            to.bytes(&id.to_bytes());
        }
    }

    pub(crate) fn read(from: &mut Reader) -> Result<Self, Unreadable> {
        let (mut at, mut records) = (0, Vec::new());
        from.keyed(|from, key| {
            match key {
                0 => at = from.uint()?,
                1 => records = from.list_of(limits::DOUBTS, |from| Ok(RecordId::from_bytes(from.fixed()?)))?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self { at, records })
    }
}

impl Recalled {
    pub(crate) fn put(&self, to: &mut Writer) {
        to.map(3).uint(0).bytes(&self.head).uint(1).bytes(&self.signature);
        to.uint(2).list(self.records.len());
        for (id, record) in &self.records {
            to.list(1 + usize::from(record.is_some())).bytes(&id.to_bytes());
            if let Some(record) = record {
                to.json(record);
            }
        }
    }

    pub(crate) fn read(from: &mut Reader) -> Result<Self, Unreadable> {
        let mut recalled = Self {
            head: [0; 32],
            signature: [0; 64],
            records: Vec::new(),
        };
        from.keyed(|from, key| {
            match key {
                0 => recalled.head = from.fixed()?,
                1 => recalled.signature = from.fixed()?,
                2 => {
                    recalled.records = from.list_of(limits::DOUBTS, |from| {
                        let there = from.list()? == 2;
                        let id = RecordId::from_bytes(from.fixed()?);
                        Ok((id, if there { Some(from.json()?) } else { None }))
                    })?;
                }
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(recalled)
    }
}
