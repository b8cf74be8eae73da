//! Any message about a server that was restored.

use super::{author, change, judged, record, somebody};
use model::RecordId;
use proptest::prelude::*;
use protocol::{Floors, Forgotten, HandBack, Reached, Recall, Recalled, Tip, change_bytes};

pub(super) fn floors() -> impl Strategy<Value = Floors> {
    prop::collection::vec((any::<u32>(), 0..u64::MAX / 4), 0..3)
}

fn tip() -> impl Strategy<Value = Tip> {
    let hashes = (
        any::<[u8; 32]>(),
        any::<[u8; 32]>(),
        prop::array::uniform32(any::<u16>()),
    );
    (any::<u32>(), any::<u64>(), hashes).prop_map(|(epoch, seq, (head, said, signature))| {
        let mut bytes = [0; 64];
        let halves = signature.iter().flat_map(|half| half.to_be_bytes());
        bytes.iter_mut().zip(halves).for_each(|(to, from)| *to = from);
        Tip {
            epoch,
            seq,
            head,
            said,
            signature: bytes,
        }
    })
}

pub(crate) fn hand_back() -> impl Strategy<Value = HandBack> {
    let entry = (author(), change(somebody()), judged()).prop_map(|(author, change, judged)| Forgotten {
        author,
        bytes: change_bytes(&change),
        judged,
    });
    let entries = prop::collection::vec(entry, 0..5);
    (any::<u64>(), entries, tip(), prop::option::of(tip()), floors()).prop_map(
        |(after, entries, tip, before, floors)| HandBack {
            after,
            before,
            floors,
            entries,
            tip,
        },
    )
}

pub(crate) fn recall() -> impl Strategy<Value = Recall> {
    let ids = prop::collection::vec(any::<[u8; 16]>().prop_map(RecordId::from_bytes), 0..5);
    (any::<u64>(), ids).prop_map(|(at, records)| Recall { at, records })
}

pub(crate) fn reached() -> impl Strategy<Value = Reached> {
    (any::<u32>(), any::<u64>(), floors()).prop_map(|(epoch, seq, floors)| Reached { epoch, seq, floors })
}

pub(crate) fn recalled() -> impl Strategy<Value = Recalled> {
    let id = any::<[u8; 16]>().prop_map(RecordId::from_bytes);
    let records = prop::collection::vec((id, prop::option::of(record())), 0..4);
    (any::<[u8; 32]>(), records).prop_map(|(head, records)| Recalled {
        head,
        signature: [9; 64],
        records,
    })
}
