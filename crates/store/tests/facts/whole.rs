//! All or nothing, and the word after the fact.

use crate::{
    desk::{self, Desk},
    files::raw,
};
use model::{Act, ChangeId, FieldKey, GestureId, KindKey, RecordId, Value, Write, declare::VERSION};
use store::{Listing, Source, Tx};
use tokio::sync::broadcast::error::TryRecvError;

/// A Create in a transaction of the caller's.
async fn create(desk: &Desk, tx: &mut Tx<'_>, n: u64, gesture: GestureId) -> RecordId {
    let id = ChangeId::from_parts(1_800_000_000_000 + n, u128::from(n));
    let numbered = tx.number(1_800_000_000_000);
    let device = desk.store.device();
    let name = Write::of(Value::text(format!("Person {n}")));
    let change = model::Change {
        id,
        on: device.id,
        n: numbered.n,
        by: device.person,
        record: RecordId::from_ulid(id.ulid()),
        kind: KindKey::of("contact"),
        act: Act::Create,
        base: tx.base(),
        writes: [(FieldKey::of("name"), name)].into(),
        at: numbered.at,
        jumps: 0,
        of: None,
        gesture,
        purged: false,
        v: VERSION,
    };
    tx.make(&change).await.unwrap();
    change.record
}

fn gesture(n: u64) -> GestureId {
    GestureId::from_parts(1_800_000_000_000, u128::from(n))
}

async fn people(desk: &Desk) -> u64 {
    let listing = Listing::of(KindKey::of("contact"));
    desk.store.list(&listing).await.unwrap().total
}

#[tokio::test]
async fn a_dropped_transaction_leaves_nothing_and_says_nothing_not_even_a_bulk_one_that_had_sent_rows() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk::open(folder.path()).await;
    let mut feed = desk.store.feed();
    for count in [1, 1200] {
        let mut tx = desk.store.begin().await;
        if count > 1 {
            tx.bulk(gesture(1), "Import".into(), 5);
        }
        for n in 0..count {
            create(&desk, &mut tx, n, gesture(1)).await;
        }
        drop(tx);
        assert_eq!(people(&desk).await, 0);
        assert_eq!(desk.store.summary().await.unwrap().waiting, 0);
        assert!(desk.found("person").await.is_empty());
        assert!(desk.store.recent_gestures(5).await.unwrap().is_empty());
        assert_eq!(feed.try_recv(), Err(TryRecvError::Empty));
    }
    // The next one is not disturbed, and no counter was used up.
    let mut tx = desk.store.begin().await;
    let record = create(&desk, &mut tx, 9_000, gesture(2)).await;
    tx.commit(Source::Here).await.unwrap();
    assert_eq!(feed.try_recv().unwrap().records, [record]);
    assert_eq!(desk.store.changes_of(record).await.unwrap()[0].change.n, 1);
}

#[tokio::test]
async fn nobody_sees_a_bulk_gesture_before_its_commit_and_everybody_all_of_it_after() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk::open(folder.path()).await;
    let mut feed = desk.store.feed();
    let mut tx = desk.store.begin().await;
    tx.bulk(gesture(1), "Import of people.csv".into(), 5);
    for n in 0..1500 {
        create(&desk, &mut tx, n, gesture(1)).await;
        if n % 400 == 0 {
            assert_eq!(people(&desk).await, 0);
            assert_eq!(feed.try_recv(), Err(TryRecvError::Empty));
        }
    }
    tx.commit(Source::Import).await.unwrap();
    let said = feed.try_recv().unwrap();
    assert_eq!(
        (said.source, said.records.len()),
        (Source::Import, 0),
        "too many to name"
    );
    assert!(said.kinds.contains("contact"));
    assert_eq!(people(&desk).await, 1500);
    let lines = desk.store.recent_gestures(5).await.unwrap();
    assert_eq!(
        (lines[0].words.as_str(), lines[0].changes),
        ("Import of people.csv", 1500)
    );
}

