//! Clocks that are wrong, and clocks that are moved while somebody works: what was written later wins, not what says so.

use crate::desk::{Desk, House};
use model::{Base, RecordId, Role};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering::SeqCst},
};
use sync::exchange;

const HOUR: i64 = 3_600_000;
const MINUTE: i64 = 60_000;

async fn seen(desk: &Desk, record: RecordId) -> Base {
    desk.store.record(record).await.unwrap().unwrap().base
}

/// A device whose clock somebody can move, beside one that only goes forward.
struct Moved(Arc<AtomicI64>);

impl Moved {
    fn of(desk: &Desk, house: &House) -> Self {
        let (ahead, now) = (Arc::new(AtomicI64::new(desk.ahead)), house.now.clone());
        let by = ahead.clone();
        desk.store.keep_time(Arc::new(move || {
            let steady = now.load(SeqCst);
            (steady + by.load(SeqCst), steady)
        }));
        Self(ahead)
    }

    fn by(&self, desk: &mut Desk, ms: i64) {
        desk.ahead += ms;
        self.0.store(desk.ahead, SeqCst);
    }
}

/// Ana and Ben, looking at the same person.
async fn both() -> (House, Desk, Desk, RecordId) {
    let house = House::new().await;
    let ana = house.desk(1, Role::Field).await;
    let mut ben = house.desk(2, Role::Field).await;
    let record = ben.create("Ana Ruiz", "").await;
    ben.sync(&house.server).await;
    (house, ana, ben, record)
}

async fn all_show(house: &House, desks: &[&Desk], record: RecordId, value: &str) {
    for desk in desks.iter().chain(desks) {
        desk.sync(&house.server).await;
    }
    for desk in desks {
        assert_eq!(desk.value(record, "best_time").await.as_deref(), Some(value));
        assert_eq!(desk.hash().await, desks[0].hash().await);
        assert_eq!(desk.store.waiting().await.unwrap(), 0);
    }
}

#[tokio::test]
async fn two_days_behind_and_two_days_ahead_the_later_one_wins_and_what_was_seen_stays_seen() {
    for (of_ana, of_ben) in [(48, -48), (-48, 48)] {
        let (house, mut ana, mut ben, record) = both().await;
        (ana.ahead, ben.ahead) = (of_ana * HOUR, of_ben * HOUR);
        ana.sync(&house.server).await;
        ben.sync(&house.server).await;
        // Neither sees the other: the later one by the time that really passed.
        let (by_ana, by_ben) = (seen(&ana, record).await, seen(&ben, record).await);
        ana.edit_from(by_ana, record, "best_time", "first").await;
        house.later(10 * MINUTE);
        ben.edit_from(by_ben, record, "best_time", "second").await;
        house.later(MINUTE);
        all_show(&house, &[&ben, &ana], record, "second").await;
        // Ana answers what she has seen: it follows, whatever the clocks say.
        house.later(MINUTE);
        ana.edit(record, "best_time", "third").await;
        all_show(&house, &[&ana, &ben], record, "third").await;
    }
}

#[tokio::test]
async fn a_clock_that_is_moved_in_the_middle_of_a_session_does_not_win_by_it() {
    for by in [48 * HOUR, -48 * HOUR] {
        let (house, mut ana, mut ben, record) = both().await;
        let moved = Moved::of(&ana, &house);
        ana.sync(&house.server).await;
        let (session, mut row) = ana.connect(&house.server).await.unwrap();
        let (by_ana, by_ben) = (seen(&ana, record).await, seen(&ben, record).await);
        // The session stays open while the clock is moved; the later word is the one that was later.
        let (first, second) = if by > 0 { ("Ana's", "Ben's") } else { ("Ben's", "Ana's") };
        moved.by(&mut ana, by);
        for who in [first, second] {
            house.later(10 * MINUTE);
            match who {
                "Ana's" => ana.edit_from(by_ana.clone(), record, "best_time", who).await,
                _ => ben.edit_from(by_ben.clone(), record, "best_time", who).await,
            }
        }
        house.later(MINUTE);
        ben.sync(&house.server).await;
        house.later(MINUTE);
        exchange::push(&session, &ana.store, &mut row, ana.wall())
            .await
            .unwrap();
        all_show(&house, &[&ana, &ben], record, second).await;
    }
}

#[tokio::test]
async fn a_clock_that_is_put_right_before_the_work_is_brought_does_not_date_it_anew() {
    for wrong_by in [48 * HOUR, -48 * HOUR] {
        let (house, mut ana, mut ben, record) = both().await;
        ana.ahead = wrong_by;
        let moved = Moved::of(&ana, &house);
        ana.sync(&house.server).await;
        let (by_ana, by_ben) = (seen(&ana, record).await, seen(&ben, record).await);
        let (first, second) = if wrong_by > 0 {
            ("Ana's", "Ben's")
        } else {
            ("Ben's", "Ana's")
        };
        for who in [first, second] {
            house.later(10 * MINUTE);
            match who {
                "Ana's" => ana.edit_from(by_ana.clone(), record, "best_time", who).await,
                _ => ben.edit_from(by_ben.clone(), record, "best_time", who).await,
            }
        }
        moved.by(&mut ana, -wrong_by);
        // What was seen of the clock is journalled before anybody is told, and outlives the process.
        assert_eq!(ana.store.jumps().await.unwrap(), -wrong_by);
        ana.kill_and_start().await;
        house.later(MINUTE);
        ben.sync(&house.server).await;
        all_show(&house, &[&ana, &ben], record, second).await;
        // And the clock of its changes reads the wall again.
        ana.edit(record, "role", "Buyer").await;
        let last = ana.store.unanswered(0, 9).await.unwrap().pop().unwrap();
        assert_eq!((last.at.ms, last.jumps), (ana.wall(), -wrong_by));
    }
}

/// A list that comes in after the clock has jumped says so too, though its changes follow from their rows.
#[tokio::test]
async fn a_list_bears_the_jumps_that_were_seen_before_it() {
    let house = House::new().await;
    let mut ana = house.desk(1, Role::Field).await;
    let moved = Moved::of(&ana, &house);
    moved.by(&mut ana, HOUR);
    ana.import("contact", &["Ana", "Ben"]).await;
    moved.by(&mut ana, HOUR);
    ana.import("contact", &["Cleo", "Dora"]).await;
    ana.kill_and_start().await;
    let jumps: Vec<_> = ana
        .store
        .unanswered(0, 9)
        .await
        .unwrap()
        .iter()
        .map(|change| change.jumps)
        .collect();
    assert_eq!(jumps, [HOUR, HOUR, 2 * HOUR, 2 * HOUR]);
    assert_eq!(ana.store.jumps().await.unwrap(), 2 * HOUR);
    let ben = house.desk(2, Role::Office).await;
    ana.sync(&house.server).await;
    ben.sync(&house.server).await;
    assert_eq!(ana.hash().await, ben.hash().await);
}
