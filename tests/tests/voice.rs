//! "Where is my voice note?": recorded in the real window from a microphone that hears a known tone, the battery dies, the next start
//! has it; the server comes, and holds what was spoken.

use journeys::{Look, Microphone, Office, Tablet, Window, pitch, until};
use std::time::Instant;

const HZ: u32 = 523;
const NAME: &str = "Anneke Vos";

/// What the recording's clock says, in seconds.
async fn clock(window: &Window) -> Option<u64> {
    let part = window
        .client
        .find(journeys::Locator::Css("[data-testid=recording-clock]"))
        .await
        .ok()?;
    let words = part.text().await.ok()?;
    let (minutes, seconds) = words.trim().split_once(':')?;
    Some(minutes.parse::<u64>().ok()? * 60 + seconds.parse::<u64>().ok()?)
}

async fn recorded_for(window: &Window, seconds: u64) -> anyhow::Result<()> {
    until("the recording's clock", async || {
        clock(window).await.filter(|said| *said >= seconds).map(drop)
    })
    .await
}

/// The name of the sound, which the card shows on hover.
async fn sound(window: &Window) -> anyhow::Result<String> {
    let custody = window
        .see("[data-testid=voice-section] [data-testid=voice-custody]")
        .await?;
    let title = custody.attr("title").await?.unwrap_or_default();
    let name = title.trim_start_matches("SHA-256 ").to_owned();
    anyhow::ensure!(name.len() == 64, "no name of a sound: {title:?}");
    Ok(name)
}

#[tokio::test]
async fn a_note_that_was_cut_off_is_recovered_and_the_server_holds_what_was_spoken() -> anyhow::Result<()> {
    let mut tablet = Tablet::new()?;
    let microphone = Microphone::of(&mut tablet).await?;
    let window = Window::open(&tablet, Look::LAPTOP).await?;
    window.choose_passphrase().await?;
    window.add_person(NAME, "+44 7700 900418").await?;
    let _speaking = microphone.tone(HZ)?;
    let began = Instant::now();
    window.tap("voice-new").await?;
    window.see("[data-testid=recording][data-phase=recording]").await?;
    recorded_for(&window, 4).await?;
    window.shoot("voice-recording").await?;
    let spoken = clock(&window).await.unwrap_or_default();
    window.kill().await?;
    let longest = began.elapsed().as_millis();

    let window = Window::open(&tablet, Look::LAPTOP).await?;
    window.give_passphrase().await?;
    window.tap("nav-contact").await?;
    window.tap("list-row").await?;
    window.shows("voice-recovered", "Recovered").await?;
    window.shows("voice-custody", "Saved on this device").await?;
    window.shoot("voice-recovered").await?;
    window
        .see("[data-testid=voice-item] a[href^='/voice_note/']")
        .await?
        .click()
        .await?;
    let name = sound(&window).await?;
    window.shoot("voice-card").await?;

    // A second one, that is ended as it should be, from the keyboard alone.
    window.follow("/today").await?;
    window.part("capture-voice").await?;
    window.keys("v").await?;
    window.see("[data-testid=recording][data-phase=recording]").await?;
    recorded_for(&window, 2).await?;
    window.keys("v").await?;
    window.see_text("Voice note kept").await?;

    let mut office = Office::new()?;
    let url = office.open()?;
    window.follow("/settings").await?;
    for (part, text) in [
        ("enrol-url", url.as_str()),
        ("enrol-code", &office.code),
        ("enrol-name", "Ana Ruiz"),
        ("enrol-password", "seven green otters"),
    ] {
        window.write(part, text).await?;
    }
    window.tap("enrol-go").await?;
    window.follow("/sync").await?;
    window.see("[data-testid=sync-centre][data-phase=online]").await?;
    let held = until("the server's copy", async || office.blob(&name)).await?;
    let length_ms = held.len() as u64 / 32;
    assert!(length_ms + 1_000 >= spoken * 1_000, "{length_ms} ms of {spoken} s");
    assert!(u128::from(length_ms) <= longest, "{length_ms} ms");
    assert!((pitch(&held) - f64::from(HZ)).abs() < 8.0, "{} Hz", pitch(&held));
    window.tap("nav-contact").await?;
    window.tap("list-row").await?;
    window.shows("voice-custody", "Held by the server").await?;
    window.shoot("voice-held").await?;
    window.tap("voice-play").await?;
    window.shoot("voice-playing").await?;
    window.close().await
}

#[tokio::test]
async fn without_a_microphone_the_screen_says_so_and_keeps_no_note() -> anyhow::Result<()> {
    let tablet = Tablet::new()?;
    let window = Window::open(&tablet, Look::PHONE).await?;
    window.choose_passphrase().await?;
    window.tap("capture-voice-bar").await?;
    window.part("recording-failed").await?;
    window.shoot("voice-no-microphone").await?;
    window.tap("recording-hide").await?;
    window.close().await
}
