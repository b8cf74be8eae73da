//! Frames while the list of 100,000 contacts is scrolled: steadily as by a wheel, then by leaps as with the bar.

use anyhow::{Context, ensure};
use journeys::Window;

const SCROLL: &str = include_str!("scroll.js");
/// Pixels a frame, and frames: a fast wheel for several seconds.
const WHEEL: (u32, u32) = (120, 300);
/// Leaps all over the list, each seen for some frames.
const LEAPS: u32 = 25;

/// How many frames there were, and how many took more than 50 ms.
pub(crate) async fn long_frames(window: &Window) -> anyhow::Result<(f64, f64)> {
    window.tap("nav-contact").await?;
    window.part("list-row").await?;
    window.at_rest().await?;
    let seen = window
        .client
        .execute_async(SCROLL, vec![WHEEL.0.into(), WHEEL.1.into(), LEAPS.into()])
        .await?;
    let number = |name: &str| {
        seen.get(name)
            .and_then(serde_json::Value::as_f64)
            .context("no such count")
    };
    ensure!(number("height")? > 1e6, "this is not the list of 100,000 contacts");
    ensure!(
        number("bare")? < 1.0,
        "rows were still empty at the end of the scrolling"
    );
    Ok((number("frames")?, number("long")?))
}
