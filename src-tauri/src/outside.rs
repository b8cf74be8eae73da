//! Hands an address to the program that the system has for it. A system without one would say nothing, or show an error of
//! its own: it is asked first, so that the window can offer something else.

use tauri::AppHandle;
use tauri_plugin_opener::OpenerExt;

/// Opens the first address that a program is there for; whether there was one.
pub(crate) fn open(shell: &AppHandle, addresses: &[String]) -> bool {
    let opened = |address: &String| taken(address) && shell.opener().open_url(address, None::<&str>).is_ok();
    addresses.iter().any(opened)
}

/// Whether some program has said that it takes such addresses.
#[cfg(target_os = "linux")]
fn taken(address: &str) -> bool {
    let scheme = address.split(':').next().unwrap_or_default();
    gio::AppInfo::default_for_uri_scheme(scheme).is_some()
}

/// Other systems offer to choose a program, where there is none yet.
#[cfg(not(target_os = "linux"))]
fn taken(_address: &str) -> bool {
    true
}
