//! A rep's working day in the real window, without a network and without a mouse; and a battery that dies in the middle of
//! a form.

use journeys::{Key, Look, Tablet, Window};

const ENTER: char = '\u{E007}';

async fn at_work() -> anyhow::Result<(Tablet, Window)> {
    let tablet = Tablet::new()?;
    let window = Window::open_with(&tablet, Look::LAPTOP, &["--with-sample"]).await?;
    window.choose_passphrase().await?;
    window.part("sample-notice").await?;
    Ok((tablet, window))
}

fn with_control(letter: char) -> String {
    format!("{}{letter}{}", char::from(Key::Control), char::from(Key::Null))
}

/// Opens what the palette finds first.
async fn find(window: &Window, words: &str, shown: &str) -> anyhow::Result<()> {
    window.keys(&with_control('k')).await?;
    window.focus_in("palette").await?;
    window.keys(words).await?;
    window.shows("palette", shown).await?;
    window.keys(&ENTER.to_string()).await
}

#[tokio::test]
async fn a_day_goes_by_without_a_mouse() -> anyhow::Result<()> {
    let (_tablet, window) = at_work().await?;
    // A lead.
    window.keys("p").await?;
    window.focus_in("new-sheet").await?;
    window.keys(&format!("Bettina Quarrington{ENTER}")).await?;
    window.see(r#"article[aria-label="Bettina Quarrington"]"#).await?;
    // A note on her.
    window.keys("n").await?;
    window.keys("Wants two dates for the inspection").await?;
    window
        .keys(&format!("{}{ENTER}{}", char::from(Key::Control), char::from(Key::Null)))
        .await?;
    window.shows("timeline", "Wants two dates for the inspection").await?;
    // A follow-up.
    window.keys("t").await?;
    window.focus_in("quick-add").await?;
    window.keys("send the dates tomorrow 9am #vip").await?;
    window.shows("quick-understood", "vip").await?;
    window.keys(&ENTER.to_string()).await?;
    window.shows("timeline", "Send the dates").await?;
    // A deal goes on: it has its next action already.
    find(&window, "steam line", "Krahl").await?;
    window.tab_to("stage-Proposal").await?;
    window.keys(&ENTER.to_string()).await?;
    window.shows("stage-history", "Proposal").await?;
    // An issue is closed.
    find(&window, "pump noise", "Linden").await?;
    window.tab_to("resolve-issue").await?;
    window.keys(&ENTER.to_string()).await?;
    window.focus_in("resolve-dialog").await?;
    window.keys("Bearing replaced, ran an hour without a sound").await?;
    window.tab_to("resolve-save").await?;
    window.keys(&ENTER.to_string()).await?;
    window.shows("resolution", "Bearing replaced").await?;
    // An approval is given.
    find(&window, "open approvals", "pprovals").await?;
    window.tab_to("approval-waiting").await?;
    window.keys(&ENTER.to_string()).await?;
    window.focus_in("decide").await?;
    window.tab_to("decide-approve").await?;
    window.keys(&ENTER.to_string()).await?;
    let waiting = "const [done] = arguments; const ask = () => window.__TAURI_INTERNALS__.invoke('approvals', { which: 'waiting_for_me' }) \
        .then((all) => all.length === 1 ? done(true) : requestAnimationFrame(ask)); ask()";
    window.client.execute_async(waiting, vec![]).await?;
    // The customer with the pump in Leeds.
    find(&window, "pump leeds", "Leeds").await?;
    window.part("card-title").await?;
    window.shoot("day-found").await?;
    window.close().await
}

#[tokio::test]
async fn what_was_half_typed_is_offered_again_after_a_kill() -> anyhow::Result<()> {
    let (tablet, window) = at_work().await?;
    window.keys("p").await?;
    window.focus_in("new-sheet").await?;
    window.keys("Half A. Name").await?;
    // Kept within a second: until the core has it, there is nothing that a kill could spare.
    let kept = "const done = arguments[0]; const ask = () => window.__TAURI_INTERNALS__.invoke('drafts').then( \
        (all) => JSON.stringify(all).includes('Half A. Name') ? done(true) : requestAnimationFrame(ask)); ask()";
    window.client.execute_async(kept, vec![]).await?;
    window.kill().await?;

    let window = Window::open(&tablet, Look::LAPTOP).await?;
    window.give_passphrase().await?;
    window.shows("draft-offer", "Half A. Name").await?;
    window.tap("draft-continue").await?;
    window.focus_in("new-sheet").await?;
    window.shoot("draft-back").await?;
    window.keys(&ENTER.to_string()).await?;
    window.see(r#"article[aria-label="Half A. Name"]"#).await?;
    window.close().await
}

#[tokio::test]
async fn a_chosen_language_and_look_are_there_after_a_kill() -> anyhow::Result<()> {
    let (tablet, window) = at_work().await?;
    window.tap("nav-settings").await?;
    window.press("Dark").await?;
    window
        .see(r#"[data-testid="language"] option[value="de"]"#)
        .await?
        .click()
        .await?;
    window.see_text("Bleibt auf diesem Gerät so").await?;
    let kept = "const done = arguments[0]; const ask = () => window.__TAURI_INTERNALS__.invoke('preferences').then( \
        (all) => all.language === 'de' && all.appearance === 'dark' ? done(true) : requestAnimationFrame(ask)); ask()";
    window.client.execute_async(kept, vec![]).await?;
    window.kill().await?;

    let window = Window::open(&tablet, Look::LAPTOP).await?;
    window.give_passphrase().await?;
    window.see_text("Heute").await?;
    window.see(r#"html[data-theme="dark"][lang="de"]"#).await?;
    window.shoot("german-dark").await?;
    window.close().await
}
