use crate::desk::{self, Desk};
use app::{ApprovalAsk, FailureCode, StageMove};

async fn win(desk: &Desk, deal: &str) -> Result<app::Saved, app::Failure> {
    let ask = StageMove {
        deal: deal.to_owned(),
        token: desk.card(deal).await.token,
        stage: "Won".into(),
        reason: Some("Price".into()),
        ..StageMove::default()
    };
    desk.app.move_stage(ask, None).await
}

#[tokio::test]
async fn a_deal_above_the_rule_is_won_only_after_a_yes_for_that_amount() {
    let desk = desk::open().await;
    let noor = desk.create("colleague", &[("name", "Noor Haddad")]).await;
    desk.create(
        "approval_rule",
        &[
            ("name", "Deals above 10,000"),
            ("above", "10000 GBP"),
            ("approver", &noor),
        ],
    )
    .await;
    let fields = [("name", "Compressor 2"), ("stage", "Proposal"), ("amount", "38400 GBP")];
    let deal = desk.create("deal", &fields).await;
    let why = win(&desk, &deal).await.unwrap_err();
    assert_eq!(why.code, FailureCode::NeedsApproval);
    assert!(why.message.contains("Ask Noor Haddad"), "{}", why.message);
    let needed = desk.app.approval_needed(&deal).await.unwrap().unwrap();
    assert_eq!(
        (needed.amount.as_str(), needed.approver.as_str(), needed.asked.as_str()),
        ("38400 GBP", noor.as_str(), "")
    );
    let ask = ApprovalAsk {
        about: needed.about,
        title: needed.title,
        amount: needed.amount,
        approver: needed.approver,
        ..ApprovalAsk::default()
    };
    let asked = desk.app.ask_approval(ask, None).await.unwrap();
    assert!(win(&desk, &deal).await.unwrap_err().message.contains("has been asked"));
    assert_eq!(desk.app.approvals("asked_by_me").await.unwrap().len(), 1);
    assert_eq!(desk.app.approvals("waiting_for_me").await.unwrap().len(), 0);
    desk.app
        .decide_approval(&asked.record, &asked.token, true, "", None)
        .await
        .unwrap();
    let about = desk.app.approvals(&deal).await.unwrap();
    assert_eq!(
        (about[0].state.as_str(), about[0].decided_by.as_str()),
        ("approved", "You")
    );
    win(&desk, &deal).await.unwrap();
    assert_eq!(
        desk.app.history(&asked.record, None).await.unwrap().steps[0].act,
        "Decided"
    );
}

#[tokio::test]
async fn a_refusal_needs_its_reason_and_a_decision_is_made_once() {
    let desk = desk::open().await;
    let me = desk.app.list_records(app::ListAsk {
        kind: "colleague".into(),
        limit: 1,
        ..app::ListAsk::default()
    });
    let me = me.await.unwrap().rows[0].id.clone();
    let deal = desk.create("deal", &[("name", "Compressor 2")]).await;
    let ask = ApprovalAsk {
        about: deal,
        title: "Change order 3".into(),
        amount: "1180 GBP".into(),
        approver: me,
        ..ApprovalAsk::default()
    };
    let asked = desk.app.ask_approval(ask.clone(), None).await.unwrap();
    let waiting = desk.app.approvals("waiting_for_me").await.unwrap();
    assert_eq!(
        (waiting.len(), waiting[0].waits_for_me, waiting[0].about_title.as_str()),
        (1, true, "Compressor 2")
    );
    let why = desk
        .app
        .decide_approval(&asked.record, &waiting[0].token, false, " ", None)
        .await
        .unwrap_err();
    assert!(why.message.starts_with("Reason: "));
    let refused = desk
        .app
        .decide_approval(&asked.record, &waiting[0].token, false, "Too dear", None)
        .await
        .unwrap();
    assert_eq!(desk.app.approvals("waiting_for_me").await.unwrap().len(), 0);
    let again = desk
        .app
        .decide_approval(&asked.record, &refused.token, true, "", None)
        .await
        .unwrap_err();
    assert_eq!(again.code, FailureCode::Refused);
    desk.app.undo(&refused.gesture).await.unwrap();
    assert_eq!(desk.app.approvals("waiting_for_me").await.unwrap().len(), 1);
    let nobody = ApprovalAsk {
        approver: String::new(),
        ..ask
    };
    assert_eq!(
        desk.app.ask_approval(nobody, None).await.unwrap_err().code,
        FailureCode::Invalid
    );
}
