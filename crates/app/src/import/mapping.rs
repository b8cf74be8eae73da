//! Which column probably means which field, and which kind a file probably holds.

use super::{Target, source::CARD_COLUMNS};
use exchange::mapping::{FieldName, suggest};
use model::{Kind, Schema};

/// Kinds that a list can become, with the words for the field that names them.
const KINDS: [(&str, &[&str]); 6] = [
    (
        "contact",
        &["name", "contact name", "full name", "contact", "sales agent", "agent"],
    ),
    (
        "company",
        &["name", "company name", "company", "account", "account name"],
    ),
    (
        "deal",
        &[
            "name",
            "deal",
            "deal name",
            "opportunity",
            "opportunity id",
            "opportunity name",
        ],
    ),
    ("task", &["title", "task", "subject"]),
    ("issue", &["title", "issue", "ticket", "case", "subject"]),
    ("note", &["note", "body", "text", "comment"]),
];

/// Words that lists use for our fields, besides their labels.
const WORDS: [(&str, &str, &[&str]); 12] = [
    (
        "company",
        "sector",
        &["sector", "industry", "branche", "sector económico", "secteur"],
    ),
    ("company", "revenue", &["revenue", "turnover", "annual revenue"]),
    ("company", "employees", &["employees", "headcount", "staff"]),
    (
        "company",
        "founded",
        &["founded", "year established", "established", "year founded"],
    ),
    ("company", "address", &["address", "office location", "location"]),
    (
        "company",
        "parent",
        &["part of", "parent", "subsidiary of", "parent company"],
    ),
    ("deal", "company", &["company", "account", "customer"]),
    ("deal", "owner", &["owner", "sales agent", "agent", "rep"]),
    ("deal", "stage", &["stage", "deal stage", "status"]),
    ("deal", "opened", &["opened", "engage date", "created", "open date"]),
    ("deal", "close_by", &["close date", "closing date", "closed"]),
    ("deal", "amount", &["amount", "close value", "value", "deal value"]),
];

/// A mapping of a file's columns for a kind.
pub(crate) fn for_kind(schema: &Schema, kind: &str, headers: &[String]) -> Vec<Target> {
    let Some(declared) = schema.kind(kind) else {
        return vec![Target::Skip; headers.len()];
    };
    let words = words(schema, declared);
    let names: Vec<FieldName> = words.iter().map(|(key, words)| FieldName { key, words }).collect();
    let suggested = suggest(headers, &names);
    let column = |(header, field): (&String, &Option<&str>)| match field {
        Some(key) => Target::Field((*key).to_owned()),
        None if header.trim().is_empty() => Target::Skip,
        None => Target::NewField(header.trim().to_owned()),
    };
    let mut targets: Vec<Target> = headers.iter().zip(&suggested).map(column).collect();
    let title = Target::Field(declared.title.to_owned());
    if !targets.contains(&title)
        && let Some(first) = targets.iter_mut().find(|target| matches!(target, Target::NewField(_)))
    {
        *first = title;
    }
    targets
}

fn words<'a>(schema: &'a Schema, kind: &'static Kind) -> Vec<(String, Vec<&'a str>)> {
    let title_words = KINDS
        .iter()
        .find(|(key, _)| *key == kind.key)
        .map(|(_, words)| *words)
        .unwrap_or_default();
    let mut words: Vec<(String, Vec<&str>)> = Vec::new();
    for field in kind.fields {
        if let model::FieldType::Group(members) = field.kind {
            words.extend(
                members
                    .iter()
                    .map(|m| (format!("{}.{}", field.key, m.key), vec![m.label])),
            );
            continue;
        }
        let more = WORDS
            .iter()
            .find(|(on, key, _)| *on == kind.key && *key == field.key)
            .map(|(.., words)| *words);
        let mut all = vec![field.label];
        all.extend(more.unwrap_or_default());
        if field.key == kind.title {
            all.extend(title_words);
        }
        words.push((field.key.to_owned(), all));
    }
    words.extend((kind.key != "note").then(|| ("note".to_owned(), vec!["note", "notes", "comment"])));
    words.extend(
        schema
            .custom_fields(kind.key)
            .map(|field| (field.key.to_string(), vec![field.label.as_str()])),
    );
    words
}

/// The kind whose fields the columns fit best.
pub(crate) fn kind_of(schema: &Schema, headers: &[String]) -> &'static str {
    let score = |kind: &&str| {
        let targets = for_kind(schema, kind, headers);
        targets
            .iter()
            .filter(|target| matches!(target, Target::Field(_)))
            .count()
    };
    let mut best = "contact";
    for (kind, _) in KINDS {
        if score(&kind) > score(&best) {
            best = kind;
        }
    }
    best
}

/// The mapping of a file of contact cards.
pub(crate) fn for_cards() -> Vec<Target> {
    let target = |field: &str| match field.strip_prefix("new:") {
        Some(label) => Target::NewField(label.to_owned()),
        None => Target::Field(field.to_owned()),
    };
    CARD_COLUMNS.iter().map(|(_, field)| target(field)).collect()
}
