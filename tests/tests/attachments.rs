//! Files on a person's card: dropped in the real window, drawn there, never run, kept over a kill, held by the server.

use journeys::{Key, Look, Office, Tablet, Window, until};

const NAME: &str = "Anneke Vos";
const PICTURE: &str = "Meter cellar.png";
const QUOTE: &str = "Quote 2041 for the new boiler in the east wing.pdf";
const LOGO: &str = "Logo.svg";
const SCRIPT: &str = "<svg xmlns='http://www.w3.org/2000/svg' onload='window.ran = 1'/>";

async fn card(window: &Window) -> anyhow::Result<()> {
    window.follow("/contact").await?;
    window.tap("list-row").await?;
    window.part("attachments").await.map(drop)
}

/// Waits until a picture is drawn, not only asked for.
async fn drawn(window: &Window, part: &str) -> anyhow::Result<()> {
    window.part(part).await?;
    let wide = format!(
        "return [...document.querySelectorAll('[data-testid={part}]')].filter((one) => one.complete && one.naturalWidth === 640).length"
    );
    until("a picture that is drawn", async || {
        let found = window.client.execute(&wide, vec![]).await.ok()?;
        (found.as_u64()? > 0).then_some(())
    })
    .await
}

async fn usable(window: &Window, look: Look, what: &str) -> anyhow::Result<()> {
    window.shoot(what).await?;
    window.can_be_used_by_everybody(what).await?;
    let least = if look.size.0 < 1100 { 44 } else { 24 };
    window.targets_are_at_least(least, what).await?;
    window.focus_is_never_hidden(what).await
}

async fn join(window: &Window, office: &mut Office) -> anyhow::Result<()> {
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
    Ok(())
}

async fn is_never_run(window: &Window) -> anyhow::Result<()> {
    card(window).await?;
    window.press(LOGO).await?;
    window.part("attachment-could-run").await?;
    usable(window, Look::LAPTOP, "attachment-never-run").await?;
    let ran = window.client.execute("return window.ran === undefined", vec![]).await?;
    assert_eq!(ran, serde_json::Value::Bool(true));
    let picture = window
        .client
        .execute(
            "return document.querySelector('[data-testid=attachment-card] img')",
            vec![],
        )
        .await?;
    assert!(picture.is_null(), "{picture}");
    Ok(())
}

async fn in_every_look(tablet: &Tablet) -> anyhow::Result<()> {
    for (name, look) in [
        ("phone", Look::PHONE),
        ("phone-dark", Look::PHONE.dark()),
        ("tablet", Look::TABLET),
        ("tablet-dark", Look::TABLET.dark()),
        ("laptop-dark", Look::LAPTOP.dark()),
    ] {
        let window = Window::open(tablet, look).await?;
        window.give_passphrase().await?;
        card(&window).await?;
        drawn(&window, "attachment-thumb").await?;
        usable(&window, look, &format!("attachments-{name}-top")).await?;
        let shown = "document.querySelector('[data-testid=attachments]').scrollIntoView({ block: 'center' })";
        window.client.execute(shown, vec![]).await?;
        window.shoot(&format!("attachments-{name}")).await?;
        window.close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_file_is_dropped_drawn_kept_over_a_kill_and_held_by_the_server() -> anyhow::Result<()> {
    let tablet = Tablet::new()?;
    let window = Window::open(&tablet, Look::LAPTOP).await?;
    window.choose_passphrase().await?;
    window.add_person(NAME, "+44 7700 900418").await?;
    card(&window).await?;
    window
        .drop_files(&[
            (PICTURE, None),
            (QUOTE, Some("%PDF-1.7 twelve thousand")),
            (LOGO, Some(SCRIPT)),
        ])
        .await?;
    window.see_text(&format!("{LOGO} attached")).await?;
    drawn(&window, "attachment-thumb").await?;
    window.shows("attachment-custody", "Saved on this device").await?;
    usable(&window, Look::LAPTOP, "attachments-card").await?;
    window.tap("card-menu").await?;
    window.part("menu-attach").await?;
    window.keys(&Key::Escape.to_string()).await?;

    // What is taken back is gone, and an empty file is refused with its reason.
    window.tap("toast-undo").await?;
    window.see_no_text(LOGO).await?;
    window
        .drop_files(&[("Nothing.txt", Some("")), (LOGO, Some(SCRIPT))])
        .await?;
    window.see_text("Nothing.txt: This file is empty.").await?;
    window.see_text("1 other file was attached").await?;
    window.see_text(LOGO).await?;
    window.kill().await?;

    let window = Window::open(&tablet, Look::LAPTOP).await?;
    window.give_passphrase().await?;
    card(&window).await?;
    drawn(&window, "attachment-thumb").await?;
    window.press(PICTURE).await?;
    drawn(&window, "attachment-picture").await?;
    usable(&window, Look::LAPTOP, "attachment-picture").await?;
    let hash = window
        .see("[data-testid=attachment-card] [data-testid=attachment-custody]")
        .await?
        .attr("title")
        .await?
        .unwrap_or_default();
    is_never_run(&window).await?;

    let mut office = Office::new()?;
    join(&window, &mut office).await?;
    let held = until("the server's copy", async || {
        office.blob(hash.trim_start_matches("SHA-256 "))
    })
    .await?;
    assert!(held.starts_with(b"\x89PNG"), "{} bytes", held.len());
    card(&window).await?;
    until("all of them held", async || {
        let texts = window.texts("attachment-custody").await.ok()?;
        (texts.len() >= 3 && texts.iter().all(|text| text.contains("Held by the server"))).then_some(())
    })
    .await?;
    window.close().await?;

    in_every_look(&tablet).await
}
