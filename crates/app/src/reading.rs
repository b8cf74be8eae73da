//! Reading: lists, cards, search, counts. From the local database only; no screen waits for anything else.

use crate::{
    App, Card, Clause, Failure, Mark, Row, filter,
    naming::{self, Names},
    views,
};
use model::{KindKey, RecordId};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeMap;
use store::{Listing, Order};

/// Rows of one page, at most.
const PAGE_MOST: u32 = 500;

/// The order of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Sort {
    /// The field's key, `triage.status` for a member of a group; `newest` for the order of arrival. A link goes by the name
    /// of what it leads to.
    pub field: String,
    /// From the greatest to the least.
    pub descending: bool,
}

/// What a list is asked for.
#[derive(Clone, Debug, Default, Deserialize, Type)]
pub struct ListAsk {
    /// Which kind.
    pub kind: String,
    /// Only what matches; empty for all.
    pub search: String,
    /// Only what meets these conditions.
    #[serde(default)]
    pub filter: Vec<Clause>,
    /// One of the conditions is enough; otherwise all have to hold.
    #[serde(default)]
    pub any: bool,
    /// In which order; where none is given: what a search found best first, everything else by name.
    pub sort: Option<Sort>,
    /// How many to pass over.
    pub offset: u32,
    /// How many to give.
    pub limit: u32,
    /// The deleted ones instead of the living.
    pub deleted: bool,
    /// Only records that link to this one.
    pub about: Option<String>,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Page {
    /// How many there are in all.
    pub total: u32,
    /// The rows of this page.
    pub rows: Vec<Row>,
    /// There were too many to look through all of them; another condition narrows it down.
    pub partial: bool,
}

/// One record that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Hit {
    /// The record.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub title: String,
    /// One line of meaning.
    pub subtitle: String,
    /// The label of the field that matched; empty where it is the name.
    pub matched: String,
    /// Some of the text around what matched.
    pub snippet: String,
    /// When it was made, ms since 1970.
    pub at: i64,
    /// How safe it is.
    pub mark: Mark,
}

/// Numbers for the truth line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Truth {
    /// Changes that are kept here for a server.
    pub waiting: u32,
    /// When something was saved last, ms since 1970.
    pub last_saved_at: Option<i64>,
    /// Living records on this device.
    pub records: u32,
    /// Who works here.
    pub person: String,
    /// What this device is called.
    pub device: String,
}

impl App {
    /// One page of a list.
    ///
    /// # Errors
    /// The store's.
    pub async fn list_records(&self, ask: ListAsk) -> Result<Page, Failure> {
        let store = self.store().await?;
        let about: Option<RecordId> = ask.about.as_deref().map(str::parse).transpose()?;
        let order = match ask.sort.clone() {
            None => Order::Title,
            Some(sort) if sort.field == "newest" => Order::Newest,
            Some(sort) => Order::Field {
                key: sort.field,
                descending: sort.descending,
            },
        };
        let kind = KindKey::owned(ask.kind);
        let schema = store.schema();
        if let Some(sort) = &ask.sort {
            filter::sortable(&schema, &kind, &sort.field)?;
        }
        let filter = filter::read(&kind, &ask.filter, ask.any, &self.with(&store, &schema, &self.clock()))?;
        let (offset, limit) = (ask.offset, ask.limit.min(PAGE_MOST));
        let listing = Listing {
            kind,
            search: ask.search,
            filter,
            order,
            about,
            gone: ask.deleted,
            offset,
            limit,
        };
        let page = store.list(&listing).await?;
        let names = Names::of(&store, page.rows.iter().flat_map(|row| views::ids_of(&row.values))).await?;
        let ids: Vec<RecordId> = page.rows.iter().map(|row| row.id).collect();
        let undecided = store.undecided_among(&ids).await?;
        let row = |row: &store::Listed| {
            let shown = views::row(listing.kind.as_str(), row, &schema, &names);
            match undecided.contains(&row.id) {
                true => Row {
                    mark: Mark::Review,
                    ..shown
                },
                false => shown,
            }
        };
        let rows = page.rows.iter().map(row).collect();
        Ok(Page {
            total: count(page.total),
            rows,
            partial: page.partial,
        })
    }

    /// Records of every kind that match what was typed, best first.
    ///
    /// # Errors
    /// The store's.
    pub async fn find(&self, text: &str, limit: u32) -> Result<Vec<Hit>, Failure> {
        let store = self.store().await?;
        let hits = store
            .search(text, usize::try_from(limit.min(100)).unwrap_or(100))
            .await?;
        let names = Names::of(&store, hits.iter().flat_map(|hit| views::ids_of(&hit.values))).await?;
        let schema = store.schema();
        let view = |hit: store::Hit| {
            let (title, subtitle, _) = views::lines(hit.kind.as_str(), &hit.values, &schema, &names);
            let label = hit
                .field
                .and_then(|field| schema.field(hit.kind.as_str(), field))
                .map(|field| field.label);
            Hit {
                id: hit.id.to_string(),
                kind: hit.kind.to_string(),
                title,
                subtitle,
                matched: label.unwrap_or_default().to_owned(),
                snippet: hit.snippet,
                at: i64::try_from(hit.id.ulid().timestamp_ms()).unwrap_or_default(),
                mark: names.marks.of_record(Some(hit.id), false),
            }
        };
        Ok(hits.into_iter().map(view).collect())
    }

    /// A record with everything that its screen shows.
    ///
    /// # Errors
    /// `NotFound`, or the store's.
    pub async fn card(&self, record: &str) -> Result<Card, Failure> {
        let store = self.store().await?;
        let stored = store.record(record.parse()?).await?.ok_or_else(Failure::not_found)?;
        views::card(&store, stored).await
    }

    /// Living records by kind.
    ///
    /// # Errors
    /// The store's.
    pub async fn counts(&self) -> Result<BTreeMap<String, u32>, Failure> {
        let summary = self.store().await?.summary().await?;
        Ok(summary
            .records
            .into_iter()
            .map(|(kind, number)| (kind.to_string(), count(number)))
            .collect())
    }

    /// What the truth line says.
    ///
    /// # Errors
    /// The store's.
    pub async fn truth(&self) -> Result<Truth, Failure> {
        let store = self.store().await?;
        let summary = store.summary().await?;
        Ok(Truth {
            waiting: count(summary.waiting),
            last_saved_at: summary.saved_at,
            records: count(summary.records.values().sum()),
            person: naming::person(&store).await?,
            device: store.device().name.clone(),
        })
    }
}

pub(crate) fn count(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
