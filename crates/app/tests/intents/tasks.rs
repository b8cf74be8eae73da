use crate::desk;
use app::FollowUp;

#[tokio::test]
async fn a_line_becomes_a_task_about_the_right_record() {
    let desk = desk::open().await;
    let clinic = desk.create("company", &[("name", "Elmfield Clinic")]).await;
    desk.create("contact", &[("name", "Ana Silva"), ("company", &clinic)])
        .await;
    let noor = desk.create("colleague", &[("name", "Noor Haddad")]).await;
    let plan = desk
        .app
        .quick_add_plan("visit elmfield clinic tomorrow 14:00 @noor #vip every month")
        .await
        .unwrap();
    assert_eq!(
        (plan.title.as_str(), plan.what.as_str()),
        ("Visit elmfield clinic", "visit")
    );
    assert_eq!((plan.about.as_str(), plan.ambiguous), (clinic.as_str(), false));
    assert_eq!(
        (plan.assignee.as_str(), plan.repeats.as_str()),
        (noor.as_str(), "month")
    );
    assert_eq!(plan.due, "2026-09-22T14:00[Europe/London]");
    let task = desk.app.quick_add(plan, None).await.unwrap().record;
    let card = desk.card(&task).await;
    assert_eq!(
        (card.title.as_str(), card.tags[0].as_str()),
        ("Visit elmfield clinic", "vip")
    );
    assert_eq!(desk.shown(&task, "about").await, "Elmfield Clinic");
}

#[tokio::test]
async fn two_people_of_one_name_are_offered_instead_of_guessed() {
    let desk = desk::open().await;
    desk.create("contact", &[("name", "Ana Silva")]).await;
    let other = desk.create("contact", &[("name", "Ana Novak")]).await;
    let plan = desk.app.quick_add_plan("call Ana tue 9am").await.unwrap();
    assert_eq!(
        (plan.about.as_str(), plan.ambiguous, plan.candidates.len()),
        ("", true, 2)
    );
    let sure = desk.app.quick_add_plan("call ana novak tue 9am").await.unwrap();
    assert_eq!((sure.about, sure.ambiguous), (other, false));
    let spans: Vec<(u32, u32)> = sure.spans.iter().map(|span| (span.start, span.end)).collect();
    assert_eq!(spans, [(0, 4), (5, 14), (15, 18), (19, 22)]);
}

#[tokio::test]
async fn a_task_that_repeats_stays_one_record_with_every_completion_in_its_history() {
    let desk = desk::open().await;
    let fields = [
        ("title", "Check filters"),
        ("due", "2026-09-21T09:00[Europe/London]"),
        ("repeats", "week"),
    ];
    let task = desk.create("task", &fields).await;
    for due in ["2026-09-28T09:00[Europe/London]", "2026-10-05T09:00[Europe/London]"] {
        let token = desk.card(&task).await.token;
        desk.app.complete_task(&task, &token, None).await.unwrap();
        assert_eq!(desk.shown(&task, "due").await, due);
    }
    let acts: Vec<String> = desk
        .app
        .history(&task, None)
        .await
        .unwrap()
        .steps
        .into_iter()
        .map(|step| step.act)
        .collect();
    assert_eq!(acts, ["Done", "Done", "Created"]);
    assert_eq!(desk.shown(&task, "done").await, "");
}

#[tokio::test]
async fn a_task_is_done_with_a_note_in_one_gesture_and_undone_in_one() {
    let desk = desk::open().await;
    let ana = desk.create("contact", &[("name", "Ana")]).await;
    let ask = FollowUp {
        about: ana.clone(),
        text: "Call back about the delivery date".into(),
        due: "2026-09-23".into(),
        promised_to: ana.clone(),
        ..FollowUp::default()
    };
    let task = desk.app.follow_up(ask, None).await.unwrap().record;
    assert_eq!(desk.shown(&task, "promised_to").await, "Ana");
    assert_eq!(desk.shown(&task, "assignee").await, "Mara Ivens");
    let token = desk.card(&task).await.token;
    let snoozed = desk.app.snooze_task(&task, &token, "2026-09-25").await.unwrap();
    let saved = desk
        .app
        .complete_task(&task, &snoozed.token, Some("She wants it on Friday."))
        .await
        .unwrap();
    assert_eq!(
        (saved.record.as_str(), desk.shown(&task, "done").await.as_str()),
        (task.as_str(), "yes")
    );
    assert_eq!(desk.app.find("friday", 5).await.unwrap()[0].kind, "note");
    desk.app.undo(&saved.gesture).await.unwrap();
    assert_eq!(desk.shown(&task, "done").await, "");
    assert!(desk.app.find("friday", 5).await.unwrap().is_empty());
}
