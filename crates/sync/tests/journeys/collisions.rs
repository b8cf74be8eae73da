//! The table of `collisions.md`, played: five devices on real files and a real server. Each line ends as it says on every
//! replica, each value that stands is explained by a change of the history, and nothing that anybody wrote is lost.

use crate::desk::{Desk, House, START};
use model::{
    Act, FieldKey, FieldType, KindKey, LIFE, Record, RecordId, Role, Schema, Value, Write,
    text::TextEdit,
    typed::{self, DateOrder, Reading},
};
use std::collections::{BTreeMap, BTreeSet};

const TABLE: &str = include_str!("collisions.md");
const PEOPLE: [(&str, Role); 5] = [
    ("Ana", Role::Field),
    ("Ben", Role::Office),
    ("Cem", Role::Field),
    ("Dora", Role::Office),
    ("Eva", Role::Manager),
];
/// By how much Cem's clock is ahead, ms.
const AHEAD: i64 = 2 * 86_400_000;
const MINUTE: i64 = 60_000;
const READING: Reading<'static> = Reading {
    currency: "GBP",
    dates: DateOrder::DayFirst,
    zone: "Europe/London",
};

/// What somebody does to a record.
#[derive(Clone, Debug)]
enum Deed {
    Writes(String, String),
    Tags(String, bool),
    Deletes,
}

/// How a field ends.
#[derive(Clone, Debug)]
enum Ends {
    Shows(String, String),
    Both(String, Vec<String>),
    Tag(String, bool),
    Deleted,
    ToBeDecided,
}

struct Line {
    number: usize,
    kind: String,
    begins: Vec<Deed>,
    /// Who, at which minute of the day, what.
    writes: Vec<(usize, i64, Deed)>,
    arrives: Vec<usize>,
    ends: Vec<Ends>,
}

fn who(name: &str) -> usize {
    PEOPLE.iter().position(|(known, _)| *known == name).unwrap()
}

fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').map(str::trim).filter(|piece| !piece.is_empty())
}

fn deed(text: &str) -> Deed {
    if text == "deletes" {
        return Deed::Deletes;
    }
    if let Some(tag) = text.strip_prefix("tag ") {
        let (tag, state) = tag.rsplit_once(' ').unwrap();
        return Deed::Tags(tag.to_owned(), state == "on");
    }
    let (field, value) = text.split_once(" = ").unwrap();
    Deed::Writes(field.to_owned(), value.to_owned())
}

fn ends(text: &str) -> Ends {
    match (text, deed_or_none(text)) {
        ("deleted", _) => Ends::Deleted,
        ("to be decided whether it goes", _) => Ends::ToBeDecided,
        (_, Some(Deed::Tags(tag, on))) => Ends::Tag(tag, on),
        (_, Some(Deed::Writes(field, value))) => match value.strip_prefix("both ") {
            Some(values) => Ends::Both(field, values.split(" / ").map(str::to_owned).collect()),
            None => Ends::Shows(field, value),
        },
        _ => panic!("how does it end: {text}"),
    }
}

fn deed_or_none(text: &str) -> Option<Deed> {
    (text.starts_with("tag ") || text.contains(" = ")).then(|| deed(text))
}

fn minute(text: &str) -> i64 {
    let (hour, minute) = text.split_once(':').unwrap();
    hour.parse::<i64>().unwrap() * 60 + minute.parse::<i64>().unwrap()
}

fn table() -> Vec<Line> {
    let lines = TABLE.lines().filter_map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let number = cells[0].parse().ok()?;
        let [_, kind, begins, writes, arrives, end] = cells[..] else {
            panic!("six columns: {line}");
        };
        let write = |text: &str| {
            let (name, rest) = text.split_once(' ').unwrap();
            let (at, what) = rest.split_once(' ').unwrap();
            (who(name), minute(at), deed(what))
        };
        Some(Line {
            number,
            kind: kind.to_owned(),
            begins: pieces(begins).map(deed).collect(),
            writes: pieces(writes).map(write).collect(),
            arrives: arrives.split(", ").map(who).collect(),
            ends: pieces(end).map(ends).collect(),
        })
    });
    lines.collect()
}

