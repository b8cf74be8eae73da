//! The published page of merge rules is what the declarations say. `OUTPOST_WRITE=1` writes it instead of comparing.

use std::{fs, path::Path};

#[test]
fn the_published_merge_rules_are_what_the_declarations_say() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/merge-rules.md");
    let says = model::docs::merge_rules();
    if std::env::var_os("OUTPOST_WRITE").is_some() {
        fs::create_dir_all(page.parent().unwrap()).unwrap();
        fs::write(&page, &says).unwrap();
    }
    let published = fs::read_to_string(&page).unwrap_or_default();
    assert!(
        published == says,
        "docs/merge-rules.md is stale: `make bindings` writes it anew"
    );
}
