//! Conditions of a list, and how they become SQL.
//!
//! Everything is compared as the person sees it: texts by their folded form, days and times by the clock on the wall,
//! amounts by their number. Nearly all of it is SQL, so that an index can answer. Two things are not: a piece from the
//! middle of a text, because the database cannot fold, and an organisation's own fields, which lie in the packed
//! provenance. For those the SQL only says which rows come into question ([`Sql::judged`]), and `judge.rs` looks at them.
//!
//! Names of tables and columns come from the declarations; whatever a person typed is bound.

use crate::{columns::Cell, tables::Table};
use model::{FieldType, RecordId, Schema, Value, fold::fold};

/// The conditions of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// One of them is enough; otherwise all have to hold.
    pub any: bool,
    /// The conditions.
    pub clauses: Vec<Clause>,
}

/// One condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// A field's key, declared or of the organisation's own; `triage.status` for a member of a group.
    pub field: String,
    /// What has to be true of it.
    pub test: Test,
}

/// What has to be true of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// Nothing is there.
    Empty,
    /// Something is there.
    Filled,
    /// One of these. A flag that nobody has set is "no".
    Is(Vec<Value>),
    /// None of these; nothing at all is none of them.
    IsNot(Vec<Value>),
    /// This, somewhere in the text.
    Contains(String),
    /// This, at the beginning of the text.
    StartsWith(String),
    /// A day or moment in one of these.
    Within(Vec<Span>),
    /// A number, or an amount (of this currency, where one is named).
    Number {
        /// All of them hold.
        bounds: Vec<(Than, String)>,
        /// ISO 4217; amounts of other currencies are not compared.
        currency: Option<String>,
    },
    /// One of these tags.
    HasTag(Vec<String>),
    /// None of these tags.
    HasNoTag(Vec<String>),
}

/// From a day or time on, up to and without another; both in the kept form, by the clock on the wall.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The first that counts.
    pub from: Option<String>,
    /// The first that does not.
    pub until: Option<String>,
}

/// How a number compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Than {
    /// `>`
    More,
    /// `>=`
    AtLeast,
    /// `<`
    Less,
    /// `<=`
    AtMost,
}

impl Than {
    fn sign(self) -> &'static str {
        match self {
            Self::More => ">",
            Self::AtLeast => ">=",
            Self::Less => "<",
            Self::AtMost => "<=",
        }
    }

    pub(super) fn holds(self, a: f64, b: f64) -> bool {
        match self {
            Self::More => a > b,
            Self::AtLeast => a >= b,
            Self::Less => a < b,
            Self::AtMost => a <= b,
        }
    }
}

/// Where a clause looks.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// A column of its own.
    Column(&'static str, FieldType),
    /// A member of a group.
    Member(&'static str, &'static str, FieldType),
    /// A field of the organisation's own.
    Custom(FieldType),
}

pub(super) fn place(table: &Table, schema: &Schema, field: &str) -> Option<Place> {
    if let Some((group, member)) = field.split_once('.') {
        let group = table.kind.field(group)?;
        let FieldType::Group(members) = group.kind else {
            return None;
        };
        let member = members.iter().find(|m| m.key == member)?;
        return Some(Place::Member(group.key, member.key, member.kind));
    }
    match table.kind.field(field) {
        Some(field) => Some(Place::Column(field.key, field.kind)),
        None => schema
            .custom_field(table.kind.key, field)
            .map(|custom| Place::Custom(FieldType::custom(&custom.kind).unwrap_or(FieldType::Text))),
    }
}

/// SQL text with what is bound in it, by number throughout: sqlx counts bare places anew beside numbered ones.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sql {
    pub(crate) conditions: Vec<String>,
    pub(crate) bound: Vec<Cell>,
    /// The rows that it gives have to be looked at once more.
    pub(crate) judged: bool,
}

impl Sql {
    pub(crate) fn bind(&mut self, cell: Cell) -> String {
        self.bound.push(cell);
        format!("?{}", self.bound.len())
    }

    fn text(&mut self, text: impl Into<String>) -> String {
        self.bind(Cell::Text(text.into()))
    }

    pub(crate) fn wheres(&self) -> String {
        self.conditions.join(" AND ")
    }

    /// Adds a filter. A clause about a field that is not there holds for no record.
    pub(super) fn filter(&mut self, table: &Table, schema: &Schema, filter: &Filter) {
        let mut parts = Vec::new();
        for clause in &filter.clauses {
            let part = match place(table, schema, &clause.field) {
                Some(place) => self.clause(table, place, clause),
                None => "0".to_owned(),
            };
            parts.push(format!("({part})"));
        }
        if !parts.is_empty() {
            let way = if filter.any { " OR " } else { " AND " };
            self.conditions.push(format!("({})", parts.join(way)));
        }
    }

    fn clause(&mut self, table: &Table, place: Place, clause: &Clause) -> String {
        match place {
            Place::Custom(_) => {
                self.judged = true;
                // Its key stands in the provenance of those that have it.
                let holds_for_empty = matches!(clause.test, Test::Empty | Test::IsNot(_))
                    || matches!(&clause.test, Test::Is(values) if values.contains(&Value::Flag(false)));
                if holds_for_empty {
                    return "1".to_owned();
                }
                let key = self.bind(Cell::Blob(clause.field.clone().into_bytes()));
                format!("instr(t.origin, {key}) > 0")
            }
            Place::Column(_, FieldType::Tags) => self.tags(table, &clause.test),
            Place::Column(key, kind) => self.test(&format!("t.{key}"), kind, &clause.test),
            Place::Member(group, member, kind) => {
                self.test(&format!("(t.{group} ->> '$.{member}')"), kind, &clause.test)
            }
        }
    }

