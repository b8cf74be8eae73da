use crate::desk::{self, Desk, form};
use app::{FailureCode, ForecastWhen, ListAsk, PipelineAnswer, PipelineAsk, PipelineStage, StageMove};
use std::{collections::BTreeMap, sync::atomic::Ordering};

const DAY: i64 = 86_400_000;

async fn deal(desk: &Desk, name: &str, stage: &str, amount: &str, fields: &[(&str, &str)]) -> String {
    let mut all = vec![("name", name), ("stage", stage), ("amount", amount)];
    all.extend(fields);
    desk.create("deal", &all).await
}

async fn to(
    desk: &Desk,
    deal: &str,
    stage: &str,
    reason: Option<&str>,
    next: Option<&str>,
) -> Result<app::Saved, app::Failure> {
    let token = desk.card(deal).await.token;
    let ask = StageMove {
        deal: deal.to_owned(),
        token,
        stage: stage.to_owned(),
        reason: reason.map(str::to_owned),
        next_action: next.map(str::to_owned),
        next_due: None,
    };
    desk.app.move_stage(ask, None).await
}

#[tokio::test]
async fn a_new_amount_begins_in_the_currency_that_deals_here_are_made_in() {
    let desk = desk::open().await;
    assert_eq!(
        desk.app.usual_currency().await.unwrap(),
        None,
        "a device without deals knows none"
    );
    let ask = ListAsk {
        kind: "colleague".into(),
        limit: 1,
        ..ListAsk::default()
    };
    let colleagues = desk.app.list_records(ask).await.unwrap();
    let me = colleagues.rows[0].id.clone();
    let noor = desk.create("colleague", &[("name", "Noor Haddad")]).await;
    for number in 0..3 {
        let name = format!("Pump {number}");
        deal(&desk, &name, "Proposal", "900 EUR", &[("owner", &noor)]).await;
    }
    assert_eq!(desk.app.usual_currency().await.unwrap().as_deref(), Some("EUR"));
    let mine = deal(&desk, "Steam line", "Proposal", "100 GBP", &[("owner", &me)]).await;
    assert_eq!(
        desk.app.usual_currency().await.unwrap().as_deref(),
        Some("GBP"),
        "one's own come before those of others"
    );
    let token = desk.card(&mine).await.token;
    desk.app.delete_record(&mine, &token).await.unwrap();
    assert_eq!(desk.app.usual_currency().await.unwrap().as_deref(), Some("EUR"));
}

#[tokio::test]
async fn the_board_shows_every_open_deal_in_its_stage_with_exact_totals() {
    let desk = desk::open().await;
    let elmfield = desk.create("company", &[("name", "Elmfield Clinic")]).await;
    deal(
        &desk,
        "Exchanger, boiler 2",
        "Proposal",
        "6240.10 GBP",
        &[("company", &elmfield)],
    )
    .await;
    deal(&desk, "Steam line", "Proposal", "100.20 GBP", &[]).await;
    deal(&desk, "Plate cooler", "Engaging", "50 EUR", &[]).await;
    deal(&desk, "Odd one", "Nowhere", "1 GBP", &[]).await;
    let board = desk.app.board(None, "everyone", "", 100).await.unwrap();
    let columns: Vec<(&str, u32)> = board.columns.iter().map(|c| (c.stage.as_str(), c.count)).collect();
    assert_eq!(
        columns,
        [
            ("", 1),
            ("Prospecting", 0),
            ("Engaging", 1),
            ("Proposal", 2),
            ("Won", 0),
            ("Lost", 0)
        ]
    );
    let proposal = &board.columns[3];
    assert_eq!(
        (proposal.totals[0].amount.as_str(), proposal.totals[0].weighted.as_str()),
        ("6340.3", "3804.18")
    );
    assert_eq!(
        (
            board.open,
            board.totals[0].amount.as_str(),
            board.totals[1].amount.as_str()
        ),
        (4, "6341.3", "50")
    );
    assert!(
        proposal
            .cards
            .iter()
            .any(|card| card.line == "Elmfield Clinic" && card.amount == "6240.10")
    );
    let first = desk.app.board(None, "everyone", "", 1).await.unwrap();
    assert_eq!((first.columns[3].cards.len(), first.columns[3].count), (1, 2));
    assert_eq!(first.columns[3].totals, proposal.totals, "what is not shown is counted");
    let found = desk.app.board(None, "everyone", "elm boil", 100).await.unwrap();
    assert_eq!(found.open, 1);
    assert_eq!(desk.app.board(None, "mine", "", 100).await.unwrap().open, 0);
}

