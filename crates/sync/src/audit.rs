//! Whether the log that lies on this device is the one that the server gave out: every entry is hashed again, together with all
//! before it, and has to come to what the server signed. It signed some positions, hundreds of entries apart at most: between
//! two of them lies the place of a break. What came with a page of records, before this device followed the log, is not here.

use crate::exchange::signed_by;
use model::Judged;
use protocol::{Author, Hash, chained, change_bytes, content_hash};
use store::{Logged, Place, Store, StoreError, Tip};

/// What an audit found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audited {
    /// Entries that came to what was signed.
    pub entries: u64,
    /// The last position up to which they did.
    pub to: u64,
    /// The positions, from the first to the last, between which an entry is not as the server gave it out.
    pub broken: Option<(u64, u64)>,
}

/// Verifies the log that lies here.
///
/// # Errors
/// The store's. A break is no error, it is what was found.
pub async fn audit(store: &Store) -> Result<Audited, StoreError> {
    let mut audited = Audited::default();
    let Some(server) = store.server().await? else {
        return Ok(audited);
    };
    let mut from: Option<(u64, Hash)> = Some((0, [0; 32]));
    for tip in store.tips_after(0).await? {
        let after = from.map_or(audited.to, |(seq, _)| seq);
        if signed_by(&server, &tip).is_err() {
            audited.broken = Some((after + 1, tip.seq));
            return Ok(audited);
        }
        if let Some((seq, head)) = from {
            let entries = store.log_between(seq, tip.seq).await?;
            match between((seq, head), &entries, &tip) {
                Between::Whole => audited.entries += tip.seq - seq,
                // Before this device began to follow, the log may be missing; from a signed position on it is all here, unless
                // part of it is not for this device, or went with records that left it.
                Between::NotHere if seq == 0 || server.scope > 0 => {}
                Between::NotHere | Between::Broken => {
                    audited.broken = Some((seq + 1, tip.seq));
                    return Ok(audited);
                }
            }
        }
        from = Some((tip.seq, tip.head));
        audited.to = tip.seq;
    }
    Ok(audited)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Between {
    Whole,
    /// There are fewer entries than positions.
    NotHere,
    Broken,
}

/// Whether the entries after a position come to what was signed.
fn between((mut seq, mut head): (u64, Hash), entries: &[Logged], tip: &Tip) -> Between {
    if entries.len() as u64 != tip.seq.saturating_sub(seq) {
        return Between::NotHere;
    }
    for logged in entries {
        seq += 1;
        match next(&head, seq, logged) {
            Some(hash) => head = hash,
            None => return Between::Broken,
        }
    }
    if head == tip.head {
        Between::Whole
    } else {
        Between::Broken
    }
}

/// The chain's head after one more entry; `None` where it has another position.
fn next(head: &Hash, seq: u64, logged: &Logged) -> Option<Hash> {
    let (at, judged): (u64, &Judged) = match &logged.standing {
        Place::Held { seq, judged, .. } => (*seq, judged),
        Place::Waiting | Place::Refused { .. } => return None,
    };
    let author = Author {
        on: logged.change.on,
        by: logged.change.by,
    };
    let content = content_hash(author, &change_bytes(&logged.change));
    (at == seq).then(|| chained(head, seq, &content, judged))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{
        Act, Base, Change, ChangeId, DeviceId, FieldKey, GestureId, Hlc, KindKey, PersonId, RecordId, Role, Value,
        Write,
    };

    fn logged(seq: u64) -> Logged {
        let change = Change {
            id: ChangeId::from_parts(1, seq.into()),
            on: DeviceId::from_parts(1, 1),
            n: seq,
            by: PersonId::from_parts(1, 1),
            record: RecordId::from_parts(1, 1),
            kind: KindKey::of("contact"),
            act: Act::Edit,
            base: Base::default(),
            writes: [(FieldKey::of("name"), Write::of(Value::text(format!("Name {seq}"))))].into(),
            at: Hlc::default(),
            jumps: 0,
            of: None,
            gesture: GestureId::from_parts(1, seq.into()),
            purged: false,
            v: 1,
        };
        let judged = Judged::Plain {
            when: 7,
            role: Role::Field,
        };
        Logged {
            change,
            standing: Place::Held { epoch: 1, seq, judged },
        }
    }

    fn signed(entries: &[Logged]) -> Tip {
        let numbered = (1..).zip(entries);
        let head = numbered.fold([0; 32], |head, (seq, logged)| next(&head, seq, logged).unwrap());
        Tip {
            epoch: 1,
            seq: entries.len() as u64,
            head,
            said: [0; 32],
            signature: [0; 64],
        }
    }

    #[test]
    fn whatever_is_done_to_an_entry_is_found() {
        let entries: Vec<Logged> = (1..=5).map(logged).collect();
        let tip = signed(&entries);
        let start = (0, [0; 32]);
        assert_eq!(between(start, &entries, &tip), Between::Whole);
        assert_eq!(between(start, &entries[..4], &tip), Between::NotHere);
        let hurts: [fn(&mut Vec<Logged>); 5] = [
            |entries| entries[2].change.writes.clear(),
            |entries| entries[2].change.by = PersonId::from_parts(1, 9),
            |entries| entries.swap(1, 2),
            |entries| entries[4].standing = Place::Waiting,
            |entries| {
                entries[0].standing = Place::Held {
                    epoch: 1,
                    seq: 1,
                    judged: Judged::Plain {
                        when: 8,
                        role: Role::Field,
                    },
                };
            },
        ];
        for hurt in hurts {
            let mut hurt_entries = entries.clone();
            hurt(&mut hurt_entries);
            assert_eq!(between(start, &hurt_entries, &tip), Between::Broken);
        }
    }
}
