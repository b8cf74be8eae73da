//! From records to a page.

use super::{COLUMNS, said, shape};
use crate::{cbor::Writer, entry::put_role};
use model::{Base, LIFE, PersonId, Record, RecordId, Role, Stamp, Standing, Value};
use std::{collections::HashMap, sync::Arc};

/// The bytes of records; those of one kind stand together, in the order of their ids, where they come so.
#[must_use]
pub fn records_bytes(records: &[(RecordId, &Record)]) -> Vec<u8> {
    let mut page = Page::new(records);
    for (place, (id, record)) in (0..).zip(records) {
        page.record(place, *id, record);
    }
    page.finish(records.len())
}

/// Texts that a page can hold are fewer.
const PATHS: u64 = 1 << 40;

/// Who wrote a value, in which role, when.
type Author = (PersonId, Role, i64);

#[derive(Default)]
struct Page<'r> {
    ids: Vec<[u8; 16]>,
    ids_at: HashMap<[u8; 16], u64>,
    texts: Vec<&'r str>,
    texts_at: HashMap<&'r str, u64>,
    links: Vec<u128>,
    shapes: Vec<Vec<u8>>,
    shapes_at: HashMap<Vec<u8>, u64>,
    fixed: Fixed,
    /// Numbers of the paths of names that lead to values.
    paths: HashMap<(u64, &'r str), u64>,
    /// Columns of values, by the path to them and what is in them.
    values: HashMap<(u64, u64), (u64, Writer)>,
    odd: Vec<(u64, RecordId, &'r Record)>,
    before: Before,
}

/// The columns that every page has; see [`super::Column`].
#[derive(Default)]
struct Fixed {
    ids: Writer,
    shapes: Writer,
    stamps: Writer,
    changes: Writer,
    devices: Writer,
    counters: Writer,
    places: Writer,
    bases: Writer,
    authors: Writer,
    moments: Writer,
}

impl Fixed {
    /// In the order of their numbers.
    fn finish(self) -> [Writer; COLUMNS] {
        [
            self.ids,
            self.shapes,
            self.stamps,
            self.changes,
            self.devices,
            self.counters,
            self.places,
            self.bases,
            self.authors,
            self.moments,
        ]
    }
}

/// What the record before has said.
#[derive(Default)]
struct Before {
    id: u128,
    device: u64,
    counters: HashMap<u64, u64>,
    epoch: u32,
    seq: u64,
    base: Base,
    author: Option<(PersonId, Role)>,
    when: i64,
}

/// The distinct stamps and authors of one record.
#[derive(Default)]
struct Seen<'r> {
    stamps: Vec<&'r Arc<Stamp>>,
    authors: Vec<Author>,
}

impl<'r> Seen<'r> {
    fn stamp(&mut self, stamp: &'r Arc<Stamp>) -> u64 {
        let found = self
            .stamps
            .iter()
            .position(|seen| Arc::ptr_eq(seen, stamp) || *seen == stamp);
        let at = found.unwrap_or_else(|| {
            self.stamps.push(stamp);
            self.stamps.len() - 1
        });
        at as u64
    }

    fn author(&mut self, standing: &Standing) -> u64 {
        let author = (standing.by, standing.role, standing.when);
        let found = self.authors.iter().position(|seen| *seen == author);
        let at = found.unwrap_or_else(|| {
            self.authors.push(author);
            self.authors.len() - 1
        });
        at as u64
    }
}

