//! From the start of the process to Today with its rows on the screen.

use anyhow::Context;
use journeys::Window;

const PAINTED: &str = "const [mark] = performance.getEntriesByName('today'); \
    return mark ? performance.timeOrigin + mark.startTime : null";

/// Milliseconds, to a hundredth of a second.
pub(crate) async fn today(window: &Window) -> anyhow::Result<f64> {
    window.part("due-row").await?;
    window.at_rest().await?;
    let painted = window.client.execute(PAINTED, vec![]).await?;
    let painted = painted.as_f64().context("Today did not say when it was painted")?;
    Ok(painted - window.began_ms()?)
}
