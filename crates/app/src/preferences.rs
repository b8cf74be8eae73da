//! How the person who works here likes this device. What a preference means is the window's to say.

use crate::{App, Failure};
use std::collections::BTreeMap;

/// The name of a preference, and its choice, in bytes, at most.
const MOST: usize = 200;

impl App {
    /// All preferences, by name.
    ///
    /// # Errors
    /// The store's.
    pub async fn preferences(&self) -> Result<BTreeMap<String, String>, Failure> {
        Ok(self.store().await?.preferences().await?)
    }

    /// Sets a preference, in place of an earlier choice.
    ///
    /// # Errors
    /// `Invalid` where it is too long, or the store's.
    pub async fn prefer(&self, name: &str, choice: &str) -> Result<(), Failure> {
        if name.is_empty() || name.len().max(choice.len()) > MOST {
            return Err(Failure::invalid(
                "This is too long for a preference. Nothing was changed.",
            ));
        }
        Ok(self.store().await?.prefer(name, choice).await?)
    }
}
