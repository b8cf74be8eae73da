//! A change as bytes. Its author (device and person) stands beside it: in a push both are the session's.
//!
//! A map with these keys; what is left out is what nearly every change has:
//! ```text
//! 0 id          the last 10 of its 16 bytes; with key 12, all 16
//! 1 at          ms since 1970 of the author's clock, [ms, count] where the count is not 0
//! 2 n           the device's counter
//! 3 record      16 bytes; left out: the id of the change
//! 4 kind        text
//! 5 act         number of a known act, or text
//! 6 base        [epoch, position, then each own: [device or 0 for the author's, counter]]; 0 own: everything before n;
//!               after a restore of the server also each earlier epoch: [epoch, position, 0]
//! 7 writes      register → value, or bytes of JSON for a write that is more than a value
//! 8 jumps       ms
//! 9 of          16 bytes
//! 10 gesture    16 bytes; left out: the id of the change
//! 11 purged     left out: no
//! 12 first six bytes of the id, where they are not `at`
//! 13 v          schema version; left out: 1
//! ```

use crate::{
    Author, Unreadable,
    cbor::{Reader, Writer},
    limits,
};
use model::{Act, Base, Change, ChangeId, DeviceId, FieldKey, GestureId, Hlc, KindKey, RecordId, Write};
use std::collections::BTreeMap;

/// Acts by their numbers on the wire. Only ever added to.
const ACTS: [Act; 11] = [
    Act::Create,
    Act::Edit,
    Act::Delete,
    Act::Restore,
    Act::Undo,
    Act::Adopt,
    Act::Dismiss,
    Act::MoveStage,
    Act::Reassign,
    Act::Decide,
    Act::Complete,
];

/// The bytes of a change, without its author.
#[must_use]
pub fn change_bytes(change: &Change) -> Vec<u8> {
    let id = change.id.to_bytes();
    let (moment, chance) = id.split_at(6);
    let from_at = u64::try_from(change.at.ms).is_ok_and(|ms| ms.to_be_bytes().get(2..) == Some(moment));
    let own_id = change.record.to_bytes() == id;
    let own_gesture = change.gesture.to_bytes() == id;
    let extras = [
        !own_id,
        change.jumps != 0,
        change.of.is_some(),
        !own_gesture,
        change.purged,
        !from_at,
        change.v != 1,
    ];
    let mut to = Writer::new();
    to.map(7 + extras.iter().filter(|extra| **extra).count());
    to.uint(0).bytes(chance);
    match change.at.count {
        0 => to.uint(1).int(change.at.ms),
        count => to.uint(1).list(2).int(change.at.ms).uint(u64::from(count)),
    };
    to.uint(2).uint(change.n);
    if !own_id {
        to.uint(3).bytes(&change.record.to_bytes());
    }
    to.uint(4).text(change.kind.as_str());
    match ACTS.iter().position(|act| *act == change.act) {
        Some(number) => to.uint(5).uint(number as u64),
        None => to.uint(5).text(change.act.key()),
    };
    to.uint(6);
    put_base(&mut to, change);
    to.uint(7).map(change.writes.len());
    for (field, write) in &change.writes {
        to.text(field.as_str());
        if write.text.is_none() && write.back.is_empty() {
            to.value(&write.value);
        } else {
            to.json(write);
        }
    }
    if change.jumps != 0 {
        to.uint(8).int(change.jumps);
    }
    if let Some(of) = change.of {
        to.uint(9).bytes(&of.to_bytes());
    }
    if !own_gesture {
        to.uint(10).bytes(&change.gesture.to_bytes());
    }
    if change.purged {
        to.uint(11).flag(true);
    }
    if !from_at {
        to.uint(12).bytes(moment);
    }
    if change.v != 1 {
        to.uint(13).uint(u64::from(change.v));
    }
    to.finish()
}

fn put_base(to: &mut Writer, change: &Change) {
    let base = &change.base;
    let before = base.own == [(change.on, change.n.saturating_sub(1))];
    to.list(2 + base.earlier.len() + if before { 1 } else { base.own.len() });
    to.uint(u64::from(base.epoch)).uint(base.log);
    for (epoch, log) in &base.earlier {
        to.list(3).uint(u64::from(*epoch)).uint(*log).uint(0);
    }
    if before {
        to.uint(0);
        return;
    }
    for (on, n) in &base.own {
        to.list(2);
        if *on == change.on {
            to.uint(0);
        } else {
            to.bytes(&on.to_bytes());
        }
        to.uint(*n);
    }
}

fn base(from: &mut Reader, on: DeviceId, n: u64) -> Result<Base, Unreadable> {
    let size = from.list()?;
    let (epoch, log) = (from.number()?, from.uint()?);
    let (mut earlier, mut own) = (Vec::new(), Vec::new());
    for _ in 2..size {
        if !from.is_list() {
            from.uint()?;
            own.push((on, n.saturating_sub(1)));
            continue;
        }
        if from.list()? == 3 {
            earlier.push((from.number()?, from.uint()?));
            from.uint()?;
            continue;
        }
        let device = if from.is_bytes() {
            DeviceId::from_bytes(from.fixed()?)
        } else {
            from.uint()?;
            on
        };
        own.push((device, from.uint()?));
    }
    Ok(Base {
        epoch,
        log,
        earlier,
        own,
    })
}

