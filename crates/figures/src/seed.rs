//! The list that everything is measured on: 5,000 companies, 100,000 contacts, 100,000 notes, brought in as imports bring
//! them: one bulk gesture each, search index included.

use crate::{
    data::{Company, Dice, Note, Person, company, note, person},
    desk::{Desk, What, Writes, make, wall},
    measure::since,
};
use model::{Act, Address, FieldKey, GestureId, KindKey, RecordId, Value};
use std::time::Instant;
use store::Source;

pub(crate) const COMPANIES: usize = 5_000;
pub(crate) const PEOPLE: usize = 100_000;
pub(crate) const NOTES: usize = 100_000;
pub(crate) const SEED: u64 = 2_026;

/// The list before it is imported.
pub(crate) struct List {
    pub(crate) companies: Vec<Company>,
    pub(crate) people: Vec<Person>,
    pub(crate) notes: Vec<Note>,
}

/// The ids that the import gave, in the order of the list.
#[derive(Default)]
pub(crate) struct Ids {
    pub(crate) people: Vec<RecordId>,
    pub(crate) notes: Vec<RecordId>,
}

pub(crate) fn list() -> List {
    list_of(COMPANIES, PEOPLE, NOTES)
}

/// A list of so many companies, people and notes.
pub(crate) fn list_of(companies: usize, people: usize, notes: usize) -> List {
    let mut dice = Dice::new(SEED);
    List {
        companies: (0..companies).map(|_| company(&mut dice)).collect(),
        people: (0..people).map(|_| person(&mut dice, companies)).collect(),
        notes: (0..notes).map(|_| note(&mut dice, people)).collect(),
    }
}

/// Imports the companies and the people; the people's records per second.
pub(crate) async fn people(desk: &mut Desk, list: &List) -> anyhow::Result<(Ids, f64)> {
    let companies: Vec<Writes> = list.companies.iter().map(company_writes).collect();
    let companies = import(desk, "company", companies.into_iter()).await?;
    let writes = list.people.iter().map(|person| person_writes(person, &companies));
    let start = Instant::now();
    let people = import(desk, "contact", writes).await?;
    let rate = PEOPLE as f64 / (since(start) / 1e3);
    let ids = Ids {
        people,
        notes: Vec::new(),
    };
    Ok((ids, rate))
}

/// Imports the notes.
pub(crate) async fn notes(desk: &mut Desk, list: &List, ids: &mut Ids) -> anyhow::Result<()> {
    let writes: Vec<Writes> = list.notes.iter().map(|note| note_writes(note, &ids.people)).collect();
    ids.notes = import(desk, "note", writes.into_iter()).await?;
    Ok(())
}

pub(crate) async fn import(
    desk: &mut Desk,
    kind: &'static str,
    records: impl ExactSizeIterator<Item = Writes>,
) -> anyhow::Result<Vec<RecordId>> {
    let gesture = GestureId::from_ulid(desk.id().ulid());
    let store = desk.store.clone();
    let mut tx = store.begin().await;
    let base = tx.base();
    tx.bulk(gesture, "Import of the bench".to_owned(), wall());
    tx.expect(KindKey::of(kind), records.len() as u64);
    let mut ids = Vec::new();
    for writes in records {
        let id = desk.following();
        let record = RecordId::from_ulid(id.ulid());
        let what = What {
            id,
            gesture,
            record,
            kind,
            act: Act::Create,
        };
        make(&store, &mut tx, what, base.clone(), writes).await?;
        ids.push(record);
    }
    tx.commit(Source::Import).await?;
    Ok(ids)
}

pub(crate) fn write(to: &mut Writes, key: &'static str, text: &str) {
    if !text.is_empty() {
        to.push((FieldKey::of(key), Value::text(text)));
    }
}

pub(crate) fn company_writes(company: &Company) -> Writes {
    let mut to = Writes::new();
    write(&mut to, "name", &company.name);
    write(&mut to, "phone", &company.phone);
    write(&mut to, "website", &company.website);
    write(&mut to, "sector", company.sector);
    to
}

pub(crate) fn person_writes(person: &Person, companies: &[RecordId]) -> Writes {
    let mut to = Writes::new();
    write(&mut to, "name", &person.name);
    if let Some(company) = person.company.and_then(|at| companies.get(at)) {
        write(&mut to, "company", &company.to_string());
    }
    write(&mut to, "role", person.role);
    write(&mut to, "mobile", &person.mobile);
    write(&mut to, "phone", &person.phone);
    write(&mut to, "email", &person.email);
    if let Some([street, locality, code]) = &person.address {
        let address = Address {
            street: street.clone(),
            locality: locality.clone(),
            code: code.clone(),
            ..Address::default()
        };
        to.push((FieldKey::of("address"), address.to_value()));
    }
    write(&mut to, "best_time", &person.best_time);
    write(&mut to, "source", person.source);
    if let Some(tag) = person.tag {
        to.push((FieldKey::element("tags", tag), Value::Flag(true)));
    }
    to
}

pub(crate) fn note_writes(note: &Note, people: &[RecordId]) -> Writes {
    let mut to = Writes::new();
    write(&mut to, "body", &note.body);
    if let Some(about) = people.get(note.about) {
        write(&mut to, "about", &about.to_string());
    }
    to
}
