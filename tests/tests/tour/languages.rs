//! The screens in the language with the longest words: nothing that is pressed loses its end.

use crate::{SCREENS, Tour};
use journeys::{Look, Tablet, Window};

const LOOKS: [(&str, Look); 3] = [
    ("german-laptop", Look::LAPTOP),
    ("german-tablet", Look::TABLET),
    ("german-phone", Look::PHONE),
];

const PREFER: &str = "const done = arguments[0]; \
    window.__TAURI_INTERNALS__.invoke('prefer', { name: 'language', choice: 'de' }).then(() => done(true))";

/// What is pressed and wider than its place: places, segments, buttons, tabs, and the line of truth on a phone. The name of a view
/// may be anybody's words, of any length: it is cut, and whole in the menu.
const CUT: &str = "return [...document.querySelectorAll('nav a span, nav a, nav button, [role=radiogroup] label span, main button span, [role=tab], [data-testid=truth-line] span')] \
    .filter((one) => one.checkVisibility() && one.clientWidth > 1 && one.children.length === 0 && one.textContent.trim() !== '') \
    .filter((one) => ['hidden', 'clip'].includes(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth + 1 && !one.closest('[data-testid=board-card], [role=row], [role=option], [data-testid=view-chooser]')) \
    .map((one) => one.textContent.trim())";

impl Tour<'_> {
    async fn in_german(&mut self) -> anyhow::Result<()> {
        self.window.client.execute_async(PREFER, vec![]).await?;
        self.window.client.refresh().await?;
        self.window.see("html[lang=de]").await?;
        for (screen, path, part) in SCREENS.into_iter().filter(|(screen, ..)| *screen != "kit") {
            self.window.follow(path).await?;
            self.window.part(part).await?;
            self.look_at(screen).await?;
            let cut = self.window.client.execute(CUT, vec![]).await?;
            let cut: Vec<String> = serde_json::from_value(cut)?;
            if !cut.is_empty() {
                self.wrong
                    .push(format!("{}-{screen}: cut off: {}", self.name, cut.join(" | ")));
            }
        }
        Ok(())
    }
}

#[tokio::test]
async fn no_word_that_is_pressed_is_cut_off_in_german() -> anyhow::Result<()> {
    let mut wrong = Vec::new();
    for (name, look) in LOOKS {
        let tablet = Tablet::new()?;
        let window = Window::open_with(&tablet, look, &["--with-sample"]).await?;
        window.choose_passphrase().await?;
        window.part("sample-notice").await?;
        let mut seen = Tour {
            window: &window,
            name: name.to_owned(),
            look,
            wrong: Vec::new(),
        };
        seen.in_german().await?;
        wrong.append(&mut seen.wrong);
        window.close().await?;
    }
    anyhow::ensure!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    Ok(())
}
