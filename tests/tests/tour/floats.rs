//! What floats over a screen, or is another look of it, and the steps that lead there.

use journeys::{
    Key,
    Step::{self, Choose, Find, Focus, Go, Keys, Press, See, Shows, Tap, Write},
    Window,
};

const LIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/sample/customers.csv");
const CALENDAR: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/exchange/tests/files/desk.ics");

/// Only where there is room for columns.
pub(crate) const DESK_ONLY: &[&str] = &["people-table"];

/// Only where the bottom bar has no room for every place.
pub(crate) const PHONE_ONLY: &[&str] = &["more"];

/// Each with a name for its picture.
pub(crate) const FLOATS: &[(&str, &[Step])] = &[
    (
        "palette",
        &[
            Go("/today"),
            See("due-row"),
            Keys("\u{E009}k\u{E000}"),
            Write("palette-input", "pump"),
            Shows("palette", "Leeds"),
        ],
    ),
    ("keys", &[Go("/today"), See("due-row"), Keys("?"), See("key-sheet")]),
    (
        "capture",
        &[
            Go("/today"),
            See("due-row"),
            Keys("n"),
            See("capture-sheet"),
            Write("capture-body", "Asked for two dates"),
            Write("capture-promise", "Send them"),
        ],
    ),
    (
        "log-call",
        &[Go("/today"), See("due-row"), Keys("l"), See("capture-sheet")],
    ),
    (
        "quick-add",
        &[
            Go("/today"),
            See("due-row"),
            Keys("t"),
            Write("quick-text", "call ana tomorrow 9am #vip every week"),
            Shows("quick-understood", "vip"),
        ],
    ),
    (
        "walk-in",
        &[
            Go("/calendar"),
            See("calendar-shown"),
            Keys("w"),
            See("book-sheet"),
            See("book-services"),
        ],
    ),
    (
        "appointment",
        &[
            Go("/calendar"),
            See("calendar-shown"),
            Keys("\u{E015}"),
            Keys("\u{E007}"),
            See("entry-sheet"),
        ],
    ),
    (
        "calendar-week",
        &[
            Go("/calendar"),
            See("calendar-shown"),
            Press("Week"),
            See("calendar-lane"),
        ],
    ),
    (
        "new-person",
        &[Go("/today"), See("due-row"), Keys("p"), See("new-sheet")],
    ),
    (
        "new-company",
        &[Go("/today"), See("due-row"), Keys("c"), See("new-sheet")],
    ),
    ("new-deal", &[Go("/today"), See("due-row"), Keys("d"), See("new-sheet")]),
    (
        "new-issue",
        &[Go("/today"), See("due-row"), Keys("i"), See("new-sheet")],
    ),
    (
        "new-nothing",
        &[
            Go("/today"),
            See("due-row"),
            Keys("p"),
            See("new-sheet"),
            Tap("save-new"),
            See("new-error"),
        ],
    ),
    (
        "ask",
        &[
            Go("/today"),
            See("due-row"),
            Find("ask for an approval", "approval"),
            See("ask-approval"),
        ],
    ),
    ("decide", &[Go("/approvals"), Tap("approval-waiting"), See("decide")]),
    (
        "snooze",
        &[Go("/task"), Tap("task-menu"), Tap("task-snooze"), See("snooze")],
    ),
    (
        "move-to",
        &[Go("/deal"), Focus("board-card"), Keys("m"), See("move-to")],
    ),
    (
        "move-lost",
        &[
            Go("/deal"),
            Focus("board-card"),
            Keys("m"),
            See("move-to"),
            Tap("move-to-Lost"),
            See("move-deal"),
        ],
    ),
    (
        "deal-filter",
        &[Go("/deal"), Tap("deals-filter-open"), See("deals-filter")],
    ),
    (
        "deal-card",
        &[Go("/deal"), Focus("board-card"), Keys("\u{E007}"), See("card")],
    ),
    ("deal-table", &[Go("/deal"), Press("Table"), See("deals-table")]),
    ("deal-forecast", &[Go("/deal"), Press("Forecast"), See("forecast-row")]),
    ("deal-board-again", &[Go("/deal"), Press("Board"), See("board-card")]),
    ("issue-card", &[Go("/issue"), Tap("issue-row"), See("issue-clock")]),
    (
        "resolve",
        &[
            Go("/issue"),
            Tap("issue-row"),
            Tap("resolve-issue"),
            See("resolve-dialog"),
        ],
    ),
    (
        "issue-bulk",
        &[Go("/issue"), Tap("list-select"), Tap("issue-row"), See("bulk-bar")],
    ),
    (
        "issue-bulk-edit",
        &[
            Tap("bulk-edit"),
            Choose("bulk-field", "triage.priority"),
            See("input-triage.priority"),
        ],
    ),
    ("issue-bulk-over", &[Tap("list-select"), See("list-search")]),
    (
        "competing",
        &[Find("compressor 2", "Avonmouth"), See("card"), See("competing-stage")],
    ),
    (
        "deciding",
        &[
            Go("/today"),
            See("due-row"),
            Go("/review"),
            Tap("review-row"),
            See("decision"),
        ],
    ),
    ("deciding-another", &[Tap("write-another"), See("write-another-save")]),
    ("rewind", &[Go("/activity"), Tap("rewind-open"), See("rewind-would")]),
    (
        "deal-with-company",
        &[
            Go("/today"),
            See("due-row"),
            Keys("d"),
            See("new-sheet"),
            Write("input-company", "elm"),
            Shows("new-sheet", "Elmfield Clinic"),
        ],
    ),
    (
        "pipeline",
        &[Go("/settings"), Tap("edit-pipeline"), See("pipeline-sheet")],
    ),
    (
        "new-pipeline",
        &[Go("/settings"), Tap("new-pipeline"), See("pipeline-sheet")],
    ),
    (
        "own-fields",
        &[
            Go("/settings"),
            Write("custom-label", "Boiler serial number"),
            See("custom-add"),
        ],
    ),
    ("join-nothing", &[Go("/settings"), See("enrol"), Tap("enrol-go")]),
    (
        "join-known",
        &[Go("/settings"), Press("I am known there"), See("enrol-organisation")],
    ),
    ("more", &[Go("/today"), Tap("nav-more")]),
    (
        "bulk",
        &[Go("/contact"), Tap("list-select"), Tap("list-row"), See("bulk-bar")],
    ),
    ("bulk-edit", &[Tap("bulk-edit"), See("bulk-edit-sheet")]),
    ("bulk-tag", &[Tap("bulk-tag"), See("bulk-tag-sheet")]),
    (
        "filter",
        &[
            Tap("list-select"),
            Tap("list-filter"),
            See("filter-sheet"),
            Tap("filter-add"),
        ],
    ),
    ("look", &[Tap("list-look"), See("list-look-sheet")]),
    ("views", &[Tap("view-chooser"), See("views")]),
    (
        "view-sheet",
        &[
            Tap("view-chooser"),
            Press("Save as a new view…"),
            See("view-sheet"),
            Write("view-name", "Facilities"),
        ],
    ),
    (
        "relation",
        &[
            Go("/contact"),
            Tap("list-row"),
            Tap("relation-add"),
            See("relation-sheet"),
        ],
    ),
    (
        "field",
        &[
            Go("/contact"),
            Tap("list-row"),
            Tap("field-mobile"),
            See("input-mobile"),
        ],
    ),
    (
        "history",
        &[
            Find("anneke vos", "Elmfield"),
            See("card-title"),
            Tap("field-mobile"),
            See("input-mobile"),
            Tap("history-mobile"),
            See("history-step"),
        ],
    ),
    (
        "import",
        &[
            Go("/exchange"),
            Write("import-path", LIST),
            Tap("import-read"),
            See("import-plan"),
        ],
    ),
    (
        "import-calendar",
        &[
            Go("/exchange"),
            Tap("import-other"),
            Write("import-path", CALENDAR),
            Tap("import-read"),
            See("event-added"),
            See("row-report"),
        ],
    ),
    (
        "export-calendar",
        &[
            Go("/exchange"),
            Choose("export-kind", "appointment"),
            See("export-whose"),
        ],
    ),
    (
        "people-table",
        &[
            Go("/contact"),
            Tap("list-look"),
            Press("Table"),
            Keys("\u{E00C}"),
            See("list-table"),
        ],
    ),
];

/// Back to the bare screen, with nothing kept of what was typed.
pub(crate) async fn leave(window: &Window) -> anyhow::Result<()> {
    const FLOATING: &str = "return document.querySelector('[role=dialog], [role=alertdialog], [role=menu]') === null";
    const DISCARD: &str = "const done = arguments[0]; const core = window.__TAURI_INTERNALS__.invoke; \
        core('drafts').then((all) => Promise.all(all.map((one) => core('drop_draft', { key: one.key })))).then(() => done(true))";
    for _ in 0..4 {
        if window.client.execute(FLOATING, vec![]).await?.as_bool() == Some(true) {
            break;
        }
        window.keys(&Key::Escape.to_string()).await?;
        window.at_rest().await?;
    }
    window.client.execute_async(DISCARD, vec![]).await?;
    Ok(())
}
