//! From the click on Deals to the frame that shows the board, whose deals this window has not asked for before.

use anyhow::{Context, ensure};
use journeys::Window;

const PAINT: &str = "const done = arguments[0]; const from = performance.now(); \
    const painted = () => requestAnimationFrame(() => done(performance.now() - from)); \
    const look = () => document.querySelector('[data-testid=board-card]') ? painted() : requestAnimationFrame(look); \
    document.querySelector('[data-testid=nav-deal]').click(); look()";

/// Milliseconds.
pub(crate) async fn first_paint(window: &Window) -> anyhow::Result<f64> {
    let took = window.client.execute_async(PAINT, vec![]).await?;
    let open = format!("{}", figures::window::OPEN_DEALS);
    let words: String = window.text().await?.chars().filter(|one| *one != ',').collect();
    ensure!(words.contains(&open), "this is not the board of {open} deals");
    took.as_f64().context("no time")
}