/// A value as the table writes it.
fn value(schema: &Schema, kind: &str, field: &str, text: &str, people: &[String]) -> Value {
    match schema.type_of(kind, field).unwrap() {
        FieldType::Link(_) => Value::text(people[who(text)].as_str()),
        FieldType::Group(members) => {
            let parts = members.iter().zip(text.split(", "));
            Value::parts(parts.map(|(member, part)| (member.key, Value::text(part))))
        }
        of => typed::parse(of, text, READING).unwrap(),
    }
}

/// What a deed writes into a record as its author sees it.
fn writes(
    schema: &Schema,
    kind: &str,
    deeds: &[Deed],
    seen: Option<&Record>,
    people: &[String],
) -> BTreeMap<FieldKey, Write> {
    let one = |deed: &Deed| match deed {
        Deed::Deletes => (LIFE, Write::of(typed::deleted())),
        Deed::Tags(tag, on) => (FieldKey::element("tags", tag), Write::of(Value::Flag(*on))),
        Deed::Writes(field, text) => {
            let value = value(schema, kind, field, text, people);
            let before = seen.and_then(|record| record.value(schema, field)).cloned();
            let edit = match (schema.type_of(kind, field), before, &value) {
                (Some(FieldType::LongText), Some(Value::Text(before)), Value::Text(after)) => {
                    Some(TextEdit::between(&before, after))
                }
                _ => None,
            };
            let write = Write {
                value,
                text: edit,
                back: Vec::new(),
            };
            (FieldKey::owned(field.clone()), write)
        }
    };
    deeds.iter().map(one).collect()
}

struct Stage {
    house: House,
    desks: Vec<Desk>,
    people: Vec<String>,
}

impl Stage {
    async fn new() -> Self {
        let house = House::new().await;
        let mut desks = Vec::new();
        for (number, (name, role)) in (1..).zip(PEOPLE) {
            let mut desk = Desk::new(number, role, house.now.clone()).await;
            desk.ahead = if name == "Cem" { AHEAD } else { 0 };
            let code = house.server.invite(house.org, role).await.unwrap();
            desk.enrol(&house.server, &code).await;
            desk.sync(&house.server).await;
            desks.push(desk);
        }
        let people = desks
            .iter()
            .map(|desk| desk.store.device().person.to_string())
            .collect();
        Self { house, desks, people }
    }

    async fn sync(&self, order: impl IntoIterator<Item = usize>) {
        for at in order {
            self.desks[at].sync(&self.house.server).await;
            self.house.later(1_000);
        }
    }

