use crate::desk::{self, Desk, form};
use app::{FailureCode, IssueClockState};
use std::sync::atomic::Ordering;

const MINUTE: i64 = 60_000;

async fn token(desk: &Desk, record: &str) -> String {
    desk.card(record).await.token
}

#[tokio::test]
async fn an_issue_that_is_logged_has_the_clock_of_its_priority() {
    let desk = desk::open().await;
    let issue = desk
        .app
        .log_issue(
            form(&[
                ("title", "Pump leaks"),
                ("triage.priority", "urgent"),
                ("reported", "2026-09-21T14:00"),
            ]),
            None,
        )
        .await
        .unwrap()
        .record;
    let clock = desk.app.issue_clock(&issue).await.unwrap();
    assert_eq!((clock.resolve_by - clock.respond_by) / MINUTE, 180);
    assert_eq!(
        desk.shown(&issue, "clock.resolve_by").await,
        "2026-09-21T18:00[Europe/London]"
    );
    assert_eq!((clock.status.as_str(), clock.state), ("new", IssueClockState::Running));
    let plain = desk
        .app
        .log_issue(form(&[("title", "Squeaks")]), None)
        .await
        .unwrap()
        .record;
    assert_eq!(desk.shown(&plain, "triage.priority").await, "Normal");
    assert!(desk.shown(&plain, "reported").await.starts_with("2026-09-21T"));
    assert_eq!(desk.app.issue_clocks().await.unwrap()[0].id, issue);
}

#[tokio::test]
async fn waiting_stops_the_clock_over_a_restart_and_every_step_is_one_change() {
    let desk = desk::open().await;
    let issue = desk
        .app
        .log_issue(form(&[("title", "Pump leaks"), ("triage.priority", "urgent")]), None)
        .await
        .unwrap()
        .record;
    desk.clock.fetch_add(60 * MINUTE, Ordering::SeqCst);
    let waiting = desk
        .app
        .set_issue_status(&issue, &token(&desk, &issue).await, "waiting")
        .await
        .unwrap();
    desk.clock.fetch_add(600 * MINUTE, Ordering::SeqCst);
    let desk = desk.reopened().await;
    let clock = desk.app.issue_clock(&issue).await.unwrap();
    assert_eq!((clock.state, clock.left_minutes), (IssueClockState::Paused, 180));
    assert!(clock.responded.is_some());
    desk.app
        .set_issue_status(&issue, &token(&desk, &issue).await, "in_progress")
        .await
        .unwrap();
    let clock = desk.app.issue_clock(&issue).await.unwrap();
    assert_eq!((clock.state, clock.left_minutes), (IssueClockState::Running, 180));
    desk.clock.fetch_add(200 * MINUTE, Ordering::SeqCst);
    let clock = desk.app.issue_clock(&issue).await.unwrap();
    assert_eq!((clock.state, clock.left_minutes), (IssueClockState::Breached, -20));
    let why = desk.app.undo(&waiting.gesture).await.unwrap_err();
    assert_eq!(why.code, FailureCode::Refused);
}

#[tokio::test]
async fn an_issue_is_resolved_with_a_resolution_and_reopened_with_the_time_it_had() {
    let desk = desk::open().await;
    let issue = desk
        .app
        .log_issue(form(&[("title", "Pump leaks"), ("triage.priority", "urgent")]), None)
        .await
        .unwrap()
        .record;
    let now = token(&desk, &issue).await;
    for status in ["resolved", "closed"] {
        let why = desk.app.set_issue_status(&issue, &now, status).await.unwrap_err();
        assert!(why.message.starts_with("Resolution: "), "{}", why.message);
    }
    let half = form(&[("resolution", "New seal fit")]);
    desk.app
        .keep_draft("resolve/1", "issue", Some(&issue), Some(&now), half)
        .await
        .unwrap();
    assert!(
        desk.app
            .resolve_issue(&issue, &now, " ", Some("resolve/1"))
            .await
            .is_err()
    );
    assert_eq!(
        desk.app.drafts().await.unwrap().len(),
        1,
        "what was refused stays a draft"
    );
    desk.clock.fetch_add(90 * MINUTE, Ordering::SeqCst);
    let done = desk
        .app
        .resolve_issue(&issue, &now, "New seal fitted.", Some("resolve/1"))
        .await
        .unwrap();
    assert!(desk.app.drafts().await.unwrap().is_empty());
    let clock = desk.app.issue_clock(&issue).await.unwrap();
    assert_eq!(
        (clock.state, clock.left_minutes, clock.answered_late),
        (IssueClockState::Met, 150, true)
    );
    desk.clock.fetch_add(900 * MINUTE, Ordering::SeqCst);
    desk.app
        .reopen_issue(&issue, &token(&desk, &issue).await)
        .await
        .unwrap();
    assert_eq!(desk.app.issue_clock(&issue).await.unwrap().left_minutes, 150);
    assert_eq!(
        desk.app.history(&issue, Some("resolution")).await.unwrap().steps[0].gesture,
        done.gesture
    );
}

#[tokio::test]
async fn another_priority_reckons_the_clock_from_the_report() {
    let desk = desk::open().await;
    let fields = [("title", "Pump leaks"), ("reported", "2026-09-21T14:00")];
    let issue = desk.app.log_issue(form(&fields), None).await.unwrap().record;
    assert_eq!(
        desk.shown(&issue, "clock.resolve_by").await,
        "2026-09-24T14:00[Europe/London]"
    );
    desk.app
        .set_issue_priority(&issue, &token(&desk, &issue).await, "high")
        .await
        .unwrap();
    assert_eq!(
        desk.shown(&issue, "clock.resolve_by").await,
        "2026-09-22T14:00[Europe/London]"
    );
}
