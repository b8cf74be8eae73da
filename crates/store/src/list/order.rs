//! The order of a list, in parts that follow each other: first the records that have what it is ordered by, then the
//! others by name. So the first can come straight from a narrow index that holds no empty ones.

use super::Order;
use crate::tables::{self, Table};
use model::{Field, FieldType};

/// One stretch of a list: what is asked, besides the list's own conditions, and in which order.
pub(crate) struct Part {
    pub(crate) from: String,
    pub(crate) condition: Option<String>,
    pub(crate) order: String,
}

/// The parts of a list.
pub(crate) fn parts(table: &'static Table, order: &Order) -> Vec<Part> {
    let whole = |order: String| vec![part(table, None, order)];
    let (field, descending) = match order {
        Order::Title => return whole(by_title(table, false)),
        Order::Newest => return whole("t.row DESC".to_owned()),
        Order::Field { key, descending } => (place(table, key), *descending),
    };
    let Some((at, field)) = field else {
        return whole("t.row DESC".to_owned());
    };
    if field.key == table.kind.title && table.has_title_index() {
        return whole(by_title(table, descending));
    }
    match field.kind {
        FieldType::Link(to) => by_name(table, field, to, descending),
        FieldType::Flag => {
            let way = if descending { "DESC" } else { "ASC" };
            whole(format!("{at} IS 1 {way}, {}", by_title(table, false)))
        }
        kind => {
            let by = match kind {
                FieldType::Money => format!("CAST({at} AS REAL)"),
                FieldType::Whole | FieldType::Date | FieldType::Moment => at.clone(),
                FieldType::Choice(choices) => by_place(&at, choices),
                _ => format!("{at} COLLATE folded"),
            };
            let way = if descending { "DESC" } else { "ASC" };
            vec![
                part(
                    table,
                    Some(format!("{at} IS NOT NULL")),
                    format!("{by} {way}, t.row {way}"),
                ),
                part(table, Some(format!("{at} IS NULL")), by_title(table, false)),
            ]
        }
    }
}

fn part(table: &Table, condition: Option<String>, order: String) -> Part {
    Part {
        from: format!("{} t", table.kind.key),
        condition,
        order,
    }
}

/// A field, or the member of a group, with its place in a row.
fn place(table: &Table, key: &str) -> Option<(String, &'static Field)> {
    match key.split_once('.') {
        None => table.kind.field(key).map(|field| (format!("t.{key}"), field)),
        Some((group, member)) => {
            let group = table.kind.field(group)?;
            let FieldType::Group(members) = group.kind else {
                return None;
            };
            let member = members.iter().find(|m| m.key == member)?;
            Some((format!("(t.{} ->> '$.{}')", group.key, member.key), member))
        }
    }
}

fn by_title(table: &Table, descending: bool) -> String {
    let way = if descending { " DESC" } else { "" };
    if table.has_title_index() {
        format!("t.{} COLLATE folded{way}, t.row{way}", table.kind.title)
    } else {
        "t.row DESC".to_owned()
    }
}

/// Choices in the order in which they are declared: urgent after high, not between new and waiting.
fn by_place(at: &str, choices: &[(&str, &str)]) -> String {
    let whens: Vec<String> = (0..)
        .zip(choices)
        .map(|(place, (key, _)): (usize, _)| format!("WHEN '{key}' THEN {place}"))
        .collect();
    format!("CASE {at} {} ELSE {} END", whens.join(" "), choices.len())
}

/// Links of which an index leads back to the records that have them.
const LED_BACK: &[(&str, &str)] = &[
    ("contact", "company"),
    ("contact", "owner"),
    ("company", "owner"),
    ("company", "parent"),
    ("deal", "company"),
    ("deal", "contact"),
    ("deal", "pipeline"),
    ("deal", "owner"),
    ("task", "assignee"),
    ("issue", "contact"),
    ("issue", "company"),
];

/// By the name of what is linked to. Where there is an index, the linked records are walked in the order of their names
/// and the list's are fetched through their links; the first page then costs as much as it shows.
fn by_name(table: &'static Table, field: &Field, to: Option<&str>, descending: bool) -> Vec<Part> {
    let way = if descending { "DESC" } else { "ASC" };
    let link = format!("t.{}", field.key);
    let led = LED_BACK.contains(&(table.kind.key, field.key));
    let Some(linked) = to.and_then(tables::table).filter(|_| led) else {
        let name = name_of(&link, to);
        return vec![
            part(
                table,
                Some(format!("{link} IS NOT NULL")),
                format!("{name} COLLATE folded {way}, t.row {way}"),
            ),
            part(table, Some(format!("{link} IS NULL")), by_title(table, false)),
        ];
    };
    let (kind, title) = (linked.kind.key, linked.kind.title);
    let joined = Part {
        from: format!("{kind} k CROSS JOIN {} t", table.kind.key),
        condition: Some(format!("{link} = k.id AND {link} IS NOT NULL AND k.gone = 0")),
        // Within one owner the index goes on by name.
        order: match field.key {
            "owner" => format!(
                "k.{title} COLLATE folded {way}, k.row {way}, t.{} COLLATE folded {way}, t.row {way}",
                table.kind.title
            ),
            _ => format!("k.{title} COLLATE folded {way}, k.row {way}, t.row {way}"),
        },
    };
    let others = format!("({link} IS NULL OR NOT EXISTS (SELECT 1 FROM {kind} k WHERE k.id = {link} AND k.gone = 0))");
    vec![joined, part(table, Some(others), by_title(table, false))]
}

fn name_of(link: &str, to: Option<&str>) -> String {
    let one = |table: &Table| {
        let title = table.kind.title;
        format!("(SELECT {title} FROM {} WHERE id = {link})", table.kind.key)
    };
    match to.and_then(tables::table) {
        Some(linked) => one(linked),
        None => {
            let kinds = ["contact", "company", "deal", "issue", "task"];
            let names: Vec<String> = kinds.iter().filter_map(|kind| tables::table(kind)).map(one).collect();
            format!("coalesce({})", names.join(", "))
        }
    }
}
