//! The battery dies in the middle of every form that there is: what was typed is in it again.

use journeys::{
    Look,
    Step::{self, Choose, Find, Focus, Go, Keys, Press, See, Tap},
    Tablet, Window,
};

/// The way to a form, and the box in it that is half-filled.
type Form = (&'static str, &'static [Step], &'static str);

const FORMS: &[Form] = &[
    (
        "new person",
        &[Go("/today"), See("due-row"), Keys("p"), See("new-sheet")],
        "input-name",
    ),
    (
        "new company",
        &[Go("/today"), See("due-row"), Keys("c"), See("new-sheet")],
        "input-name",
    ),
    (
        "new deal",
        &[Go("/today"), See("due-row"), Keys("d"), See("new-sheet")],
        "input-name",
    ),
    (
        "new issue",
        &[Go("/today"), See("due-row"), Keys("i"), See("new-sheet")],
        "input-title",
    ),
    (
        "note",
        &[Go("/today"), See("due-row"), Keys("n"), See("capture-sheet")],
        "capture-body",
    ),
    (
        "promise",
        &[Go("/today"), See("due-row"), Keys("n"), See("capture-sheet")],
        "capture-promise",
    ),
    (
        "quick task",
        &[Go("/today"), See("due-row"), Keys("t"), See("quick-add")],
        "quick-text",
    ),
    (
        "approval asked",
        &[
            Go("/today"),
            See("due-row"),
            Find("ask for an approval", "approval"),
            See("ask-approval"),
        ],
        "ask-title",
    ),
    (
        "approval decided",
        &[Go("/approvals"), Tap("approval-waiting"), See("decide")],
        "decide-reason",
    ),
    (
        "deal lost",
        &[
            Go("/deal"),
            Focus("board-card"),
            Keys("m"),
            See("move-to"),
            Tap("move-to-Lost"),
            See("move-deal"),
        ],
        "move-reason",
    ),
    (
        "issue resolved",
        &[
            Go("/issue"),
            Tap("issue-row"),
            Tap("resolve-issue"),
            See("resolve-dialog"),
        ],
        "resolution-text",
    ),
    (
        "pipeline",
        &[Go("/settings"), Tap("edit-pipeline"), See("pipeline-sheet")],
        "pipeline-name",
    ),
    (
        "field of the organisation",
        &[Go("/settings"), See("custom-label")],
        "custom-label",
    ),
    (
        "new pipeline",
        &[Go("/settings"), Tap("new-pipeline"), See("pipeline-sheet")],
        "pipeline-name",
    ),
    ("server", &[Go("/settings"), See("enrol")], "enrol-name"),
    (
        "new resource",
        &[Go("/resource"), Tap("new-record"), See("new-sheet")],
        "input-name",
    ),
    (
        "appointment",
        &[Go("/calendar"), See("calendar-shown"), Keys("b"), See("book-sheet")],
        "book-title",
    ),
    (
        "field of many",
        &[
            Go("/contact"),
            Tap("list-select"),
            Tap("list-row"),
            Tap("bulk-edit"),
            Choose("bulk-field", "role"),
        ],
        "input-role",
    ),
    (
        "tag of many",
        &[
            Go("/contact"),
            Tap("list-select"),
            Tap("list-row"),
            Tap("bulk-tag"),
            See("bulk-tag-sheet"),
        ],
        "bulk-tag-input",
    ),
    (
        "view",
        &[
            Go("/contact"),
            Tap("view-chooser"),
            Press("Save as a new view…"),
            See("view-sheet"),
        ],
        "view-name",
    ),
    (
        "relation",
        &[
            Go("/contact"),
            Tap("list-row"),
            Tap("relation-add"),
            See("relation-sheet"),
            Choose("relation-how", "="),
        ],
        "relation-words",
    ),
    (
        "note on a card",
        &[Go("/contact"), Tap("list-row"), See("timeline")],
        "note-body",
    ),
];

/// A field of a card opens by itself with what was begun.
const FIELD: (&[Step], &[Step], &str) = (
    &[
        Go("/contact"),
        Tap("list-row"),
        Tap("field-mobile"),
        See("input-mobile"),
    ],
    &[Go("/contact"), Tap("list-row")],
    "input-mobile",
);

/// Forms that are begun before one kill.
const BATCH: usize = 9;

#[tokio::test]
async fn every_form_that_was_half_filled_when_the_battery_died_holds_its_words_again() -> anyhow::Result<()> {
    let tablet = Tablet::new()?;
    let mut window = Window::open_with(&tablet, Look::LAPTOP, &["--with-sample"]).await?;
    window.choose_passphrase().await?;
    window.part("sample-notice").await?;
    let again = FORMS.iter().map(|(name, way, part)| (*name, *way, *way, *part));
    let field = ("number of a person", FIELD.0, FIELD.1, FIELD.2);
    let forms: Vec<_> = again.chain([field]).collect();
    for batch in forms.chunks(BATCH) {
        for (name, way, _, part) in batch {
            walk(&window, name, way).await?;
            window.write(part, &half(name)).await?;
            window.kept(&half(name)).await.map_err(|why| why.context(*name))?;
            anew(&window).await?;
        }
        window.kill().await?;

        window = Window::open(&tablet, Look::LAPTOP).await?;
        window.give_passphrase().await?;
        window.part("open-palette").await?;
        for (name, _, back, part) in batch {
            walk(&window, name, back).await?;
            window
                .holds(part, &half(name))
                .await
                .map_err(|why| why.context(*name))?;
            anew(&window).await?;
        }
    }
    window.close().await
}

fn half(name: &str) -> String {
    format!("Half a {name}")
}

/// The page is begun anew, so that no form is in the way of the next one; the draft stays.
async fn anew(window: &Window) -> anyhow::Result<()> {
    window.client.refresh().await?;
    window.part("open-palette").await.map(drop)
}

async fn walk(window: &Window, name: &str, way: &[Step]) -> anyhow::Result<()> {
    for step in way {
        step.take(window).await.map_err(|why| why.context(name.to_owned()))?;
    }
    Ok(())
}
