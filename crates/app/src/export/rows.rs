//! Records as rows of text.

use super::Format;
use crate::{
    Failure,
    fields::{Place, places},
    naming::Names,
};
use model::{FieldType, KindKey, Money, Record, RecordId, Schema, Value, typed};
use store::Store;

/// Records read at once.
const PAGE: u32 = 1_000;

/// All living records of a kind: the names of the columns, and a row each. Columns that nobody filled are left out.
pub(super) async fn all(
    store: &Store,
    kind: &str,
    format: Format,
    currency: &str,
) -> Result<(Vec<String>, Vec<Vec<String>>), Failure> {
    let schema = store.schema();
    let declared = schema
        .kind(kind)
        .ok_or_else(|| Failure::invalid("There is no such kind of record."))?;
    let places = places(&schema, kind);
    let tags = declared.field("tags").is_some();
    let named = |place: &Place| {
        if format == Format::Json {
            json_key(place)
        } else {
            place.label.clone()
        }
    };
    let mut headers: Vec<String> = places.iter().map(named).collect();
    headers.extend(tags.then(|| {
        if format == Format::Json {
            "tags".to_owned()
        } else {
            "Tags".to_owned()
        }
    }));
    let (mut rows, mut after) = (Vec::new(), 0);
    loop {
        let page = store.records_after(&KindKey::owned(kind), after, PAGE).await?;
        let Some((last, ..)) = page.last() else { break };
        after = *last;
        let names = Names::of(
            store,
            page.iter().flat_map(|(_, _, record)| links(record, &places, &schema)),
        )
        .await?;
        for (_, _, record) in &page {
            let mut row: Vec<String> = places
                .iter()
                .map(|place| cell(place, record, &schema, &names, currency))
                .collect();
            row.extend(tags.then(|| record.elements("tags").collect::<Vec<_>>().join(", ")));
            rows.push(row);
        }
    }
    Ok(without_empty(headers, rows))
}

/// A custom field goes by its label: its key means nothing elsewhere.
fn json_key(place: &Place) -> String {
    if place.register.as_str().starts_with("x_") {
        place.label.clone()
    } else {
        place.key()
    }
}

fn links(record: &Record, places: &[Place], schema: &Schema) -> Vec<RecordId> {
    let links = places
        .iter()
        .filter(|place| matches!(place.kind, FieldType::Link(_) | FieldType::Links(_)));
    links
        .filter_map(|place| place.part(record.value(schema, place.register.as_str())?))
        .flat_map(typed::links_of)
        .collect()
}

/// One cell: as it would be typed, links by name, amounts in the usual currency without it.
fn cell(place: &Place, record: &Record, schema: &Schema, names: &Names, currency: &str) -> String {
    let Some(value) = record
        .value(schema, place.register.as_str())
        .and_then(|value| place.part(value))
    else {
        return String::new();
    };
    match (place.kind, value) {
        (FieldType::Link(_), Value::Text(id)) => id.parse().map(|id| names.title(id)).unwrap_or_default(),
        (FieldType::Links(_), value) => {
            let named: Vec<String> = typed::links_of(value).into_iter().map(|id| names.title(id)).collect();
            named.join(", ")
        }
        (FieldType::Choice(_), value) => typed::shown_text(place.kind, value),
        (FieldType::Money, value) => match Money::from_value(value) {
            Some(money) if money.currency == currency => money.amount.to_string(),
            _ => typed::text_of(value),
        },
        (_, value) => typed::text_of(value),
    }
}

fn without_empty(headers: Vec<String>, rows: Vec<Vec<String>>) -> (Vec<String>, Vec<Vec<String>>) {
    let filled = |at: usize| at == 0 || rows.iter().any(|row| row.get(at).is_some_and(|cell| !cell.is_empty()));
    let kept: Vec<bool> = (0..headers.len()).map(filled).collect();
    let keep = |row: Vec<String>| {
        row.into_iter()
            .zip(&kept)
            .filter(|(_, kept)| **kept)
            .map(|(cell, _)| cell)
            .collect::<Vec<_>>()
    };
    (keep(headers), rows.into_iter().map(keep).collect())
}
