//! Several people's devices and a real server: who decides differently meets again, and one device's mistake is taken back by
//! another's.

use crate::{House, PASSPHRASE, PASSWORD, in_step, open};
use app::{App, Choice, DecideAsk, EnrolAsk, FailureCode, RewindAsk};
use model::Role;
use std::collections::BTreeMap;

/// Somebody with a device of their own.
struct Somebody {
    app: App,
    _folder: tempfile::TempDir,
}

async fn joins(house: &House, name: &str, role: Role) -> Somebody {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), PASSPHRASE).await;
    let ask = EnrolAsk {
        code: house.server.invite(house.org, role).await.unwrap(),
        password: PASSWORD.to_owned(),
        ..house.ask(name).await
    };
    app.enrol(ask).await.unwrap();
    in_step(&app).await;
    Somebody { app, _folder: folder }
}

fn form(fields: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = |(key, text): &(&str, &str)| ((*key).to_owned(), (*text).to_owned());
    fields.iter().map(owned).collect()
}

impl Somebody {
    async fn writes(&self, record: &str, field: &str, text: &str) {
        let token = self.app.card(record).await.unwrap().token;
        self.app
            .edit_record(record, &token, form(&[(field, text)]))
            .await
            .unwrap();
    }

    async fn keeps(&self, record: &str, shown: &str) {
        let of = self.app.review_record(record).await.unwrap();
        let side = of.decisions[0].sides.iter().find(|side| side.shown == shown).unwrap();
        let ask = DecideAsk {
            record: of.record.clone(),
            token: of.token.clone(),
            field: of.decisions[0].field.clone(),
            choice: Choice::Keep,
            change: side.change.clone(),
            value: side.value.clone(),
            form: BTreeMap::new(),
        };
        self.app.decide(ask).await.unwrap();
    }

    async fn shown(&self, record: &str, field: &str) -> String {
        let card = self.app.card(record).await.unwrap();
        let field = card.fields.into_iter().find(|one| one.key == field);
        field.map(|field| field.shown).unwrap_or_default()
    }

    async fn sides(&self, record: &str) -> Vec<String> {
        let of = self.app.review_record(record).await.unwrap();
        let sides = of.decisions.into_iter().flat_map(|decision| decision.sides);
        let mut shown: Vec<String> = sides.map(|side| side.shown).collect();
        shown.sort_unstable();
        shown
    }
}

/// Everybody hands over what they have, and then sees what the others had.
async fn meet(everybody: &[&Somebody]) {
    for _ in 0..2 {
        for one in everybody {
            in_step(&one.app).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_who_decide_differently_meet_again_and_nothing_is_lost() {
    let mut house = House::new().await;
    let ana = joins(&house, "Ana", Role::Field).await;
    let ben = joins(&house, "Ben", Role::Office).await;
    let begins = form(&[("name", "Boiler"), ("close_by", "2027-01-01")]);
    let deal = ana.app.create_record("deal", begins).await.unwrap().record;
    meet(&[&ana, &ben]).await;

    house.away().await;
    ana.writes(&deal, "close_by", "2027-02-02").await;
    ben.writes(&deal, "close_by", "2027-03-03").await;
    house.back().await;
    meet(&[&ana, &ben]).await;
    for one in [&ana, &ben] {
        assert_eq!(one.sides(&deal).await, ["2027-02-02", "2027-03-03"]);
        assert_eq!(one.app.review_count().await.unwrap(), 1);
        let of = one.app.review_record(&deal).await.unwrap();
        assert!(
            of.decisions[0]
                .sides
                .iter()
                .all(|side| side.held && side.looked_at.as_deref() == Some("2027-01-01"))
        );
        assert_eq!(of.decisions[0].before.as_deref(), Some("2027-01-01"));
    }

    house.away().await;
    ana.keeps(&deal, "2027-02-02").await;
    ben.keeps(&deal, "2027-03-03").await;
    assert_eq!(
        (
            ana.app.review_count().await.unwrap(),
            ben.app.review_count().await.unwrap()
        ),
        (0, 0)
    );
    house.back().await;
    meet(&[&ana, &ben]).await;
    for one in [&ana, &ben] {
        assert_eq!(
            one.sides(&deal).await,
            ["2027-02-02", "2027-03-03"],
            "two decisions are two values again"
        );
    }
    ben.keeps(&deal, "2027-02-02").await;
    meet(&[&ben, &ana]).await;
    for one in [&ana, &ben] {
        assert_eq!(one.shown(&deal, "close_by").await, "2027-02-02");
        assert_eq!(one.app.review_count().await.unwrap(), 0);
        let history = one.app.history(&deal, Some("close_by")).await.unwrap().steps;
        let decided = history.iter().filter(|step| step.act == "Decided").count();
        assert_eq!((history.len(), decided), (6, 3), "all of it stays in the history");
        let audit = one.app.audit().await.unwrap();
        assert_eq!((audit.broken_from, audit.broken_to), (None, None));
        one.app.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mistake_of_500_on_one_device_is_taken_back_on_another_and_40_later_edits_stay() {
    let house = House::new().await;
    let ana = joins(&house, "Ana", Role::Office).await;
    let mut people = Vec::new();
    for number in 0..500 {
        let begins = form(&[("name", &format!("Person {number}")), ("source", "Fair")]);
        people.push(ana.app.create_record("contact", begins).await.unwrap().record);
    }
    in_step(&ana.app).await;
    let ben = joins(&house, "Ben", Role::Office).await;
    let eva = joins(&house, "Eva", Role::Manager).await;
    let bad = ana
        .app
        .edit_many(&people, form(&[("source", "Wrong")]), None)
        .await
        .unwrap();
    meet(&[&ana, &ben, &eva]).await;
    for person in &people[..40] {
        ben.writes(person, "role", "Buyer").await;
    }
    meet(&[&ben, &eva, &ana]).await;

    let ask = RewindAsk {
        gesture: bad.gesture.clone(),
        ..RewindAsk::default()
    };
    let plan = eva.app.plan_rewind(ask.clone()).await.unwrap();
    assert_eq!(
        (plan.changes, plan.records, plan.fields, plan.stays),
        (500, 500, 500, 0)
    );
    let rewound = eva.app.rewind(ask).await.unwrap();
    assert_eq!(rewound.changed, 500);
    meet(&[&eva, &ana, &ben]).await;
    for one in [&ana, &ben, &eva] {
        for person in &people {
            assert_eq!(one.shown(person, "source").await, "Fair");
        }
        for person in &people[..40] {
            assert_eq!(one.shown(person, "role").await, "Buyer");
        }
        assert_eq!(one.app.review_count().await.unwrap(), 0);
    }
    let steps = ben.app.history(&people[0], Some("source")).await.unwrap().steps;
    let acts: Vec<&str> = steps.iter().map(|step| step.act.as_str()).take(2).collect();
    assert_eq!(
        acts,
        ["Undone", "Changed"],
        "the mistake and the way back are both in the history"
    );

    // Everybody's work of an hour is for a manager to take back.
    let all = RewindAsk {
        since: Some(0),
        ..RewindAsk::default()
    };
    let refused = ben.app.plan_rewind(all).await.unwrap_err();
    assert_eq!(
        (refused.code, refused.detail.as_deref()),
        (FailureCode::Refused, Some("managers-only"))
    );
    for one in [ana, ben, eva] {
        one.app.close().await;
    }
}