    /// All lines in whose order of arrival everybody comes alike: they happen on one day.
    async fn day(&mut self, lines: &[&Line]) -> Vec<RecordId> {
        let everybody = || 0..PEOPLE.len();
        let mut records = Vec::new();
        for line in lines {
            let schema = self.desks[4].store.schema();
            let begins = writes(&schema, &line.kind, &line.begins, None, &self.people);
            let (record, _) = self.desks[4]
                .write_all(None, &line.kind, Act::Create, None, begins)
                .await;
            records.push(record);
        }
        self.sync([4].into_iter().chain(everybody())).await;
        // A day goes by without a signal.
        let morning = self.house.now.load(std::sync::atomic::Ordering::SeqCst);
        let mut deeds: Vec<(i64, usize, usize, &Deed)> = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            deeds.extend(line.writes.iter().map(|(who, minute, deed)| (*minute, at, *who, deed)));
        }
        deeds.sort_by_key(|(minute, at, who, _)| (*minute, *at, *who));
        for (minute, at, who, deed) in deeds {
            let time = morning + minute * MINUTE;
            let now = self.house.now.load(std::sync::atomic::Ordering::SeqCst);
            self.house.later((time - now).max(1));
            let (line, record, desk) = (lines[at], records[at], &mut self.desks[who]);
            let seen = desk.store.record(record).await.unwrap().unwrap();
            let schema = desk.store.schema();
            let writes = writes(
                &schema,
                &line.kind,
                std::slice::from_ref(deed),
                Some(&seen.record),
                &self.people,
            );
            let act = match deed {
                Deed::Deletes => Act::Delete,
                _ => Act::Edit,
            };
            desk.write_all(Some(record), &line.kind, act, Some(seen.base), writes)
                .await;
        }
        self.house.later(3_600_000);
        self.sync(lines[0].arrives.clone()).await;
        self.sync(everybody()).await;
        self.sync(everybody()).await;
        records
    }

    async fn check(&self, line: &Line, record: RecordId) -> Vec<String> {
        let mut wrong = Vec::new();
        for (desk, (name, _)) in self.desks.iter().zip(PEOPLE) {
            let schema = desk.store.schema();
            let stored = desk.store.record(record).await.unwrap().unwrap().record;
            let mut say = |what: String| wrong.push(format!("{} on {name}'s device: {what}", line.number));
            for end in &line.ends {
                if let Some(what) = self.differs(&schema, line, end, &stored) {
                    say(what);
                }
            }
            let changes = desk.store.changes_of(record).await.unwrap();
            let ids: BTreeSet<_> = changes.iter().map(|logged| logged.change.id).collect();
            let standing = stored.registers.values().flatten();
            for part in standing.flat_map(|standing| &standing.parts) {
                if !ids.contains(&part.id) {
                    say(format!("{} explains nothing", part.id));
                }
            }
            for (_, _, deed) in &line.writes {
                let written = writes(&schema, &line.kind, std::slice::from_ref(deed), None, &self.people);
                let kept = |(field, write): (&FieldKey, &Write)| {
                    changes.iter().any(|logged| {
                        logged
                            .change
                            .writes
                            .get(field)
                            .is_some_and(|kept| kept.value == write.value)
                    })
                };
                if !written.iter().all(kept) {
                    say(format!("{deed:?} is lost"));
                }
            }
        }
        wrong
    }

    fn differs(&self, schema: &Schema, line: &Line, end: &Ends, record: &Record) -> Option<String> {
        let read = |field: &str, text: &str| value(schema, &line.kind, field, text, &self.people);
        let found = match end {
            Ends::Shows(field, text) => {
                let contested = record.contested(schema, field);
                let shown = record.value(schema, field).cloned();
                (contested || shown != Some(read(field, text))).then(|| format!("{contested} {shown:?}"))
            }
            Ends::Both(field, texts) => {
                let standing: BTreeSet<Value> = record.standing(field).iter().map(|s| s.value.clone()).collect();
                let wanted: BTreeSet<Value> = texts.iter().map(|text| read(field, text)).collect();
                (standing != wanted || !record.contested(schema, field)).then(|| format!("{standing:?}"))
            }
            Ends::Tag(tag, on) => {
                (record.elements("tags").any(|there| there == tag) != *on).then(|| format!("tag {tag}"))
            }
            Ends::Deleted => record.alive().then(|| "it is alive".to_owned()),
            Ends::ToBeDecided => {
                let open = record.alive() && record.contested(schema, LIFE.as_str());
                (!open).then(|| format!("life: {:?}", record.standing(LIFE.as_str())))
            }
        };
        found.map(|found| format!("{end:?}, but {found}"))
    }
}

#[tokio::test]
async fn every_collision_of_the_table_ends_as_it_says_on_every_device_and_nothing_is_lost() {
    let table = table();
    assert!(table.len() >= 200, "{} collisions", table.len());
    assert_eq!(table.last().unwrap().number, table.len(), "no line was passed over");
    let mut days: BTreeMap<&[usize], Vec<&Line>> = BTreeMap::new();
    for line in &table {
        days.entry(&line.arrives).or_default().push(line);
    }
    let mut stage = Stage::new().await;
    assert!(stage.house.now.load(std::sync::atomic::Ordering::SeqCst) >= START);
    let mut wrong = Vec::new();
    for lines in days.values() {
        let records = stage.day(lines).await;
        for (line, record) in lines.iter().zip(records) {
            wrong.extend(stage.check(line, record).await);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let mut hashes = BTreeSet::new();
    for desk in &stage.desks {
        hashes.insert(desk.hash().await);
        assert_eq!(desk.store.refused().await.unwrap(), []);
        let open = desk.store.undecided_records().await.unwrap();
        let declared = |line: &&Line| {
            line.ends
                .iter()
                .any(|end| matches!(end, Ends::Both(..) | Ends::ToBeDecided))
        };
        assert_eq!(
            open,
            table.iter().filter(declared).count() as u64,
            "what waits for a decision is known"
        );
    }
    assert_eq!(hashes.len(), 1, "every replica holds the same");
    assert_eq!(
        table
            .iter()
            .map(|line| KindKey::owned(line.kind.clone()))
            .collect::<BTreeSet<_>>()
            .len(),
        6
    );
}
