//! What a backup holds: tables, their columns, and rows as lines of JSON: `["log", [cell, …]]`. Bytes are hexadecimal text;
//! they are packed with everything else.

use crate::{ServerError, database::Cell, hex};
use serde_json::Value;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Int,
    Bytes,
    Text,
}

/// A table that belongs to an organisation, in the order in which a restore fills it.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) columns: &'static [(&'static str, Kind)],
    /// What its rows are read by, in pages.
    pub(super) order: &'static str,
}

use Kind::{Bytes as B, Int as I, Text as T};

/// The organisation's own row: the first of its rows in a backup.
pub(super) const ORG: Table = Table {
    name: "org",
    columns: &[
        ("id", B),
        ("name", T),
        ("epoch", I),
        ("seq", I),
        ("head", B),
        ("signing", B),
        ("created", I),
        ("backed_up", I),
        ("floors", T),
    ],
    order: "id",
};

pub(super) const TABLES: [Table; 8] = [
    Table {
        name: "person",
        columns: &[("org", B), ("id", B), ("name", T), ("role", T), ("password", T)],
        order: "id",
    },
    Table {
        name: "person_alias",
        columns: &[("org", B), ("alias", B), ("person", B)],
        order: "alias",
    },
    Table {
        name: "device",
        columns: &[
            ("org", B),
            ("id", B),
            ("person", B),
            ("name", T),
            ("public_key", B),
            ("token", B),
            ("enrolled", I),
            ("revoked", I),
            ("heard", I),
            ("skew", I),
            ("jumps", I),
            ("report", T),
            ("copy_of", B),
            ("succeeded", I),
            ("token_since", I),
            ("next_token", B),
            ("next_since", I),
            ("spent", T),
            ("replayed", I),
        ],
        order: "id",
    },
    Table {
        name: "invitation",
        columns: &[
            ("org", B),
            ("code", B),
            ("role", T),
            ("person", B),
            ("expires", I),
            ("used", I),
        ],
        order: "code",
    },
    Table {
        name: "scope_rule",
        columns: &[("org", B), ("role", T), ("since", I)],
        order: "role",
    },
    Table {
        name: "refused",
        columns: &[
            ("org", B),
            ("id", B),
            ("on_device", B),
            ("n", I),
            ("person", B),
            ("content", B),
            ("judged", B),
            ("arrived", I),
        ],
        order: "id",
    },
    Table {
        name: "record",
        columns: &[("org", B), ("id", B), ("kind", T), ("body", B), ("seq", I)],
        order: "id",
    },
    Table {
        name: "log",
        columns: &[
            ("org", B),
            ("seq", I),
            ("id", B),
            ("on_device", B),
            ("n", I),
            ("person", B),
            ("record", B),
            ("bytes", B),
            ("judged", B),
            ("written", I),
            ("arrived", I),
            ("head", B),
        ],
        order: "seq",
    },
];

impl Table {
    pub(super) fn names(&self) -> Vec<&'static str> {
        self.columns.iter().map(|(name, _)| *name).collect()
    }

    pub(super) fn place(&self, column: &str) -> usize {
        self.names().iter().position(|name| *name == column).unwrap_or_default()
    }

    /// A line of the backup.
    pub(super) fn line(&self, cells: &[Cell]) -> String {
        let cells: Vec<Value> = cells.iter().map(value).collect();
        serde_json::json!([self.name, cells]).to_string()
    }

    /// The cells of a line. Columns that were added since the backup was written say nothing.
    pub(super) fn cells(&self, values: &[Value]) -> Result<Vec<Cell>, ServerError> {
        if values.len() > self.columns.len() {
            return Err(ServerError::NoBackup);
        }
        let values = values.iter().chain(std::iter::repeat(&Value::Null));
        let pairs = self.columns.iter().zip(values);
        pairs.map(|((_, kind), value)| cell(*kind, value)).collect()
    }
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Int(Some(number)) => (*number).into(),
        Cell::Bytes(Some(bytes)) => hex::text(bytes).into(),
        Cell::Text(Some(text)) => text.as_str().into(),
        Cell::Int(None) | Cell::Bytes(None) | Cell::Text(None) => Value::Null,
    }
}

fn cell(kind: Kind, value: &Value) -> Result<Cell, ServerError> {
    let cell = match (kind, value) {
        (Kind::Int, Value::Null) => Cell::Int(None),
        (Kind::Bytes, Value::Null) => Cell::Bytes(None),
        (Kind::Text, Value::Null) => Cell::Text(None),
        (Kind::Int, value) => Cell::Int(Some(value.as_i64().ok_or(ServerError::NoBackup)?)),
        (Kind::Text, value) => Cell::Text(Some(value.as_str().ok_or(ServerError::NoBackup)?.to_owned())),
        (Kind::Bytes, value) => {
            let bytes = value.as_str().and_then(hex::any_bytes);
            Cell::Bytes(Some(bytes.ok_or(ServerError::NoBackup)?))
        }
    };
    Ok(cell)
}
