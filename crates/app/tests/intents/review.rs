use crate::desk::{self, Desk, form};
use app::{Choice, DecideAsk, FailureCode, ListAsk, Mark, PatternAsk, PatternKeep, ReviewRecord, Side};
use std::collections::BTreeMap;

/// A record whose field two windows have written from one card; what the card looked at both times.
async fn met(desk: &Desk, kind: &str, begins: &[(&str, &str)], field: &str, sides: [&str; 2]) -> String {
    let record = desk.create(kind, begins).await;
    let token = desk.card(&record).await.token;
    for side in sides {
        let form = form(&[(field, side)]);
        desk.app.edit_record(&record, &token, form).await.unwrap();
    }
    record
}

fn ask(of: &ReviewRecord, choice: Choice) -> DecideAsk {
    DecideAsk {
        record: of.record.clone(),
        token: of.token.clone(),
        field: of.decisions[0].field.clone(),
        choice,
        change: String::new(),
        value: String::new(),
        form: BTreeMap::new(),
    }
}

fn keep(of: &ReviewRecord, side: &Side) -> DecideAsk {
    DecideAsk {
        change: side.change.clone(),
        value: side.value.clone(),
        ..ask(of, Choice::Keep)
    }
}

#[tokio::test]
async fn both_sides_are_told_with_what_each_had_been_looking_at() {
    let desk = desk::open().await;
    let begins = [("name", "Avonmouth Cold Store"), ("close_by", "2026-12-01")];
    let deal = met(&desk, "deal", &begins, "close_by", ["2026-12-10", "2026-12-24"]).await;
    let of = desk.app.review_record(&deal).await.unwrap();
    let decision = &of.decisions[0];
    assert_eq!(
        (of.title.as_str(), of.mine, decision.field.as_str()),
        ("Avonmouth Cold Store", true, "close_by")
    );
    let shown: Vec<_> = decision.sides.iter().map(|side| side.shown.as_str()).collect();
    assert_eq!(
        shown,
        ["2026-12-24", "2026-12-10"],
        "the one that was written last first"
    );
    for side in &decision.sides {
        assert_eq!(side.looked_at.as_deref(), Some("2026-12-01"));
        assert_eq!(
            (side.by.as_str(), side.on.as_str(), side.held),
            ("You", "Mara’s laptop", false)
        );
        assert!(side.at.is_some_and(|at| at > 0));
    }
    assert_eq!(decision.before.as_deref(), Some("2026-12-01"));
    assert_eq!((decision.rule.as_str(), decision.why.as_str()), ("review", "time"));
}

#[tokio::test]
async fn a_decision_settles_it_and_its_undo_puts_both_side_by_side_again() {
    let desk = desk::open().await;
    let begins = [("name", "Boiler"), ("close_by", "2026-12-01")];
    let deal = met(&desk, "deal", &begins, "close_by", ["2026-12-10", "2026-12-24"]).await;
    assert_eq!(desk.app.review_count().await.unwrap(), 1);
    let listed = ListAsk {
        kind: "deal".into(),
        limit: 9,
        ..ListAsk::default()
    };
    assert_eq!(desk.app.list_records(listed).await.unwrap().rows[0].mark, Mark::Review);
    let of = desk.app.review_record(&deal).await.unwrap();
    let first = &of.decisions[0].sides[1];
    let saved = desk.app.decide(keep(&of, first)).await.unwrap();
    assert_eq!(desk.shown(&deal, "close_by").await, "2026-12-10");
    assert_eq!(desk.card(&deal).await.mark, Mark::Saved);
    assert_eq!(desk.app.review_count().await.unwrap(), 0);
    let again = desk.app.decide(keep(&of, first)).await.unwrap_err();
    assert_eq!(
        (again.code, again.detail.as_deref()),
        (FailureCode::Refused, Some("decided"))
    );

    desk.app.undo(&saved.gesture).await.unwrap();
    let back = desk.app.review_record(&deal).await.unwrap();
    let shown: Vec<_> = back.decisions[0].sides.iter().map(|side| side.shown.as_str()).collect();
    assert_eq!(shown, ["2026-12-24", "2026-12-10"]);
    let told = |of: &ReviewRecord| -> Vec<_> {
        let sides = of.decisions[0].sides.iter();
        sides
            .map(|side| (side.by.clone(), side.on.clone(), side.at, side.looked_at.clone()))
            .collect()
    };
    assert_eq!(
        told(&back),
        told(&of),
        "each keeps its who, where, when and what was looked at"
    );
    let history = desk.app.history(&deal, Some("close_by")).await.unwrap();
    assert!(
        history.steps.iter().any(|step| step.act == "Decided"),
        "who decided stays in the history"
    );
}

