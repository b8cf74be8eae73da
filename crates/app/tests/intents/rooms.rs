//! The timeline, the handoff, Today and the palette.

use crate::desk::{self, Desk};
use std::sync::atomic::Ordering;

const DAY: i64 = 86_400_000;

fn pass(desk: &Desk, days: i64) {
    desk.clock.fetch_add(days * DAY, Ordering::SeqCst);
}

/// A clinic with a person, a deal that moves, a promise, an approval and an issue. It begins on 2026-09-21, 14:13 in London.
async fn clinic() -> (Desk, String, String, String) {
    let desk = desk::open().await;
    let clinic = desk.create("company", &[("name", "Elmfield Clinic")]).await;
    let anneke = desk
        .create("contact", &[("name", "Anneke Vos"), ("company", &clinic)])
        .await;
    let deal = desk
        .create(
            "deal",
            &[
                ("name", "Boiler 2"),
                ("company", &clinic),
                ("amount", "6240"),
                ("stage", "Proposal"),
            ],
        )
        .await;
    desk.create(
        "note",
        &[
            ("body", "Wants two dates."),
            ("about", &anneke),
            ("how", "call"),
            ("at", "2026-09-20 16:20"),
            ("minutes", "6"),
        ],
    )
    .await;
    desk.edit(&deal, &[("stage", "Won · price")]).await;
    desk.create(
        "task",
        &[
            ("title", "Send the quote"),
            ("about", &clinic),
            ("promised_to", &anneke),
            ("due", "2026-09-23 12:00"),
        ],
    )
    .await;
    desk.create(
        "approval",
        &[("title", "Discount"), ("about", &deal), ("amount", "1180")],
    )
    .await;
    desk.create("issue", &[("title", "Frost alarm"), ("contact", &anneke)])
        .await;
    (desk, clinic, anneke, deal)
}

