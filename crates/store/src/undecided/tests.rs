use crate::{Founding, RawKey, Source, Store};
use model::{
    Act, Base, Change, ChangeId, DeviceId, FieldKey, GestureId, KindKey, PersonId, RecordId, Role, Value, Write,
    declare::VERSION,
};
use std::path::Path;

const NOW: i64 = 1_790_000_000_000;

async fn open(folder: &Path) -> Store {
    let founding = Founding {
        device: DeviceId::from_parts(1, 11),
        person: PersonId::from_parts(1, 12),
        name: "Laptop".into(),
        role: Role::Admin,
    };
    Store::open(folder, &RawKey::new([7; 32]), founding).await.unwrap()
}

/// One change of a deal; `base`: what its author was looking at, `None`: everything.
async fn act(store: &Store, deal: RecordId, act: Act, base: Option<Base>, field: &'static str, text: &str) -> Base {
    let mut tx = store.begin().await;
    let base = base.unwrap_or_else(|| tx.base());
    let numbered = tx.number(NOW);
    let id = match act {
        Act::Create => ChangeId::from_ulid(deal.ulid()),
        _ => ChangeId::from_parts(NOW as u64, numbered.n.into()),
    };
    let change = Change {
        id,
        on: store.device().id,
        n: numbered.n,
        by: store.device().person,
        record: deal,
        kind: KindKey::of("deal"),
        act,
        base,
        writes: [(FieldKey::of(field), Write::of(Value::text(text)))].into(),
        at: numbered.at,
        jumps: 0,
        of: None,
        gesture: GestureId::from_ulid(id.ulid()),
        purged: false,
        v: VERSION,
    };
    tx.make(&change).await.unwrap();
    tx.commit(Source::Here).await.unwrap().base
}

/// A deal on whose close date two people disagree, and what somebody who looks at both is looking at.
async fn contested(store: &Store, number: u128) -> (RecordId, Base) {
    let deal = RecordId::from_parts(NOW as u64, 1_000 + number);
    let seen = act(store, deal, Act::Create, None, "name", "Boiler").await;
    act(store, deal, Act::Edit, None, "next_due", "2026-11-20").await;
    act(store, deal, Act::Edit, None, "close_by", "2026-12-01").await;
    let both = act(store, deal, Act::Edit, Some(seen), "close_by", "2026-12-24").await;
    (deal, both)
}

#[tokio::test]
async fn what_waits_for_a_decision_is_known_from_the_write_that_opened_it_to_the_one_that_settles_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let (deal, both) = contested(&store, 1).await;
    let open = store.undecided().await.unwrap();
    assert_eq!((open.len(), open[0].id, open[0].kind.as_str()), (1, deal, "deal"));
    assert_eq!(open[0].open.fields, [FieldKey::of("close_by")]);
    assert_eq!(
        (open[0].open.title.as_str(), open[0].open.due.as_deref()),
        ("Boiler", Some("2026-11-20"))
    );
    assert!(store.undecided_among(&[deal]).await.unwrap().contains(&deal));

    act(&store, deal, Act::Edit, None, "name", "Boiler house").await;
    assert_eq!(store.undecided().await.unwrap()[0].open.title, "Boiler house");
    act(&store, deal, Act::Decide, Some(both), "close_by", "2026-12-24").await;
    assert_eq!(store.undecided_records().await.unwrap(), 0);
    store.close().await;
}

#[tokio::test]
async fn a_deleted_record_asks_nobody_for_a_decision() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let (deal, _) = contested(&store, 1).await;
    act(&store, deal, Act::Delete, None, "life", "deleted").await;
    assert_eq!(store.undecided_records().await.unwrap(), 0);
    act(&store, deal, Act::Restore, None, "life", "alive").await;
    assert_eq!(store.undecided_records().await.unwrap(), 1);
    store.close().await;
}

#[tokio::test]
async fn records_of_an_earlier_schema_are_looked_through_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let (first, _) = contested(&store, 1).await;
    let (second, both) = contested(&store, 2).await;
    act(&store, second, Act::Decide, Some(both), "close_by", "2026-12-24").await;
    for sql in [
        "DELETE FROM undecided",
        "INSERT INTO unsifted (kind) VALUES (0), (1), (2)",
    ] {
        let mut writer = store.inner().writer.lock().await;
        sqlx::query(sql).execute(&mut writer.connection).await.unwrap();
    }
    store.close().await;

    let store = open(folder.path()).await;
    let found = store.undecided().await.unwrap();
    assert_eq!(found.iter().map(|one| one.id).collect::<Vec<_>>(), [first]);
    let mut writer = store.inner().writer.lock().await;
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM unsifted")
        .fetch_one(&mut writer.connection)
        .await
        .unwrap();
    assert_eq!(left, 0);
}