    fn test(&mut self, at: &str, kind: FieldType, test: &Test) -> String {
        match test {
            Test::Empty => format!("{at} IS NULL"),
            Test::Filled => format!("{at} IS NOT NULL"),
            Test::Is(values) => self.one_of(at, kind, values),
            Test::IsNot(values) => {
                let one = self.one_of(at, kind, values);
                format!("({one}) IS NOT 1")
            }
            Test::Contains(text) => self.contains(at, text),
            Test::StartsWith(text) => {
                let beginning = fold(text);
                let (from, to) = (
                    self.text(lowest(&beginning)),
                    self.text(format!("{}{LAST}", highest(&beginning))),
                );
                format!("{at} COLLATE folded BETWEEN {from} AND {to}")
            }
            Test::Within(spans) => self.within(at, spans),
            Test::Number { bounds, currency } => self.number(at, kind, bounds, currency.as_deref()),
            Test::HasTag(_) | Test::HasNoTag(_) => "0".to_owned(),
        }
    }

    fn one_of(&mut self, at: &str, kind: FieldType, values: &[Value]) -> String {
        let mut exact = Vec::new();
        let mut others = Vec::new();
        for value in values {
            match (kind, value) {
                (FieldType::Flag, Value::Flag(true)) => others.push(format!("{at} = 1")),
                (FieldType::Flag, Value::Flag(false)) => others.push(format!("{at} IS NOT 1")),
                (FieldType::Whole, Value::Whole(number)) => exact.push(self.bind(Cell::Int(*number))),
                (FieldType::Link(_), Value::Text(id)) => {
                    let id: Option<RecordId> = id.parse().ok();
                    exact.extend(id.map(|id| self.bind(Cell::Blob(id.to_bytes().to_vec()))));
                }
                (FieldType::Choice(_) | FieldType::Stage | FieldType::Date | FieldType::Moment, Value::Text(text)) => {
                    exact.push(self.text(text));
                }
                (_, Value::Text(text)) => {
                    // Two texts are one where their folded forms are: in the order `folded` those stand together.
                    let (from, to) = (self.text(lowest(&fold(text))), self.text(highest(&fold(text))));
                    others.push(format!("{at} COLLATE folded BETWEEN {from} AND {to}"));
                }
                _ => {}
            }
        }
        match exact.as_slice() {
            [] => {}
            [one] => others.push(format!("{at} = {one}")),
            more => others.push(format!("{at} IN ({})", more.join(", "))),
        }
        if others.is_empty() {
            "0".to_owned()
        } else {
            others.join(" OR ")
        }
    }

    /// What is plain ASCII without apostrophes holds the piece's longest word as it is, or does not match.
    fn contains(&mut self, at: &str, text: &str) -> String {
        self.judged = true;
        let folded = fold(text);
        let word = folded.split(' ').max_by_key(|word| word.len()).unwrap_or_default();
        let like = self.text(format!("%{word}%"));
        format!("{at} LIKE {like} OR {at} LIKE '%''%' OR {at} GLOB '*[^ -~]*'")
    }

    fn within(&mut self, at: &str, spans: &[Span]) -> String {
        let mut parts = Vec::new();
        for span in spans {
            let from = span.from.as_ref().map(|from| format!("{at} >= {}", self.text(from)));
            let until = span.until.as_ref().map(|until| format!("{at} < {}", self.text(until)));
            let both: Vec<String> = from.into_iter().chain(until).collect();
            parts.push(if both.is_empty() {
                format!("{at} IS NOT NULL")
            } else {
                both.join(" AND ")
            });
        }
        if parts.is_empty() {
            "0".to_owned()
        } else {
            parts.join(" OR ")
        }
    }

    fn number(&mut self, at: &str, kind: FieldType, bounds: &[(Than, String)], currency: Option<&str>) -> String {
        let mut parts: Vec<String> = Vec::new();
        for (than, number) in bounds {
            let number = self.text(number);
            parts.push(format!("CAST({at} AS REAL) {} CAST({number} AS REAL)", than.sign()));
        }
        if let Some(currency) = currency.filter(|_| kind == FieldType::Money) {
            let currency = self.text(currency);
            parts.push(format!("{at}_currency = {currency}"));
        }
        parts.push(format!("{at} IS NOT NULL"));
        parts.join(" AND ")
    }

    /// Few records have a tag: those that do are looked through in their narrow index, not in the table.
    fn tags(&mut self, table: &Table, test: &Test) -> String {
        let mut any = |tags: &[String]| {
            let mut parts = Vec::new();
            for tag in tags {
                let escaped = tag.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
                let like = self.text(format!("%\n{escaped}\n%"));
                parts.push(format!("(char(10) || tagged.tags || char(10)) LIKE {like} ESCAPE '\\'"));
            }
            let some = if parts.is_empty() {
                "0".to_owned()
            } else {
                parts.join(" OR ")
            };
            format!(
                "t.row IN (SELECT tagged.row FROM {} tagged WHERE tagged.tags IS NOT NULL AND ({some}))",
                table.kind.key
            )
        };
        match test {
            Test::Empty => "t.tags IS NULL".to_owned(),
            Test::Filled => "t.tags IS NOT NULL".to_owned(),
            Test::HasTag(tags) => any(tags),
            Test::HasNoTag(tags) => format!("NOT ({})", any(tags)),
            _ => "0".to_owned(),
        }
    }
}

/// Before every text of this folded form: a control character folds to nothing, and is less than any letter.
fn lowest(folded: &str) -> String {
    format!("\u{1}{folded}")
}

/// After every text of this folded form: the last private character folds to nothing, and is greater than any letter.
fn highest(folded: &str) -> String {
    format!("\u{10fffd}{folded}")
}

/// After every letter that occurs in names (the end of CJK extension H).
const LAST: char = '\u{323af}';
