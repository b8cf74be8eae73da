use crate::desk::{self, form};
use app::{FailureCode, ListAsk, Mark};

fn people(search: &str) -> ListAsk {
    ListAsk {
        kind: "contact".into(),
        search: search.into(),
        limit: 50,
        ..ListAsk::default()
    }
}

#[tokio::test]
async fn a_person_is_added_edited_found_and_there_after_opening_again() {
    let desk = desk::open().await;
    let clinic = desk.create("company", &[("name", "Elmfield Clinic")]).await;
    let anneke = desk
        .create(
            "contact",
            &[
                ("name", "Anneke Vos"),
                ("company", &clinic),
                ("mobile", "07700 900 418"),
                ("tags", "vip, #key account"),
            ],
        )
        .await;
    desk.edit(&anneke, &[("mobile", "07700 900 555")]).await;
    desk.app
        .write_note(&anneke, "Exchanger leaks at the weld.")
        .await
        .unwrap();
    let desk = desk.reopened().await;

    let card = desk.card(&anneke).await;
    assert_eq!(
        (card.title.as_str(), card.mark, card.alive),
        ("Anneke Vos", Mark::Saved, true)
    );
    assert_eq!(card.tags, ["key account", "vip"]);
    assert_eq!(desk.shown(&anneke, "company").await, "Elmfield Clinic");
    assert_eq!(desk.shown(&anneke, "mobile").await, "07700 900 555");
    for typed in ["anneke", "900 555", "elmfield vos", "annkee", "weld"] {
        assert!(!desk.app.find(typed, 20).await.unwrap().is_empty(), "{typed}");
    }
    let page = desk.app.list_records(people("")).await.unwrap();
    assert_eq!((page.total, page.rows[0].subtitle.as_str()), (1, "Elmfield Clinic"));
}

#[tokio::test]
async fn a_slip_is_named_with_its_field_and_nothing_is_written() {
    let desk = desk::open().await;
    let failure = desk
        .app
        .create_record("contact", form(&[("name", "Ana"), ("email", "ana@clinic")]))
        .await
        .unwrap_err();
    assert_eq!(
        (failure.code, failure.message.as_str()),
        (
            FailureCode::Invalid,
            "Email: There is no dot after the @ in this e-mail address."
        )
    );
    let nameless = desk
        .app
        .create_record("contact", form(&[("email", "ana@clinic.example")]))
        .await
        .unwrap_err();
    assert_eq!(nameless.message, "Name is missing. Fill it in and save again.");
    assert_eq!(desk.app.list_records(people("")).await.unwrap().total, 0);
}

#[tokio::test]
async fn the_history_says_who_what_when_and_an_undo_brings_the_value_before_back() {
    let desk = desk::open().await;
    let ana = desk.create("contact", &[("name", "Ana"), ("mobile", "111 111")]).await;
    let edit = desk.edit(&ana, &[("mobile", "222 222")]).await;
    let steps = desk.app.history(&ana, Some("mobile")).await.unwrap().steps;
    assert_eq!(
        (
            steps[0].before.as_str(),
            steps[0].after.as_str(),
            steps[0].by.as_str(),
            steps[0].stands
        ),
        ("111 111", "222 222", "You", true)
    );
    assert_eq!(steps[0].on, "Mara’s laptop");
    let all = desk.app.history(&ana, None).await.unwrap().steps;
    assert_eq!(
        (all.len(), all[1].act.as_str(), all[1].after.as_str()),
        (2, "Created", "Name: Ana\nMobile: 111 111")
    );

    let undone = desk.app.undo(&edit.gesture).await.unwrap();
    assert_eq!(
        (undone.changed, desk.shown(&ana, "mobile").await.as_str()),
        (1, "111 111")
    );
    desk.app.undo(&undone.gesture).await.unwrap();
    assert_eq!(desk.shown(&ana, "mobile").await, "222 222");
}

#[tokio::test]
async fn an_undo_leaves_what_was_changed_since_and_says_so() {
    let desk = desk::open().await;
    let ana = desk.create("contact", &[("name", "Ana"), ("mobile", "111 111")]).await;
    let first = desk.edit(&ana, &[("mobile", "222 222")]).await;
    desk.edit(&ana, &[("mobile", "333 333")]).await;
    let failure = desk.app.undo(&first.gesture).await.unwrap_err();
    assert_eq!(
        (failure.code, failure.detail.as_deref()),
        (FailureCode::Refused, Some("kept\tfields\tcontact\tmobile\tAna"))
    );
    assert_eq!(desk.shown(&ana, "mobile").await, "333 333");
}

#[tokio::test]
async fn what_is_deleted_is_out_of_lists_and_search_and_comes_back() {
    let desk = desk::open().await;
    let ana = desk.create("contact", &[("name", "Ana Silva")]).await;
    let token = desk.card(&ana).await.token;
    let deleted = desk.app.delete_record(&ana, &token).await.unwrap();
    assert!(desk.app.find("silva", 9).await.unwrap().is_empty());
    assert_eq!(desk.app.list_records(people("")).await.unwrap().total, 0);
    assert_eq!(
        desk.app
            .list_records(ListAsk {
                deleted: true,
                ..people("")
            })
            .await
            .unwrap()
            .total,
        1
    );
    desk.app.undo(&deleted.gesture).await.unwrap();
    assert_eq!(desk.app.find("silva", 9).await.unwrap().len(), 1);
}

