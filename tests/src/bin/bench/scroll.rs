//! Frames while the list of 100,000 contacts is scrolled: steadily as by a wheel, then by leaps as with the bar.

use anyhow::ensure;
use journeys::{Frames, Window};

/// Pixels a frame, and frames: a fast wheel for several seconds.
const WHEEL: (u32, u32) = (120, 300);
/// Leaps all over the list, each seen for some frames.
const LEAPS: u32 = 25;

pub(crate) async fn people(window: &Window) -> anyhow::Result<Frames> {
    window.tap("nav-contact").await?;
    window.part("list-row").await?;
    let frames = window.scrolled("#list-contact", WHEEL.0, WHEEL.1, LEAPS).await?;
    ensure!(frames.height > 1e6, "this is not the list of 100,000 contacts");
    ensure!(frames.bare < 1.0, "rows were still empty at the end of the scrolling");
    Ok(frames)
}
