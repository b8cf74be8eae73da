//! Names for ids: of records that are linked to, of the people who wrote, of devices.

use crate::{Failure, marks::Marks, syncing};
use model::{DeviceId, PersonId, Record, RecordId, typed};
use std::collections::HashMap;
use store::Store;

/// Names that one answer needs.
#[derive(Default)]
pub(crate) struct Names {
    titles: HashMap<RecordId, String>,
    here: Option<(DeviceId, String)>,
    me: Option<PersonId>,
    /// What other devices are called, where somebody asked for that.
    devices: HashMap<DeviceId, String>,
    /// What of the records the server has.
    pub(crate) marks: Marks,
}

impl Names {
    /// Looks the names up, all at once.
    pub(crate) async fn of(store: &Store, ids: impl IntoIterator<Item = RecordId>) -> Result<Self, Failure> {
        let mut ids: Vec<RecordId> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        let titles = store
            .titles(&ids)
            .await?
            .into_iter()
            .map(|(id, _, title)| (id, first_line(&title)))
            .collect();
        let device = store.device();
        Ok(Self {
            titles,
            here: Some((device.id, device.name.clone())),
            me: Some(device.person),
            devices: HashMap::new(),
            marks: Marks::of(store).await?,
        })
    }

    /// The same with what other devices are called, as far as that is known here.
    pub(crate) async fn with_devices(self, store: &Store) -> Result<Self, Failure> {
        let devices = syncing::devices(store).await?;
        Ok(Self { devices, ..self })
    }

    /// The name of a linked record; its id's text is no name, so an unknown one says so.
    pub(crate) fn title(&self, id: RecordId) -> String {
        self.titles
            .get(&id)
            .cloned()
            .unwrap_or_else(|| "not on this device".to_owned())
    }

    /// Who wrote: "You", or a colleague's name.
    pub(crate) fn person(&self, id: PersonId) -> String {
        if self.me == Some(id) {
            return "You".to_owned();
        }
        self.titles
            .get(&record_of(id))
            .cloned()
            .unwrap_or_else(|| "A colleague".to_owned())
    }

    /// On which device.
    pub(crate) fn device(&self, id: DeviceId) -> String {
        match &self.here {
            Some((here, name)) if *here == id => name.clone(),
            _ => self
                .devices
                .get(&id)
                .cloned()
                .unwrap_or_else(|| "Another device".to_owned()),
        }
    }
}

/// A person's record as a colleague has the same 128 bits.
pub(crate) fn record_of(person: PersonId) -> RecordId {
    RecordId::from_ulid(person.ulid())
}

/// All ids that a record's values lead to, and the people who wrote them.
pub(crate) fn ids_in(record: &Record) -> Vec<RecordId> {
    let standing = record.registers.values().flatten();
    standing
        .flat_map(|s| typed::links_of(&s.value).into_iter().chain([record_of(s.by)]))
        .collect()
}

/// The name of the person who works here.
pub(crate) async fn person(store: &Store) -> Result<String, Failure> {
    let id = record_of(store.device().person);
    if let Some((_, _, title)) = store.titles(&[id]).await?.into_iter().next() {
        return Ok(title);
    }
    // The first sync has not brought the record yet; the server has said the name.
    let server = store.server().await?;
    Ok(server.map_or_else(|| "You".to_owned(), |server| server.person_name))
}

/// The first line of a text, shortened: what names a note.
pub(crate) fn first_line(text: &str) -> String {
    let line = text
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or_default();
    let mut letters = line.chars();
    let short: String = letters.by_ref().take(80).collect();
    if letters.next().is_some() {
        format!("{short}…")
    } else {
        short
    }
}
