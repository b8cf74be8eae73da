//! Push and pull.

use crate::{
    Author, Entry, Hash, Receipt, Unreadable,
    cbor::{Reader, Writer},
    entry::{put_judged, read_judged},
    hand_back::{Floors, put_floors, read_floors},
    limits,
    scope::{Checksum, put_checksums, read_checksums},
};
use model::{ChangeId, DeviceId, Judged, PersonId};

/// Changes on their way to the server, in the order of their counters within each record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Push {
    /// Whose they are; `None`: the session's device and person.
    pub author: Option<Author>,
    /// The position up to which the device holds the log: where the answers follow it without a gap, they need not repeat
    /// the chain's head.
    pub cursor: u64,
    /// The changes' bytes.
    pub changes: Vec<Vec<u8>>,
}

/// What became of one change of a push.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Its position in the log; 0 where it was refused.
    pub seq: u64,
    /// The verdict.
    pub judged: Judged,
}

/// The answer to a push.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// One for each change, in the order of the push.
    pub answers: Vec<Answered>,
    /// The proof.
    pub receipt: Receipt,
}

/// Asks what is new.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pull {
    /// The epoch of the cursor.
    pub epoch: u32,
    /// The position up to which the device holds the log.
    pub cursor: u64,
    /// Own changes without a verdict.
    pub doubts: Vec<ChangeId>,
    /// At most so many entries.
    pub most: u32,
    /// The scope that the device holds; 0: everything.
    pub scope: u64,
    /// Checksums of the scope are wanted.
    pub check: bool,
}

/// The answer to a pull, read in one snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pulled {
    /// The epoch.
    pub epoch: u32,
    /// The cursor that was asked from.
    pub from: u64,
    /// The cursor after this.
    pub to: u64,
    /// The last position of the log.
    pub last: u64,
    /// The chain's head at `to`.
    pub head: Hash,
    /// Up to which position the server knows that a backup holds the log.
    pub backed_up: u64,
    /// Over the [`crate::Tip`] at `to`; only where there are entries.
    pub signature: Option<[u8; 64]>,
    /// How epochs before a restore of the server are numbered now.
    pub floors: Floors,
    /// Verdicts on those of the named changes that the server holds.
    pub verdicts: Vec<(ChangeId, Answered)>,
    /// What is new.
    pub entries: Vec<Entry>,
    /// The scope of the device; 0: everything.
    pub scope: u64,
    /// The device holds another scope, or too much has come into its own: it fetches all of it anew, by pages.
    pub anew: bool,
    /// What the device holds at `last`, where it asked and is narrowed.
    pub sums: Vec<Checksum>,
}

pub(crate) fn put_author(to: &mut Writer, author: &Author) {
    to.bytes(&author.on.to_bytes()).bytes(&author.by.to_bytes());
}

pub(crate) fn read_author(from: &mut Reader) -> Result<Author, Unreadable> {
    Ok(Author {
        on: DeviceId::from_bytes(from.fixed()?),
        by: PersonId::from_bytes(from.fixed()?),
    })
}

impl Answered {
    /// `next`: the position after the one before.
    fn put(&self, to: &mut Writer, at: i64, next: u64) {
        if self.seq != next {
            to.list(2).uint(self.seq);
        }
        put_judged(to, &self.judged, at);
    }

    fn read(from: &mut Reader, at: i64, next: u64, explicit: bool) -> Result<Self, Unreadable> {
        let seq = if explicit {
            from.list()?;
            from.uint()?
        } else {
            next
        };
        Ok(Self {
            seq,
            judged: read_judged(from, at)?,
        })
    }
}

/// Answers travel with a mark for each whether its position is the one after the position before.
fn put_answers(to: &mut Writer, answers: &[(i64, &Answered)]) {
    to.list(answers.len() * 2);
    let mut next = 0;
    for (at, answer) in answers {
        to.flag(answer.seq != next);
        answer.put(to, *at, next);
        next = answer.seq + 1;
    }
}

fn read_answers(from: &mut Reader, at: impl Fn(usize) -> i64) -> Result<Vec<Answered>, Unreadable> {
    let size = from.list()? / 2;
    let mut next = 0;
    let mut answers = Vec::new();
    for index in 0..size {
        let explicit = from.flag()?;
        let answer = Answered::read(from, at(index), next, explicit)?;
        next = answer.seq.saturating_add(1);
        answers.push(answer);
    }
    Ok(answers)
}

impl Push {
    pub(crate) fn put(&self, to: &mut Writer) {
        to.map(2 + usize::from(self.author.is_some()));
        if let Some(author) = &self.author {
            to.uint(0).list(2);
            put_author(to, author);
        }
        to.uint(1).uint(self.cursor).uint(2).list(self.changes.len());
        for change in &self.changes {
            to.bytes(change);
        }
    }

