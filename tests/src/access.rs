//! What axe-core says about the page as it stands: whether everybody can use it.

use std::{fs, path::Path};

use anyhow::{Context, ensure};

use crate::Window;

const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/node_modules/axe-core/axe.min.js");

const RUN: &str = "const done = arguments[0]; \
    axe.run(document, { resultTypes: ['violations'] }).then( \
        (found) => done(found.violations.flatMap((rule) => rule.nodes.map((node) => \
            `${rule.id} (${rule.help}): ${node.target.join(' ')}: ${node.html.slice(0, 160)} ${node.any.map((any) => any.message).join('; ')}`))), \
        (error) => done([`axe itself failed: ${error}`]))";

impl Window {
    /// Asks axe-core about the page; `what` names it.
    ///
    /// # Errors
    /// When axe finds a violation, or cannot run.
    pub async fn can_be_used_by_everybody(&self, what: &str) -> anyhow::Result<()> {
        let axe = fs::read_to_string(Path::new(AXE)).context("axe-core is not there: `npm ci` in ui brings it")?;
        let there = self.client.execute("return 'axe' in window", vec![]).await?;
        if there.as_bool() != Some(true) {
            self.client.execute(&format!("{axe};window.axe = axe"), vec![]).await?;
        }
        self.at_rest().await?;
        let found: Vec<String> = serde_json::from_value(self.client.execute_async(RUN, vec![]).await?)?;
        ensure!(
            found.is_empty(),
            "{what}: {} violations:\n{}",
            found.len(),
            found.join("\n")
        );
        Ok(())
    }
}