#[tokio::test]
async fn a_deal_without_a_word_for_ten_days_has_gone_quiet_until_somebody_notes_one() {
    let desk = desk::open().await;
    let id = deal(&desk, "Pool heat pump", "Proposal", "14200 GBP", &[]).await;
    desk.clock.fetch_add(9 * DAY, Ordering::SeqCst);
    assert_eq!(desk.app.board(None, "everyone", "", 100).await.unwrap().quiet, 0);
    desk.clock.fetch_add(10 * DAY, Ordering::SeqCst);
    let board = desk.app.board(None, "everyone", "", 100).await.unwrap();
    assert_eq!((board.quiet, board.columns[2].cards[0].quiet), (1, Some(19)));
    assert_eq!(board.quiet_totals[0].amount, "14200");
    desk.app.write_note(&id, "She will answer on Monday.").await.unwrap();
    assert_eq!(desk.app.board(None, "everyone", "", 100).await.unwrap().quiet, 0);
}

#[tokio::test]
async fn a_move_that_closes_sets_the_day_and_one_undo_takes_all_of_it_back() {
    let desk = desk::open().await;
    let id = deal(
        &desk,
        "Condensate pump",
        "Proposal",
        "8640 GBP",
        &[("close_by", "2026-12-24")],
    )
    .await;
    let why = to(&desk, &id, "Won", None, None).await.unwrap_err();
    assert_eq!(why.code, FailureCode::Invalid);
    assert!(why.message.starts_with("Reason: "), "{}", why.message);
    desk.clock.fetch_add(3 * DAY, Ordering::SeqCst);
    let moved = to(&desk, &id, "Won", Some("Price and delivery"), None).await.unwrap();
    assert_eq!(desk.shown(&id, "stage").await, "Won · Price and delivery");
    assert_eq!(desk.shown(&id, "close_by").await, "2026-09-24");
    let board = desk.app.board(None, "everyone", "", 100).await.unwrap();
    assert_eq!((board.open, board.columns[3].count), (0, 1));
    let history = desk.app.history(&id, Some("stage")).await.unwrap().steps;
    assert_eq!(history[0].act, "Moved");
    desk.app.undo(&moved.gesture).await.unwrap();
    assert_eq!(
        (
            desk.shown(&id, "stage").await.as_str(),
            desk.shown(&id, "close_by").await.as_str()
        ),
        ("Proposal", "2026-12-24")
    );
}

#[tokio::test]
async fn a_deal_that_stays_open_is_not_moved_without_a_next_action() {
    let desk = desk::open().await;
    let id = deal(&desk, "Steam line", "Prospecting", "22200 GBP", &[]).await;
    let why = to(&desk, &id, "Engaging", None, None).await.unwrap_err();
    assert!(why.message.starts_with("Next action: "), "{}", why.message);
    to(&desk, &id, "Engaging", None, Some("Survey on Tuesday"))
        .await
        .unwrap();
    to(&desk, &id, "Proposal", None, None).await.unwrap();
    let why = to(&desk, &id, "Signed", None, None).await.unwrap_err();
    assert!(
        why.message.contains("Prospecting, Engaging, Proposal, Won, Lost"),
        "{}",
        why.message
    );
}