#[tokio::test]
async fn a_companys_timeline_tells_of_its_people_and_deals_page_by_page() {
    let (desk, clinic, anneke, _) = clinic().await;
    let all = desk.app.timeline(&clinic, None, 100).await.unwrap();
    let told: Vec<&str> = all
        .groups
        .iter()
        .flat_map(|g| &g.items)
        .map(|i| i.what.as_str())
        .collect();
    assert_eq!(
        told,
        ["reported", "asked", "promised", "won", "opened", "created", "called"]
    );
    let call = all.groups.last().unwrap();
    assert_eq!((call.key.as_str(), call.day.as_str()), ("call", "2026-09-20"));
    let item = &call.items[0];
    assert_eq!((item.minutes, item.who.as_str()), (Some(6), "You"));
    assert_eq!(item.about.as_ref().unwrap().title, "Anneke Vos");
    let mut paged = Vec::new();
    let mut next = None;
    loop {
        let page = desk.app.timeline(&clinic, next.as_deref(), 2).await.unwrap();
        paged.extend(page.groups.into_iter().flat_map(|g| g.items).map(|i| i.what));
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    assert_eq!(paged, told);
    let hers = desk.app.timeline(&anneke, None, 100).await.unwrap();
    let told: Vec<&str> = hers
        .groups
        .iter()
        .flat_map(|g| &g.items)
        .map(|i| i.what.as_str())
        .collect();
    assert_eq!(told, ["reported", "promised", "created", "called"]);
}

#[tokio::test]
async fn a_handoff_says_what_happened_what_is_pending_and_what_must_happen_next() {
    let (desk, clinic, anneke, deal) = clinic().await;
    let last = desk.app.handoff(&clinic).await.unwrap().happened.unwrap();
    assert_eq!((last.what.as_str(), last.title.as_str()), ("reported", "Frost alarm"));
    desk.edit(&deal, &[("stage", "Proposal")]).await;
    desk.edit(&deal, &[("stage", "Won · price")]).await;
    let handoff = desk.app.handoff(&clinic).await.unwrap();
    let (happened, pending, next) = (
        handoff.happened.unwrap(),
        handoff.pending.unwrap(),
        handoff.next.unwrap(),
    );
    assert_eq!(
        (happened.what.as_str(), happened.stage.as_str(), happened.text.as_str()),
        ("won", "Won", "price")
    );
    assert_eq!(
        (pending.title.as_str(), pending.amount.as_str()),
        ("Discount", "1180 GBP")
    );
    assert_eq!(
        (next.title.as_str(), next.days_left, next.overdue),
        ("Send the quote", Some(2), false)
    );
    pass(&desk, 3);
    assert!(desk.app.handoff(&anneke).await.unwrap().next.unwrap().overdue);
    assert_eq!(desk.app.handoff(&deal).await.unwrap().next, None);
}

#[tokio::test]
async fn today_shows_what_is_due_and_what_has_gone_quiet_and_nothing_that_is_done_put_off_or_anothers() {
    let desk = desk::open().await;
    let other = desk.create("colleague", &[("name", "Ilse Brandt")]).await;
    let rows: [&[(&str, &str)]; 6] = [
        &[("title", "Crane"), ("due", "2026-09-21 17:00")],
        &[("title", "Call back"), ("due", "2026-09-20")],
        &[("title", "Done"), ("due", "2026-09-20"), ("done", "yes")],
        &[("title", "Later"), ("due", "2026-09-20"), ("snoozed", "2026-09-22")],
        &[("title", "Tomorrow"), ("due", "2026-09-22")],
        &[("title", "Hers"), ("due", "2026-09-20"), ("assignee", &other)],
    ];
    for row in rows {
        desk.create("task", row).await;
    }
    desk.create("contact", &[("name", "Fatima"), ("next_follow_up", "2026-09-21")])
        .await;
    desk.create("approval", &[("title", "Discount")]).await;
    desk.create("issue", &[("title", "Leak"), ("clock.resolve_by", "2026-09-21 16:00")])
        .await;
    let quiet = desk
        .create("deal", &[("name", "Gym"), ("amount", "5000"), ("stage", "Proposal")])
        .await;
    let won = desk
        .create("deal", &[("name", "Won"), ("amount", "7"), ("stage", "Won")])
        .await;
    let spoken = desk.create("deal", &[("name", "Dairy"), ("stage", "Proposal")]).await;
    let today = desk.app.today().await.unwrap();
    let titles: Vec<&str> = today.tasks.iter().map(|t| t.row.title.as_str()).collect();
    assert_eq!((today.day.as_str(), titles), ("2026-09-21", vec!["Call back", "Crane"]));
    assert_eq!((today.tasks[0].overdue, today.tasks[0].days_left), (true, Some(-1)));
    assert_eq!((today.tasks[1].overdue, today.tasks_total), (false, 2));
    assert_eq!(today.follow_ups[0].row.title, "Fatima");
    assert_eq!(
        (today.issues[0].row.title.as_str(), today.issues[0].overdue),
        ("Leak", false)
    );
    assert_eq!(today.approvals[0].row.title, "Discount");
    assert!(today.quiet.is_empty());
    assert_eq!(today.touched[0].title, "Dairy");
    pass(&desk, 8);
    desk.app.write_note(&spoken, "They like the price.").await.unwrap();
    pass(&desk, 4);
    let today = desk.app.today().await.unwrap();
    let names: Vec<&str> = today.quiet.iter().map(|q| q.row.id.as_str()).collect();
    assert_eq!(names, [quiet.as_str()], "won ones are not quiet: {won}");
    assert_eq!(
        (today.quiet[0].days, today.quiet_amounts[0].amount.as_str()),
        (12, "5000")
    );
}

#[tokio::test]
async fn a_day_that_was_read_ahead_of_the_window_is_not_told_after_something_was_saved() {
    let desk = desk::open().await;
    desk.create("task", &[("title", "Crane"), ("due", "2026-09-21")]).await;
    desk.app.gate_ahead().await.unwrap();
    let ahead = desk.app.today().await.unwrap();
    assert_eq!(ahead, desk.app.today().await.unwrap());
    desk.app.gate_ahead().await.unwrap();
    desk.create("task", &[("title", "Boiler"), ("due", "2026-09-20")]).await;
    let today = desk.app.today().await.unwrap();
    let titles: Vec<&str> = today.tasks.iter().map(|t| t.row.title.as_str()).collect();
    assert_eq!(titles, ["Boiler", "Crane"]);
    desk.app.gate_ahead().await.unwrap();
    pass(&desk, 1);
    assert!(desk.app.today().await.unwrap().tasks[1].overdue, "a day has passed");
}

#[tokio::test]
async fn deals_that_came_with_a_list_and_that_nobody_touched_since_go_quiet_too() {
    let desk = desk::open().await;
    let path = desk.folder.path().join("deals.csv");
    std::fs::write(
        &path,
        "Deal,Amount,Stage\r\nSteam line,22200,Proposal\r\nPlate cooler,31500,Won\r\n",
    )
    .unwrap();
    let path = path.to_string_lossy();
    let preview = desk.app.preview_import(&path).await.unwrap();
    let mapping = desk.app.suggest_mapping("deal", preview.headers).await.unwrap();
    let ask = app::ImportAsk {
        path: preview.path,
        kind: "deal".into(),
        mapping,
        duplicates: app::Duplicates::Skip,
    };
    assert_eq!(desk.app.run_import(ask).await.unwrap().added, 2);
    pass(&desk, 11);
    let today = desk.app.today().await.unwrap();
    let quiet: Vec<(&str, u32)> = today.quiet.iter().map(|q| (q.row.title.as_str(), q.days)).collect();
    assert_eq!(quiet, [("Steam line", 11)]);
}

#[tokio::test]
async fn the_palette_keeps_what_is_called_so_apart_from_what_mentions_it() {
    let desk = desk::open().await;
    let avon = desk.create("company", &[("name", "Avonmouth Cold Store")]).await;
    let krahl = desk.create("company", &[("name", "Krahl Brewing")]).await;
    desk.app
        .write_note(&krahl, "Needs the same gasket as the Avonmouth unit.")
        .await
        .unwrap();
    let found = desk.app.find_grouped("avon", 20).await.unwrap();
    assert_eq!(
        found.names.iter().map(|hit| hit.id.as_str()).collect::<Vec<_>>(),
        [avon.as_str()]
    );
    assert_eq!(
        (found.mentions.len(), found.mentions[0].subtitle.as_str()),
        (1, "Krahl Brewing")
    );
    assert_eq!(found.records, desk.app.truth().await.unwrap().records);
}
