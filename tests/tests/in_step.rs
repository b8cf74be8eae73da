//! Two real windows and the real server: what one types the other shows; the server stops, both go on; it is back, both agree.

use journeys::{Look, Office, Tablet, Window};

const NAME: &str = "Philippa Quillfeather";

async fn join(window: &Window, url: &str, code: &str, name: &str) -> anyhow::Result<()> {
    window.follow("/settings").await?;
    window.write("enrol-url", url).await?;
    window.write("enrol-code", code).await?;
    window.write("enrol-name", name).await?;
    window.write("enrol-password", "seven green otters").await?;
    window.tap("enrol-go").await?;
    window.follow("/sync").await?;
    window.see("[data-testid=sync-centre][data-phase=online]").await?;
    Ok(())
}

async fn open_person(window: &Window) -> anyhow::Result<()> {
    window.tap("nav-contact").await?;
    window.finds_one("quillf", NAME).await?;
    window.tap("list-row").await
}

#[tokio::test]
async fn two_windows_stay_in_step_through_a_server_that_was_away() -> anyhow::Result<()> {
    let mut office = Office::new()?;
    let url = office.open()?;
    let (of_ana, of_ben) = (Tablet::new()?, Tablet::new()?);
    let ana = Window::open(&of_ana, Look::LAPTOP).await?;
    ana.choose_passphrase().await?;
    join(&ana, &url, &office.code, "Ana Ruiz").await?;
    ana.add_person(NAME, "+44 7700 900111").await?;
    let ben = Window::open(&of_ben, Look::LAPTOP).await?;
    ben.choose_passphrase().await?;
    join(&ben, &url, &office.invite("office")?, "Ben Okafor").await?;
    open_person(&ben).await?;
    ben.shows("field-mobile", "+44 7700 900111").await?;
    ana.edit("mobile", "+44 7700 900876").await?;
    ben.shows("field-mobile", "+44 7700 900876").await?;
    ben.shoot("in-step").await?;

    office.shut();
    ana.follow("/sync").await?;
    ana.see("[data-testid=sync-centre][data-phase=offline]").await?;
    ana.shoot("server-away").await?;
    open_person(&ana).await?;
    ana.edit("mobile", "+44 7700 900222").await?;
    ben.edit("role", "Buyer").await?;

    office.open()?;
    for window in [&ana, &ben] {
        window.follow("/sync").await?;
        window.tap("sync-try").await?;
        window.see("[data-testid=sync-centre][data-phase=online]").await?;
        window.see("[data-testid=truth-line][data-mark=synced]").await?;
    }
    ana.shoot("sync-centre").await?;
    for window in [&ana, &ben] {
        open_person(window).await?;
        window.shows("field-mobile", "+44 7700 900222").await?;
        window.shows("field-role", "Buyer").await?;
    }
    ana.close().await?;
    ben.close().await
}