    pub(crate) fn read(from: &mut Reader) -> Result<Self, Unreadable> {
        let mut push = Self {
            author: None,
            cursor: 0,
            changes: Vec::new(),
        };
        from.keyed(|from, key| {
            match key {
                0 if from.list()? == 2 => push.author = Some(read_author(from)?),
                0 => return Err(Unreadable("an author")),
                1 => push.cursor = from.uint()?,
                2 => push.changes = from.list_of(limits::PUSH, |from| Ok(from.bytes()?.to_vec()))?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(push)
    }
}

impl Pushed {
    pub(crate) fn put(&self, to: &mut Writer) {
        // `when` is told absolutely to nobody: the difference from the first is small within a batch.
        to.map(4 + usize::from(self.receipt.head.is_some()));
        to.uint(0)
            .uint(u64::from(self.receipt.epoch))
            .uint(1)
            .int(self.receipt.at);
        to.uint(2).bytes(&self.receipt.signature);
        if let Some(head) = &self.receipt.head {
            to.uint(3).bytes(head);
        }
        let answers: Vec<_> = self.answers.iter().map(|answer| (self.receipt.at, answer)).collect();
        to.uint(4);
        put_answers(to, &answers);
    }

    pub(crate) fn read(from: &mut Reader) -> Result<Self, Unreadable> {
        let mut answers = Vec::new();
        let mut receipt = Receipt {
            epoch: 0,
            at: 0,
            head: None,
            signature: [0; 64],
        };
        from.keyed(|from, key| {
            match key {
                0 => receipt.epoch = from.number()?,
                1 => receipt.at = from.int()?,
                2 => receipt.signature = from.fixed()?,
                3 => receipt.head = Some(from.fixed()?),
                4 => answers = read_answers(from, |_| receipt.at)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self { answers, receipt })
    }
}

impl Pull {
    pub(crate) fn put(&self, to: &mut Writer) {
        to.map(4 + usize::from(self.scope > 0) + usize::from(self.check));
        to.uint(0).uint(u64::from(self.epoch)).uint(1).uint(self.cursor);
        to.uint(2).list(self.doubts.len());
        for id in &self.doubts {
            to.bytes(&id.to_bytes());
        }
        to.uint(3).uint(u64::from(self.most));
        if self.scope > 0 {
            to.uint(4).uint(self.scope);
        }
        if self.check {
            to.uint(5).flag(true);
        }
    }

    pub(crate) fn read(from: &mut Reader) -> Result<Self, Unreadable> {
        let mut pull = Self::default();
        from.keyed(|from, key| {
            match key {
                0 => pull.epoch = from.number()?,
                1 => pull.cursor = from.uint()?,
                2 => pull.doubts = from.list_of(limits::DOUBTS, |from| Ok(ChangeId::from_bytes(from.fixed()?)))?,
                3 => pull.most = from.number()?,
                4 => pull.scope = from.uint()?,
                5 => pull.check = from.flag()?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(pull)
    }
}

impl Pulled {
    pub(crate) fn put(&self, to: &mut Writer) {
        let mut authors: Vec<Author> = Vec::new();
        let mut places = std::collections::HashMap::new();
        for entry in &self.entries {
            if let Entry::Accepted { author, .. } = entry {
                places.entry(*author).or_insert_with(|| {
                    authors.push(*author);
                    authors.len() - 1
                });
            }
        }
        let more = [
            self.signature.is_some(),
            !self.floors.is_empty(),
            self.scope > 0,
            self.anew,
            !self.sums.is_empty(),
        ];
        to.map(9 + more.into_iter().filter(|more| *more).count());
        to.uint(0).uint(u64::from(self.epoch)).uint(1).uint(self.from);
        to.uint(2).uint(self.to);
        to.uint(3)
            .uint(self.last)
            .uint(4)
            .bytes(&self.head)
            .uint(5)
            .uint(self.backed_up);
        to.uint(6).list(self.verdicts.len() * 2);
        for (id, answer) in &self.verdicts {
            to.bytes(&id.to_bytes());
            answer.put(to, 0, u64::MAX);
        }
        to.uint(7).list(authors.len() * 2);
        authors.iter().for_each(|author| put_author(to, author));
        to.uint(8).list(self.entries.len());
        let mut before = self.from;
        for entry in &self.entries {
            entry.put(to, |author| places.get(author).copied().unwrap_or_default(), before);
            before = entry.end().unwrap_or(before);
        }
        if let Some(signature) = &self.signature {
            to.uint(9).bytes(signature);
        }
        if !self.floors.is_empty() {
            put_floors(to.uint(10), &self.floors);
        }
        if self.scope > 0 {
            to.uint(11).uint(self.scope);
        }
        if self.anew {
            to.uint(12).flag(true);
        }
        if !self.sums.is_empty() {
            put_checksums(to.uint(13), &self.sums);
        }
    }

    pub(crate) fn read(from: &mut Reader) -> Result<Self, Unreadable> {
        let mut pulled = Self {
            epoch: 0,
            from: 0,
            to: 0,
            last: 0,
            head: [0; 32],
            backed_up: 0,
            signature: None,
            floors: Vec::new(),
            verdicts: Vec::new(),
            entries: Vec::new(),
            scope: 0,
            anew: false,
            sums: Vec::new(),
        };
        let mut authors = Vec::new();
        from.keyed(|from, key| {
            match key {
                0 => pulled.epoch = from.number()?,
                1 => pulled.from = from.uint()?,
                2 => pulled.to = from.uint()?,
                3 => pulled.last = from.uint()?,
                4 => pulled.head = from.fixed()?,
                5 => pulled.backed_up = from.uint()?,
                6 => {
                    for _ in 0..from.list()? / 2 {
                        let id = ChangeId::from_bytes(from.fixed()?);
                        pulled.verdicts.push((id, Answered::read(from, 0, 0, true)?));
                    }
                }
                7 => {
                    for _ in 0..from.list()? / 2 {
                        authors.push(read_author(from)?);
                    }
                }
                8 => {
                    let mut before = pulled.from;
                    pulled.entries = from.list_of(limits::PULL, |from| {
                        let entry = Entry::read(from, &authors, before)?;
                        before = entry.end().unwrap_or(before);
                        Ok(entry)
                    })?;
                }
                9 => pulled.signature = Some(from.fixed()?),
                10 => pulled.floors = read_floors(from)?,
                11 => pulled.scope = from.uint()?,
                12 => pulled.anew = from.flag()?,
                13 => pulled.sums = read_checksums(from)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(pulled)
    }
}
