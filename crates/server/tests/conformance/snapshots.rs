//! Facts about pages of records as they stand.

use crate::world::{Place, Replica, Tablet, World, code};
use model::{Record, RecordId, Role};
use protocol::{
    Answer, Ask, Author, Code, Entry, Fault, Peer as _, SnapshotAsk, SnapshotPage, change_of, records_of,
    snapshot_bytes,
};
use ring::signature::{ED25519, UnparsedPublicKey};
use server::Session;
use std::collections::BTreeMap;

/// A page whose signature holds; `None`: the log is to be followed.
async fn page(
    tablet: &Tablet,
    world: &World,
    from: &Session,
    ask: &SnapshotAsk,
) -> Result<Option<SnapshotPage>, Fault> {
    match from.ask(Ask::Snapshot(ask.clone())).await? {
        Answer::Snapshot(page) => {
            let signed = snapshot_bytes(&world.org, tablet.device, ask, &page);
            let key = UnparsedPublicKey::new(&ED25519, &tablet.server_key);
            key.verify(&signed, &page.signature).unwrap();
            Ok(Some(page))
        }
        Answer::Done => Ok(None),
        other => panic!("{other:?}"),
    }
}

fn first(since: u64, most: u32) -> SnapshotAsk {
    SnapshotAsk {
        since,
        most,
        ..SnapshotAsk::default()
    }
}

fn next(ask: &SnapshotAsk, page: &SnapshotPage, last: RecordId) -> SnapshotAsk {
    let follow = if ask.follow == 0 { page.as_of } else { ask.follow };
    SnapshotAsk {
        epoch: page.epoch,
        follow,
        after: Some(last),
        ..ask.clone()
    }
}

pub(crate) async fn pages_hand_out_what_the_log_folds_to_and_say_what_is_ahead(place: Place) {
    let world = World::new(place).await;
    let (mut ann, ben) = (world.tablet(1, Role::Field).await, world.tablet(2, Role::Office).await);
    let (of_ann, of_ben) = (ann.connect(&world).await, ben.connect(&world).await);
    let made: Vec<_> = (0..25)
        .map(|k| ann.change(None, 0, &[("name", &format!("Customer {k}"))]))
        .collect();
    ann.push(&of_ann, 0, &made).await.unwrap();
    let mut ids: Vec<RecordId> = made.iter().map(|change| change.record).collect();
    ids.sort_unstable();
    let mut ask = first(0, 10);
    let (mut records, mut ahead) = (BTreeMap::<RecordId, Record>::new(), BTreeMap::new());
    let mut sizes = Vec::new();
    loop {
        let page = page(&ben, &world, &of_ben, &ask).await.unwrap().unwrap();
        let here = records_of(&page.records).unwrap();
        for place in &page.ahead {
            ahead.insert(here[usize::try_from(*place).unwrap()].0, page.as_of);
        }
        sizes.push((here.len(), page.of));
        ask = next(&ask, &page, here.last().unwrap().0);
        records.extend(here);
        if page.end {
            break;
        }
        // One that is here already, one that is to come.
        let edits = [ids[0], ids[24]].map(|id| ann.change(Some(id), 25, &[("role", "Farmer")]));
        ann.push(&of_ann, 0, &edits).await.unwrap();
    }
    assert_eq!(sizes, [(10, 25), (10, 0), (5, 0)]);
    assert_eq!(
        ahead,
        BTreeMap::from([(ids[24], 29)]),
        "of what was changed since the first page"
    );
    let mut replica = Replica::default();
    replica.follow(&of_ben, 100).await;
    for (id, record) in &records {
        let stale = *id == ids[0];
        assert_eq!(*record == replica.records[id], !stale, "{id}");
        assert!(stale || *record == world.place.stored(world.org, *id).await);
    }
    let from_elsewhere = SnapshotAsk {
        epoch: 9,
        ..ask.clone()
    };
    assert_eq!(code(page(&ben, &world, &of_ben, &from_elsewhere).await), Code::Epoch);
    let beyond = SnapshotAsk { follow: 900, ..ask };
    assert_eq!(code(page(&ben, &world, &of_ben, &beyond).await), Code::Ahead);
}

pub(crate) async fn a_page_after_what_a_device_has_followed_brings_only_what_changed(place: Place) {
    let world = World::new(place).await;
    let mut ann = world.tablet(1, Role::Field).await;
    let session = ann.connect(&world).await;
    let made: Vec<_> = (0..5)
        .map(|k| ann.change(None, 0, &[("name", &format!("Customer {k}"))]))
        .collect();
    ann.push(&session, 0, &made).await.unwrap();
    let edit = ann.change(Some(made[0].record), 5, &[("role", "Farmer")]);
    ann.push(&session, 5, &[edit]).await.unwrap();
    assert_eq!(
        page(&ann, &world, &session, &first(5, 10)).await.unwrap(),
        None,
        "one change is one change"
    );
    for role in ["Smith", "Baker", "Miller"] {
        let edit = ann.change(Some(made[0].record), 5, &[("role", role)]);
        ann.push(&session, 5, &[edit]).await.unwrap();
    }
    let page = page(&ann, &world, &session, &first(5, 10)).await.unwrap().unwrap();
    let records = records_of(&page.records).unwrap();
    assert_eq!((page.of, page.end, page.as_of), (1, true, 9));
    assert_eq!(records[0].0, made[0].record);
}

pub(crate) async fn a_records_past_is_its_part_of_the_log(place: Place) {
    let world = World::new(place).await;
    let mut ann = world.tablet(1, Role::Field).await;
    let session = ann.connect(&world).await;
    let made: Vec<_> = (0..3)
        .map(|k| ann.change(None, 0, &[("name", &format!("Customer {k}"))]))
        .collect();
    let edit = ann.change(Some(made[1].record), 0, &[("role", "Farmer")]);
    ann.push(&session, 0, &made).await.unwrap();
    ann.push(&session, 0, std::slice::from_ref(&edit)).await.unwrap();
    let Answer::Past(past) = session.ask(Ask::Past(made[1].record)).await.unwrap() else {
        panic!("another answer");
    };
    let told = past.entries.iter().map(|entry| match entry {
        Entry::Accepted {
            seq,
            author: Author { on, by },
            bytes,
            ..
        } => (*seq, change_of(bytes, Author { on: *on, by: *by }).unwrap()),
        _ => panic!("only changes are in the log"),
    });
    assert_eq!(told.collect::<Vec<_>>(), [(2, made[1].clone()), (4, edit)]);
}
