//! From the click on Deals to the frame that shows the board, whose deals this window has not asked for before.

use anyhow::ensure;
use journeys::Window;

/// Milliseconds.
pub(crate) async fn first_paint(window: &Window) -> anyhow::Result<f64> {
    let took = window
        .painted_after("[data-testid=nav-deal]", "[data-testid=board-card]")
        .await?;
    let open = format!("{}", figures::window::OPEN_DEALS);
    let words: String = window.text().await?.chars().filter(|one| *one != ',').collect();
    ensure!(words.contains(&open), "this is not the board of {open} deals");
    Ok(took)
}
