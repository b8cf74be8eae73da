//! The public data set that is kept beside the repository, where it is there: 8,800 opportunities in the real window. They come in
//! as a person brings them in, and the board, the table and the forecast stay fluid, also in a debug build.

use std::path::Path;

use journeys::{Look, Tablet, Window};

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/crm-sales-opportunities");
/// Accounts, who sells, and what they try to sell, in the order in which they lead to each other.
const FILES: [(&str, &str); 3] = [
    ("accounts.csv", "company"),
    ("sales_teams.csv", "colleague"),
    ("sales_pipeline.csv", "deal"),
];
/// For a view to show after a click: twice what the board of the release build may take, and again for the debug build.
const PAINT_MS: f64 = 1_200.0;

#[tokio::test]
async fn eight_thousand_opportunities_stay_fluid_on_board_table_and_forecast() -> anyhow::Result<()> {
    if !Path::new(DATA).exists() {
        eprintln!("skipped: the opportunities are not kept beside this repository");
        return Ok(());
    }
    let tablet = Tablet::new()?;
    let window = Window::open(&tablet, Look::LAPTOP).await?;
    window.choose_passphrase().await?;
    for (file, kind) in FILES {
        window.import_as(&format!("{DATA}/{file}"), kind).await?;
        window.shoot(&format!("opportunities-{kind}")).await?;
        window.tap("import-again").await?;
    }
    window.tap("nav-deal").await?;
    let mut slow = Vec::new();
    let everyone = "[data-testid=whose-everyone]";
    let board = paint(&window, "board", everyone, "[data-testid=board-card]", &mut slow).await?;
    window.shoot("opportunities-board").await?;
    let lane = window
        .scrolled("[data-testid=lane]:nth-child(2) > div", 60, 200, 10)
        .await?;
    let table = paint(
        &window,
        "table",
        "[data-testid=view-table]",
        "[data-testid=deals-table] [data-testid=table-row]",
        &mut slow,
    )
    .await?;
    window.shoot("opportunities-table").await?;
    let rows = window.scrolled("[data-testid=deals-table]", 120, 200, 20).await?;
    let forecast = paint(
        &window,
        "forecast",
        "[data-testid=view-forecast]",
        "[data-testid=forecast-row]",
        &mut slow,
    )
    .await?;
    window.shoot("opportunities-forecast").await?;
    eprintln!("board {board:.0} ms, table {table:.0} ms, forecast {forecast:.0} ms; lane {lane:?}; rows {rows:?}");
    anyhow::ensure!(slow.is_empty(), "{}", slow.join(", "));
    window.close().await
}

async fn paint(window: &Window, name: &str, pressed: &str, shown: &str, slow: &mut Vec<String>) -> anyhow::Result<f64> {
    let took = window.painted_after(pressed, shown).await?;
    if took > PAINT_MS {
        slow.push(format!("the {name} took {took:.0} ms"));
    }
    Ok(took)
}