/// Wall clock of a change's author, ms since 1970, without reading the rest.
pub(crate) fn moment_of(bytes: &[u8]) -> Result<i64, Unreadable> {
    let mut at = None;
    Reader::new(bytes).keyed(|from, key| {
        if key == 1 {
            at = Some(moment(from)?.ms);
        }
        Ok(key == 1)
    })?;
    at.ok_or(Unreadable("a change without a moment"))
}

/// What was read so far.
#[derive(Default)]
struct Parts {
    chance: Option<[u8; 10]>,
    moment: Option<[u8; 6]>,
    at: Option<Hlc>,
    n: u64,
    record: Option<[u8; 16]>,
    kind: Option<String>,
    act: Option<Act>,
    base: Base,
    writes: BTreeMap<FieldKey, Write>,
    jumps: i64,
    of: Option<[u8; 16]>,
    gesture: Option<[u8; 16]>,
    purged: bool,
    v: Option<u32>,
}

/// A change from its bytes and its author.
///
/// # Errors
/// [`Unreadable`].
pub fn change_of(bytes: &[u8], author: Author) -> Result<Change, Unreadable> {
    if bytes.len() > limits::CHANGE {
        return Err(Unreadable("a change that is too large"));
    }
    let mut parts = Parts::default();
    let mut from = Reader::new(bytes);
    from.keyed(|from, key| part(from, key, author, &mut parts))?;
    from.end()?;
    let at = parts.at.ok_or(Unreadable("a change without a moment"))?;
    let chance = parts.chance.ok_or(Unreadable("a change without an id"))?;
    let moment = match parts.moment {
        Some(moment) => moment,
        None => u64::try_from(at.ms)
            .ok()
            .and_then(|ms| ms.to_be_bytes().get(2..)?.try_into().ok())
            .ok_or(Unreadable("a change before 1970"))?,
    };
    let mut id = [0; 16];
    let whole = moment.iter().chain(&chance);
    id.iter_mut().zip(whole).for_each(|(to, from)| *to = *from);
    if parts.n == 0 {
        return Err(Unreadable("a change without a counter"));
    }
    Ok(Change {
        id: ChangeId::from_bytes(id),
        on: author.on,
        n: parts.n,
        by: author.by,
        record: RecordId::from_bytes(parts.record.unwrap_or(id)),
        kind: KindKey::owned(parts.kind.ok_or(Unreadable("a change without a kind"))?),
        act: parts.act.ok_or(Unreadable("a change without an act"))?,
        base: parts.base,
        writes: parts.writes,
        at,
        jumps: parts.jumps,
        of: parts.of.map(ChangeId::from_bytes),
        gesture: GestureId::from_bytes(parts.gesture.unwrap_or(id)),
        purged: parts.purged,
        v: parts.v.unwrap_or(1),
    })
}

fn part(from: &mut Reader, key: u64, author: Author, parts: &mut Parts) -> Result<bool, Unreadable> {
    match key {
        0 => parts.chance = Some(from.fixed()?),
        1 => parts.at = Some(moment(from)?),
        2 => parts.n = from.uint()?,
        3 => parts.record = Some(from.fixed()?),
        4 => parts.kind = Some(from.text()?.to_owned()),
        5 if from.is_text() => parts.act = Some(Act::from(from.text()?.to_owned())),
        5 => {
            let act = ACTS.get(from.number::<usize>()?);
            parts.act = Some(act.cloned().ok_or(Unreadable("an act's number"))?);
        }
        6 => parts.base = base(from, author.on, parts.n)?,
        7 => parts.writes = writes(from)?,
        8 => parts.jumps = from.int()?,
        9 => parts.of = Some(from.fixed()?),
        10 => parts.gesture = Some(from.fixed()?),
        11 => parts.purged = from.flag()?,
        12 => parts.moment = Some(from.fixed()?),
        13 => parts.v = Some(from.number()?),
        _ => return Ok(false),
    }
    Ok(true)
}

fn moment(from: &mut Reader) -> Result<Hlc, Unreadable> {
    if from.is_list() {
        if from.list()? != 2 {
            return Err(Unreadable("a moment"));
        }
        return Ok(Hlc {
            ms: from.int()?,
            count: from.number()?,
        });
    }
    Ok(Hlc {
        ms: from.int()?,
        count: 0,
    })
}

fn writes(from: &mut Reader) -> Result<BTreeMap<FieldKey, Write>, Unreadable> {
    let size = from.map()?;
    if size > limits::WRITES {
        return Err(Unreadable("too many writes"));
    }
    let mut writes = BTreeMap::new();
    for _ in 0..size {
        let field = FieldKey::owned(from.text()?);
        let write = if from.is_bytes() {
            from.json()?
        } else {
            Write::of(from.value()?)
        };
        writes.insert(field, write);
    }
    Ok(writes)
}
