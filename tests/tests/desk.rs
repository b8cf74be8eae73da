//! The front desk's day in the real window, without a network: book, move by keyboard, nobody comes, cancel, and take it back; and
//! the calendar of somebody else, in and out.

use journeys::{Key, Look, Tablet, Window};

const ENTRY: &str = r#"[data-testid="entry"][title*="Valve check"]"#;
const SHIFT: char = '\u{E008}';
const NULL: char = '\u{E000}';
const DOWN: char = '\u{E015}';
const DELETE: char = '\u{E017}';
const ENTER: char = '\u{E007}';

async fn with_status(window: &Window, status: &str) -> anyhow::Result<()> {
    window
        .see(&format!(r#"{ENTRY}[data-status="{status}"]"#))
        .await
        .map(drop)
}

async fn focus(window: &Window) -> anyhow::Result<()> {
    window.see(ENTRY).await?;
    let script = "document.querySelector(arguments[0]).focus()";
    window.client.execute(script, vec![ENTRY.into()]).await?;
    Ok(())
}

/// Tomorrow, wherever the clock stands: what is over cannot be booked.
#[tokio::test]
async fn a_desk_books_moves_and_cancels_without_a_network() -> anyhow::Result<()> {
    let tablet = Tablet::new()?;
    let window = Window::open_with(&tablet, Look::LAPTOP, &["--with-sample"]).await?;
    window.choose_passphrase().await?;
    window.part("sample-notice").await?;
    window.follow("/calendar").await?;
    window.part("calendar-shown").await?;
    window.tap("calendar-later").await?;
    window.tap("free-slot").await?;
    window.focus_in("book-sheet").await?;
    window.write("book-title", "Valve check").await?;
    window.tap("book-save").await?;
    with_status(&window, "booked").await?;
    window.shoot("desk-booked").await?;

    // A quarter of an hour later, without a mouse; the selection goes along.
    focus(&window).await?;
    window.keys(&format!("{SHIFT}{DOWN}{NULL}")).await?;
    window.see_text("Moved Valve check to").await?;
    focus(&window).await?;
    window.keys("-").await?;
    window.see_text("Changed Valve check").await?;

    focus(&window).await?;
    window.keys("x").await?;
    with_status(&window, "no_show").await?;
    focus(&window).await?;
    window.keys(&ENTER.to_string()).await?;
    window.tap("step-booked").await?;
    with_status(&window, "booked").await?;

    focus(&window).await?;
    window.keys(&DELETE.to_string()).await?;
    with_status(&window, "cancelled").await?;
    window
        .keys(&format!("{}z{}", char::from(Key::Control), char::from(Key::Null)))
        .await?;
    with_status(&window, "booked").await?;

    // The same without dragging: a sheet with fields.
    focus(&window).await?;
    window.keys(&ENTER.to_string()).await?;
    window.focus_in("entry-sheet").await?;
    window.write("entry-minutes", "20").await?;
    window.tap("entry-save").await?;
    let longer = format!(r#"{ENTRY}[title*="08:15–08:35"]"#);
    window.see(&longer).await?;
    window.shoot("desk-changed").await?;
    window.close().await
}

/// What is in the file: a round every morning at seven, one event that meets it, two fine ones, and four that cannot be taken.
const CALENDAR: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/exchange/tests/files/desk.ics");

#[tokio::test]
async fn a_calendar_comes_in_with_a_report_for_each_event_is_taken_back_and_goes_out() -> anyhow::Result<()> {
    let tablet = Tablet::new()?;
    let window = Window::open(&tablet, Look::LAPTOP).await?;
    window.choose_passphrase().await?;
    window.tap("nav-exchange").await?;
    window.write("import-path", CALENDAR).await?;
    window.tap("import-read").await?;
    window.part("event-added").await?;
    window.shows("plan-ready", "4").await?;
    window.shows("plan-rejected", "4").await?;

    // Whose it is: what meets the round in that calendar cannot be had any more.
    let mine = "const whose = document.querySelector('[data-testid=import-whose]'); \
        return [...whose.options].map((option) => option.value).find((value) => value !== '')";
    let mine = window.client.execute(mine, vec![]).await?;
    let mine = mine
        .as_str()
        .ok_or_else(|| anyhow::anyhow!("nobody works here"))?
        .to_owned();
    window.choose("import-whose", &mine).await?;
    window.shows("plan-ready", "3").await?;
    window.shows("plan-rejected", "5").await?;
    window.see_text("Already booked").await?;
    window.shoot("desk-import").await?;
    window.tap("import-run").await?;
    window.part("import-report").await?;
    window.follow("/calendar").await?;
    window.see_text("Morning round").await?;
    window.shoot("desk-imported").await?;

    // Out again, and in again: nothing is here twice.
    let file = tablet.root().join("out.ics");
    let file = file.to_string_lossy();
    window.follow("/exchange").await?;
    window.choose("export-kind", "appointment").await?;
    window.write("export-path", &file).await?;
    window.tap("export-run").await?;
    window.shows("export-report", "3 records written").await?;
    window.tap("undo-gesture").await?;
    window.see_text("taken back").await?;
    window.tap("import-again").await?;
    window.write("import-path", &file).await?;
    window.tap("import-read").await?;
    window.shows("plan-ready", "3").await?;
    window.shows("plan-rejected", "0").await?;
    window.tap("import-run").await?;
    window.part("import-report").await?;
    window.tap("import-again").await?;
    window.write("import-path", &file).await?;
    window.tap("import-read").await?;
    window.shows("plan-duplicates", "3").await?;
    window.close().await
}
