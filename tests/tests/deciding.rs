//! Two windows change one deal's stage and one person's number while the server is away. The number goes by its rule, and says
//! so; the stage waits for the deal's owner, who decides it by one key. The other window follows, also when it is taken back.

use journeys::{Look, Office, Step, Tablet, Window};

const DEAL: &str = "Steam line for Krahl";
const PERSON: &str = "Philippa Quillfeather";

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

async fn open_deal(window: &Window) -> anyhow::Result<()> {
    window.follow("/today").await?;
    window.part("today").await?;
    Step::Find("steam line", "Krahl").take(window).await?;
    window.part("deal-stage").await.map(drop)
}

async fn open_person(window: &Window) -> anyhow::Result<()> {
    window.tap("nav-contact").await?;
    window.finds_one("quillf", PERSON).await?;
    window.tap("list-row").await
}

async fn stands_at(window: &Window, stage: &str) -> anyhow::Result<()> {
    let step = format!("[data-testid=stage-{stage}][aria-current=step]");
    window.see(&step).await.map(drop)
}

/// Two people with a device each, a deal and a person that both have.
async fn together(office: &mut Office, (of_ana, of_ben): (&Tablet, &Tablet)) -> anyhow::Result<(Window, Window)> {
    let url = office.open()?;
    let ana = Window::open(of_ana, Look::LAPTOP).await?;
    ana.choose_passphrase().await?;
    join(&ana, &url, &office.code, "Ana Ruiz").await?;
    ana.keys("d").await?;
    ana.write("input-name", DEAL).await?;
    ana.write("input-next_action", "Ring on Monday").await?;
    ana.tap("save-new").await?;
    ana.part("deal-stage").await?;
    ana.add_person(PERSON, "+44 7700 900111").await?;
    let ben = Window::open(of_ben, Look::LAPTOP).await?;
    ben.choose_passphrase().await?;
    join(&ben, &url, &office.invite("office")?, "Ben Okafor").await?;
    open_person(&ben).await?;
    ben.shows("field-mobile", "+44 7700 900111").await?;
    Ok((ana, ben))
}

/// Both show one number, and its history says what became of the other.
async fn number_went_by_its_rule(ana: &Window, ben: &Window) -> anyhow::Result<()> {
    open_person(ana).await?;
    let mobile = ana.texts("field-mobile").await?.concat();
    open_person(ben).await?;
    ben.shows("field-mobile", &mobile).await?;
    ben.tap("field-mobile").await?;
    ben.tap("history-mobile").await?;
    ben.shows("history", "+44 7700 900371").await?;
    ben.shows("history", "+44 7700 900317").await?;
    ben.shoot("deciding-number").await?;
    Ok(())
}

#[tokio::test]
async fn two_windows_meet_at_a_stage_and_the_owner_decides_by_one_key() -> anyhow::Result<()> {
    let mut office = Office::new()?;
    let (of_ana, of_ben) = (Tablet::new()?, Tablet::new()?);
    let (ana, ben) = together(&mut office, (&of_ana, &of_ben)).await?;

    office.shut();
    for (window, mobile, stage) in [
        (&ana, "+44 7700 900371", "Proposal"),
        (&ben, "+44 7700 900317", "Engaging"),
    ] {
        open_person(window).await?;
        window.edit("mobile", mobile).await?;
        open_deal(window).await?;
        window.tap(&format!("stage-{stage}")).await?;
        stands_at(window, stage).await?;
    }
    office.open()?;
    for window in [&ana, &ben] {
        window.follow("/sync").await?;
        window.tap("sync-try").await?;
        window.see("[data-testid=truth-line][data-mark=synced]").await?;
    }
    // It is Ana's deal: it waits for her, and Ben finds it among everybody's.
    ana.shows("nav-review-count", "1").await?;
    ana.tap("nav-review").await?;
    ana.shows("review-row", DEAL).await?;
    ana.shows("decision", "Proposal").await?;
    ana.shows("decision", "Engaging").await?;
    ana.shows("decision", "Ben Okafor").await?;
    ana.shoot("deciding-owner").await?;
    ben.tap("nav-review").await?;
    ben.part("review-empty").await?;
    ben.press("All 1").await?;
    ben.shows("review-row", DEAL).await?;
    ben.shoot("deciding-other").await?;

    let first = ana.texts("choose-1").await?.concat();
    let (kept, other) = if first.contains("Proposal") {
        ("Proposal", "Engaging")
    } else {
        ("Engaging", "Proposal")
    };
    ana.keys("1").await?;
    ana.part("review-empty").await?;
    ana.shoot("deciding-decided").await?;
    open_deal(&ben).await?;
    stands_at(&ben, kept).await?;

    // Taken back, both stand side by side again, in both windows.
    ana.keys(&format!(
        "{}z{}",
        char::from(fantoccini::key::Key::Control),
        char::from(fantoccini::key::Key::Null)
    ))
    .await?;
    ana.shows("review-row", DEAL).await?;
    ben.part("card-to-review").await?;
    ana.part("decision").await?;
    ana.keys("2").await?;
    ana.part("review-empty").await?;
    stands_at(&ben, other).await?;

    number_went_by_its_rule(&ana, &ben).await?;
    ana.close().await?;
    ben.close().await
}
