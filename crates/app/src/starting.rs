//! The first records of a new database: the person who works here, a pipeline to put deals into, and how soon an issue has
//! to be right.

use crate::{
    App, Failure,
    acting::{Intent, gesture_of},
    naming::record_of,
    several::writes,
};
use model::{
    FieldKey, KindKey, RecordId, Value, Write,
    typed::{self, Stages},
};
use std::collections::BTreeMap;
use store::{Source, Store};

/// What this is called among the acts.
pub(crate) const WORDS: &str = "Set this device up";
const STAGES: &str = "Prospecting 10 %\nEngaging 30 %\nProposal 60 %\nWon 100 %\nLost 0 %";

/// Name, priority, minutes until an answer and until it is right, and when the clock runs. A working day has nine hours.
const LEVELS: [(&str, &str, i64, i64, &str); 4] = [
    ("Urgent: right in 4 hours", "urgent", 60, 4 * 60, "always"),
    ("High: right within a working day", "high", 4 * 60, 9 * 60, "weekdays"),
    (
        "Normal: right within 3 working days",
        "normal",
        9 * 60,
        3 * 9 * 60,
        "weekdays",
    ),
    (
        "Low: right within 5 working days",
        "low",
        2 * 9 * 60,
        5 * 9 * 60,
        "weekdays",
    ),
];

pub(crate) async fn first_records(app: &App, store: &Store) -> Result<(), Failure> {
    let stages = Stages::parse(STAGES).map_or(Value::Nothing, |stages| stages.to_value());
    let person = app.fresh_change();
    let pipeline = app.fresh_change();
    let me = [("name", typed_text(&app.0.surroundings.person))];
    let sales = [("name", Value::text("Sales")), ("stages", stages)];
    let mut tx = store.begin().await;
    tx.bulk(gesture_of(person), WORDS.to_owned(), app.now());
    let firsts = [
        (person, record_of(store.device().person), "colleague", me.to_vec()),
        (
            pipeline,
            RecordId::from_ulid(pipeline.ulid()),
            "pipeline",
            sales.to_vec(),
        ),
    ];
    for (id, record, kind, fields) in firsts {
        let writes: BTreeMap<FieldKey, Write> = fields
            .into_iter()
            .map(|(key, value)| (FieldKey::of(key), Write::of(value)))
            .collect();
        let (gesture, kind) = (gesture_of(person), KindKey::of(kind));
        app.make(store, &mut tx, Intent::create(id, gesture, record, kind, writes))
            .await?;
    }
    let mut id = pipeline;
    for (name, priority, respond, resolve, hours) in LEVELS {
        id = id.following();
        let fields = [
            ("name", Value::text(name)),
            ("priority", Value::text(priority)),
            ("respond", Value::Whole(respond)),
            ("resolve", Value::Whole(resolve)),
            ("hours", Value::text(hours)),
        ];
        let (record, kind) = (RecordId::from_ulid(id.ulid()), KindKey::of("service_level"));
        let intent = Intent::create(id, gesture_of(person), record, kind, writes(fields));
        app.make(store, &mut tx, intent).await?;
    }
    tx.commit(Source::Here).await?;
    Ok(())
}

fn typed_text(text: &str) -> Value {
    Value::text(
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .chars()
            .take(typed::LINE_MAX)
            .collect::<String>(),
    )
}
