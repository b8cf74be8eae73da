//! Rows of text, whether they come from a table or from contact cards.

use super::ImportFormat;
use crate::{Failure, FailureCode};
use exchange::{
    Unreadable,
    table::{Row, Table},
    vcard::{self, Card},
};
use std::{fs::File, io::Read, path::Path};

/// The columns of a file of contact cards, with the field that each goes into.
pub(crate) const CARD_COLUMNS: [(&str, &str); 10] = [
    ("Name", "name"),
    ("Company", "company"),
    ("Role", "role"),
    ("Mobile", "mobile"),
    ("Phone", "phone"),
    ("Email", "email"),
    ("Address", "address"),
    ("Tags", "tags"),
    ("Note", "note"),
    ("Website", "new:Website"),
];

/// A file that can be imported.
pub(crate) enum Source {
    Table(Table),
    Cards(Vec<Result<Card, vcard::BadCard>>),
}

/// A row, or the line and the reason of one that cannot be read.
pub(crate) type RowOf = Result<Row, (u64, String)>;

impl Source {
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        if is_cards(path) {
            return Ok(Self::Cards(vcard::read_file(path)?));
        }
        Ok(Self::Table(Table::open(path)?))
    }

    pub(crate) fn format(&self) -> ImportFormat {
        if matches!(self, Self::Table(_)) {
            ImportFormat::Csv
        } else {
            ImportFormat::Vcard
        }
    }

    pub(crate) fn headers(&self) -> Vec<String> {
        match self {
            Self::Table(table) => table.headers().to_vec(),
            Self::Cards(_) => CARD_COLUMNS.iter().map(|(header, _)| (*header).to_owned()).collect(),
        }
    }

    pub(crate) fn count(&self) -> Result<u64, Failure> {
        match self {
            Self::Table(table) => Ok(table.count_rows()?),
            Self::Cards(cards) => Ok(cards.len() as u64),
        }
    }

    pub(crate) fn rows(&self) -> Result<Box<dyn Iterator<Item = RowOf> + Send + '_>, Failure> {
        Ok(match self {
            Self::Table(table) => Box::new(
                table
                    .rows()?
                    .map(|row| row.map_err(|bad| (bad.line, bad.why.to_string()))),
            ),
            Self::Cards(cards) => Box::new((1..).zip(cards).map(|(number, card)| match card {
                Ok(card) => Ok(Row {
                    line: number,
                    cells: cells(card),
                }),
                Err(bad) => Err((bad.line, bad.why.to_string())),
            })),
        })
    }
}

fn is_cards(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(4096).read_to_end(&mut head));
    read.is_ok() && vcard::is_vcard(&head)
}

fn cells(card: &Card) -> Vec<String> {
    let mobile = |label: &str| {
        ["cell", "mobile", "mobil", "móvil", "portable"]
            .iter()
            .any(|word| label.to_lowercase().contains(word))
    };
    let first = |wanted: bool| {
        card.phones
            .iter()
            .find(|(label, _)| mobile(label) == wanted)
            .map(|(_, number)| number.clone())
    };
    let address = card.address.as_ref().map(|a| {
        [&a.street, &a.locality, &a.region, &a.code, &a.country]
            .map(String::as_str)
            .join("; ")
    });
    let role = if card.title.is_empty() { &card.role } else { &card.title };
    let name = if card.full_name.is_empty() {
        card.display_name()
    } else {
        card.full_name.clone()
    };
    vec![
        name,
        card.organisation.clone(),
        role.clone(),
        first(true).unwrap_or_default(),
        first(false).unwrap_or_default(),
        card.emails
            .first()
            .map(|(_, address)| address.clone())
            .unwrap_or_default(),
        address.unwrap_or_default().trim_matches([';', ' ']).to_owned(),
        card.categories.join(", "),
        card.note.clone(),
        card.website.clone(),
    ]
}

impl From<Unreadable> for Failure {
    fn from(error: Unreadable) -> Self {
        Self::new(FailureCode::UnreadableFile, error.to_string())
    }
}
