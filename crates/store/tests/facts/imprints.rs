//! An import's changes are not written twice: they follow from their rows, byte for byte, whatever becomes of the rows.

use crate::{
    desk::{self, Desk},
    files::raw,
};
use model::{
    Act, Change, ChangeId, FieldKey, GestureId, KindKey, LIFE, RecordId, Value, Write, declare::VERSION, typed,
};
use std::collections::BTreeMap;
use store::{Source, StoreError, Tx};

const PEOPLE: u64 = 700;

fn change(desk: &Desk, tx: &mut Tx<'_>, record: RecordId, act: Act, writes: BTreeMap<FieldKey, Write>) -> Change {
    let base = tx.base();
    let numbered = tx.number(1_800_000_000_000);
    let id = match act {
        Act::Create => ChangeId::from_ulid(record.ulid()),
        _ => ChangeId::from_parts(1_800_000_000_001, u128::from(numbered.n)),
    };
    Change {
        id,
        on: desk.store.device().id,
        n: numbered.n,
        by: desk.store.device().person,
        record,
        kind: KindKey::of("contact"),
        act,
        base,
        writes,
        at: numbered.at,
        jumps: 0,
        of: None,
        gesture: GestureId::from_parts(1_800_000_000_002, u128::from(numbered.n / 10_000)),
        purged: false,
        v: VERSION,
    }
}

fn person(n: u64) -> RecordId {
    RecordId::from_parts(1_800_000_000_000, u128::from(n))
}

/// People with whatever a list can hold: tags, a cleared field, a field of the organisation's own, one that nobody knows.
fn filled(n: u64) -> BTreeMap<FieldKey, Write> {
    let mut writes = vec![(FieldKey::of("name"), Value::text(format!("Person \"{n}\" Ångström")))];
    let more = [
        (FieldKey::element("tags", "vip"), Value::Flag(true)),
        (FieldKey::element("tags", "new"), Value::Flag(n.is_multiple_of(2))),
        (FieldKey::of("phone"), Value::Nothing),
        (FieldKey::of("x_01jd0000000000000000000000"), Value::text("B12")),
        (
            FieldKey::of("address"),
            Value::parts([("street", Value::text("Elm Hill")), ("floor", Value::Whole(3))]),
        ),
        (FieldKey::of("owner"), Value::text("nobody's id")),
    ];
    writes.extend(more.into_iter().filter(|(key, _)| n % (key.as_str().len() as u64) < 3));
    writes.into_iter().map(|(key, value)| (key, Write::of(value))).collect()
}

async fn import(desk: &Desk) -> Vec<Change> {
    let mut tx = desk.store.begin().await;
    tx.bulk(GestureId::from_parts(1_800_000_000_002, 0), "Import".into(), 5);
    let mut said = Vec::new();
    for n in 0..PEOPLE {
        let change = change(desk, &mut tx, person(n), Act::Create, filled(n));
        tx.make(&change).await.unwrap();
        said.push(change);
    }
    tx.commit(Source::Import).await.unwrap();
    said
}

async fn deleted(desk: &Desk, which: std::ops::Range<u64>, said: &mut Vec<Change>) {
    let mut tx = desk.store.begin().await;
    tx.bulk(GestureId::from_parts(1_800_000_000_009, 0), "Undone".into(), 5);
    for n in which {
        let life = BTreeMap::from([(LIFE, Write::of(typed::deleted()))]);
        let change = change(desk, &mut tx, person(n), Act::Delete, life);
        tx.make(&change).await.unwrap();
        said.push(change);
        // What stands is asked for in between, as an undo does.
        let before = tx.changes_of(person(n / 2)).await.unwrap();
        assert_eq!(before.first().map(|logged| &logged.change), said.get((n / 2) as usize));
    }
    tx.commit(Source::Here).await.unwrap();
}

#[tokio::test]
async fn imported_changes_are_handed_out_as_they_were_made_before_and_after_their_rows_are_altered() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = desk::open(folder.path()).await;
    let mut said = import(&desk).await;
    assert_eq!(desk.store.outbox(1, 9_999).await.unwrap(), said);
    let edited = said.len() as u64 + 1;
    for n in [3, 500, 699] {
        desk.edit(person(n), "contact", &[("mobile", "07700 900 418")]).await;
    }
    said.extend(desk.store.outbox(edited, 99).await.unwrap());
    deleted(&desk, 0..650, &mut said).await;
    assert_eq!(desk.store.outbox(1, 9_999).await.unwrap(), said);
    assert_eq!(desk.store.changes_of(person(3)).await.unwrap().len(), 3);
    desk.store.close().await;

    let desk = desk::open(folder.path()).await;
    assert_eq!(desk.store.outbox(1, 9_999).await.unwrap(), said);
    assert_eq!(desk.store.summary().await.unwrap().waiting, said.len() as u64);
    assert_eq!(
        desk.store
            .changes_of(person(699))
            .await
            .unwrap()
            .first()
            .map(|logged| &logged.change),
        said.get(699)
    );
}

#[tokio::test]
async fn an_import_leaves_one_piece_in_a_search_index_and_not_one_for_each_group_of_rows() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk::open(folder.path()).await;
    import(&desk).await;
    desk.store.close().await;
    let mut connection = raw(folder.path()).await;
    let pieces: i64 = sqlx::query_scalar("SELECT count(DISTINCT segid) FROM found_name_idx")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(pieces, 1);
}

#[tokio::test]
async fn a_row_that_was_altered_behind_the_stores_back_is_an_error_and_not_another_change() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk::open(folder.path()).await;
    import(&desk).await;
    desk.store.close().await;
    let mut connection = raw(folder.path()).await;
    sqlx::query("UPDATE contact SET name = 'Somebody Else' WHERE row = 7")
        .execute(&mut connection)
        .await
        .unwrap();
    sqlx::Connection::close(connection).await.unwrap();

    let mut desk = desk::open(folder.path()).await;
    assert!(matches!(
        desk.store.outbox(7, 0).await,
        Err(StoreError::NotAsWritten { n: 7 })
    ));
    assert!(desk.store.outbox(8, 0).await.is_ok());
    let saved = desk
        .try_edit(person(6), "contact", &[("mobile", "07700 900 418")])
        .await;
    assert!(matches!(saved, Err(StoreError::NotAsWritten { n: 7 })), "{saved:?}");
}
