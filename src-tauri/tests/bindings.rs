//! What is generated and committed is what the code says today: the commands and the kinds in TypeScript, and the page of
//! merge rules. With `OUTPOST_WRITE_BINDINGS` set (`make bindings` does), these write the files instead of judging them.

use std::{fs, path::Path};

fn keep(committed: &str, fresh: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(committed);
    if std::env::var_os("OUTPOST_WRITE_BINDINGS").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, fresh).unwrap();
        return;
    }
    let found = fs::read_to_string(file).unwrap_or_default();
    assert!(
        found == fresh,
        "{committed} is stale: run `make bindings` and commit it"
    );
}

#[test]
fn the_window_knows_the_commands_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("commands.ts");
    outpost_lib::bindings::write(&file).unwrap();
    keep("ui/src/bindings/commands.ts", &fs::read_to_string(file).unwrap());
}

#[test]
fn the_window_knows_the_kinds_as_they_are() {
    keep("ui/src/bindings/schema.ts", &app::schema_ts::schema_ts().unwrap());
}

#[test]
fn the_published_merge_rules_are_those_that_hold() {
    keep("docs/merge-rules.md", &model::docs::merge_rules());
}
