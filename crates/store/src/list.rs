//! Lists: one page of a kind, in an order, optionally of what matches a search, meets a filter or hangs on a record.

mod filter;
mod judge;
mod order;

pub(crate) use filter::Sql;
pub use filter::{Clause, Filter, Span, Test, Than};
pub(crate) use order::Part;
#[cfg(test)]
pub(crate) use order::parts;

use crate::{
    StoreError,
    columns::Cell,
    pack::values,
    rows, search,
    store::Inner,
    tables::{self, Table},
};
use model::{FieldKey, FieldType, KindKey, RecordId, Schema, Value};
use sqlx::{AssertSqlSafe, Row, SqliteConnection, sqlite::SqliteRow};
use std::collections::HashMap;

/// What a list is asked for.
#[derive(Clone, Debug)]
pub struct Listing {
    /// Which kind.
    pub kind: KindKey,
    /// Only what matches; empty for all.
    pub search: String,
    /// Only what meets these conditions.
    pub filter: Filter,
    /// In which order. What a search found and no field orders comes best first.
    pub order: Order,
    /// Only records that link to this one.
    pub about: Option<RecordId>,
    /// The deleted ones instead of the living.
    pub gone: bool,
    /// How many to pass over.
    pub offset: u32,
    /// How many to give, at most.
    pub limit: u32,
}

/// The order of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// By the field that names a record.
    Title,
    /// The latest arrival first.
    Newest,
    /// By a field, a link by the name of what it leads to; empty ones last.
    Field {
        /// The field's key; `triage.status` for a member of a group.
        key: String,
        /// From the greatest to the least.
        descending: bool,
    },
}

/// One row of a list: the shown values, by field; empty ones are left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// The record.
    pub id: RecordId,
    /// Shown values, in the order of the declaration. Tags are one text, a line each.
    pub values: Vec<(&'static str, Value)>,
    /// Those of the organisation's own fields, in a list of their kind; nowhere else.
    pub own: Vec<(FieldKey, Value)>,
}

/// Most rows that a search within a list goes through.
const FOUND_MOST: usize = 500;
/// The same, where its hits are filtered or put into another order.
const FOUND_MOST_FILTERED: usize = 2_000;
/// Most rows that are looked at one by one, where the database alone cannot tell.
pub(crate) const JUDGED_MOST: usize = 20_000;
/// Rows that are fetched at once.
const AT_ONCE: usize = 500;

/// One page of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListPage {
    /// How many there are in all.
    pub total: u64,
    /// The rows of this page.
    pub rows: Vec<Listed>,
    /// There were too many to look through all of them: `total` counts those that were looked at.
    pub partial: bool,
}

/// What a list is read with.
pub(crate) struct Reading<'a> {
    pub(crate) connection: &'a mut SqliteConnection,
    pub(crate) inner: &'a Inner,
    pub(crate) schema: &'a Schema,
}

impl Listing {
    /// All living records of a kind by name: the first fifty.
    #[must_use]
    pub fn of(kind: KindKey) -> Self {
        Self {
            kind,
            search: String::new(),
            filter: Filter::default(),
            order: Order::Title,
            about: None,
            gone: false,
            offset: 0,
            limit: 50,
        }
    }
}

