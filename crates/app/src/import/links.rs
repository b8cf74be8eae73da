//! Names in link columns: which records they mean, and which have to be added.

use super::{NewLinks, judge::hash};
use crate::Failure;
use model::{KindKey, RecordId, fold::fold};
use std::collections::{BTreeMap, HashMap};
use store::Store;

/// Most names that are given of one kind.
const NAMED: usize = 5;
/// Names that are read at once.
const PAGE: u32 = 2_000;

/// Names that the rows of a plan use, by kind: folded name → as first written.
#[derive(Default)]
pub(crate) struct Links(BTreeMap<&'static str, HashMap<String, String>>);

impl Links {
    /// A row names this record.
    pub(crate) fn note(&mut self, kind: &'static str, name: &str) {
        self.0
            .entry(kind)
            .or_default()
            .entry(fold(name))
            .or_insert_with(|| tidy(name));
    }

    /// The records that will be added, by kind.
    pub(crate) async fn missing(mut self, store: &Store) -> Result<Vec<NewLinks>, Failure> {
        let mut all = Vec::new();
        for (kind, names) in &mut self.0 {
            each_title(store, kind, |title, _| drop(names.remove(&fold(title)))).await?;
            let mut missing: Vec<&str> = names.values().map(String::as_str).collect();
            missing.sort_unstable();
            if !missing.is_empty() {
                all.push(NewLinks {
                    kind: (*kind).to_owned(),
                    count: crate::reading::count(missing.len() as u64),
                    names: missing.iter().take(NAMED).map(|name| (*name).to_owned()).collect(),
                });
            }
        }
        Ok(all)
    }
}

/// The records that names mean while rows are written. A kind's names are read at the first row that has a link to it;
/// they are kept as hashes, because there may be as many as there are records.
#[derive(Default)]
pub(crate) struct Linking(BTreeMap<&'static str, HashMap<u64, RecordId>>);

impl Linking {
    /// The record that a name means.
    ///
    /// # Errors
    /// The store's.
    pub(crate) async fn find(
        &mut self,
        store: &Store,
        kind: &'static str,
        name: &str,
    ) -> Result<Option<RecordId>, Failure> {
        if !self.0.contains_key(kind) {
            let mut all = HashMap::new();
            each_title(store, kind, |title, id| {
                all.entry(hash(&[&fold(title)])).or_insert(id);
            })
            .await?;
            self.0.insert(kind, all);
        }
        Ok(self
            .0
            .get(kind)
            .and_then(|names| names.get(&hash(&[&fold(name)])))
            .copied())
    }

    /// A record was added under a name; the name as the record has it.
    pub(crate) fn add(&mut self, kind: &'static str, name: &str, id: RecordId) {
        self.0.entry(kind).or_default().insert(hash(&[&fold(name)]), id);
    }
}

async fn each_title(store: &Store, kind: &'static str, mut each: impl FnMut(&str, RecordId)) -> Result<(), Failure> {
    let (kind, mut after) = (KindKey::of(kind), 0);
    loop {
        let page = store.titles_after(&kind, after, PAGE).await?;
        let Some((last, ..)) = page.last() else { return Ok(()) };
        after = *last;
        page.iter().for_each(|(_, id, title)| each(title, *id));
    }
}

/// A name with single spaces.
pub(crate) fn tidy(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}
