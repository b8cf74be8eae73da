//! Poison in the queue: what the server refuses holds what hangs on it, and nothing else.

use crate::desk::{Desk, House};
use model::{Act, RecordId, Role, Value};

const GOOD: usize = 90;
const POISON: usize = 3;
const DEPENDENT: usize = 7;

/// Three people whose address does not fit, as a device with a fault in it would make them, seven changes to them, and
/// ninety people in between.
async fn queued(ana: &mut Desk) -> Vec<RecordId> {
    let mut poison = Vec::new();
    for number in 0..GOOD {
        ana.create(&format!("Person {number}"), "").await;
        if number % 30 == 0 {
            let writes = [("name", "Poison"), ("email", "no address")];
            poison.push(ana.write(None, "contact", Act::Create, None, &writes).await.0);
        }
        if (60..60 + DEPENDENT).contains(&number) {
            let record = poison[number % poison.len()];
            ana.edit(record, "role", &format!("Role {number}")).await;
        }
    }
    assert_eq!(poison.len(), POISON);
    poison
}

#[tokio::test]
async fn three_poison_items_of_a_hundred_hold_seven_that_hang_on_them_and_ninety_arrive_at_once() {
    let house = House::new().await;
    let mut ana = house.desk(1, Role::Field).await;
    let ben = house.desk(2, Role::Office).await;
    let poison = queued(&mut ana).await;
    assert_eq!(ana.store.waiting().await.unwrap(), 100);

    // One exchange: ninety are through, ten are told, each with its reason; nothing waits for them.
    let (session, mut row) = ana.connect(&house.server).await.unwrap();
    sync::exchange::push(&session, &ana.store, &mut row, ana.wall())
        .await
        .unwrap();
    assert_eq!(ana.store.waiting().await.unwrap(), 0);
    ben.sync(&house.server).await;
    assert_eq!(ben.store.server().await.unwrap().unwrap().cursor, GOOD as u64);
    let refused = ana.store.refused().await.unwrap();
    let coded = |code: &str| refused.iter().filter(|each| each.code == code).count();
    assert_eq!((coded("unfit-value"), coded("unknown-record")), (POISON, DEPENDENT));
    for record in &poison {
        assert_eq!(ben.value(*record, "name").await, None);
    }

    // The fix: what was refused is kept with all it said; mended, it goes again.
    for each in refused {
        let change = each.change;
        let mended = |field: &str, value: &str| match field {
            "email" => "ana@example.com".to_owned(),
            _ => value.to_owned(),
        };
        let writes: Vec<(&'static str, String)> = change
            .writes
            .iter()
            .map(|(field, write)| {
                let field: &'static str = Box::leak(field.as_str().to_owned().into_boxed_str());
                (field, mended(field, write.value.as_text().unwrap_or_default()))
            })
            .collect();
        let writes: Vec<_> = writes.iter().map(|(field, value)| (*field, value.as_str())).collect();
        let base = ana.store.base().await.unwrap();
        ana.write(Some(change.record), "contact", change.act, Some(base), &writes)
            .await;
        ana.store.seen_to(change.n).await.unwrap();
    }
    for desk in [&ana, &ben, &ana] {
        desk.sync(&house.server).await;
    }
    assert_eq!(ana.store.refused().await.unwrap(), []);
    assert_eq!(ben.store.server().await.unwrap().unwrap().cursor, 100);
    for record in &poison {
        let stored = ben.store.record(*record).await.unwrap().unwrap();
        let schema = ben.store.schema();
        assert_eq!(
            stored.record.value(&schema, "email"),
            Some(&Value::text("ana@example.com"))
        );
        assert!(stored.record.value(&schema, "role").is_some());
    }
    assert_eq!(ana.hash().await, ben.hash().await);
}

#[tokio::test]
async fn a_change_that_no_message_can_carry_is_told_here_and_holds_nothing_up() {
    let house = House::new().await;
    let mut ana = house.desk(1, Role::Field).await;
    let ben = house.desk(2, Role::Office).await;
    ana.create("Before", "").await;
    let long = "much ".repeat(protocol::limits::CHANGE / 5 + 1);
    let writes = [("name", "Large"), ("best_time", long.as_str())];
    let (large, _) = ana.write(None, "contact", Act::Create, None, &writes).await;
    ana.edit(large, "role", "Buyer").await;
    ana.create("After", "").await;
    ana.sync(&house.server).await;
    ben.sync(&house.server).await;
    assert_eq!(ben.store.server().await.unwrap().unwrap().cursor, 2);
    assert_eq!(ana.store.waiting().await.unwrap(), 0);
    let refused = ana.store.refused().await.unwrap();
    let codes: Vec<_> = refused.iter().map(|each| each.code.as_str()).collect();
    assert_eq!(codes, ["too-large", "unknown-record"]);
    let kept = refused[0].change.writes["best_time"].value.as_text();
    assert_eq!(kept, Some(long.as_str()), "what it says is kept");
    assert_eq!(ana.hash().await, ben.hash().await);
}
