//! From a page back to records.

use super::{
    COLUMNS, Column, MOST, said,
    shape::{Form, Shape},
};
use crate::{Unreadable, cbor::Reader, entry::read_role, limits};
use model::{Base, ChangeId, DeviceId, PersonId, Record, RecordId, Role, Stamp, Standing, Value};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

type Read<T> = Result<T, Unreadable>;

/// The records of a page.
///
/// # Errors
/// [`Unreadable`].
pub fn records_of(bytes: &[u8]) -> Read<Vec<(RecordId, Record)>> {
    let mut count = 0;
    let mut page = Page::default();
    let mut odd = Vec::new();
    let mut from = Reader::new(bytes);
    from.keyed(|from, key| {
        match key {
            0 => count = from.number()?,
            1 => page.ids = from.bytes()?.chunks(16).map(id).collect::<Read<_>>()?,
            2 => page.texts = from.list_of(MOST, Reader::text)?,
            3 => page.links = links(from.bytes()?)?,
            4 => {
                let texts = std::mem::take(&mut page.texts);
                page.shapes = from.list_of(limits::SNAPSHOT, |from| Shape::read(from.bytes()?, &texts))?;
            }
            5 => page.columns = from.list_of(MOST, |from| Ok(Reader::new(from.bytes()?)))?,
            6 => {
                for _ in 0..from.list()? / 3 {
                    odd.push((
                        from.number::<usize>()?,
                        RecordId::from_bytes(from.fixed()?),
                        from.json()?,
                    ));
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    from.end()?;
    if count > limits::SNAPSHOT || page.columns.len() < COLUMNS {
        return Err(Unreadable("a page"));
    }
    let whole = count.checked_sub(odd.len()).ok_or(Unreadable("a page"))?;
    let mut records = Vec::with_capacity(count);
    let mut size = 0;
    for _ in 0..whole {
        records.push(page.record(&mut size)?);
    }
    page.columns.iter().try_for_each(Reader::end)?;
    for (place, id, record) in odd {
        if place > records.len() {
            return Err(Unreadable("a place on a page"));
        }
        records.insert(place, (id, record));
    }
    Ok(records)
}

fn id(bytes: &[u8]) -> Read<[u8; 16]> {
    bytes.try_into().map_err(|_| Unreadable("an id"))
}

fn big(from: &mut Reader) -> Read<u128> {
    let bytes = from.bytes()?;
    if bytes.len() > 16 {
        return Err(Unreadable("a number"));
    }
    Ok(bytes.iter().fold(0, |number, byte| number << 8 | u128::from(*byte)))
}

fn links(bytes: &[u8]) -> Read<Vec<String>> {
    let mut from = Reader::new(bytes);
    let (mut last, mut links) = (0_u128, Vec::new());
    while !from.is_at_end() {
        last = last.wrapping_add(big(&mut from)?);
        links.push(RecordId::from_bytes(last.to_be_bytes()).to_string());
    }
    Ok(links)
}

#[derive(Default)]
struct Page<'b> {
    ids: Vec<[u8; 16]>,
    texts: Vec<&'b str>,
    links: Vec<String>,
    shapes: Vec<Shape>,
    columns: Vec<Reader<'b>>,
    before: Before,
}

/// What the record before has said.
#[derive(Default)]
struct Before {
    id: u128,
    device: Option<DeviceId>,
    counters: HashMap<DeviceId, u64>,
    epoch: u32,
    seq: u64,
    base: Base,
    author: Option<(PersonId, Role)>,
    when: i64,
}

type Author = (PersonId, Role, i64);

fn part<T: Clone>(list: &[T], at: usize) -> Read<T> {
    list.get(at).cloned().ok_or(Unreadable("a number in a shape"))
}

impl<'b> Page<'b> {
    fn column(&mut self, column: Column) -> Read<&mut Reader<'b>> {
        self.columns.get_mut(column as usize).ok_or(Unreadable("a column"))
    }

    fn record(&mut self, size: &mut usize) -> Read<(RecordId, Record)> {
        let step = big(self.column(Column::Ids)?)?;
        self.before.id = self.before.id.wrapping_add(step);
        let id = RecordId::from_bytes(self.before.id.to_be_bytes());
        let shape: usize = self.column(Column::Shapes)?.number()?;
        // Out of the page while its columns are read; it goes back below.
        let shapes = std::mem::take(&mut self.shapes);
        let shape = shapes.get(shape).ok_or(Unreadable("a shape's number"))?;
        *size += shape.size;
        if *size > MOST {
            return Err(Unreadable("a page too large"));
        }
        let record = self.of_shape(id, shape)?;
        self.shapes = shapes;
        Ok((id, record))
    }

    fn of_shape(&mut self, id: RecordId, shape: &Shape) -> Read<Record> {
        let mut record = Record::empty(shape.kind.clone());
        // Stamps and authors stand in columns of their own, so it does not matter that they are read first.
        let stamps = (0..shape.stamps).map(|_| self.stamp(id)).collect::<Read<Vec<_>>>()?;
        let authors = (0..shape.authors).map(|_| self.author()).collect::<Read<Vec<_>>>()?;
        for (key, standing) in &shape.registers {
            let mut register = Vec::with_capacity(standing.len());
            for each in standing {
                let (by, role, when) = part(&authors, each.author)?;
                let parts = each.parts.iter().map(|at| part(&stamps, *at));
                register.push(Standing {
                    value: self.value(&each.value)?,
                    parts: parts.collect::<Read<_>>()?,
                    by,
                    role,
                    when,
                });
            }
            record.registers.insert(key.clone(), register);
        }
        for at in &shape.touched {
            let stamp = part(&stamps, *at)?;
            record.touched.insert(stamp.on, stamp);
        }
        for (key, at) in &shape.redacted {
            record.redacted.insert(key.clone(), part(&stamps, *at)?);
        }
        Ok(record)
    }

    fn values(&mut self, number: usize) -> Read<&mut Reader<'b>> {
        self.columns.get_mut(number).ok_or(Unreadable("a column"))
    }

    fn value(&mut self, form: &Form) -> Read<Value> {
        Ok(match form {
            Form::Is(value) => value.clone(),
            Form::Whole(column) => Value::Whole(self.values(*column)?.int()?),
            Form::Text(column) => Value::Text(self.values(*column)?.text()?.to_owned()),
            Form::Link(column) => {
                let at: usize = self.values(*column)?.number()?;
                Value::Text(part(&self.links, at)?)
            }
            Form::Parts(parts) => {
                let part = |(name, form): &(String, Form)| Ok((name.clone(), self.value(form)?));
                Value::Parts(parts.iter().map(part).collect::<Read<BTreeMap<_, _>>>()?)
            }
        })
    }

    fn device(&mut self, column: Column) -> Read<DeviceId> {
        let at: usize = self.column(column)?.number()?;
        part(&self.ids, at).map(DeviceId::from_bytes)
    }

    fn stamp(&mut self, record: RecordId) -> Read<Arc<Stamp>> {
        let says = self.column(Column::Stamps)?.uint()?;
        let id = match says & said::ID {
            0 => record.to_bytes(),
            _ => self.column(Column::Changes)?.fixed()?,
        };
        let on = match self.before.device {
            Some(device) if says & said::DEVICE == 0 => device,
            // The first device of a page has the number 0, which nobody needs to say.
            None if says & said::DEVICE == 0 => DeviceId::from_bytes(part(&self.ids, 0)?),
            _ => self.device(Column::Devices)?,
        };
        self.before.device = Some(on);
        let step = self.column(Column::Counters)?.int()?;
        let counter = self.before.counters.entry(on).or_default();
        *counter = counter.wrapping_add_signed(step);
        let n = *counter;
        let seqs = self.places(says)?;
        if says & said::BEFORE != 0 {
            self.before.base.own = vec![(on, n.wrapping_sub(1))];
        } else if says & said::BASE != 0 {
            self.base(n)?;
        }
        Ok(Arc::new(Stamp {
            id: ChangeId::from_bytes(id),
            on,
            n,
            seqs,
            base: self.before.base.clone(),
        }))
    }

    fn places(&mut self, says: u64) -> Read<Vec<(u32, u64)>> {
        let column = self.column(Column::Places)?;
        if says & said::PLACES == 0 {
            let step = column.int()?;
            self.before.seq = self.before.seq.wrapping_add_signed(step);
            return Ok(vec![(self.before.epoch, self.before.seq)]);
        }
        let mut seqs = Vec::new();
        for _ in 0..column.uint()? {
            seqs.push((column.number()?, column.uint()?));
        }
        if let Some((epoch, seq)) = seqs.last() {
            (self.before.epoch, self.before.seq) = (*epoch, *seq);
        }
        Ok(seqs)
    }

    fn base(&mut self, n: u64) -> Read<()> {
        let column = self.column(Column::Bases)?;
        let (epoch, step) = (column.number()?, column.int()?);
        let mut earlier = Vec::new();
        for _ in 0..column.uint()? {
            earlier.push((column.number()?, column.uint()?));
        }
        let count = column.uint()?;
        let mut own = Vec::new();
        for _ in 0..count {
            let on = self.device(Column::Bases)?;
            let step = self.column(Column::Bases)?.int()?;
            own.push((on, n.wrapping_sub(step.cast_unsigned())));
        }
        let log = self.before.base.log.wrapping_add_signed(step);
        self.before.base = Base {
            epoch,
            log,
            earlier,
            own,
        };
        Ok(())
    }

    fn author(&mut self) -> Read<Author> {
        let column = self.column(Column::Authors)?;
        let another = column.uint()? != 0;
        let (by, role) = if another {
            let (person, role): (usize, Role) = (column.number()?, read_role(column)?);
            (PersonId::from_bytes(part(&self.ids, person)?), role)
        } else {
            self.before.author.ok_or(Unreadable("an author"))?
        };
        self.before.author = Some((by, role));
        let step = self.column(Column::Moments)?.int()?;
        self.before.when = self.before.when.wrapping_add(step);
        Ok((by, role, self.before.when))
    }
}
