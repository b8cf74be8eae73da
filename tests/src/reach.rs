//! Whether everything on the page can be hit by a finger, and seen while the keys are on it.

use anyhow::ensure;

use crate::Window;

const TARGETS: &str = include_str!("targets.js");
const FOCUS: &str = include_str!("focus.js");

impl Window {
    /// Asks that whatever can be pressed is at least so many CSS pixels wide and high; `what` names the page.
    ///
    /// # Errors
    /// When something is smaller, with its name and size.
    pub async fn targets_are_at_least(&self, least: u32, what: &str) -> anyhow::Result<()> {
        let small = self.client.execute(TARGETS, vec![least.into()]).await?;
        none(small, &format!("{what}: smaller than {least} px"))
    }

    /// Asks that whatever the Tab key leads to is not under something else; `what` names the page.
    ///
    /// # Errors
    /// When something with the focus is covered.
    pub async fn focus_is_never_hidden(&self, what: &str) -> anyhow::Result<()> {
        let hidden = self.client.execute_async(FOCUS, vec![]).await?;
        none(hidden, &format!("{what}: focused and not seen"))
    }
}

fn none(found: serde_json::Value, what: &str) -> anyhow::Result<()> {
    let found: Vec<String> = serde_json::from_value(found)?;
    ensure!(found.is_empty(), "{what}:\n{}", found.join("\n"));
    Ok(())
}
