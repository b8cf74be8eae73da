//! The Sync centre and the server's settings, on a device that belongs to a server with the sample organisation: with a way to it
//! and without, while something waits.

use crate::Tour;
use journeys::{Look, Office, Tablet, Window};

const LOOKS: [(&str, Look); 3] = [
    ("laptop", Look::LAPTOP),
    ("tablet", Look::TABLET),
    ("phone", Look::PHONE),
];

impl Tour<'_> {
    async fn with_a_server(&mut self) -> anyhow::Result<()> {
        self.window.follow("/sync").await?;
        self.window.see("[data-testid=sync-centre][data-phase=online]").await?;
        self.window.part("sync-number-bytes").await?;
        self.look_at("sync").await?;
        self.window.click("[role=tab]:nth-of-type(2)").await?;
        self.window.see("[data-testid=sync-fleet][data-current=true]").await?;
        self.look_at("sync-devices").await?;
        self.window.follow("/settings").await?;
        self.window.part("invite-make").await?;
        self.window.tap("invite-make").await?;
        self.window.part("invite-code").await?;
        self.look_at("server").await?;
        self.window.follow("/today").await?;
        self.window.see("[data-testid=truth-line][data-mark=synced]").await?;
        self.look_at("today-synced").await
    }

    async fn without_a_server(&mut self) -> anyhow::Result<()> {
        self.window.follow("/sync").await?;
        self.window.see("[data-testid=sync-centre][data-phase=offline]").await?;
        self.window.part("sync-item").await?;
        self.window.part("sync-number-stake").await?;
        self.look_at("sync-away").await?;
        self.window.click("[role=tab]:nth-of-type(2)").await?;
        self.window.see("[data-testid=sync-fleet][data-current=false]").await?;
        self.look_at("sync-devices-away").await
    }
}

#[tokio::test]
async fn the_sync_centre_and_the_servers_settings_can_be_used_by_everybody() -> anyhow::Result<()> {
    let mut office = Office::with_sample()?;
    let mut wrong = Vec::new();
    office.open()?;
    for (name, look) in LOOKS {
        let tablet = Tablet::new()?;
        let way = office.way();
        let join = ["--join", way.to_str().unwrap_or_default()];
        for (name, look) in [(name.to_owned(), look), (format!("{name}-dark"), look.dark())] {
            let window = Window::open_with(&tablet, look, &join).await?;
            if look.dark {
                window.give_passphrase().await?;
            } else {
                window.choose_passphrase().await?;
                window.see("[data-testid=truth-line][data-mark=synced]").await?;
            }
            let mut seen = Tour {
                window: &window,
                name,
                look,
                wrong: Vec::new(),
            };
            seen.with_a_server().await?;
            office.shut();
            // By the key, which is the same at every width.
            window.keys("p").await?;
            window.write("input-name", "Philippa Quillfeather").await?;
            window.tap("save-new").await?;
            window.part("card-title").await?;
            // What is looked at is the page, not what floats above it for a moment.
            window.click("[data-testid=toast] button:last-of-type").await?;
            seen.without_a_server().await?;
            office.open()?;
            window.follow("/sync").await?;
            window.tap("sync-try").await?;
            window.see("[data-testid=truth-line][data-mark=synced]").await?;
            wrong.append(&mut seen.wrong);
            window.close().await?;
        }
    }
    anyhow::ensure!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    Ok(())
}
