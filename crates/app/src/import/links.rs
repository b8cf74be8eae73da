//! Names in link columns: which records they mean, and which have to be added.

use crate::Failure;
use model::{KindKey, RecordId, fold::fold};
use std::collections::{BTreeMap, HashMap};
use store::Store;

/// Most names that one sentence lists.
const NAMED: usize = 5;

/// Names that the rows use, by kind: folded name → as first written, and the record.
#[derive(Default)]
pub(crate) struct Links {
    names: BTreeMap<&'static str, HashMap<String, (String, Option<RecordId>)>>,
}

impl Links {
    /// A row names this record.
    pub(crate) fn note(&mut self, kind: &'static str, name: &str) {
        self.names
            .entry(kind)
            .or_default()
            .entry(fold(name))
            .or_insert_with(|| (tidy(name), None));
    }

    /// Looks all names up.
    pub(crate) async fn look_up(&mut self, store: &Store) -> Result<(), Failure> {
        for (kind, names) in &mut self.names {
            let folded: Vec<String> = names.keys().cloned().collect();
            for (name, id) in store.by_title(&KindKey::of(kind), &folded).await? {
                if let Some((_, found)) = names.get_mut(&name) {
                    found.get_or_insert(id);
                }
            }
        }
        Ok(())
    }

    /// Names that lead to no record yet, with the place for its id.
    pub(crate) fn missing(&mut self) -> impl Iterator<Item = (&'static str, &str, &mut Option<RecordId>)> {
        self.names.iter_mut().flat_map(|(kind, names)| {
            let mut missing: Vec<_> = names.values_mut().filter(|(_, id)| id.is_none()).collect();
            missing.sort_by(|a, b| a.0.cmp(&b.0));
            missing.into_iter().map(|(name, id)| (*kind, name.as_str(), id))
        })
    }

    /// The record that a name means.
    pub(crate) fn id(&self, kind: &str, name: &str) -> Option<RecordId> {
        self.names.get(kind)?.get(&fold(name))?.1
    }

    /// A sentence for each kind of which records will be added.
    pub(crate) fn sentences(&mut self) -> Vec<String> {
        let mut by_kind: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for (kind, name, _) in self.missing() {
            by_kind.entry(kind).or_default().push(name.to_owned());
        }
        let sentence = |(kind, names): (&str, Vec<String>)| {
            let declared = model::declare::KINDS.iter().find(|declared| declared.key == kind);
            let words = declared
                .map_or("records", |k| if names.len() == 1 { k.label } else { k.plural })
                .to_lowercase();
            let some = names
                .iter()
                .take(NAMED)
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(", ");
            let more = if names.len() > NAMED { ", …" } else { "" };
            format!(
                "{} {words} will be added because rows name them: {some}{more}",
                names.len()
            )
        };
        by_kind.into_iter().map(sentence).collect()
    }
}

fn tidy(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}
