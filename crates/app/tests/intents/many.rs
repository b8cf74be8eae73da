//! One act on many records.

use crate::desk;
use app::FailureCode;
use std::collections::BTreeMap;

fn form(fields: &[(&str, &str)]) -> BTreeMap<String, String> {
    desk::form(fields)
}

/// The latest act: what, of which kinds how many, and its fields or names.
async fn latest(desk: &desk::Desk) -> (String, Vec<(String, u32)>, Vec<String>) {
    let lines = desk.app.recent_gestures(1).await.unwrap();
    let larger = lines[0].larger.clone().unwrap();
    let counts = larger.counts.into_iter().map(|one| (one.kind, one.count)).collect();
    (larger.act, counts, [larger.fields, larger.names].concat())
}

#[tokio::test]
async fn many_records_are_edited_as_one_act_and_undone_as_one() {
    let desk = desk::open().await;
    let mut ids = Vec::new();
    for name in ["Ana", "Bo", "Cy"] {
        ids.push(desk.create("contact", &[("name", name)]).await);
    }
    desk.edit(&ids[2], &[("source", "Fair")]).await;
    desk.app
        .keep_draft("bulk/contact", "contact", None, None, form(&[("text", "Fai")]))
        .await
        .unwrap();
    let saved = desk
        .app
        .edit_many(&ids, form(&[("source", "Fair")]), Some("bulk/contact"))
        .await
        .unwrap();
    assert!(desk.app.drafts().await.unwrap().is_empty());
    assert_eq!((saved.changed, saved.already_so, saved.left), (2, 1, 0));
    assert_eq!(
        latest(&desk).await,
        (
            "changed".to_owned(),
            vec![("contact".to_owned(), 2)],
            vec!["source".to_owned()]
        )
    );
    let tagged = desk.app.tag_many(&ids, "#vip", true).await.unwrap();
    assert_eq!(
        latest(&desk).await,
        (
            "tagged".to_owned(),
            vec![("contact".to_owned(), 3)],
            vec!["vip".to_owned()]
        )
    );
    assert_eq!(
        (tagged.changed, desk.card(&ids[0]).await.tags),
        (3, vec!["vip".to_owned()])
    );
    let gone = desk.app.delete_many(&ids).await.unwrap();
    assert_eq!(gone.changed, 3);
    assert_eq!(desk.app.undo(&gone.gesture).await.unwrap().changed, 3);
    assert_eq!(desk.app.undo(&saved.gesture).await.unwrap().changed, 2);
    assert_eq!(desk.shown(&ids[0], "source").await, "");
    assert_eq!(desk.shown(&ids[2], "source").await, "Fair");
}

#[tokio::test]
async fn a_record_that_cannot_be_changed_is_named_and_keeps_nobody_else_from_it() {
    let desk = desk::open().await;
    let ana = desk.create("contact", &[("name", "Ana")]).await;
    let bo = desk.create("contact", &[("name", "Bo")]).await;
    let nobody = "01JD0000000000000000000000".to_owned();
    let before = desk.app.truth().await.unwrap().waiting;
    let saved = desk
        .app
        .tag_many(&[ana.clone(), nobody.clone(), bo], "vip", true)
        .await
        .unwrap();
    assert_eq!(
        (saved.changed, saved.left, saved.refused[0].record.clone()),
        (2, 1, nobody)
    );
    assert_eq!(saved.refused[0].why.code, FailureCode::NotFound);
    assert_eq!(saved.refused[0].why.detail.as_deref(), Some("record"));
    // A name cannot be taken away: said for each, and no number of the log is used up for it.
    let saved = desk
        .app
        .edit_many(std::slice::from_ref(&ana), form(&[("name", "")]), None)
        .await
        .unwrap();
    assert_eq!(
        (saved.changed, saved.left, saved.refused[0].title.as_str()),
        (0, 1, "Ana")
    );
    desk.edit(&ana, &[("role", "Nurse")]).await;
    assert_eq!(desk.app.truth().await.unwrap().waiting, before + 3);
    let failure = desk
        .app
        .edit_many(&[ana], form(&[("email", "ana@")]), None)
        .await
        .unwrap_err();
    assert_eq!(failure.code, FailureCode::Invalid);
}

#[tokio::test]
async fn many_issues_take_a_priority_with_their_clocks_and_none_is_resolved_without_a_word() {
    let desk = desk::open().await;
    let mut ids = Vec::new();
    for (title, resolution) in [("Pump leaks", "New seal"), ("Valve sticks", "")] {
        let fields = form(&[("title", title), ("resolution", resolution)]);
        ids.push(desk.app.log_issue(fields, None).await.unwrap().record);
    }
    let late = desk.app.issue_clock(&ids[1]).await.unwrap().resolve_by;
    let urgent = form(&[("triage.priority", "urgent")]);
    let saved = desk.app.edit_many(&ids, urgent, None).await.unwrap();
    assert_eq!((saved.changed, saved.left), (2, 0));
    let clock = desk.app.issue_clock(&ids[1]).await.unwrap();
    assert_eq!((clock.status.as_str(), clock.priority.as_str()), ("new", "urgent"));
    assert!(clock.resolve_by < late, "{} < {late}", clock.resolve_by);
    let saved = desk
        .app
        .edit_many(&ids, form(&[("triage.status", "resolved")]), None)
        .await
        .unwrap();
    assert_eq!(
        (saved.changed, saved.left, saved.refused[0].title.as_str()),
        (1, 1, "Valve sticks")
    );
    assert_eq!(desk.shown(&ids[0], "triage.status").await, "Resolved");
    assert_eq!(desk.shown(&ids[1], "triage.status").await, "New");
}
