//! The key store of each platform, and what each wants said about an entry. Nothing else here knows which platform it is.

use std::sync::Arc;

use keyring_core::{CredentialStore, Result};

/// Facts about an entry that only this platform's store understands.
pub(crate) type Details = &'static [(&'static str, &'static str)];

/// What a person reads in their key store's own window.
#[cfg(target_os = "linux")]
pub(crate) const DETAILS: Details = &[("label", "Outpost: key to the data on this device")];

/// "Enterprise", the store's default, would carry the key to every computer of a roaming profile.
#[cfg(target_os = "windows")]
pub(crate) const DETAILS: Details = &[("persistence", "Local")];

#[cfg(not(any(target_os = "linux", target_os = "windows")))]
pub(crate) const DETAILS: Details = &[];

/// Opens the store. `None`: this platform has none that is known (Android and iOS so far).
pub(crate) fn open() -> Result<Option<Arc<CredentialStore>>> {
    #[cfg(target_os = "linux")]
    let store: Option<Arc<CredentialStore>> = Some(zbus_secret_service_keyring_store::Store::new()?);
    #[cfg(target_os = "macos")]
    let store: Option<Arc<CredentialStore>> = Some(apple_native_keyring_store::keychain::Store::new()?);
    #[cfg(target_os = "windows")]
    let store: Option<Arc<CredentialStore>> = Some(windows_native_keyring_store::Store::new()?);
    #[cfg(not(any(target_os = "linux", target_os = "macos", target_os = "windows")))]
    let store: Option<Arc<CredentialStore>> = None;
    Ok(store)
}
