//! Drafts: kept, offered again, and gone with the act that they become.

use crate::desk::{self, Desk, form};
use app::{ApprovalAsk, Failure, FollowUp, Saved};

#[tokio::test]
async fn a_draft_is_offered_again_until_the_act_that_it_became_is_saved() {
    let desk = desk::open().await;
    let waiting = desk.app.truth().await.unwrap();
    let half = form(&[("name", "Half a na")]);
    desk.app
        .keep_draft("new:contact", "contact", None, None, half.clone())
        .await
        .unwrap();
    desk.app
        .keep_draft("new:contact", "contact", None, None, form(&[("name", "Half a name")]))
        .await
        .unwrap();
    let desk = desk.reopened().await;
    let drafts = desk.app.drafts().await.unwrap();
    assert_eq!((drafts.len(), drafts[0].form["name"].as_str()), (1, "Half a name"));
    assert_eq!(desk.app.truth().await.unwrap(), waiting, "a draft is no change");
    // An act that fails leaves its draft; one that is saved takes it away.
    let nameless = desk
        .app
        .create_from("contact", form(&[("name", "")]), Some("new:contact"))
        .await;
    assert!(nameless.is_err());
    assert_eq!(desk.app.drafts().await.unwrap().len(), 1);
    let ana = desk
        .app
        .create_from("contact", form(&[("name", "Ana")]), Some("new:contact"))
        .await
        .unwrap();
    assert!(desk.app.drafts().await.unwrap().is_empty());
    let token = desk.card(&ana.record).await.token;
    let edited = form(&[("role", "Nurse")]);
    desk.app
        .keep_draft("edit", "contact", Some(&ana.record), Some(&token), edited.clone())
        .await
        .unwrap();
    assert_eq!(desk.app.drafts().await.unwrap()[0].title, "Ana");
    desk.app
        .edit_from(&ana.record, &token, edited.clone(), Some("edit"))
        .await
        .unwrap();
    assert!(desk.app.drafts().await.unwrap().is_empty());
    desk.app
        .keep_draft("edit", "contact", Some(&ana.record), Some(&token), edited.clone())
        .await
        .unwrap();
    desk.app
        .edit_from(&ana.record, &desk.card(&ana.record).await.token, edited, Some("edit"))
        .await
        .unwrap();
    assert!(
        desk.app.drafts().await.unwrap().is_empty(),
        "also where everything was already so"
    );
    desk.app.keep_draft("note", "note", None, None, half).await.unwrap();
    desk.app.drop_draft("note").await.unwrap();
    assert!(desk.app.drafts().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_somebody_chose_for_this_device_is_there_at_the_next_start() {
    let desk = desk::open().await;
    desk.app.prefer("language", "de").await.unwrap();
    desk.app.prefer("density", "gloves").await.unwrap();
    desk.app.prefer("language", "fr").await.unwrap();
    let waiting = desk.app.truth().await.unwrap().waiting;
    let desk = desk.reopened().await;
    let kept = desk.app.preferences().await.unwrap();
    assert_eq!(kept, desk::form(&[("density", "gloves"), ("language", "fr")]));
    assert_eq!(desk.app.truth().await.unwrap().waiting, waiting, "nothing for a server");
    assert!(desk.app.prefer("", "x").await.is_err());
}

/// Keeps a draft, has an act that fails leave it, and one that is saved take it away.
async fn goes_with<A: Default>(desk: &Desk, good: A, act: impl AsyncFn(&Desk, A, &str) -> Result<Saved, Failure>) {
    desk.app
        .keep_draft("form", "task", None, None, form(&[("text", "half")]))
        .await
        .unwrap();
    assert!(act(desk, A::default(), "form").await.is_err(), "nothing in the form");
    assert_eq!(desk.app.drafts().await.unwrap().len(), 1);
    act(desk, good, "form").await.unwrap();
    assert!(desk.app.drafts().await.unwrap().is_empty());
}

#[tokio::test]
async fn every_form_that_becomes_an_act_of_its_own_takes_its_draft_along() {
    let desk = desk::open().await;
    let me = desk.create("colleague", &[("name", "Noor Haddad")]).await;
    let plan = desk.app.quick_add_plan("call the clinic tomorrow").await.unwrap();
    goes_with(&desk, plan, async |desk, plan, draft| {
        desk.app.quick_add(plan, Some(draft)).await
    })
    .await;
    let promise = FollowUp {
        text: "Send the dates".into(),
        ..FollowUp::default()
    };
    goes_with(&desk, promise, async |desk, ask, draft| {
        desk.app.follow_up(ask, Some(draft)).await
    })
    .await;
    let issue = form(&[("title", "Pump leaks")]);
    goes_with(&desk, issue, async |desk, form, draft| {
        desk.app.log_issue(form, Some(draft)).await
    })
    .await;
    let ask = ApprovalAsk {
        title: "Ten per cent off".into(),
        approver: me,
        ..ApprovalAsk::default()
    };
    goes_with(&desk, ask, async |desk, ask, draft| {
        desk.app.ask_approval(ask, Some(draft)).await
    })
    .await;
    let asked = &desk.app.approvals("asked_by_me").await.unwrap()[0];
    goes_with(&desk, "Too dear".to_owned(), async |desk, why, draft| {
        desk.app
            .decide_approval(&asked.id, &asked.token, false, &why, Some(draft))
            .await
    })
    .await;
}