#[tokio::test]
async fn after_an_undo_each_side_can_be_kept_as_before() {
    for place in [0, 1] {
        let desk = desk::open().await;
        let begins = [("name", "Boiler"), ("close_by", "2026-12-01")];
        let deal = met(&desk, "deal", &begins, "close_by", ["2026-12-10", "2026-12-24"]).await;
        let of = desk.app.review_record(&deal).await.unwrap();
        let saved = desk.app.decide(keep(&of, &of.decisions[0].sides[0])).await.unwrap();
        desk.app.undo(&saved.gesture).await.unwrap();
        let back = desk.app.review_record(&deal).await.unwrap();
        let side = &back.decisions[0].sides[place];
        desk.app.decide(keep(&back, side)).await.unwrap();
        assert_eq!(desk.shown(&deal, "close_by").await, side.shown);
    }
}

#[tokio::test]
async fn what_both_started_from_another_value_or_both_texts_can_be_kept_too() {
    let desk = desk::open().await;
    let begins = [("name", "Boiler"), ("close_by", "2026-12-01")];
    let deal = met(&desk, "deal", &begins, "close_by", ["2026-12-10", "2026-12-24"]).await;
    let of = desk.app.review_record(&deal).await.unwrap();
    desk.app.decide(ask(&of, Choice::Before)).await.unwrap();
    assert_eq!(desk.shown(&deal, "close_by").await, "2026-12-01");

    let deal = met(&desk, "deal", &begins, "close_by", ["2026-12-10", "2026-12-24"]).await;
    let of = desk.app.review_record(&deal).await.unwrap();
    let mut third = ask(&of, Choice::Write);
    third.form = form(&[("close_by", "31/12/2026")]);
    desk.app.decide(third).await.unwrap();
    assert_eq!(desk.shown(&deal, "close_by").await, "2026-12-31");

    let begins = [("title", "Ring Ana"), ("detail", "Key at reception.")];
    let task = met(
        &desk,
        "task",
        &begins,
        "detail",
        ["Key with Ilse.", "Key under the mat."],
    )
    .await;
    let of = desk.app.review_record(&task).await.unwrap();
    assert_eq!(
        of.decisions[0].both.as_deref(),
        Some("Key with Ilse.\n\nKey under the mat.")
    );
    desk.app.decide(ask(&of, Choice::Both)).await.unwrap();
    assert_eq!(
        desk.shown(&task, "detail").await,
        "Key with Ilse.\n\nKey under the mat."
    );
    assert_eq!(desk.app.review_count().await.unwrap(), 0);
}

#[tokio::test]
async fn an_unseen_third_value_stays_beside_the_decision() {
    let desk = desk::open().await;
    let deal = desk
        .create("deal", &[("name", "Boiler"), ("close_by", "2026-12-01")])
        .await;
    let token = desk.card(&deal).await.token;
    for day in ["2026-12-10", "2026-12-24"] {
        desk.app
            .edit_record(&deal, &token, form(&[("close_by", day)]))
            .await
            .unwrap();
    }
    let of = desk.app.review_record(&deal).await.unwrap();
    desk.app
        .edit_record(&deal, &token, form(&[("close_by", "2027-01-31")]))
        .await
        .unwrap();
    desk.app.decide(keep(&of, &of.decisions[0].sides[0])).await.unwrap();
    let of = desk.app.review_record(&deal).await.unwrap();
    let mut shown: Vec<_> = of.decisions[0].sides.iter().map(|side| side.shown.as_str()).collect();
    shown.sort_unstable();
    assert_eq!(shown, ["2026-12-24", "2027-01-31"]);
}

#[tokio::test]
async fn a_delete_that_met_an_edit_is_kept_or_deleted() {
    let desk = desk::open().await;
    for (wanted, alive) in [("alive", true), ("deleted", false)] {
        let ana = desk.create("contact", &[("name", "Ana")]).await;
        let token = desk.card(&ana).await.token;
        desk.app
            .edit_record(&ana, &token, form(&[("role", "Buyer")]))
            .await
            .unwrap();
        desk.app.delete_record(&ana, &token).await.unwrap();
        let of = desk.app.review_record(&ana).await.unwrap();
        assert_eq!(
            (of.decisions[0].field.as_str(), of.decisions[0].why.as_str()),
            ("life", "life")
        );
        let side = of.decisions[0].sides.iter().find(|side| side.value == wanted).unwrap();
        desk.app.decide(keep(&of, side)).await.unwrap();
        assert_eq!(desk.card(&ana).await.alive, alive);
        assert_eq!(desk.app.review_count().await.unwrap(), 0);
    }
}

#[tokio::test]
async fn sixty_decisions_come_in_the_order_of_what_hangs_on_them() {
    let desk = desk::open().await;
    // The desk's clock stands in September 2026; every third deal is due that day.
    let days = ["2026-09-21", "2026-09-22", "2026-12-24"];
    for number in 0..60_usize {
        let (name, amount) = (
            format!("Deal {number}"),
            format!("{} GBP", (number * 37) % 60 * 100 + 100),
        );
        let begins = [
            ("name", name.as_str()),
            ("amount", &amount),
            ("next_due", days[number % 3]),
        ];
        met(&desk, "deal", &begins, "close_by", ["2026-12-10", "2026-12-24"]).await;
    }
    let inbox = desk.app.review_inbox(true, 100).await.unwrap();
    assert_eq!((inbox.total, inbox.mine, inbox.lines.len()), (60, 60, 60));
    let rank = |line: &app::ReviewLine| {
        let soon = match line.days_left.unwrap() {
            ..=0 => 0,
            1 => 1,
            2..=7 => 2,
            _ => 3,
        };
        let amount: i64 = line.amounts[0].amount.parse().unwrap();
        (soon, -amount)
    };
    let ranks: Vec<_> = inbox.lines.iter().map(rank).collect();
    let mut sorted = ranks.clone();
    sorted.sort_unstable();
    assert_eq!(ranks, sorted);
    assert!(
        ranks[0].0 < ranks[59].0,
        "they differ in how soon they are needed: {ranks:?}"
    );
}

