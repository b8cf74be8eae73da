//! One row at a time: is it a record, what does it write, is it here already?

use super::{ImportAsk, Target, Why};
use crate::{
    Failure, failure,
    fields::{Place, places, tidy_tag},
};
use model::{
    FieldKey, FieldType, Invalid, Record, Schema, Value, Write,
    fold::{digits, fold},
    typed::{self, DateOrder, Reading},
};
use std::{
    collections::{BTreeMap, HashSet, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
};

/// Where one column goes.
pub(crate) enum Column {
    Place(Place),
    Tags,
    Note,
    Skip,
}

/// The columns of an import, checked.
pub(crate) struct Columns {
    pub(crate) kind: &'static str,
    pub(crate) all: Vec<Column>,
    pub(crate) title: usize,
    /// Labels of fields that have to be added, with the register that each will be.
    pub(crate) new_fields: Vec<(String, model::RecordId)>,
}

impl Columns {
    /// Checks a mapping. `fresh` draws the id of a field that has to be added.
    ///
    /// # Errors
    /// `Invalid`: no column for the name, two columns for one field, or a field that is not there.
    pub(crate) fn read(
        ask: &ImportAsk,
        schema: &Schema,
        mut fresh: impl FnMut() -> model::RecordId,
    ) -> Result<Self, Failure> {
        let kind = schema
            .kind(&ask.kind)
            .ok_or_else(|| Failure::invalid("Choose what these rows are."))?;
        let places = places(schema, kind.key);
        let (mut all, mut new_fields, mut taken) = (Vec::new(), Vec::new(), HashSet::new());
        for target in &ask.mapping {
            let column = match target {
                Target::Skip => Column::Skip,
                Target::Field(key) if key == "tags" && kind.field("tags").is_some() => Column::Tags,
                Target::Field(key) if key == "note" && kind.key != "note" => Column::Note,
                Target::Field(key) => {
                    let place = places.iter().find(|place| place.key() == *key);
                    Column::Place(
                        place
                            .ok_or_else(|| Failure::invalid(format!("There is no field “{key}” here.")))?
                            .clone(),
                    )
                }
                Target::NewField(label) => new_field(label, &places, &mut new_fields, &mut fresh)?,
            };
            if let Column::Place(place) = &column
                && !taken.insert(place.key())
            {
                return Err(Failure::invalid(format!(
                    "Two columns go into “{}”. Choose one of them.",
                    place.label
                )));
            }
            all.push(column);
        }
        let is_title = |column: &Column| matches!(column, Column::Place(place) if place.register == *kind.title);
        let title = all.iter().position(is_title);
        let label = kind.field(kind.title).map_or("name", |field| field.label);
        let title = title.ok_or_else(|| Failure::invalid(format!("Choose the column that holds “{label}”.")))?;
        Ok(Self {
            kind: kind.key,
            all,
            title,
            new_fields,
        })
    }

    fn unfit(&self, place: &Place, why: &Invalid) -> Why {
        Why {
            words: format!("{}: {why}", place.label),
            detail: failure::unfit(self.kind, &place.key(), why.code),
        }
    }
}

fn new_field(
    label: &str,
    places: &[Place],
    new_fields: &mut Vec<(String, model::RecordId)>,
    fresh: &mut impl FnMut() -> model::RecordId,
) -> Result<Column, Failure> {
    let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
    if label.is_empty() {
        return Err(Failure::invalid("A new field needs a name."));
    }
    let same = |there: &Place| fold(&there.label) == fold(&label) && there.kind == FieldType::Text;
    if let Some(place) = places.iter().find(|place| same(place)) {
        return Ok(Column::Place(place.clone()));
    }
    let id = fresh();
    new_fields.push((label.clone(), id));
    let register = FieldKey::owned(format!("x_{}", id.to_string().to_lowercase()));
    Ok(Column::Place(Place {
        register,
        member: None,
        label,
        kind: FieldType::Text,
    }))
}

/// A row as a record.
#[derive(Debug, Default)]
pub(crate) struct Planned {
    pub(crate) title: String,
    pub(crate) writes: BTreeMap<FieldKey, Write>,
    pub(crate) note: String,
    /// (register, kind, name) of linked records.
    pub(crate) links: Vec<(FieldKey, &'static str, String)>,
    pub(crate) tags: Vec<String>,
}

impl Columns {
    /// Reads one row.
    ///
    /// # Errors
    /// Why it cannot be taken: the field and what is wrong with it.
    pub(crate) fn row(&self, cells: &[String], reading: Reading) -> Result<Planned, Why> {
        let mut planned = Planned {
            title: cells.get(self.title).map(|t| t.trim().to_owned()).unwrap_or_default(),
            ..Planned::default()
        };
        if planned.title.is_empty() {
            return Err(Why {
                words: "It has no name.".to_owned(),
                detail: "no_name".to_owned(),
            });
        }
        let mut groups: BTreeMap<FieldKey, BTreeMap<String, Value>> = BTreeMap::new();
        for (column, cell) in self.all.iter().zip(cells) {
            let text = cell.trim();
            match column {
                _ if text.is_empty() => {}
                Column::Skip => {}
                Column::Note => cell.trim().clone_into(&mut planned.note),
                Column::Tags => planned
                    .tags
                    .extend(text.split([',', ';', '\n']).map(tidy_tag).filter(|tag| !tag.is_empty())),
                Column::Place(place) => {
                    if let FieldType::Link(kind) = place.kind {
                        planned
                            .links
                            .push((place.register.clone(), kind.unwrap_or("contact"), text.to_owned()));
                        continue;
                    }
                    let value = typed::parse(place.kind, cell, reading).map_err(|why| self.unfit(place, &why))?;
                    match place.member {
                        Some((member, _)) => drop(
                            groups
                                .entry(place.register.clone())
                                .or_default()
                                .insert(member.to_owned(), value),
                        ),
                        None => drop(planned.writes.insert(place.register.clone(), Write::of(value))),
                    }
                }
            }
        }
        let groups = groups
            .into_iter()
            .map(|(register, parts)| (register, Write::of(Value::Parts(parts))));
        planned.writes.extend(groups);
        let tags = planned
            .tags
            .iter()
            .map(|tag| (FieldKey::element("tags", tag), Write::of(Value::Flag(true))));
        planned.writes.extend(tags);
        Ok(planned)
    }

    /// Whether any column is a date that can be written either way round.
    pub(crate) fn have_dates(&self) -> bool {
        let is_date = |column: &Column| matches!(column, Column::Place(place) if place.kind == FieldType::Date);
        self.all.iter().any(is_date)
    }

    /// Which way round the dates of a file are, from all of them: a day above 12 tells.
    pub(crate) fn note_dates(&self, cells: &[String], dates: &mut Dates) {
        for (column, cell) in self.all.iter().zip(cells) {
            if let Column::Place(Place {
                kind: FieldType::Date, ..
            }) = column
            {
                dates.note(cell);
            }
        }
    }
}

/// What the dates seen so far say about their order.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Dates {
    day_first: bool,
    month_first: bool,
}

impl Dates {
    fn note(&mut self, cell: &str) {
        let mut parts = cell.trim().split(['/', '.', '-']).map(str::parse::<u32>);
        if let (Some(Ok(first)), Some(Ok(second))) = (parts.next(), parts.next()) {
            self.day_first |= (13..=31).contains(&first);
            self.month_first |= (13..=31).contains(&second);
        }
    }

    pub(crate) fn order(self) -> DateOrder {
        if self.month_first && !self.day_first {
            DateOrder::MonthFirst
        } else {
            DateOrder::DayFirst
        }
    }
}

/// What makes two records the same person or thing: hashes of what they agree on.
#[derive(Default)]
pub(crate) struct Known(HashSet<u64>);

impl Known {
    /// Remembers; true if any of it was known already.
    pub(crate) fn add(&mut self, keys: &[u64]) -> bool {
        let known = keys.iter().any(|key| self.0.contains(key));
        self.0.extend(keys);
        known
    }
}

/// People are the same with one name and one e-mail, number or company; with a name alone if there is nothing else.
/// Anything else is the same with one name.
pub(crate) fn keys_of(kind: &str, title: &str, email: &str, numbers: &[&str], company: &str) -> Vec<u64> {
    let name = fold(title);
    if kind != "contact" {
        return vec![hash(&[&name])];
    }
    let numbers = numbers
        .iter()
        .map(|number| digits(number))
        .filter(|digits| digits.len() > 5);
    let tail = |digits: String| {
        digits
            .get(digits.len().saturating_sub(9)..)
            .unwrap_or_default()
            .to_owned()
    };
    let mut keys: Vec<u64> = numbers.map(|digits| hash(&[&name, "phone", &tail(digits)])).collect();
    if !email.is_empty() {
        keys.push(hash(&[&name, "email", &email.to_lowercase()]));
    }
    if !company.is_empty() {
        keys.push(hash(&[&name, "company", &fold(company)]));
    }
    if keys.is_empty() {
        keys.push(hash(&[&name]));
    }
    keys
}

pub(crate) fn hash(parts: &[&str]) -> u64 {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    hasher.finish()
}

impl Planned {
    /// What makes this row the same as another.
    pub(crate) fn keys(&self, kind: &str) -> Vec<u64> {
        let text = |field: &str| {
            self.writes
                .get(field)
                .and_then(|write| write.value.as_text())
                .unwrap_or_default()
        };
        let company = self
            .links
            .iter()
            .find(|(register, ..)| *register == *"company")
            .map_or("", |(.., name)| name.as_str());
        keys_of(
            kind,
            &self.title,
            text("email"),
            &[text("mobile"), text("phone")],
            company,
        )
    }
}

/// What makes a stored record the same as a row.
pub(crate) fn keys_of_record(kind: &str, record: &Record, schema: &Schema, company: &str) -> Vec<u64> {
    let text = |field: &str| record.value(schema, field).and_then(Value::as_text).unwrap_or_default();
    let title = schema.kind(kind).map_or("", |kind| kind.title);
    keys_of(
        kind,
        text(title),
        text("email"),
        &[text("mobile"), text("phone")],
        company,
    )
}
