//! From what was typed into a form to writes, and from values to what is read.

use crate::{Failure, naming::Names};
use model::{
    Field, FieldKey, FieldType, KindKey, Record, Schema, Value, Write,
    text::TextEdit,
    typed::{self, Reading},
};
use std::collections::BTreeMap;

/// One place in a form: a field, a custom field, or a member of a group.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The register that it writes.
    pub(crate) register: FieldKey,
    /// The member of a group, with all members.
    pub(crate) member: Option<(&'static str, &'static [Field])>,
    /// What people call it.
    pub(crate) label: String,
    /// Its type.
    pub(crate) kind: FieldType,
}

impl Place {
    /// Its key in forms and bindings: `triage.status` for a member of a group.
    pub(crate) fn key(&self) -> String {
        self.member.map_or_else(
            || self.register.to_string(),
            |(member, _)| format!("{}.{member}", self.register),
        )
    }

    /// Its part of its register's value.
    pub(crate) fn part<'a>(&self, value: &'a Value) -> Option<&'a Value> {
        self.member.map_or(Some(value), |(member, _)| value.part(member))
    }
}

/// All places of a kind's card, in order: declared ones, then custom ones. Tags have a place of their own on the screen.
pub(crate) fn places(schema: &Schema, kind: &str) -> Vec<Place> {
    let declared = schema.kind(kind).map_or(&[][..], |kind| kind.fields);
    let mut places: Vec<Place> = declared
        .iter()
        .filter(|f| f.kind != FieldType::Tags)
        .flat_map(of_field)
        .collect();
    places.extend(schema.custom_fields(kind).map(|custom| Place {
        register: custom.key.clone(),
        member: None,
        label: custom.label.clone(),
        kind: FieldType::custom(&custom.kind).unwrap_or(FieldType::Text),
    }));
    places
}

fn of_field(field: &'static Field) -> Vec<Place> {
    let place = |member, label: &str, kind| Place {
        register: FieldKey::of(field.key),
        member,
        label: label.to_owned(),
        kind,
    };
    match field.kind {
        FieldType::Group(members) => members
            .iter()
            .map(|m| place(Some((m.key, members)), m.label, m.kind))
            .collect(),
        kind => vec![place(None, field.label, kind)],
    }
}

/// What a form wants to write: register → new value, with what its author's change is judged by.
pub(crate) struct Filled {
    pub(crate) writes: BTreeMap<FieldKey, Write>,
}

/// Reads a form. `before` is the record as the form's author saw it; values that are already so are left out.
///
/// # Errors
/// `Invalid`, naming the field, for the first text that is not a value of its field.
pub(crate) fn read_form(
    schema: &Schema,
    kind: &KindKey,
    before: Option<&Record>,
    form: &BTreeMap<String, String>,
    reading: Reading,
) -> Result<Filled, Failure> {
    let places = places(schema, kind.as_str());
    let mut values: BTreeMap<FieldKey, Value> = BTreeMap::new();
    let mut writes = BTreeMap::new();
    for (key, text) in form {
        if schema.type_of(kind.as_str(), key) == Some(FieldType::Tags) {
            writes.extend(tags(key, text, before));
            continue;
        }
        let place = places.iter().find(|place| place.key() == *key);
        let place = place.ok_or_else(|| Failure::invalid(format!("There is no field “{key}” here.")))?;
        let value = typed::parse(place.kind, text, reading)
            .map_err(|why| Failure::unfit(kind.as_str(), key, &place.label, &why))?;
        let seen = before
            .and_then(|record| record.shown(schema, place.register.as_str()))
            .map(|s| s.value.clone());
        let register = values
            .entry(place.register.clone())
            .or_insert_with(|| seen.unwrap_or_default());
        *register = match place.member {
            Some((member, members)) => with_member(register, member, members, value),
            None => value,
        };
    }
    for (register, value) in values {
        let seen = before
            .and_then(|record| record.shown(schema, register.as_str()))
            .map(|s| &s.value);
        let contested = before.is_some_and(|record| record.contested(schema, register.as_str()));
        if contested || *seen.unwrap_or(&Value::Nothing) != value {
            writes.insert(register.clone(), write(schema, kind, &register, seen, value));
        }
    }
    Ok(Filled { writes })
}

/// A text that is edited carries what was changed in it, so that it can be merged.
fn write(schema: &Schema, kind: &KindKey, register: &FieldKey, seen: Option<&Value>, value: Value) -> Write {
    let long = schema.type_of(kind.as_str(), register.as_str()) == Some(FieldType::LongText);
    let text = match (long, seen, &value) {
        (true, Some(Value::Text(before)), Value::Text(after)) => Some(TextEdit::between(before, after)),
        _ => None,
    };
    Write {
        value,
        text,
        back: Vec::new(),
    }
}

/// A group with one member changed; all members as they are shown.
fn with_member(group: &Value, member: &str, members: &[Field], value: Value) -> Value {
    let parts = members.iter().map(|m| {
        let part = if m.key == member {
            value.clone()
        } else {
            group.part(m.key).cloned().unwrap_or_default()
        };
        (m.key, part)
    });
    Value::parts(parts)
}

/// A line of tags: those that are new are added, those that are missing taken away.
fn tags(key: &str, text: &str, before: Option<&Record>) -> BTreeMap<FieldKey, Write> {
    let wanted: Vec<String> = text
        .split([',', ';', '\n'])
        .map(tidy_tag)
        .filter(|tag| !tag.is_empty())
        .collect();
    let there: Vec<String> = before
        .map(|record| record.elements(key).map(str::to_owned).collect())
        .unwrap_or_default();
    let added = wanted.iter().filter(|tag| !there.contains(tag)).map(|tag| (tag, true));
    let gone = there.iter().filter(|tag| !wanted.contains(tag)).map(|tag| (tag, false));
    added
        .chain(gone)
        .map(|(tag, present)| (FieldKey::element(key, tag), Write::of(Value::Flag(present))))
        .collect()
}

/// A tag as it is kept: one line, single spaces, no `#` before it.
pub(crate) fn tidy_tag(tag: &str) -> String {
    tag.trim_start_matches([' ', '#'])
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// A value as a person reads it; links by name.
pub(crate) fn shown(kind: FieldType, value: &Value, names: &Names) -> String {
    match (kind, value.as_text().and_then(|text| text.parse().ok())) {
        (FieldType::Link(_), Some(id)) => names.title(id),
        (FieldType::Links(_), _) => {
            let named: Vec<String> = typed::links_of(value).into_iter().map(|id| names.title(id)).collect();
            named.join(", ")
        }
        _ => typed::shown_text(kind, value),
    }
}