impl Reading<'_> {
    /// One page of a list: first the numbers of its rows, from an index where there is one, then the rows.
    pub(crate) async fn list(&mut self, listing: &Listing) -> Result<ListPage, StoreError> {
        let Some(table) = tables::table(listing.kind.as_str()) else {
            return Ok(ListPage::default());
        };
        let mut sql = conditions(table, listing, self.schema);
        let mut best_first = None;
        let mut partial = false;
        if !listing.search.trim().is_empty() {
            let plain = listing.filter.clauses.is_empty() && matches!(listing.order, Order::Title);
            let most = if plain { FOUND_MOST } else { FOUND_MOST_FILTERED };
            let hits = search::rows(self.connection, self.inner, &listing.search, Some(table), most).await?;
            let hits: Vec<i64> = hits.iter().map(|hit| hit.row).collect();
            partial = hits.len() >= most;
            let json = sql.bind(Cell::Text(json(&hits)));
            sql.conditions
                .push(format!("t.row IN (SELECT value FROM json_each({json}))"));
            best_first = matches!(listing.order, Order::Title).then_some(hits);
        }
        let (offset, limit) = (listing.offset as usize, listing.limit as usize);
        if best_first.is_none() && !sql.judged {
            let page = self.numbers(table, &listing.order, &sql, offset, limit).await?;
            let total = match self.all(table, listing, &sql) {
                Some(all) => all,
                None => self.count(table, &sql).await?,
            };
            let rows = self.listed(table, &page).await?;
            return Ok(ListPage { total, rows, partial });
        }
        let most = JUDGED_MOST + 1;
        let mut numbers = match best_first {
            None => self.numbers(table, &listing.order, &sql, 0, most).await?,
            Some(hits) => {
                let met = self.numbers(table, &Order::Newest, &sql, 0, most).await?;
                hits.into_iter().filter(|row| met.contains(row)).collect()
            }
        };
        if sql.judged {
            partial |= numbers.len() >= most;
            numbers.truncate(JUDGED_MOST);
            numbers = self.judged(table, listing, numbers).await?;
        }
        let page: Vec<i64> = numbers.iter().skip(offset).take(limit).copied().collect();
        let rows = self.listed(table, &page).await?;
        let total = numbers.len() as u64;
        Ok(ListPage { total, rows, partial })
    }

    /// The numbers of a page's rows, in order.
    async fn numbers(
        &mut self,
        table: &'static Table,
        by: &Order,
        sql: &Sql,
        offset: usize,
        limit: usize,
    ) -> Result<Vec<i64>, StoreError> {
        let mut page: Vec<i64> = Vec::new();
        let mut skip = offset;
        let parts = order::parts(table, by);
        let last = parts.len().saturating_sub(1);
        for (at, part) in parts.iter().enumerate() {
            let want = limit - page.len();
            let text = page_of(part, sql);
            let got: Vec<i64> = bound(sqlx::query_scalar(AssertSqlSafe(text)), &sql.bound)
                .bind(want as i64)
                .bind(skip as i64)
                .fetch_all(&mut *self.connection)
                .await?;
            let short = got.len() < want;
            if !short || at == last {
                page.extend(got);
                break;
            }
            // What is passed over in the next part is what this one did not have.
            skip = if got.is_empty() && skip > 0 {
                let there: i64 = bound(sqlx::query_scalar(AssertSqlSafe(count_of(part, sql))), &sql.bound)
                    .fetch_one(&mut *self.connection)
                    .await?;
                skip.saturating_sub(usize::try_from(there).unwrap_or_default())
            } else {
                0
            };
            page.extend(got);
        }
        Ok(page)
    }

    /// How many there are where the list is everything that lives: that is known without counting once somebody has counted.
    fn all(&self, table: &'static Table, listing: &Listing, sql: &Sql) -> Option<u64> {
        let everything = !listing.gone && sql.conditions.len() == 1;
        let known = self.inner.living.known(usize::try_from(table.number).ok()?)?;
        u64::try_from(known).ok().filter(|_| everything)
    }

    async fn count(&mut self, table: &'static Table, sql: &Sql) -> Result<u64, StoreError> {
        let text = total_of(table, sql);
        let total: i64 = bound(sqlx::query_scalar(AssertSqlSafe(text)), &sql.bound)
            .fetch_one(&mut *self.connection)
            .await?;
        Ok(u64::try_from(total).unwrap_or_default())
    }

    /// Whole rows by their numbers, in that order.
    async fn rows(&mut self, table: &'static Table, numbers: &[i64]) -> Result<Vec<SqliteRow>, StoreError> {
        let sql = format!("{} WHERE row IN (SELECT value FROM json_each(?))", table.select);
        let found = sqlx::query(AssertSqlSafe(sql))
            .bind(json(numbers))
            .fetch_all(&mut *self.connection)
            .await?;
        let places: HashMap<i64, usize> = numbers.iter().enumerate().map(|(at, row)| (*row, at)).collect();
        let mut rows = Vec::with_capacity(found.len());
        for row in found {
            let number: i64 = row.try_get(0)?;
            rows.push((places.get(&number).copied().unwrap_or_default(), row));
        }
        rows.sort_by_key(|(at, _)| *at);
        Ok(rows.into_iter().map(|(_, row)| row).collect())
    }

    /// A page's rows with what a list shows of them. The organisation's own fields lie in the packed provenance: it is opened only
    /// where the kind has such fields.
    async fn listed(&mut self, table: &'static Table, page: &[i64]) -> Result<Vec<Listed>, StoreError> {
        let own: Vec<FieldKey> = self
            .schema
            .custom_fields(table.kind.key)
            .map(|field| field.key.clone())
            .collect();
        let rows = self.rows(table, page).await?;
        let authors = self.inner.authors();
        let mut all = Vec::with_capacity(rows.len());
        for row in rows {
            let mut one = listed(table, &row)?;
            if !own.is_empty() {
                let record = rows::found(table, &row, &authors)?.record;
                let value = |key: &FieldKey| Some((key.clone(), record.value(self.schema, key.as_str())?.clone()));
                one.own = own.iter().filter_map(value).collect();
            }
            all.push(one);
        }
        Ok(all)
    }

    /// Those of some rows that meet the list's filter.
    async fn judged(
        &mut self,
        table: &'static Table,
        listing: &Listing,
        numbers: Vec<i64>,
    ) -> Result<Vec<i64>, StoreError> {
        let mut met = Vec::new();
        for some in numbers.chunks(AT_ONCE) {
            let rows = self.rows(table, some).await?;
            let authors = self.inner.authors();
            for row in rows {
                let found = rows::found(table, &row, &authors)?;
                if judge::holds(table, self.schema, &listing.filter, &found.record) {
                    met.push(found.row);
                }
            }
        }
        Ok(met)
    }
}

