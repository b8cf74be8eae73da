//! Ways through the window as tables: what a person does, one step a line.

use crate::Window;

/// One step of a person.
pub enum Step {
    /// Follows a path as a link would.
    Go(&'static str),
    /// Clicks a part.
    Tap(&'static str),
    /// Clicks what bears these words.
    Press(&'static str),
    /// Presses keys where the focus is.
    Keys(&'static str),
    /// Writes into a part.
    Write(&'static str, &'static str),
    /// Chooses the option of this value in a part.
    Choose(&'static str, &'static str),
    /// Waits for a part.
    See(&'static str),
    /// Waits until a part shows these words.
    Shows(&'static str, &'static str),
    /// Puts the focus on the first part of this name.
    Focus(&'static str),
    /// Chooses in the palette what these words find first.
    Find(&'static str, &'static str),
}

impl Step {
    /// Takes it.
    ///
    /// # Errors
    /// When it leads nowhere in time.
    pub async fn take(&self, window: &Window) -> anyhow::Result<()> {
        use Step::{Choose, Find, Focus, Go, Keys, Press, See, Shows, Tap, Write};
        match self {
            Go(path) => window.follow(path).await,
            Tap(part) => window.tap(part).await,
            Press(words) => window.press(words).await,
            Keys(keys) => window.keys(keys).await,
            Write(part, text) => window.write(part, text).await.map(drop),
            Choose(part, value) => window.choose(part, value).await,
            See(part) => window.part(part).await.map(drop),
            Shows(part, words) => window.shows(part, words).await,
            Focus(part) => window.focus_on(part).await,
            Find(words, shown) => {
                window.keys("\u{E009}k\u{E000}").await?;
                window.write("palette-input", words).await?;
                window.shows("palette", shown).await?;
                window.keys("\u{E007}").await
            }
        }
    }
}