#[tokio::test]
async fn the_stage_history_says_how_long_a_deal_stood_where() {
    let desk = desk::open().await;
    let id = deal(
        &desk,
        "Steam line",
        "Prospecting",
        "22200 GBP",
        &[("next_action", "Call")],
    )
    .await;
    desk.clock.fetch_add(4 * DAY, Ordering::SeqCst);
    to(&desk, &id, "Proposal", None, None).await.unwrap();
    desk.clock.fetch_add(2 * DAY, Ordering::SeqCst);
    to(&desk, &id, "Lost", Some("No budget"), None).await.unwrap();
    let steps = desk.app.stage_history(&id).await.unwrap();
    let told: Vec<(&str, i64)> = steps.iter().map(|s| (s.stage.as_str(), s.stayed_ms / DAY)).collect();
    assert_eq!(told, [("Prospecting", 4), ("Proposal", 2), ("Lost", 0)]);
    assert_eq!(
        (steps[2].reason.as_str(), steps[2].left, steps[0].by.as_str()),
        ("No budget", None, "You")
    );
}

#[tokio::test]
async fn the_forecast_leaves_no_open_deal_out() {
    let desk = desk::open().await;
    for (name, close_by) in [("a", ""), ("b", "2026-01-01"), ("c", "2026-10-02"), ("d", "2026-10-30")] {
        deal(&desk, name, "Proposal", "10 GBP", &[("close_by", close_by)]).await;
    }
    deal(&desk, "e", "Won", "10 GBP", &[("close_by", "2026-10-02")]).await;
    let forecast = desk.app.forecast(None, "everyone").await.unwrap();
    let rows: Vec<(ForecastWhen, &str, u32)> = forecast
        .rows
        .iter()
        .map(|r| (r.when, r.month.as_str(), r.count))
        .collect();
    assert_eq!(
        rows,
        [
            (ForecastWhen::Overdue, "", 1),
            (ForecastWhen::Month, "2026-10", 2),
            (ForecastWhen::NoDate, "", 1)
        ]
    );
    assert_eq!((forecast.count, forecast.totals[0].weighted.as_str()), (4, "24"));
}

#[tokio::test]
async fn a_renamed_stage_takes_its_deals_along_and_never_strands_them() {
    let desk = desk::open().await;
    let id = deal(&desk, "Steam line", "Engaging", "22200 GBP", &[]).await;
    let pipeline = desk.app.pipelines().await.unwrap().remove(0);
    assert_eq!(pipeline.deals["Engaging"], 1);
    let stage = |name: &str, chance| PipelineStage {
        name: name.into(),
        chance,
    };
    let mut ask = PipelineAsk {
        id: Some(pipeline.id.clone()),
        token: Some(pipeline.token.clone()),
        name: "Sales".into(),
        stages: vec![
            stage("Enquiry", 10),
            stage("Survey", 30),
            stage("Won", 100),
            stage("Lost", 0),
        ],
        moves: BTreeMap::new(),
    };
    let half = form(&[("form", "…")]);
    desk.app
        .keep_draft("pipeline/1", "pipeline", Some(&pipeline.id), None, half)
        .await
        .unwrap();
    let PipelineAnswer::Stranded { stages } = desk.app.save_pipeline(ask.clone(), Some("pipeline/1")).await.unwrap()
    else {
        panic!("saved")
    };
    assert_eq!(
        (stages.len(), stages[0].stage.as_str(), stages[0].deals),
        (1, "Engaging", 1)
    );
    assert_eq!(desk.app.pipelines().await.unwrap()[0].stages.len(), 5);
    assert_eq!(desk.app.drafts().await.unwrap().len(), 1, "nothing was saved yet");
    ask.moves.insert("Engaging".into(), "Survey".into());
    let PipelineAnswer::Saved { saved, moved, .. } = desk.app.save_pipeline(ask, Some("pipeline/1")).await.unwrap()
    else {
        panic!("stranded")
    };
    assert!(desk.app.drafts().await.unwrap().is_empty());
    assert_eq!((moved, desk.shown(&id, "stage").await.as_str()), (1, "Survey"));
    desk.app.undo(&saved.gesture).await.unwrap();
    assert_eq!(desk.shown(&id, "stage").await, "Engaging");
    assert_eq!(desk.app.pipelines().await.unwrap()[0].stages.len(), 5);
}
