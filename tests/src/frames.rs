//! How fluid the window is, by its own clock: what a click takes to the frame that shows its answer, and what frames take while
//! a list is scrolled.

use anyhow::Context;
use serde_json::Value;

use crate::Window;

/// What is pressed need not be seen: the radio of a segment is for ears only.
const PAINT: &str = "const [pressed, shown, done] = arguments; let from; \
    const painted = () => requestAnimationFrame(() => done(performance.now() - from)); \
    const look = () => document.querySelector(shown) ? painted() : requestAnimationFrame(look); \
    const press = () => { const there = document.querySelector(pressed); if (!there) return requestAnimationFrame(press); \
        from = performance.now(); there.click(); look(); }; press()";
const SCROLL: &str = include_str!("scroll.js");

/// The frames of one scrolling.
#[derive(Debug, Clone, Copy)]
pub struct Frames {
    /// How many there were.
    pub all: f64,
    /// How many took more than 50 ms.
    pub long: f64,
    /// The longest, in ms.
    pub worst_ms: f64,
    /// How high the list is, in px.
    pub height: f64,
    /// Rows in sight that were still empty two seconds after the last leap.
    pub bare: f64,
}

impl Window {
    /// Milliseconds from the click on `pressed` to the frame after the one in which `shown` is in the page; both are CSS.
    ///
    /// # Errors
    /// When it never shows.
    pub async fn painted_after(&self, pressed: &str, shown: &str) -> anyhow::Result<f64> {
        let took = self
            .client
            .execute_async(PAINT, vec![pressed.into(), shown.into()])
            .await?;
        took.as_f64().context("no time")
    }

    /// Scrolls what `css` names: so many pixels a frame for so many frames, then so many leaps all over it.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn scrolled(&self, css: &str, px: u32, frames: u32, leaps: u32) -> anyhow::Result<Frames> {
        self.see(css).await?;
        self.at_rest().await?;
        let asked = vec![css.into(), px.into(), frames.into(), leaps.into()];
        let seen = self.client.execute_async(SCROLL, asked).await?;
        let number = |name: &str| seen.get(name).and_then(Value::as_f64).context("no such count");
        Ok(Frames {
            all: number("all")?,
            long: number("long")?,
            worst_ms: number("worst_ms")?,
            height: number("height")?,
            bare: number("bare")?,
        })
    }
}
