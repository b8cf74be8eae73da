//! The desktop's way in. Phones come in through `outpost_lib::run` themselves.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

fn main() -> anyhow::Result<()> {
    outpost_lib::run()
}
