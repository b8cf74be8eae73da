//! The first records of a new database: the person who works here, and a pipeline to put deals into.

use crate::{
    App, Failure,
    acting::{Intent, gesture_of},
    naming::record_of,
};
use model::{
    FieldKey, KindKey, RecordId, Value, Write,
    typed::{self, Stages},
};
use std::collections::BTreeMap;
use store::{Source, Store};

const STAGES: &str = "Prospecting 10 %\nEngaging 30 %\nProposal 60 %\nWon 100 %\nLost 0 %";

pub(crate) async fn first_records(app: &App, store: &Store) -> Result<(), Failure> {
    let stages = Stages::parse(STAGES).map_or(Value::Nothing, |stages| stages.to_value());
    let person = app.fresh_change();
    let pipeline = app.fresh_change();
    let me = [("name", typed_text(&app.0.surroundings.person))];
    let sales = [("name", Value::text("Sales")), ("stages", stages)];
    let mut tx = store.begin().await;
    tx.bulk(gesture_of(person), "Set this device up".to_owned(), app.now());
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