impl<'r> Page<'r> {
    fn new(records: &[(RecordId, &'r Record)]) -> Self {
        let registers = records.iter().flat_map(|(_, record)| record.registers.values());
        let mut links = Vec::new();
        for standing in registers.flatten() {
            collect_links(&standing.value, &mut links);
        }
        links.sort_unstable();
        links.dedup();
        Self {
            links,
            ..Self::default()
        }
    }

    fn record(&mut self, place: u64, id: RecordId, record: &'r Record) {
        let keyed = record.touched.iter().all(|(on, stamp)| *on == stamp.on);
        if !keyed || !record.proposals.is_empty() {
            self.odd.push((place, id, record));
            return;
        }
        let number = u128::from_be_bytes(id.to_bytes());
        let step = number.wrapping_sub(self.before.id);
        self.before.id = number;
        put_big(&mut self.fixed.ids, step);
        let mut seen = Seen::default();
        let shape = self.shape(record, &mut seen);
        let known = self.shapes_at.get(&shape).copied();
        let shape = known.unwrap_or_else(|| {
            self.shapes.push(shape.clone());
            let number = self.shapes.len() as u64 - 1;
            self.shapes_at.insert(shape, number);
            number
        });
        self.fixed.shapes.uint(shape);
        for stamp in &seen.stamps {
            self.stamp(id, stamp);
        }
        for author in &seen.authors {
            self.author(*author);
        }
    }

    /// The shape of a record; its values go to their columns.
    fn shape(&mut self, record: &'r Record, seen: &mut Seen<'r>) -> Vec<u8> {
        let mut body = Writer::new();
        let kind = self.text(record.kind.as_str());
        body.uint(record.registers.len() as u64);
        for (key, standing) in &record.registers {
            body.uint(self.text(key.as_str())).uint(standing.len() as u64);
            for each in standing {
                body.uint(each.parts.len() as u64);
                for part in &each.parts {
                    body.uint(seen.stamp(part));
                }
                body.uint(seen.author(each));
                if *key == LIFE
                    && let Value::Text(word) = &each.value
                {
                    body.uint(shape::WORD).uint(self.text(word));
                } else {
                    self.value(kind, key.as_str(), &each.value, &mut body);
                }
            }
        }
        body.uint(record.touched.len() as u64);
        for stamp in record.touched.values() {
            body.uint(seen.stamp(stamp));
        }
        body.uint(record.redacted.len() as u64);
        for (key, stamp) in &record.redacted {
            body.uint(self.text(key.as_str())).uint(seen.stamp(stamp));
        }
        let mut whole = Writer::new();
        whole
            .uint(kind)
            .uint(seen.stamps.len() as u64)
            .uint(seen.authors.len() as u64);
        let mut whole = whole.finish();
        whole.extend(body.finish());
        whole
    }

    fn value(&mut self, within: u64, name: &'r str, value: &'r Value, shape: &mut Writer) {
        match value {
            Value::Nothing => shape.uint(shape::NOTHING),
            Value::Flag(false) => shape.uint(shape::NO),
            Value::Flag(true) => shape.uint(shape::YES),
            Value::Redacted => shape.uint(shape::REDACTED),
            Value::Withheld => shape.uint(shape::WITHHELD),
            Value::Whole(number) => self.column(within, name, shape::WHOLE, shape).int(*number),
            Value::Text(text) => match link(text).and_then(|link| self.links.binary_search(&link).ok()) {
                Some(at) => self.column(within, name, shape::LINK, shape).uint(at as u64),
                None => self.column(within, name, shape::TEXT, shape).text(text),
            },
            Value::Parts(parts) => {
                let within = self.path(within, name);
                shape.uint(shape::PARTS).uint(parts.len() as u64);
                for (name, part) in parts {
                    shape.uint(self.text(name));
                    self.value(within, name, part, shape);
                }
                shape
            }
        };
    }

    /// The column of what is called so within something; the shape names it.
    fn column(&mut self, within: u64, name: &'r str, form: u64, shape: &mut Writer) -> &mut Writer {
        let path = self.path(within, name);
        let next = (COLUMNS + self.values.len()) as u64;
        let (number, column) = self.values.entry((path, form)).or_insert_with(|| (next, Writer::new()));
        shape.uint(form).uint(*number);
        column
    }

    /// Paths of kinds are their texts' numbers; longer ones come after all of those.
    fn path(&mut self, within: u64, name: &'r str) -> u64 {
        let next = PATHS + self.paths.len() as u64;
        *self.paths.entry((within, name)).or_insert(next)
    }

    fn text(&mut self, text: &'r str) -> u64 {
        let next = self.texts.len() as u64;
        let number = *self.texts_at.entry(text).or_insert(next);
        if number == next {
            self.texts.push(text);
        }
        number
    }

    fn id(&mut self, id: [u8; 16]) -> u64 {
        let next = self.ids.len() as u64;
        let number = *self.ids_at.entry(id).or_insert(next);
        if number == next {
            self.ids.push(id);
        }
        number
    }

    fn stamp(&mut self, record: RecordId, stamp: &Stamp) {
        let device = self.id(stamp.on.to_bytes());
        let counter = self.before.counters.insert(device, stamp.n).unwrap_or_default();
        let before = stamp.base.own == [(stamp.on, stamp.n.wrapping_sub(1))]
            && (stamp.base.epoch, stamp.base.log) == (self.before.base.epoch, self.before.base.log)
            && stamp.base.earlier == self.before.base.earlier;
        let one = match stamp.seqs.as_slice() {
            [(epoch, seq)] if *epoch == self.before.epoch => Some(*seq),
            _ => None,
        };
        let says = |when: bool, what: u64| if when { what } else { 0 };
        let same_base = stamp.base == self.before.base;
        let own_id = stamp.id.to_bytes() == record.to_bytes();
        let says = says(!own_id, said::ID)
            | says(device != self.before.device, said::DEVICE)
            | says(one.is_none(), said::PLACES)
            | says(before, said::BEFORE)
            | says(!before && !same_base, said::BASE);
        self.fixed.stamps.uint(says);
        if !own_id {
            self.fixed.changes.bytes(&stamp.id.to_bytes());
        }
        if device != self.before.device {
            self.fixed.devices.uint(device);
            self.before.device = device;
        }
        self.fixed.counters.int(stamp.n.wrapping_sub(counter).cast_signed());
        self.places(stamp, one);
        if before {
            self.before.base.own.clone_from(&stamp.base.own);
        } else if !same_base {
            self.base(stamp);
        }
    }

    fn places(&mut self, stamp: &Stamp, one: Option<u64>) {
        if let Some(seq) = one {
            let step = seq.wrapping_sub(self.before.seq).cast_signed();
            self.fixed.places.int(step);
            self.before.seq = seq;
            return;
        }
        let column = &mut self.fixed.places;
        column.uint(stamp.seqs.len() as u64);
        for (epoch, seq) in &stamp.seqs {
            column.uint(u64::from(*epoch)).uint(*seq);
        }
        if let Some((epoch, seq)) = stamp.seqs.last() {
            (self.before.epoch, self.before.seq) = (*epoch, *seq);
        }
    }

    fn base(&mut self, stamp: &Stamp) {
        let base = &stamp.base;
        let step = base.log.wrapping_sub(self.before.base.log).cast_signed();
        let own: Vec<(u64, u64)> = base.own.iter().map(|(on, n)| (self.id(on.to_bytes()), *n)).collect();
        let column = &mut self.fixed.bases;
        column
            .uint(u64::from(base.epoch))
            .int(step)
            .uint(base.earlier.len() as u64);
        for (epoch, log) in &base.earlier {
            column.uint(u64::from(*epoch)).uint(*log);
        }
        column.uint(own.len() as u64);
        for (on, n) in own {
            column.uint(on).int(stamp.n.wrapping_sub(n).cast_signed());
        }
        self.before.base.clone_from(base);
    }

    fn author(&mut self, (by, role, when): Author) {
        let same = self.before.author == Some((by, role));
        let person = self.id(by.to_bytes());
        let column = &mut self.fixed.authors;
        column.uint(u64::from(!same));
        if !same {
            put_role(column.uint(person), role);
        }
        self.before.author = Some((by, role));
        let step = when.wrapping_sub(self.before.when);
        self.before.when = when;
        self.fixed.moments.int(step);
    }

    fn finish(self, count: usize) -> Vec<u8> {
        let mut to = Writer::new();
        to.map(7).uint(0).uint(count as u64).uint(1).bytes(&self.ids.concat());
        to.uint(2).list(self.texts.len());
        for text in &self.texts {
            to.text(text);
        }
        let mut links = Writer::new();
        let mut last = 0;
        for link in &self.links {
            put_big(&mut links, link - last);
            last = *link;
        }
        to.uint(3).bytes(&links.finish()).uint(4).list(self.shapes.len());
        for shape in &self.shapes {
            to.bytes(shape);
        }
        let mut values: Vec<(u64, Writer)> = self.values.into_values().collect();
        values.sort_unstable_by_key(|(number, _)| *number);
        to.uint(5).list(COLUMNS + values.len());
        let values = values.into_iter().map(|(_, column)| column);
        for column in self.fixed.finish().into_iter().chain(values) {
            to.bytes(&column.finish());
        }
        to.uint(6).list(self.odd.len() * 3);
        for (place, id, record) in self.odd {
            to.uint(place).bytes(&id.to_bytes()).json(record);
        }
        to.finish()
    }
}

/// A number of up to 16 bytes without the noughts before it.
fn put_big(to: &mut Writer, number: u128) {
    let bytes = number.to_be_bytes();
    let zeros = usize::try_from(number.leading_zeros() / 8).unwrap_or_default();
    to.bytes(bytes.get(zeros..).unwrap_or_default());
}

/// The id that a text is, where it is one and its letters are as an id writes them.
fn link(text: &str) -> Option<u128> {
    if text.len() != 26 {
        return None;
    }
    let id: RecordId = text.parse().ok()?;
    (id.to_string() == text).then(|| u128::from_be_bytes(id.to_bytes()))
}

fn collect_links(value: &Value, links: &mut Vec<u128>) {
    match value {
        Value::Text(text) => links.extend(link(text)),
        Value::Parts(parts) => parts.values().for_each(|part| collect_links(part, links)),
        _ => {}
    }
}
