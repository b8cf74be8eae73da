//! Files in a person's hand.

use crate::Window;

const DROP: &str = include_str!("drop.js");

impl Window {
    /// Drops files on the open card: what each is called, and its text. One without is a picture, 640 by 480.
    ///
    /// # Errors
    /// When there is no card, or the page takes no drop.
    pub async fn drop_files(&self, files: &[(&str, Option<&str>)]) -> anyhow::Result<()> {
        self.part("card").await?;
        let given = vec![serde_json::json!(files)];
        let failed = self.client.execute_async(DROP, given).await?;
        anyhow::ensure!(failed.is_null(), "{failed}");
        Ok(())
    }
}
