//! What a declaration can say, and the organisation's schema: the declared kinds, its own custom fields, and the
//! policies it has tightened.

use crate::{
    Policy, declare,
    id::{FieldKey, KindKey},
    record::LIFE,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The type of a field: how its text is read, how its value is shown, which column the store gives it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FieldType {
    /// One line.
    Text,
    /// Many lines.
    LongText,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A web address.
    Url,
    /// A calendar date.
    Date,
    /// A date, or a date with a time of day and its zone.
    Moment,
    /// A decimal amount with its currency.
    Money,
    /// A whole number.
    Whole,
    /// Yes or no.
    Flag,
    /// One of the keys; (key, label).
    Choice(&'static [(&'static str, &'static str)]),
    /// Another record, of this kind or (`None`) of any.
    Link(Option<&'static str>),
    /// Several records of this kind, one value: who changes one of them says which they all are.
    Links(&'static str),
    /// A postal address.
    Address,
    /// A deal's stage with its closing reason.
    Stage,
    /// A pipeline's stages.
    Stages,
    /// A set of words, each a register of its own.
    Tags,
    /// Fields that are judged together: two people who touched different members meet here.
    Group(&'static [Field]),
}

impl FieldType {
    /// The type's name in bindings, custom fields and the published rules.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::LongText => "long_text",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Url => "url",
            Self::Date => "date",
            Self::Moment => "moment",
            Self::Money => "money",
            Self::Whole => "whole",
            Self::Flag => "flag",
            Self::Choice(_) => "choice",
            Self::Link(_) => "link",
            Self::Links(_) => "links",
            Self::Address => "address",
            Self::Stage => "stage",
            Self::Stages => "stages",
            Self::Tags => "tags",
            Self::Group(_) => "group",
        }
    }

    /// The types that an organisation can give to a field of its own.
    pub const CUSTOM: &'static [Self] = &[
        Self::Text,
        Self::LongText,
        Self::Whole,
        Self::Date,
        Self::Moment,
        Self::Money,
        Self::Flag,
        Self::Phone,
        Self::Email,
        Self::Url,
    ];

    /// A custom field's type by its key.
    #[must_use]
    pub fn custom(key: &str) -> Option<Self> {
        Self::CUSTOM.iter().copied().find(|kind| kind.key() == key)
    }
}

/// One declared field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Field {
    /// Its key: the register, the column, the name on the wire.
    pub key: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// Its type.
    pub kind: FieldType,
    /// What happens when two people write it at once.
    pub policy: Policy,
    /// Found by search.
    pub searched: bool,
    /// Kept from people without need, and from logs always.
    pub sensitive: bool,
    /// A record cannot be made without it.
    pub required: bool,
}

/// One declared record kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kind {
    /// Its key: the table, the name on the wire.
    pub key: &'static str,
    /// What people call one.
    pub label: &'static str,
    /// What people call many.
    pub plural: &'static str,
    /// The field that names a record on the screen.
    pub title: &'static str,
    /// Its fields, in the order of the card.
    pub fields: &'static [Field],
}

impl Kind {
    /// A declared field by its key.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.key == key)
    }
}

/// A field that an organisation added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomField {
    /// Its register: `x_` and the ULID of the record that declares it, in lower case.
    pub key: FieldKey,
    /// The kind that has it.
    pub on: KindKey,
    /// What people call it.
    pub label: String,
    /// Its type, by key.
    pub kind: String,
}

/// Everything that `decide`, validation and the screen need to know about fields.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    custom: Vec<CustomField>,
    tightened: BTreeMap<(KindKey, String), Policy>,
}

impl Schema {
    /// The declared kinds with an organisation's custom fields.
    #[must_use]
    pub fn with_custom(custom: Vec<CustomField>) -> Self {
        Self {
            custom,
            tightened: BTreeMap::new(),
        }
    }

    /// The same schema with a stricter policy for one field: `Review` for any, `FieldFirst` for one that goes by `Latest`.
    /// Anything else would be looser, and is not taken; a record's life is not for an organisation to change.
    #[must_use]
    pub fn tightened(mut self, kind: KindKey, field: &str, policy: Policy) -> Self {
        let stricter = match policy {
            Policy::Review => true,
            Policy::FieldFirst => self.policy(&kind, field) == Policy::Latest,
            Policy::Latest | Policy::Union | Policy::Text => false,
        };
        if stricter && *field != *LIFE.as_str() {
            self.tightened.insert((kind, field.to_owned()), policy);
        }
        self
    }

    /// A declared kind by its key.
    #[must_use]
    pub fn kind(&self, key: &str) -> Option<&'static Kind> {
        declare::KINDS.iter().find(|kind| kind.key == key)
    }

    /// A declared field of a kind; for an element of a union, the union.
    #[must_use]
    pub fn field(&self, kind: &str, key: &str) -> Option<&'static Field> {
        let field = key.split_once('/').map_or(key, |(field, _)| field);
        self.kind(kind)?.field(field)
    }

    /// A custom field of a kind.
    #[must_use]
    pub fn custom_field(&self, kind: &str, key: &str) -> Option<&CustomField> {
        self.custom.iter().find(|field| field.on == *kind && field.key == *key)
    }

    /// All custom fields of a kind, in the order in which they were added.
    pub fn custom_fields<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a CustomField> + 'a {
        self.custom.iter().filter(move |field| field.on == *kind)
    }

    /// The type of a register of a kind, declared or custom.
    #[must_use]
    pub fn type_of(&self, kind: &str, key: &str) -> Option<FieldType> {
        let custom = || {
            self.custom_field(kind, key)
                .and_then(|field| FieldType::custom(&field.kind))
        };
        self.field(kind, key).map(|field| field.kind).or_else(custom)
    }

    /// The policy of a register. Life and fields that this version does not know keep both values; a custom field goes
    /// by `Latest` unless it is long text, or tightened.
    #[must_use]
    pub fn policy(&self, kind: &KindKey, key: &str) -> Policy {
        let declared = || {
            if *key == *LIFE.as_str() {
                return Policy::Review;
            }
            match (self.field(kind.as_str(), key), self.custom_field(kind.as_str(), key)) {
                (Some(field), _) => field.policy,
                (None, Some(custom)) if custom.kind == FieldType::LongText.key() => Policy::Text,
                (None, Some(_)) => Policy::Latest,
                (None, None) if key.contains('/') => Policy::Union,
                (None, None) => Policy::Review,
            }
        };
        if self.tightened.is_empty() {
            return declared();
        }
        let field = key.split_once('/').map_or(key, |(field, _)| field).to_owned();
        self.tightened
            .get(&(kind.clone(), field))
            .copied()
            .unwrap_or_else(declared)
    }
}
