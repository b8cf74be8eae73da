//! Is a change one that this schema can take? Asked before it is written here, and again by whoever receives it.

use crate::{
    Act, Change, FieldKey, FieldType, Schema, Value,
    record::LIFE,
    typed::{self, DateOrder, Reading},
};

/// Why a change cannot be taken at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A new record without something it needs.
    #[error("{label} is missing. Fill it in and save again.")]
    Missing {
        /// The record's kind.
        kind: String,
        /// The field.
        field: &'static str,
        /// The field's label.
        label: &'static str,
    },
    /// A value that is not one of its field's type.
    #[error("{field}: {why}")]
    Unfit {
        /// The register.
        field: FieldKey,
        /// What is wrong with it.
        why: String,
    },
}

impl Refusal {
    /// The stable code of the reason.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "missing-field",
            Self::Unfit { .. } => "unfit-value",
        }
    }
}

/// Checks a change against the declarations. Kinds and fields that this version does not know pass: they are carried.
///
/// # Errors
/// The first [`Refusal`], in the order of the fields.
pub fn check(change: &Change, schema: &Schema) -> Result<(), Refusal> {
    let kind = change.kind.as_str();
    for field in schema
        .kind(kind)
        .map_or(&[][..], |kind| kind.fields)
        .iter()
        .filter(|f| f.required)
    {
        let write = change.writes.get(field.key);
        let empty = write.is_some_and(|w| w.value == Value::Nothing);
        let absent = write.is_none() && change.act == Act::Create;
        if change.act != Act::Undo && (empty || absent) {
            return Err(Refusal::Missing {
                kind: kind.to_owned(),
                field: field.key,
                label: field.label,
            });
        }
    }
    for (field, write) in &change.writes {
        if *field == LIFE {
            continue;
        }
        if let Some(kind) = schema.type_of(kind, field.as_str()) {
            fits(kind, field, &write.value).map_err(|why| Refusal::Unfit {
                field: field.clone(),
                why,
            })?;
        }
    }
    Ok(())
}

/// A value fits its type if its text reads back to it. Elements of a union are flags; members of a group fit alone.
fn fits(kind: FieldType, field: &FieldKey, value: &Value) -> Result<(), String> {
    match (kind, value) {
        (_, Value::Withheld) => Err("a value that you may not see cannot be written".to_owned()),
        (_, Value::Nothing | Value::Redacted) => Ok(()),
        (FieldType::Tags, Value::Flag(_)) if field.element_name().is_some_and(|name| !name.trim().is_empty()) => Ok(()),
        (FieldType::Tags, _) => Err("a tag has a name, and is there or not".to_owned()),
        (FieldType::Group(members), Value::Parts(parts)) => {
            let known = |name: &String| members.iter().find(|m| m.key == name);
            parts
                .iter()
                .filter_map(|(name, part)| Some((known(name)?, part)))
                .try_for_each(|(m, part)| fits(m.kind, field, part))
        }
        _ => {
            let reading = Reading {
                currency: "EUR",
                dates: DateOrder::DayFirst,
                zone: "UTC",
            };
            match typed::parse(kind, &typed::text_of(value), reading) {
                Ok(read) if read == *value => Ok(()),
                Ok(_) => Err("the value is not in this field's form".to_owned()),
                Err(invalid) => Err(invalid.words),
            }
        }
    }
}