#[tokio::test]
async fn two_windows_that_edit_different_sentences_of_a_note_keep_both() {
    let desk = desk::open().await;
    let ana = desk.create("contact", &[("name", "Ana")]).await;
    let note = desk
        .app
        .write_note(&ana, "Two pumps. Key at reception.")
        .await
        .unwrap()
        .record;
    let token = desk.card(&note).await.token;
    desk.app
        .edit_record(&note, &token, form(&[("body", "Three pumps. Key at reception.")]))
        .await
        .unwrap();
    desk.app
        .edit_record(&note, &token, form(&[("body", "Two pumps. Key with Ilse.")]))
        .await
        .unwrap();
    assert_eq!(desk.shown(&note, "body").await, "Three pumps. Key with Ilse.");
}

#[tokio::test]
async fn two_windows_that_edit_one_sentence_keep_both_for_review() {
    let desk = desk::open().await;
    let deal = desk.create("deal", &[("name", "Boiler"), ("stage", "Proposal")]).await;
    let token = desk.card(&deal).await.token;
    desk.app
        .edit_record(&deal, &token, form(&[("stage", "Won · price")]))
        .await
        .unwrap();
    desk.app
        .edit_record(&deal, &token, form(&[("stage", "Lost · budget")]))
        .await
        .unwrap();
    let card = desk.card(&deal).await;
    let stage = card.fields.iter().find(|f| f.key == "stage").unwrap();
    assert_eq!(
        (card.mark, stage.mark, stage.competing.len()),
        (Mark::Review, Mark::Review, 2)
    );
    desk.edit(&deal, &[("stage", "Won · price")]).await;
    assert_eq!(desk.card(&deal).await.mark, Mark::Saved);
}

#[tokio::test]
async fn status_and_priority_of_an_issue_are_edited_apart_and_kept_together() {
    let desk = desk::open().await;
    let issue = desk.create("issue", &[("title", "Pump leaks")]).await;
    desk.edit(&issue, &[("triage.priority", "urgent")]).await;
    assert_eq!(
        (
            desk.shown(&issue, "triage.status").await,
            desk.shown(&issue, "triage.priority").await
        ),
        ("New".into(), "Urgent".into())
    );
}

#[tokio::test]
async fn a_field_of_the_organisations_own_is_a_field_like_any_other() {
    let desk = desk::open().await;
    desk.app
        .add_custom_field("contact", "Gate code", "text", None)
        .await
        .unwrap();
    assert_eq!(
        desk.app
            .add_custom_field("contact", "gate CODE", "text", None)
            .await
            .unwrap_err()
            .code,
        FailureCode::Invalid
    );
    let ana = desk.create("contact", &[("name", "Ana")]).await;
    let key = desk
        .card(&ana)
        .await
        .fields
        .iter()
        .find(|f| f.label == "Gate code")
        .unwrap()
        .key
        .clone();
    desk.edit(&ana, &[(&key, "4711#")]).await;
    let desk = desk.reopened().await;
    assert_eq!(desk.shown(&ana, &key).await, "4711#");
}

#[tokio::test]
async fn recent_acts_are_told_by_kind_name_and_fields() {
    let desk = desk::open().await;
    let ana = desk.create("contact", &[("name", "Ana")]).await;
    desk.edit(&ana, &[("mobile", "222 222")]).await;
    let acts = desk.app.recent_gestures(9).await.unwrap();
    let told = |n: usize| (acts[n].act.as_str(), acts[n].kind.as_str(), acts[n].title.as_str());
    assert_eq!(told(0), ("Changed", "contact", "Ana"));
    assert_eq!(acts[0].fields, ["mobile"]);
    assert_eq!((told(1), acts[1].fields.len()), (("Created", "contact", "Ana"), 0));
    assert_eq!((told(2), acts.len()), (("", "", ""), 3));
    assert_eq!(
        acts[2].larger.as_ref().map(|larger| larger.act.as_str()),
        Some("set_up")
    );
}

#[tokio::test]
async fn what_is_no_value_of_its_field_says_which_field_and_why_as_keys() {
    let desk = desk::open().await;
    let app = &desk.app;
    let why = |fields: &[(&str, &str)]| {
        let form = desk::form(fields);
        async move { app.create_record("contact", form).await.unwrap_err().detail }
    };
    let detail = |text: &str| Some(text.to_owned());
    assert_eq!(
        why(&[("name", "Ana"), ("mobile", "1")]).await,
        detail("contact mobile phone_short")
    );
    assert_eq!(
        why(&[("name", "Ana"), ("email", "ana")]).await,
        detail("contact email email_no_at")
    );
    assert_eq!(why(&[("mobile", "222 222")]).await, detail("contact name missing"));
    let gone = desk.app.card("01JD0000000000000000000000").await.unwrap_err();
    assert_eq!(gone.detail, detail("record"));
}

#[tokio::test]
async fn the_notes_of_a_person_are_listed_newest_first() {
    let desk = desk::open().await;
    let ana = desk.create("contact", &[("name", "Ana")]).await;
    desk.app.write_note(&ana, "First").await.unwrap();
    desk.app.write_note(&ana, "Second").await.unwrap();
    let about = ListAsk {
        kind: "note".into(),
        about: Some(ana),
        ..people("")
    };
    let page = desk.app.list_records(about).await.unwrap();
    let titles: Vec<&str> = page.rows.iter().map(|row| row.title.as_str()).collect();
    assert_eq!((page.total, titles), (2, vec!["Second", "First"]));
}
