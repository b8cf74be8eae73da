//! What `make run` opens: a window that is signed in to a server with the sample organisation.

use journeys::{Look, Office, Tablet, Window};

#[tokio::test]
async fn the_window_of_make_run_is_signed_in_and_shows_what_the_samples_people_did() -> anyhow::Result<()> {
    let mut office = Office::with_sample()?;
    office.open()?;
    let tablet = Tablet::new()?;
    let way = office.way();
    let join = ["--join", way.to_str().unwrap_or_default()];
    let window = Window::open_with(&tablet, Look::LAPTOP, &join).await?;
    window.choose_passphrase().await?;
    window.see("[data-testid=truth-line][data-mark=synced]").await?;
    window.part("due-row").await?;
    window.part("sample-served").await?;
    window.shoot("make-run").await?;
    window.finds_one("anneke", "Anneke").await?;
    window.close().await?;

    // The second time it goes on with what is there.
    let window = Window::open_with(&tablet, Look::LAPTOP, &join).await?;
    window.give_passphrase().await?;
    window.see("[data-testid=truth-line][data-mark=synced]").await?;
    window.close().await
}
