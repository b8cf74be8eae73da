//! Every screen at every width, light and dark, with the sample organisation on it. axe-core looks at each, and the pictures
//! are left to be looked at by people.

use journeys::{Look, Tablet, Window};

/// Screens that a path leads to, and a part that shows when one is there.
const SCREENS: [(&str, &str, &str); 11] = [
    ("today", "/today", "due-row"),
    ("people", "/contact", "list-row"),
    ("companies", "/company", "list-row"),
    ("deals", "/deal", "board-card"),
    ("tasks", "/task", "task-row"),
    ("issues", "/issue", "issue-row"),
    ("approvals", "/approvals", "approvals"),
    ("exchange", "/exchange", "import-path"),
    ("activity", "/activity", "gesture"),
    ("settings", "/settings", "custom-label"),
    ("kit", "/kit", "kit"),
];

const LOOKS: [(&str, Look); 3] = [
    ("laptop", Look::LAPTOP),
    ("tablet", Look::TABLET),
    ("phone", Look::PHONE),
];

#[tokio::test]
async fn every_screen_can_be_used_by_everybody_at_every_width_light_and_dark() -> anyhow::Result<()> {
    let tablet = Tablet::new()?;
    let window = Window::open_with(&tablet, Look::LAPTOP, &["--with-sample"]).await?;
    window.choose_passphrase().await?;
    window.part("sample-notice").await?;
    window.close().await?;
    let looks = LOOKS
        .into_iter()
        .flat_map(|(name, look)| [(name.to_owned(), look), (format!("{name}-dark"), look.dark())]);
    let mut wrong = Vec::new();
    for (name, look) in looks {
        let window = Window::open(&tablet, look).await?;
        window.give_passphrase().await?;
        for (screen, path, part) in SCREENS {
            go(&window, path).await?;
            window.part(part).await?;
            look_at(&window, &format!("{name}-{screen}"), &mut wrong).await?;
        }
        go(&window, "/contact").await?;
        window.tap("list-row").await?;
        window.part("card-title").await?;
        window.part("timeline").await?;
        look_at(&window, &format!("{name}-person"), &mut wrong).await?;
        window.close().await?;
    }
    anyhow::ensure!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    Ok(())
}

/// A picture, and what axe-core says.
async fn look_at(window: &Window, name: &str, wrong: &mut Vec<String>) -> anyhow::Result<()> {
    window.shoot(&format!("tour-{name}")).await?;
    if let Err(violations) = window.can_be_used_by_everybody(name).await {
        wrong.push(violations.to_string());
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
