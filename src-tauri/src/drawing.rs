//! How WebKitGTK brings its picture onto a Linux screen.
//!
//! Its way through the graphics card's buffers (DMABUF) is the fast one where there is a card. Where there is none (a virtual
//! machine, a remote desktop, a driver that does not load) the same way runs on the processor and copies the whole window for
//! every letter that is typed: a letter in the palette then takes about 100 ms instead of 35, and 200 of 500 frames of a long list are
//! late instead of one. WebKitGTK asks its environment once, before the first window, so it has to be said before the process
//! begins. Others have met the same: <https://github.com/t8y2/dbx/pull/5255>.

use std::{
    env,
    fs::{self, File},
    io,
    os::unix::process::CommandExt as _,
    path::Path,
    process::Command,
};

const WITHOUT_DMABUF: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
/// Where Linux shows the part of a graphics card that draws.
const CARDS: &str = "/dev/dri";

/// Set where a program drives the window (WebDriver). Its pictures of the window never come without DMABUF, so it keeps it.
const DRIVEN: &str = "TAURI_WEBVIEW_AUTOMATION";

/// Begins this process anew, without DMABUF, on a computer without a graphics card. Whoever has set the variable, to anything, is
/// left alone.
///
/// # Errors
/// When it could not; the app works, and draws slowly.
pub(crate) fn suit_this_computer() -> io::Result<()> {
    let said = [WITHOUT_DMABUF, DRIVEN].iter().any(|name| env::var_os(name).is_some());
    if said || draws(Path::new(CARDS)) {
        return Ok(());
    }
    // Only comes back with an error: otherwise this process is another program from here on, under the same number.
    Err(Command::new(env::current_exe()?)
        .args(env::args_os().skip(1))
        .env(WITHOUT_DMABUF, "1")
        .exec())
}

/// Whether one of the cards in a folder may be drawn with.
fn draws(cards: &Path) -> bool {
    let Ok(cards) = fs::read_dir(cards) else { return false };
    let drawing = |card: &fs::DirEntry| card.file_name().to_string_lossy().starts_with("renderD");
    cards.filter_map(Result::ok).filter(drawing).any(|card| {
        let opened = File::options().read(true).write(true).open(card.path());
        opened.is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_computer_draws_itself_when_a_card_of_it_can_be_opened() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!draws(&folder.path().join("dri")), "no such folder");
        File::create(folder.path().join("card0")).unwrap();
        assert!(!draws(folder.path()), "a screen without a card that draws");
        File::create(folder.path().join("renderD128")).unwrap();
        assert!(draws(folder.path()));
    }
}
