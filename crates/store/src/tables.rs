//! The tables of the declared kinds: their columns in order and the statements that follow from them.

use crate::columns::{self, Column};
use model::{FieldType, Kind, declare::KINDS};
use std::sync::LazyLock;

/// Columns before a kind's own: row, id, gone, origin, acts.
pub(crate) const FIXED: [(&str, &str); 5] = [
    ("row", "INTEGER"),
    ("id", "BLOB"),
    ("gone", "INTEGER"),
    ("origin", "BLOB"),
    ("acts", "BLOB"),
];

/// One kind's table.
pub(crate) struct Table {
    pub(crate) kind: &'static Kind,
    /// Number of the kind, below 16: part of the search index's rowid.
    pub(crate) number: i64,
    /// The kind's own columns, in the order of its fields.
    pub(crate) columns: Vec<Column>,
    /// `SELECT` of all columns, without a condition.
    pub(crate) select: String,
}

/// Tables in the order of the declarations.
pub(crate) static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| {
    let table = |(number, kind): (i64, &'static Kind)| {
        let columns: Vec<Column> = kind.fields.iter().flat_map(columns::columns).collect();
        let names: Vec<&str> = FIXED
            .iter()
            .map(|(name, _)| *name)
            .chain(columns.iter().map(|c| c.name.as_str()))
            .collect();
        let select = format!("SELECT {} FROM {}", names.join(", "), kind.key);
        Table {
            kind,
            number,
            columns,
            select,
        }
    };
    (0..).zip(KINDS).map(table).collect()
});

/// The table of a kind, where the kind is declared.
pub(crate) fn table(kind: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.kind.key == kind)
}

/// The table of a kind by its number in the search index.
pub(crate) fn by_number(number: i64) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.number == number)
}

/// The condition that a column holds the id that is bound as `?1`: by its last bytes, which are in an index, then whole.
pub(crate) fn is_id(column: &str) -> String {
    format!("(substr({column}, 11) = substr(?1, 11) AND {column} = ?1)")
}

impl Table {
    /// The rowid in the search index.
    pub(crate) fn found_row(&self, row: i64) -> i64 {
        (row << 4) | self.number
    }

    /// The collation-aware ordering by the title, where there is an index for it.
    pub(crate) fn has_title_index(&self) -> bool {
        matches!(self.kind.key, "contact" | "company" | "deal" | "task" | "issue")
    }

    /// Declared links to this kind from others: (table, column) to index again when a record of this kind gets another
    /// name.
    pub(crate) fn named_in(&self) -> impl Iterator<Item = (&'static Table, &'static str)> + use<> {
        let to = self.kind.key;
        TABLES.iter().flat_map(move |table| {
            let fields = table.kind.fields.iter();
            let searched =
                fields.filter(move |f| f.searched && matches!(f.kind, FieldType::Link(Some(kind)) if kind == to));
            searched.map(move |field| (table, field.key))
        })
    }
}

#[cfg(test)]
mod tests;
