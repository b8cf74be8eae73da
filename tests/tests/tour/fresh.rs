//! A device that nobody has used yet: its gate, and what each screen teaches while it is empty.

use crate::Tour;
use journeys::{Look, Tablet, Window};

const LOOKS: [(&str, Look); 3] = [
    ("laptop", Look::LAPTOP),
    ("tablet", Look::TABLET),
    ("phone", Look::PHONE),
];

/// Screens while nothing is in them, and a part that shows when one is there.
const EMPTY: [(&str, &str, &str); 8] = [
    ("today", "/today", "today-due"),
    ("people", "/contact", "list-search"),
    ("deals", "/deal", "deals-board"),
    ("tasks", "/task", "tasks"),
    ("issues", "/issue", "list-search"),
    ("approvals", "/approvals", "approvals"),
    ("sync", "/sync", "sync-waiting"),
    ("activity", "/activity", "gesture"),
];

impl Tour<'_> {
    async fn gate(&mut self, dark: bool) -> anyhow::Result<()> {
        if !dark {
            self.window
                .see("[data-testid=gate][data-state=choose_passphrase]")
                .await?;
            self.look_at("gate").await?;
            return self.window.choose_passphrase().await;
        }
        self.window.see("[data-testid=gate][data-state=passphrase]").await?;
        self.window
            .write("gate-passphrase", "not the one that was chosen")
            .await?;
        self.window.tap("gate-submit").await?;
        self.window.part("gate-error").await?;
        self.look_at("gate-wrong").await?;
        self.window.give_passphrase().await
    }

    async fn nothing(&mut self) -> anyhow::Result<()> {
        for (screen, path, part) in EMPTY {
            self.window.follow(path).await?;
            self.window.part(part).await?;
            self.look_at(&format!("empty-{screen}")).await?;
        }
        Ok(())
    }
}

#[tokio::test]
async fn a_fresh_device_can_be_begun_by_everybody() -> anyhow::Result<()> {
    let mut wrong = Vec::new();
    for (name, look) in LOOKS {
        let tablet = Tablet::new()?;
        for (name, look) in [(name.to_owned(), look), (format!("{name}-dark"), look.dark())] {
            let window = Window::open(&tablet, look).await?;
            let mut seen = Tour {
                window: &window,
                name,
                look,
                wrong: Vec::new(),
            };
            seen.gate(look.dark).await?;
            seen.nothing().await?;
            wrong.append(&mut seen.wrong);
            window.close().await?;
        }
    }
    anyhow::ensure!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    Ok(())
}
