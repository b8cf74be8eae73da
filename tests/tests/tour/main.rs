//! Every screen, dialog, sheet and form at every width, light and dark, with the sample organisation on it. axe-core looks at
//! each, every target is measured, everything that takes the focus is looked for, and the pictures are left to be looked at by
//! people.

mod floats;
mod fresh;
mod languages;
mod office;

use floats::FLOATS;
use journeys::{Look, Step, Tablet, Window};

/// Screens that a path leads to, and a part that shows when one is there.
const SCREENS: [(&str, &str, &str); 13] = [
    ("today", "/today", "due-row"),
    ("people", "/contact", "list-row"),
    ("companies", "/company", "list-row"),
    ("deals", "/deal", "board-card"),
    ("calendar", "/calendar", "calendar-shown"),
    ("tasks", "/task", "task-row"),
    ("issues", "/issue", "issue-row"),
    ("approvals", "/approvals", "approvals"),
    ("review", "/review", "review-row"),
    ("exchange", "/exchange", "import-path"),
    ("activity", "/activity", "gesture"),
    ("settings", "/settings", "custom-label"),
    ("kit", "/kit", "kit"),
];

/// From this width on a mouse is at hand, and targets may be smaller.
const DESK_PX: u32 = 1100;

/// Below this width places and actions stand at the bottom edge.
const TABLET_PX: u32 = 700;

/// One run of the app in one look, and what was found wrong so far.
struct Tour<'a> {
    window: &'a Window,
    name: String,
    look: Look,
    wrong: Vec<String>,
}

impl Tour<'_> {
    /// A picture, and whether everybody can use it.
    async fn look_at(&mut self, what: &str) -> anyhow::Result<()> {
        let name = format!("{}-{what}", self.name);
        self.window.shoot(&format!("tour-{name}")).await?;
        let least = if self.look.size.0 < DESK_PX { 44 } else { 24 };
        // The kit shows parts in states that no screen has.
        let kit = what == "kit";
        for found in [
            self.window.can_be_used_by_everybody(&name).await,
            if kit {
                Ok(())
            } else {
                self.window.targets_are_at_least(least, &name).await
            },
            if kit {
                Ok(())
            } else {
                self.window.focus_is_never_hidden(&name).await
            },
        ] {
            self.wrong.extend(found.err().map(|wrong| wrong.to_string()));
        }
        Ok(())
    }

    async fn screens(&mut self) -> anyhow::Result<()> {
        for (screen, path, part) in SCREENS {
            self.window.follow(path).await?;
            self.window.part(part).await?;
            self.look_at(screen).await?;
        }
        // The kit has no palette.
        self.window.follow("/today").await?;
        self.window.part("due-row").await?;
        Step::Find("anneke vos", "Elmfield").take(self.window).await?;
        self.window.part("card-title").await?;
        self.window.part("timeline").await?;
        self.look_at("person").await
    }

    async fn floats(&mut self) -> anyhow::Result<()> {
        for (name, steps) in FLOATS {
            let left_out = |only: &[&str], here: bool| only.contains(name) && !here;
            let width = self.look.size.0;
            if left_out(floats::DESK_ONLY, width >= DESK_PX) || left_out(floats::PHONE_ONLY, width < TABLET_PX) {
                continue;
            }
            for step in *steps {
                step.take(self.window)
                    .await
                    .map_err(|why| why.context(format!("{}-{name}", self.name)))?;
            }
            self.look_at(name).await?;
            floats::leave(self.window).await?;
        }
        Ok(())
    }
}

/// One width, light and dark.
async fn tour(name: &str, look: Look, shown: impl AsyncFn(&mut Tour<'_>) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let tablet = Tablet::new()?;
    let window = Window::open_with(&tablet, Look::LAPTOP, &["--with-sample"]).await?;
    window.choose_passphrase().await?;
    window.part("sample-notice").await?;
    window.close().await?;
    let mut wrong = Vec::new();
    for (name, look) in [(name.to_owned(), look), (format!("{name}-dark"), look.dark())] {
        let window = Window::open(&tablet, look).await?;
        window.give_passphrase().await?;
        let mut seen = Tour {
            window: &window,
            name,
            look,
            wrong: Vec::new(),
        };
        shown(&mut seen).await?;
        wrong.append(&mut seen.wrong);
        window.close().await?;
    }
    anyhow::ensure!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    Ok(())
}

#[tokio::test]
async fn every_screen_can_be_used_by_everybody_on_a_laptop() -> anyhow::Result<()> {
    tour("laptop", Look::LAPTOP, async |seen| seen.screens().await).await
}

#[tokio::test]
async fn every_dialog_sheet_and_form_can_be_used_by_everybody_on_a_laptop() -> anyhow::Result<()> {
    tour("laptop", Look::LAPTOP, async |seen| seen.floats().await).await
}

#[tokio::test]
async fn every_screen_can_be_used_by_everybody_on_a_tablet() -> anyhow::Result<()> {
    tour("tablet", Look::TABLET, async |seen| seen.screens().await).await
}

#[tokio::test]
async fn every_dialog_sheet_and_form_can_be_used_by_everybody_on_a_tablet() -> anyhow::Result<()> {
    tour("tablet", Look::TABLET, async |seen| seen.floats().await).await
}

#[tokio::test]
async fn every_screen_can_be_used_by_everybody_on_a_phone() -> anyhow::Result<()> {
    tour("phone", Look::PHONE, async |seen| seen.screens().await).await
}

#[tokio::test]
async fn every_dialog_sheet_and_form_can_be_used_by_everybody_on_a_phone() -> anyhow::Result<()> {
    tour("phone", Look::PHONE, async |seen| seen.floats().await).await
}