/// What holds for every row of a list.
pub(crate) fn conditions(table: &Table, listing: &Listing, schema: &Schema) -> Sql {
    let mut sql = Sql::default();
    sql.conditions
        .push(if listing.gone { "t.gone = 1" } else { "t.gone = 0" }.to_owned());
    if let Some(about) = listing.about {
        let about = sql.bind(Cell::Blob(about.to_bytes().to_vec()));
        let fields = table.kind.fields.iter();
        // Whose work it is, and in whose patch, is not what it is about.
        let links =
            fields.filter(|f| matches!(f.kind, FieldType::Link(to) if to.is_none_or(|to| !BESIDE.contains(&to))));
        let links: Vec<String> = links.map(|f| format!("t.{} = {about}", f.key)).collect();
        sql.conditions.push(if links.is_empty() {
            "0".to_owned()
        } else {
            format!("({})", links.join(" OR "))
        });
    }
    sql.filter(table, schema, &listing.filter);
    sql
}

const BESIDE: [&str; 2] = ["colleague", "territory"];

pub(crate) fn total_of(table: &Table, sql: &Sql) -> String {
    format!("SELECT count(*) FROM {} t WHERE {}", table.kind.key, sql.wheres())
}

fn with(part: &Part, sql: &Sql) -> String {
    let condition = part.condition.as_deref().map(|more| format!(" AND {more}"));
    format!(
        "FROM {} WHERE {}{}",
        part.from,
        sql.wheres(),
        condition.unwrap_or_default()
    )
}

fn count_of(part: &Part, sql: &Sql) -> String {
    format!("SELECT count(*) {}", with(part, sql))
}

pub(crate) fn page_of(part: &Part, sql: &Sql) -> String {
    let n = sql.bound.len();
    format!(
        "SELECT t.row {} ORDER BY {} LIMIT ?{} OFFSET ?{}",
        with(part, sql),
        part.order,
        n + 1,
        n + 2
    )
}

type Scalar<'q> = sqlx::query::QueryScalar<'q, sqlx::Sqlite, i64, sqlx::sqlite::SqliteArguments>;

fn bound<'q>(mut query: Scalar<'q>, cells: &[Cell]) -> Scalar<'q> {
    for cell in cells {
        query = match cell.clone() {
            Cell::Null => query.bind(None::<i64>),
            Cell::Int(number) => query.bind(number),
            Cell::Text(text) => query.bind(text),
            Cell::Blob(bytes) => query.bind(bytes),
        };
    }
    query
}

fn json(numbers: &[i64]) -> String {
    let texts: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    format!("[{}]", texts.join(","))
}

pub(crate) fn listed(table: &Table, row: &SqliteRow) -> Result<Listed, StoreError> {
    let values = values(table, &rows::own_cells(table, row)?);
    let values = table
        .kind
        .fields
        .iter()
        .map(|field| field.key)
        .zip(values)
        .filter(|(_, value)| value.is_some());
    Ok(Listed {
        id: rows::id_of(row)?,
        values: values.collect(),
        own: Vec::new(),
    })
}
