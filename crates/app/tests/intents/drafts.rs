//! Drafts: kept, offered again, and gone with the act that they become.

use crate::desk::{self, form};

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
