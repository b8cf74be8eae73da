//! Nothing that a person types lies on the device in the clear.

use std::fs;

use journeys::{Look, PASSPHRASE, Tablet, Window};

const NAME: &str = "Canarina Zwitscherling";
const PHONE: &str = "+447700900473";
const NOTE: &str = "Wrenfold keeps the cellar key under slate nine";
const SEARCHED: &str = "goldcrestial";
const IMPORTED: &str = "Siskinette Vogelsang-Tremaine";
const CUSTOM: &str = "linnet-hued boiler";
const FILE: &str = "Redpollington lease.txt";
const WITHIN: &str = "the bramblingwood deposit is nine hundred";

#[tokio::test]
async fn no_file_holds_a_word_of_it_in_the_clear() -> anyhow::Result<()> {
    let tablet = Tablet::new()?;
    let elsewhere = tempfile::tempdir()?; // where the person's own file lies: that one is not ours to encrypt
    let file = elsewhere.path().join("people.csv");
    fs::write(&file, format!("Name,Role\n{IMPORTED},{CUSTOM}\n"))?;

    let window = Window::open(&tablet, Look::LAPTOP).await?;
    window.choose_passphrase().await?;
    window.import(&file.to_string_lossy()).await?;
    window.add_person(NAME, PHONE).await?;
    window.note(NOTE).await?;
    window
        .drop_files(&[(FILE, Some(WITHIN)), ("Chaffinchley.png", None)])
        .await?;
    window.see_text("Chaffinchley.png attached").await?;
    window.shows("attachments", FILE).await?;
    window.part("attachment-thumb").await?;
    window.tap("nav-contact").await?;
    window.write("list-search", SEARCHED).await?;
    window.shows("list-count", "0 found").await?;
    window.finds_one("zwitscher", NAME).await?;

    let words = [
        NAME,
        "Zwitscherling",
        PHONE,
        "7700900473",
        "cellar key",
        SEARCHED,
        IMPORTED,
        CUSTOM,
        FILE,
        "bramblingwood deposit",
        "Chaffinchley",
        PASSPHRASE,
    ];
    let running = tablet.search(&words)?;
    window.kill().await?;
    let killed = tablet.search(&words)?;

    for looked in [running, killed] {
        let names: Vec<_> = looked
            .files
            .iter()
            .filter_map(|file| file.file_name()?.to_str())
            .collect();
        for expected in ["outpost.db", "outpost.db-wal"] {
            assert!(names.contains(&expected), "{expected} was not among {names:?}");
        }
        assert!(
            names.iter().any(|name| name.ends_with(".log")),
            "no log among {names:?}"
        );
        assert!(looked.bytes > 100_000, "only {} bytes were looked at", looked.bytes);
        assert_eq!(looked.found, []);
    }
    Ok(())
}
