//! A rep's first day: the list of customers comes in, a person is added, the battery dies, and everything is there.

use journeys::{Look, Tablet, Window};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/sample/customers.csv");
const NAME: &str = "Philippa Quillfeather";

#[tokio::test]
async fn what_was_saved_survives_a_kill_and_is_found() -> anyhow::Result<()> {
    let tablet = Tablet::new()?;
    let window = Window::open(&tablet, Look::LAPTOP).await?;
    window.choose_passphrase().await?;
    window.import(SAMPLE).await?;
    window.shoot("imported").await?;
    window.add_person(NAME, "+44 7700 900111").await?;
    window.edit("mobile", "+44 7700 900876").await?;
    window.note("Gate code is on the blue card").await?;
    window.shoot("card").await?;
    window.kill().await?;

    let window = Window::open(&tablet, Look::LAPTOP).await?;
    window.give_passphrase().await?;
    window.finds_one("quillf", NAME).await?;
    window.finds_one("900876", NAME).await?;
    window.finds_one("Quilfeather", NAME).await?;
    window.finds_one("oskar petrovic", "Oskar Petrović").await?;
    window.finds_one("Philippa", NAME).await?;
    window.shoot("found").await?;
    window.tap("list-row").await?;
    window.shows("field-mobile", "+44 7700 900876").await?;
    window.shows("note-item", "Gate code is on the blue card").await?;
    window.close().await
}

#[tokio::test]
async fn the_gate_stays_shut_for_a_wrong_passphrase() -> anyhow::Result<()> {
    let tablet = Tablet::new()?;
    let window = Window::open(&tablet, Look::LAPTOP).await?;
    window.choose_passphrase().await?;
    window.close().await?;

    let window = Window::open(&tablet, Look::LAPTOP).await?;
    window
        .write("gate-passphrase", "seven green otters fort the river")
        .await?;
    window.tap("gate-submit").await?;
    window.part("gate-error").await?;
    window.shoot("gate-wrong").await?;
    window.give_passphrase().await?;
    window.close().await
}
