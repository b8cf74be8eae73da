//! What the events of a file may mean: appointments that are here already, people by their addresses, resources by their names.

use crate::{
    Failure,
    calendar::{KIND, text},
};
use exchange::ical::{Event, Person};
use model::{KindKey, RecordId, Span, fold::fold};
use std::collections::{HashMap, HashSet};
use store::Store;

const PAGE: u32 = 2_000;

/// What is here.
#[derive(Default)]
pub(super) struct Known {
    /// Names of appointments, their own and those that other calendars know them by.
    uids: HashSet<String>,
    /// Folded titles and starts, for events without a name.
    times: HashSet<(String, String)>,
    /// Of the addresses that the file names: contacts, with their companies, and colleagues.
    contacts: HashMap<String, (RecordId, Option<RecordId>)>,
    colleagues: HashMap<String, RecordId>,
    /// By their folded names.
    resources: HashMap<String, RecordId>,
}

impl Known {
    /// Gathers it, once for a file.
    pub(super) async fn of(store: &Store, events: impl Iterator<Item = &Event>) -> Result<Self, Failure> {
        let mut known = Self::default();
        known.read_appointments(store).await?;
        let mut mails = HashSet::new();
        for event in events {
            mails.extend(people(event).map(|person| person.address.to_lowercase()));
        }
        mails.retain(|mail| mail.contains('@'));
        if !mails.is_empty() {
            known.read_people(store, &mails).await?;
        }
        let schema = store.schema();
        for (_, id, record) in store.records_after(&KindKey::of("resource"), 0, PAGE).await? {
            known
                .resources
                .entry(fold(text(&record, &schema, "name")))
                .or_insert(id);
        }
        Ok(known)
    }

    async fn read_appointments(&mut self, store: &Store) -> Result<(), Failure> {
        let (schema, mut after) = (store.schema(), 0);
        loop {
            let page = store.records_after(&KindKey::of(KIND), after, PAGE).await?;
            let Some((last, ..)) = page.last() else { return Ok(()) };
            after = *last;
            for (_, id, record) in &page {
                self.uids.insert(own_uid(*id));
                let uid = text(record, &schema, "uid");
                if !uid.is_empty() {
                    self.uids.insert(uid.to_owned());
                }
                let start = record.value(&schema, "span").map_or("", |span| span.part_text("start"));
                self.times
                    .insert((fold(text(record, &schema, "title")), start.to_owned()));
            }
        }
    }

    async fn read_people(&mut self, store: &Store, mails: &HashSet<String>) -> Result<(), Failure> {
        let schema = store.schema();
        for kind in ["contact", "colleague"] {
            let mut after = 0;
            loop {
                let page = store.records_after(&KindKey::of(kind), after, PAGE).await?;
                let Some((last, ..)) = page.last() else { break };
                after = *last;
                for (_, id, record) in &page {
                    let mail = text(record, &schema, "email").to_lowercase();
                    if !mails.contains(&mail) {
                        continue;
                    }
                    if kind == "colleague" {
                        self.colleagues.entry(mail).or_insert(*id);
                    } else {
                        let company = text(record, &schema, "company").parse().ok();
                        self.contacts.entry(mail).or_insert((*id, company));
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether the event is here.
    pub(super) fn has(&self, uid: &str, title: &str, span: &Span) -> bool {
        if uid.is_empty() {
            self.times.contains(&(fold(title), span.start.to_string()))
        } else {
            self.uids.contains(uid)
        }
    }

    /// An event of the same file was taken.
    pub(super) fn add(&mut self, uid: &str, title: &str, span: &Span) {
        if uid.is_empty() {
            self.times.insert((fold(title), span.start.to_string()));
        } else {
            self.uids.insert(uid.to_owned());
        }
    }

    /// The resource that a place is the name of.
    pub(super) fn resource(&self, place: &str) -> Option<RecordId> {
        self.resources.get(&fold(place.trim())).copied()
    }

    /// The colleagues who take part.
    pub(super) fn colleagues(&self, event: &Event) -> Vec<RecordId> {
        let mut found: Vec<RecordId> = people(event)
            .filter_map(|person| self.colleagues.get(&person.address.to_lowercase()).copied())
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The first customer who takes part, with their company.
    pub(super) fn customer(&self, event: &Event) -> Option<(RecordId, Option<RecordId>)> {
        people(event).find_map(|person| self.contacts.get(&person.address.to_lowercase()).copied())
    }

    /// Who takes part and is not known here, as text.
    pub(super) fn strangers(&self, event: &Event) -> Vec<String> {
        let known = |mail: &String| self.colleagues.contains_key(mail) || self.contacts.contains_key(mail);
        let mut told = Vec::new();
        for Person { name, address } in people(event).filter(|person| !known(&person.address.to_lowercase())) {
            let words = match (name.trim(), address.as_str()) {
                ("", address) => address.to_owned(),
                (name, "") => name.to_owned(),
                (name, address) => format!("{name} <{address}>"),
            };
            if !told.contains(&words) {
                told.push(words);
            }
        }
        told
    }
}

fn people(event: &Event) -> impl Iterator<Item = &Person> {
    event.attendees.iter().chain(&event.organizer)
}

/// What an appointment that was made here is called in other calendars.
pub(crate) fn own_uid(id: RecordId) -> String {
    format!("{id}@outpost")
}