#[tokio::test]
async fn one_pattern_clears_forty_its_preview_says_what_and_one_undo_brings_forty_back() {
    let desk = desk::open().await;
    let mut deals = Vec::new();
    for number in 0..40 {
        let name = format!("Deal {number}");
        deals.push(
            met(
                &desk,
                "deal",
                &[("name", &name)],
                "close_by",
                ["2026-12-10", "2026-12-24"],
            )
            .await,
        );
    }
    let other = met(&desk, "contact", &[("name", "Ana")], "lead", ["working", "customer"]).await;
    let pattern = PatternAsk {
        kind: "deal".into(),
        field: "close_by".into(),
        keep: PatternKeep::Latest,
        mine: true,
    };
    let plan = desk.app.plan_pattern(pattern.clone()).await.unwrap();
    assert_eq!((plan.total, plan.left, plan.lines.len()), (40, 0, 40));
    assert_eq!(
        (plan.lines[0].keeps.as_str(), &plan.lines[0].gives_up[..]),
        ("2026-12-24", &["2026-12-10".to_owned()][..])
    );
    assert_eq!(desk.app.review_count().await.unwrap(), 41, "a preview writes nothing");

    // What comes after the preview is not decided by it.
    let token = desk.card(&deals[0]).await.token;
    desk.app
        .edit_record(&deals[0], &token, form(&[("close_by", "2027-05-05")]))
        .await
        .unwrap();
    let done = desk
        .app
        .apply_pattern(pattern.clone(), &plan.records, &plan.token)
        .await
        .unwrap();
    assert_eq!(
        (done.changed, done.already_so, done.left),
        (39, 1, 0),
        "somebody decided one of them by an edit"
    );
    assert_eq!(desk.shown(&deals[7], "close_by").await, "2026-12-24");
    assert_eq!(desk.shown(&deals[0], "close_by").await, "2027-05-05");
    assert_eq!(desk.app.review_count().await.unwrap(), 1);
    assert_eq!(desk.app.review_record(&other).await.unwrap().decisions.len(), 1);

    let undone = desk.app.undo(&done.gesture).await.unwrap();
    assert_eq!(undone.changed, 39);
    assert_eq!(desk.app.review_count().await.unwrap(), 40);
    let plan = desk.app.plan_pattern(pattern).await.unwrap();
    assert_eq!(plan.total, 39);
}

#[tokio::test]
async fn a_history_is_written_as_a_file_with_who_when_and_why() {
    let desk = desk::open().await;
    let begins = [("name", "Boiler"), ("close_by", "2026-12-01")];
    let deal = met(&desk, "deal", &begins, "close_by", ["2026-12-10", "2026-12-24"]).await;
    for (format, name) in [(app::Format::Csv, "history.csv"), (app::Format::Json, "history.json")] {
        let path = desk.folder.path().join(name);
        let written = desk
            .app
            .export_history(&deal, format, path.to_str().unwrap())
            .await
            .unwrap();
        assert_eq!(written.rows, 3);
        let text = std::fs::read_to_string(path).unwrap();
        for said in ["Close date", "2026-12-10", "2026-12-24", "both values are kept", "You"] {
            assert!(text.contains(said), "{name}: {said}");
        }
    }
    let cards = desk
        .app
        .export_history(&deal, app::Format::Vcard4, "x.vcf")
        .await
        .unwrap_err();
    assert_eq!(cards.code, FailureCode::Invalid);
}

#[tokio::test]
async fn what_a_rule_has_settled_is_told_too() {
    let desk = desk::open().await;
    let ana = met(
        &desk,
        "contact",
        &[("name", "Ana")],
        "mobile",
        ["07700 900371", "07700 900317"],
    )
    .await;
    assert_eq!(desk.app.review_count().await.unwrap(), 0);
    let settled = desk.app.settled_by_rule(0).await.unwrap();
    assert_eq!(settled.len(), 1);
    let one = &settled[0];
    assert_eq!(
        (one.record.as_str(), one.field.as_str(), one.outcome.as_str()),
        (ana.as_str(), "mobile", "applied")
    );
    let history = desk.app.history(&ana, Some("mobile")).await.unwrap();
    assert_eq!(history.steps[0].lost, ["07700 900371"]);
    assert_eq!(
        (history.steps[0].rule.as_str(), history.steps[1].value.as_str()),
        ("field_first", "07700 900371")
    );
    assert_eq!(desk.app.settled_by_rule(i64::MAX).await.unwrap(), []);
}
