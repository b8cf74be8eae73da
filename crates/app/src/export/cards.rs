//! People as contact cards, with their notes.

use crate::{Failure, naming::Names};
use exchange::vcard::{Address, Card};
use model::{KindKey, Record, RecordId, Schema, Value};
use std::collections::HashMap;
use store::Store;

const PAGE: u32 = 1_000;

/// All living people.
pub(super) async fn all(store: &Store) -> Result<Vec<Card>, Failure> {
    let schema = store.schema();
    let notes = notes(store, &schema).await?;
    let (mut cards, mut after) = (Vec::new(), 0);
    loop {
        let page = store.records_after(&KindKey::of("contact"), after, PAGE).await?;
        let Some((last, ..)) = page.last() else {
            return Ok(cards);
        };
        after = *last;
        let company = |record: &Record| text(record, &schema, "company").parse().ok();
        let names = Names::of(store, page.iter().filter_map(|(_, _, record)| company(record))).await?;
        for (_, id, record) in &page {
            let organisation = company(record).map(|id| names.title(id)).unwrap_or_default();
            let note = notes.get(id).map(|notes| notes.join("\n\n")).unwrap_or_default();
            cards.push(card(*id, record, &schema, organisation, note));
        }
    }
}

async fn notes(store: &Store, schema: &Schema) -> Result<HashMap<RecordId, Vec<String>>, Failure> {
    let (mut notes, mut after) = (HashMap::<RecordId, Vec<String>>::new(), 0);
    loop {
        let page = store.records_after(&KindKey::of("note"), after, PAGE).await?;
        let Some((last, ..)) = page.last() else {
            return Ok(notes);
        };
        after = *last;
        for (_, _, record) in &page {
            if let Ok(about) = text(record, schema, "about").parse() {
                notes
                    .entry(about)
                    .or_default()
                    .push(text(record, schema, "body").to_owned());
            }
        }
    }
}

fn text<'a>(record: &'a Record, schema: &Schema, field: &str) -> &'a str {
    record.value(schema, field).and_then(Value::as_text).unwrap_or_default()
}

fn card(id: RecordId, record: &Record, schema: &Schema, organisation: String, note: String) -> Card {
    let text = |field| text(record, schema, field).to_owned();
    let labelled = |label: &str, number: String| (!number.is_empty()).then(|| (label.to_owned(), number));
    let address = record.value(schema, "address").and_then(model::Address::from_value);
    Card {
        full_name: text("name"),
        organisation,
        title: text("role"),
        phones: [labelled("cell", text("mobile")), labelled("work", text("phone"))]
            .into_iter()
            .flatten()
            .collect(),
        emails: labelled("work", text("email")).into_iter().collect(),
        address: address.map(|a| Address {
            label: "work".to_owned(),
            street: a.street,
            locality: a.locality,
            region: a.region,
            code: a.code,
            country: a.country,
        }),
        note,
        categories: record.elements("tags").map(str::to_owned).collect(),
        uid: format!("urn:outpost:{id}"),
        ..Card::default()
    }
}
