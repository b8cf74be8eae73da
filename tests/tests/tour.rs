//! Every screen at every width, light and dark, with the sample list on it. The pictures are left to be looked at.

use journeys::{Look, Tablet, Window};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/sample/customers.csv");

/// Screens that a path leads to, and a part that shows when one is there.
const SCREENS: [(&str, &str, &str); 6] = [
    ("people", "/contact", "list-row"),
    ("companies", "/company", "list-row"),
    ("deals", "/deal", "list-count"),
    ("exchange", "/exchange", "import-path"),
    ("activity", "/activity", "gesture"),
    ("settings", "/settings", "custom-label"),
];

#[tokio::test]
async fn every_screen_opens_at_every_width_light_and_dark() -> anyhow::Result<()> {
    let tablet = Tablet::new()?;
    let window = Window::open(&tablet, Look::LAPTOP).await?;
    window.choose_passphrase().await?;
    window.import(SAMPLE).await?;
    window.close().await?;
    let looks = [
        ("laptop", Look::LAPTOP),
        ("tablet", Look::TABLET),
        ("phone", Look::PHONE),
    ];
    for (name, look) in looks
        .into_iter()
        .flat_map(|(name, look)| [(name.to_owned(), look), (format!("{name}-dark"), look.dark())])
    {
        let window = Window::open(&tablet, look).await?;
        window.give_passphrase().await?;
        for (screen, path, part) in SCREENS {
            go(&window, path).await?;
            window.part(part).await?;
            window.shoot(&format!("tour-{name}-{screen}")).await?;
        }
        go(&window, "/contact").await?;
        window.tap("list-row").await?;
        window.part("card-title").await?;
        window.shoot(&format!("tour-{name}-person")).await?;
        window.press("History").await?;
        window.part("history-step").await?;
        window.shoot(&format!("tour-{name}-history")).await?;
        window.close().await?;
    }
    Ok(())
}

/// Follows a path as a link would.
async fn go(window: &Window, path: &str) -> anyhow::Result<()> {
    let follow =
        "const a = document.createElement('a'); a.href = arguments[0]; document.body.append(a); a.click(); a.remove();";
    window.client.execute(follow, vec![path.into()]).await?;
    Ok(())
}