#[tokio::test]
async fn the_outbox_is_dense_and_its_bytes_never_change_single_or_in_runs() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = desk::open(folder.path()).await;
    let first = desk.create("contact", &[("name", "Anneke")]).await;
    let mut tx = desk.store.begin().await;
    tx.bulk(gesture(1), "Import".into(), 5);
    for n in 0..1100 {
        create(&desk, &mut tx, n, gesture(1)).await;
    }
    tx.commit(Source::Import).await.unwrap();
    desk.edit(first, "contact", &[("name", "Anneke Vos")]).await;
    let before = desk.store.outbox(1, 5000).await.unwrap();
    assert!(before.iter().map(|c| c.n).eq(1..=1102));
    let json = |changes: &[model::Change]| serde_json::to_vec(changes).unwrap();
    desk.store.close().await;

    let mut desk = desk::open(folder.path()).await;
    desk.edit(first, "contact", &[("role", "Owner")]).await;
    let after = desk.store.outbox(1, 5000).await.unwrap();
    assert_eq!(json(&after[..1102]), json(&before));
    for (from, to) in [(1, 1), (2, 2), (500, 530), (513, 515), (1101, 1102), (1102, 1103)] {
        let part = desk.store.outbox(from, to - from).await.unwrap();
        assert!(part.iter().map(|c| c.n).eq(from..=to), "{from} {to}");
    }
    let of_gesture = desk.store.changes_in(gesture(1)).await.unwrap();
    assert!(of_gesture.iter().map(|c| c.n).eq(2..=1101));
    let of_one = desk.store.changes_of(first).await.unwrap();
    assert_eq!(of_one.iter().map(|c| c.change.n).collect::<Vec<_>>(), [1, 1102, 1103]);
}

#[tokio::test]
async fn recent_gestures_come_newest_first_with_their_words_and_whether_they_were_undone() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = desk::open(folder.path()).await;
    let person = desk.create("contact", &[("name", "Anneke")]).await;
    let mut tx = desk.store.begin().await;
    tx.bulk(gesture(1), "Import of list.csv".into(), 1_790_000_000_500);
    for n in 0..600 {
        create(&desk, &mut tx, n, gesture(1)).await;
    }
    tx.commit(Source::Import).await.unwrap();
    desk.edit(person, "contact", &[("role", "Owner")]).await;
    let mut tx = desk.store.begin().await;
    tx.mark_undone(gesture(1), gesture(7));
    create(&desk, &mut tx, 9_999, GestureId::from_parts(1_800_000_009_999, 9_999)).await;
    tx.commit(Source::Here).await.unwrap();
    let lines = desk.store.recent_gestures(10).await.unwrap();
    let seen: Vec<(&str, u64, bool)> = lines
        .iter()
        .map(|line| (line.words.as_str(), line.changes, line.undone))
        .collect();
    assert_eq!(
        seen,
        [
            ("", 1, false),
            ("", 1, false),
            ("Import of list.csv", 600, true),
            ("", 1, false)
        ]
    );
    assert_eq!(lines[1].change.as_ref().unwrap().act, Act::Edit);
}

#[tokio::test]
async fn a_long_list_leaves_every_index_in_its_place_whether_it_came_in_or_not() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = desk::open(folder.path()).await;
    let anneke = desk.create("contact", &[("name", "Anneke Vos")]).await;
    let before = indexes(folder.path()).await;
    for stays in [false, true] {
        let mut tx = desk.store.begin().await;
        tx.bulk(gesture(1), "Import of list.csv".into(), 5);
        tx.expect(KindKey::of("contact"), 6_000);
        for n in 0..6_000 {
            create(&desk, &mut tx, n, gesture(1)).await;
        }
        if stays {
            tx.commit(Source::Import).await.unwrap();
        } else {
            tx.roll_back().await;
        }
        assert_eq!(indexes(folder.path()).await, before);
        assert_eq!(people(&desk).await, if stays { 6_001 } else { 1 });
    }
    let listing = Listing::of(KindKey::of("contact"));
    let page = desk.store.list(&listing).await.unwrap();
    assert_eq!(page.rows[0].id, anneke, "in the order of names");
    let sound: String = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_one(&mut raw(folder.path()).await)
        .await
        .unwrap();
    assert_eq!(sound, "ok");
}

/// The statements that make the indexes.
async fn indexes(folder: &std::path::Path) -> Vec<String> {
    sqlx::query_scalar("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY sql")
        .fetch_all(&mut raw(folder).await)
        .await
        .unwrap()
}
