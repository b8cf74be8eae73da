use crate::desk::{self, Desk};
use app::{FailureCode, RewindAsk};
use std::sync::atomic::Ordering;

fn since(at: i64) -> RewindAsk {
    RewindAsk {
        since: Some(at),
        ..RewindAsk::default()
    }
}

fn now(desk: &Desk) -> i64 {
    desk.clock.load(Ordering::SeqCst)
}

fn of(gesture: &str) -> RewindAsk {
    RewindAsk {
        gesture: gesture.to_owned(),
        ..RewindAsk::default()
    }
}

#[tokio::test]
async fn a_bad_bulk_edit_of_500_is_taken_back_and_40_later_edits_stay() {
    let desk = desk::open().await;
    let mut people = Vec::new();
    for number in 0..500 {
        let name = format!("Person {number}");
        people.push(desk.create("contact", &[("name", &name), ("source", "Fair")]).await);
    }
    let bad = desk
        .app
        .edit_many(&people, desk::form(&[("source", "Wrong")]), None)
        .await
        .unwrap();
    assert_eq!(bad.changed, 500);
    for person in &people[..40] {
        desk.edit(person, &[("role", "Buyer")]).await;
    }
    desk.edit(&people[499], &[("source", "Trade press")]).await;

    let plan = desk.app.plan_rewind(of(&bad.gesture)).await.unwrap();
    assert_eq!(
        (plan.changes, plan.records, plan.fields, plan.stays),
        (500, 499, 499, 1)
    );
    assert_eq!(
        (plan.lines[0].now.as_str(), plan.lines[0].then.as_str()),
        ("Wrong", "Fair")
    );
    assert_eq!(plan.kept[0].stays, "Trade press");
    assert_eq!(
        desk.shown(&people[0], "source").await,
        "Wrong",
        "a preview writes nothing"
    );

    let rewound = desk.app.rewind(of(&bad.gesture)).await.unwrap();
    assert_eq!(rewound.changed, 499);
    for person in &people[..499] {
        assert_eq!(desk.shown(person, "source").await, "Fair");
    }
    for person in &people[..40] {
        assert_eq!(desk.shown(person, "role").await, "Buyer");
    }
    assert_eq!(desk.shown(&people[499], "source").await, "Trade press");
    let steps = desk.app.history(&people[0], Some("source")).await.unwrap().steps;
    let values: Vec<_> = steps.iter().map(|step| step.after.as_str()).collect();
    assert_eq!(
        values,
        ["Fair", "Wrong", "Fair"],
        "the mistake stays in the history, and so does the way back"
    );

    desk.app.undo(&rewound.gesture).await.unwrap();
    assert_eq!(
        desk.shown(&people[0], "source").await,
        "Wrong",
        "a rewind is itself undoable"
    );
}

#[tokio::test]
async fn several_edits_of_a_stretch_of_time_go_back_to_before_the_first_of_them() {
    let desk = desk::open().await;
    let ana = desk.create("contact", &[("name", "Ana"), ("role", "Buyer")]).await;
    let ben = desk.create("contact", &[("name", "Ben")]).await;
    let from = now(&desk);
    desk.edit(&ana, &[("role", "Head of buying")]).await;
    desk.edit(&ana, &[("role", "Chief of buying")]).await;
    let new = desk.create("contact", &[("name", "Made by mistake")]).await;
    let token = desk.card(&ben).await.token;
    desk.app.delete_record(&ben, &token).await.unwrap();

    let plan = desk.app.plan_rewind(since(from)).await.unwrap();
    let mut whats: Vec<_> = plan.lines.iter().map(|line| line.what.as_str()).collect();
    whats.sort_unstable();
    assert_eq!((plan.records, whats), (3, vec!["delete", "restore", "undo"]));
    let rewound = desk.app.rewind(since(from)).await.unwrap();
    assert_eq!(rewound.changed, 3);
    assert_eq!(desk.shown(&ana, "role").await, "Buyer");
    assert!(!desk.card(&new).await.alive);
    assert!(desk.card(&ben).await.alive);

    desk.app.undo(&rewound.gesture).await.unwrap();
    assert_eq!(desk.shown(&ana, "role").await, "Chief of buying");
    assert!(desk.card(&new).await.alive);
    assert!(!desk.card(&ben).await.alive);
}

#[tokio::test]
async fn what_was_made_and_gone_on_from_stays_and_is_named() {
    let desk = desk::open().await;
    let from = now(&desk);
    let ana = desk.create("contact", &[("name", "Ana"), ("role", "Buyer")]).await;
    let until = now(&desk);
    desk.edit(&ana, &[("role", "Head of buying")]).await;
    let ask = RewindAsk {
        until: Some(until),
        ..since(from)
    };
    let plan = desk.app.plan_rewind(ask.clone()).await.unwrap();
    assert_eq!((plan.records, plan.stays, plan.kept[0].title.as_str()), (0, 1, "Ana"));
    let nothing = desk.app.rewind(ask).await.unwrap_err();
    assert_eq!(
        (nothing.code, nothing.detail.as_deref()),
        (FailureCode::Refused, Some("nothing-stands"))
    );
    let unsaid = desk.app.plan_rewind(RewindAsk::default()).await.unwrap_err();
    assert_eq!(
        (unsaid.code, unsaid.detail.as_deref()),
        (FailureCode::Invalid, Some("which"))
    );
}
