//! The committed TypeScript is what the commands say today.

use std::path::Path;

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/bindings/commands.ts");

/// With `OUTPOST_WRITE_BINDINGS` set (`make bindings` does), this writes the file instead of judging it.
#[test]
fn the_committed_bindings_are_fresh() {
    if std::env::var_os("OUTPOST_WRITE_BINDINGS").is_some() {
        outpost_lib::bindings::write(Path::new(COMMITTED)).unwrap();
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let fresh = folder.path().join("commands.ts");
    outpost_lib::bindings::write(&fresh).unwrap();
    let fresh = std::fs::read_to_string(fresh).unwrap();
    let committed = std::fs::read_to_string(COMMITTED).unwrap_or_default();
    assert!(
        fresh == committed,
        "ui/src/bindings/commands.ts is stale: run `make bindings` and commit it"
    );
}
