use crate::desk;
use app::{FailureCode, Mark};

#[tokio::test]
async fn the_sample_is_a_believable_quarter_of_an_organisation() {
    let desk = desk::open().await;
    let before = desk.app.counts().await.unwrap();
    desk.app.load_sample().await.unwrap();
    let counts = desk.app.counts().await.unwrap();
    let brought = |kind: &str| counts[kind] - before.get(kind).copied().unwrap_or(0);
    for (kind, number) in [
        ("colleague", 8),
        ("company", 60),
        ("contact", 140),
        ("deal", 90),
        ("issue", 24),
    ] {
        assert_eq!(brought(kind), number, "{kind}");
    }
    let board = desk.app.board(None, "mine", "", 100).await.unwrap();
    assert_eq!(board.name, "Heating and cooling");
    let northgate = board
        .columns
        .iter()
        .flat_map(|c| &c.cards)
        .find(|card| card.line == "Northgate Gym")
        .unwrap();
    assert!(northgate.quiet.is_some());
    assert!(
        board.quiet >= 2 && board.quiet < board.open,
        "{} of {}",
        board.quiet,
        board.open
    );
    let contested: Vec<&str> = board
        .columns
        .iter()
        .flat_map(|c| &c.cards)
        .filter(|card| card.contested && card.mark == Mark::Review)
        .map(|card| card.line.as_str())
        .collect();
    assert_eq!(contested, ["Avonmouth Cold Store"]);
    let hits = desk.app.find("pump leeds", 10).await.unwrap();
    assert!(hits.iter().any(|hit| hit.title == "Armley Row Dyeworks"), "{hits:?}");
    assert_eq!(desk.app.approvals("waiting_for_me").await.unwrap().len(), 2);
    assert!(desk.app.issue_clocks().await.unwrap().len() >= 4);
    let steps = desk.app.stage_history(&northgate.id).await.unwrap();
    assert!(steps.len() >= 3 && steps.iter().all(|step| step.stayed_ms >= 0));
    assert_eq!(desk.app.load_sample().await.unwrap_err().code, FailureCode::Refused);
}

#[tokio::test]
async fn the_sample_goes_in_one_gesture_and_what_people_made_stays() {
    let desk = desk::open().await;
    let own = desk.create("contact", &[("name", "Own Person")]).await;
    desk.app.load_sample().await.unwrap();
    let state = desk.app.sample_state().await.unwrap();
    assert_eq!((state.loaded, state.edited, state.linked), (true, 0, 0));
    let anneke = desk.app.find("anneke vos", 5).await.unwrap();
    let anneke = anneke.iter().find(|hit| hit.kind == "contact").unwrap().id.clone();
    desk.edit(&anneke, &[("best_time", "Never")]).await;
    let note = desk
        .app
        .write_note(&anneke, "My own note about her.")
        .await
        .unwrap()
        .record;
    let state = desk.app.sample_state().await.unwrap();
    assert_eq!((state.edited, state.linked), (1, 1));
    let removed = desk.app.remove_sample().await.unwrap();
    assert_eq!(
        (removed.deleted, removed.edited, removed.linked, removed.kept),
        (state.records, 1, 1, 0)
    );
    assert!(desk.card(&own).await.alive && desk.card(&note).await.alive && !desk.card(&anneke).await.alive);
    assert!(!desk.app.sample_state().await.unwrap().loaded);
    desk.app.undo(&removed.gesture).await.unwrap();
    assert!(desk.card(&anneke).await.alive);
    assert_eq!(desk.shown(&anneke, "best_time").await, "Never");
}

#[tokio::test]
async fn a_pipeline_of_the_sample_stays_while_somebodys_own_deal_stands_in_it() {
    let desk = desk::open().await;
    desk.app.load_sample().await.unwrap();
    let pipelines = desk.app.pipelines().await.unwrap();
    let sample = pipelines
        .iter()
        .find(|pipeline| pipeline.name == "Heating and cooling")
        .unwrap();
    desk.create(
        "deal",
        &[("name", "Mine"), ("pipeline", &sample.id), ("stage", "Survey")],
    )
    .await;
    assert_eq!(desk.app.remove_sample().await.unwrap().kept, 1);
    assert_eq!(
        desk.app
            .board(Some(&sample.id), "everyone", "", 100)
            .await
            .unwrap()
            .open,
        1
    );
}
