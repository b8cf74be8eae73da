//! The window's figures: the release build, driven on a virtual screen, over a database of 100,000 contacts and 2,000 open deals
//! that lies under a key of a real key store. `make bench` runs it after the figures of the core, and it adds to their file.
//!
//! What is timed is timed by the page's own clock, from the event to the frame that shows the answer; WebDriver's way there
//! and back is in none of the figures. The one thing not to do here: shorten the way of a person, by asking the core directly.

mod board;
mod keystrokes;
mod scroll;
mod start;

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::ensure;
use figures::{Part, RESULT, Table};
use journeys::{Look, Tablet, Window};

/// Starts of the app, each with its own Today, board and lists.
const ROUNDS: usize = 7;
/// The app's folder below the one for data, and the database's below that.
const DEVICE: &str = "org.outpost.crm/device";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["fill", folder] => figures::window::fill(Path::new(folder)).await,
        _ => measure().await,
    }
}

async fn measure() -> anyhow::Result<()> {
    let mut say = std::io::stdout();
    let tablet = Tablet::new()?.with_keyring()?.drawn_as_for_a_person();
    begin(&tablet).await?;
    writeln!(say, "window: the list is in its database")?;
    let (mut today, mut board, mut scrolled, mut keys) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let window = Window::open(&tablet, Look::LAPTOP).await?;
        let started = start::today(&window).await?;
        let painted = board::first_paint(&window).await?;
        let frames = scroll::people(&window).await?;
        let mut typed = keystrokes::in_list(&window).await?;
        let palette = keystrokes::in_palette(&window).await?;
        writeln!(
            say,
            "window, round {}: Today {started:.0} ms, board {painted:.0} ms, {} of {} frames long (the longest {:.0} ms), list p95 {:.1} ms, palette p95 {:.1} ms",
            round + 1,
            frames.long,
            frames.all,
            frames.worst_ms,
            figures::percentile(&typed, 0.95),
            figures::percentile(&palette, 0.95),
        )?;
        today.push(started);
        board.push(painted);
        scrolled.push(frames.long);
        typed.extend(palette);
        keys.push(figures::percentile(&typed, 0.95));
        window.close().await?;
    }
    let mut table = Table::of(Part::Window);
    table.take("start.today_ms", &today);
    table.take("keystroke.results_ms", &keys);
    table.take("board.first_paint_ms", &board);
    table.take("scroll.long_frames", &scrolled);
    table.print(&mut say)?;
    table.write(Path::new(RESULT))?;
    Ok(())
}

/// The app begins its database as on any first start; then the list goes in, by a process that may ask the key store.
async fn begin(tablet: &Tablet) -> anyhow::Result<()> {
    let window = Window::open(tablet, Look::LAPTOP).await?;
    window.part("today").await?;
    window.close().await?;
    let folder: PathBuf = tablet.folder("data").join(DEVICE);
    let mut fill = tablet.command(&std::env::current_exe()?);
    let filled = fill.arg("fill").arg(&folder).status()?;
    ensure!(filled.success(), "the list could not be brought in");
    Ok(())
}
