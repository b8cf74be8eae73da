//! From a key to the frame that shows what the letters found: every letter of some names, one key at a time, as a person types
//! who looks at what comes.

use anyhow::Context;
use journeys::{Key, Window};

/// Names, a place, a number; long and short lists of found ones.
const TYPED: [&str; 5] = ["anna", "petrov", "müller le", "oconnor", "7700 90"];

/// Notes when a key went down, and when the rows that answer it are on the screen.
const WATCH: &str = include_str!("keystrokes.js");
const TOOK: &str = "const done = arguments[0]; window.keyTook().then(done)";

/// Milliseconds for each key in the search of the list of people.
pub(crate) async fn in_list(window: &Window) -> anyhow::Result<Vec<f64>> {
    window.tap("nav-contact").await?;
    window.part("list-row").await?;
    typed(window, "list-search", "[aria-label][data-answers]").await
}

/// The same in the palette, which searches everything.
pub(crate) async fn in_palette(window: &Window) -> anyhow::Result<Vec<f64>> {
    let open = format!("{}k{}", char::from(Key::Control), char::from(Key::Null));
    window.keys(&open).await?;
    window.part("palette").await?;
    typed(window, "palette-input", "[data-testid=palette][data-answers]").await
}

async fn typed(window: &Window, input: &str, shown: &str) -> anyhow::Result<Vec<f64>> {
    let mut times = Vec::new();
    window
        .client
        .execute(WATCH, vec![format!("[data-testid={input}]").into(), shown.into()])
        .await?;
    for text in TYPED {
        let field = window.write(input, "x").await?;
        field.send_keys(&char::from(Key::Backspace).to_string()).await?;
        window.client.execute_async(TOOK, vec![]).await?;
        for letter in text.chars() {
            field.send_keys(&letter.to_string()).await?;
            let took = window.client.execute_async(TOOK, vec![]).await?;
            times.push(took.as_f64().context("no time for a key")?);
        }
    }
    Ok(times)
}
