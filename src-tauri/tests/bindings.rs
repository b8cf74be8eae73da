//! What is generated and committed is what the code says today: the commands and the kinds in TypeScript, and the page of
//! merge rules. With `OUTPOST_WRITE_BINDINGS` set (`make bindings` does), these write the files instead of judging them.

use std::{fs, path::Path};

use anyhow::ensure;

fn keep(committed: &str, fresh: &str) -> anyhow::Result<()> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(committed);
    if std::env::var_os("OUTPOST_WRITE_BINDINGS").is_some() {
        fs::write(file, fresh)?;
        return Ok(());
    }
    let found = fs::read_to_string(file).unwrap_or_default();
    ensure!(
        found == fresh,
        "{committed} is stale: run `make bindings` and commit it"
    );
    Ok(())
}

#[test]
fn the_window_knows_the_commands_as_they_are() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("commands.ts");
    outpost_lib::bindings::write(&file)?;
    keep("ui/src/bindings/commands.ts", &fs::read_to_string(file)?)
}

#[test]
fn the_window_knows_the_kinds_as_they_are() -> anyhow::Result<()> {
    keep("ui/src/bindings/schema.ts", &app::schema_ts::schema_ts()?)
}

#[test]
fn the_published_merge_rules_are_those_that_hold() -> anyhow::Result<()> {
    keep("docs/merge-rules.md", &model::docs::merge_rules())
}
