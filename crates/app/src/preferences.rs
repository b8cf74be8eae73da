//! How the person who works here likes this device. What a preference means is the window's to say.

use crate::{App, Failure};
use std::collections::BTreeMap;

/// The name of a preference, and its choice, in bytes, at most.
const MOST: usize = 200;
/// How names begin under which the core itself keeps something; the window does not see them.
pub(crate) const OWN: char = '~';

impl App {
    /// All preferences, by name.
    ///
    /// # Errors
    /// The store's.
    pub async fn preferences(&self) -> Result<BTreeMap<String, String>, Failure> {
        let mut all = self.store().await?.preferences().await?;
        all.retain(|name, _| !name.starts_with(OWN));
        Ok(all)
    }

    /// Sets a preference, in place of an earlier choice.
    ///
    /// # Errors
    /// `Invalid` where it is too long, or the store's.
    pub async fn prefer(&self, name: &str, choice: &str) -> Result<(), Failure> {
        if name.is_empty() || name.starts_with(OWN) || name.len().max(choice.len()) > MOST {
            return Err(Failure::invalid(
                "This is no preference, or too long for one. Nothing was changed.",
            ));
        }
        Ok(self.store().await?.prefer(name, choice).await?)
    }
}
