//! Lists: one page of a kind, in an order, optionally of what matches a search or hangs on a record.

use crate::{
    StoreError,
    columns::Cell,
    pack::values,
    rows, search,
    store::Inner,
    tables::{self, TABLES, Table, is_id},
};
use model::{FieldType, KindKey, RecordId, Value, fold::fold};
use sqlx::{AssertSqlSafe, Row, SqliteConnection, sqlite::SqliteRow};

/// What a list is asked for.
#[derive(Clone, Debug)]
pub struct Listing {
    /// Which kind.
    pub kind: KindKey,
    /// Only what matches; empty for all.
    pub search: String,
    /// In which order.
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
    /// By a field's column; empty ones last.
    Field {
        /// The field's key.
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
}

/// Most rows that a search within a list goes through.
const FOUND_MOST: usize = 500;

pub(crate) async fn list(
    connection: &mut SqliteConnection,
    listing: &Listing,
    inner: &Inner,
) -> Result<(u64, Vec<Listed>), StoreError> {
    let Some(table) = tables::table(listing.kind.as_str()) else {
        return Ok((0, Vec::new()));
    };
    if !listing.search.trim().is_empty() {
        return found(connection, table, listing, inner).await;
    }
    let (total, page, about) = statements(table, listing);
    let about = about.map(|id| id.to_bytes().to_vec());
    let mut count = sqlx::query_scalar::<_, i64>(AssertSqlSafe(total));
    let mut rows = sqlx::query(AssertSqlSafe(page));
    // Numbered places throughout: sqlx counts bare ones anew beside numbered ones.
    rows = rows.bind(about.clone());
    if let Some(about) = about {
        count = count.bind(about);
    }
    let rows = rows
        .bind(listing.limit)
        .bind(listing.offset)
        .fetch_all(&mut *connection)
        .await?;
    let total = count.fetch_one(connection).await?;
    let listed = rows.iter().map(|row| listed(table, row)).collect::<Result<_, _>>()?;
    Ok((u64::try_from(total).unwrap_or_default(), listed))
}

/// The statements of a listing: how many there are, one page of them, and the record that both are about.
pub(crate) fn statements(table: &Table, listing: &Listing) -> (String, String, Option<RecordId>) {
    let (condition, about) = condition(table, listing);
    let total = format!("SELECT count(*) FROM {} WHERE {condition}", table.kind.key);
    let page = format!(
        "{} WHERE {condition} ORDER BY {} LIMIT ?2 OFFSET ?3",
        table.select,
        order(table, &listing.order)
    );
    (total, page, about)
}

/// The `WHERE` of a listing; with `about`, any link column of the kind may lead to the record.
fn condition(table: &Table, listing: &Listing) -> (String, Option<RecordId>) {
    let alive = if listing.gone { "gone = 1" } else { "gone = 0" };
    let Some(about) = listing.about else {
        return (alive.to_owned(), None);
    };
    let links = table
        .kind
        .fields
        .iter()
        .filter(|f| matches!(f.kind, FieldType::Link(_)) && f.key != "owner" && f.key != "assignee");
    let links: Vec<String> = links.map(|f| is_id(f.key)).collect();
    if links.is_empty() {
        ("0".to_owned(), None)
    } else {
        (format!("{alive} AND ({})", links.join(" OR ")), Some(about))
    }
}

fn order(table: &Table, order: &Order) -> String {
    let field = match order {
        Order::Title if table.has_title_index() => return format!("{} COLLATE folded, row", table.kind.title),
        Order::Title | Order::Newest => return "row DESC".to_owned(),
        Order::Field { key, descending } => table.kind.field(key).map(|field| (field, *descending)),
    };
    let Some((field, descending)) = field else {
        return "row DESC".to_owned();
    };
    let way = if descending { "DESC" } else { "ASC" };
    let by = match field.kind {
        FieldType::Money => format!("CAST({} AS REAL)", field.key),
        FieldType::Whole | FieldType::Flag | FieldType::Date | FieldType::Link(_) => field.key.to_owned(),
        _ => format!("{} COLLATE folded", field.key),
    };
    format!("{} IS NULL, {by} {way}, row {way}", field.key)
}

async fn found(
    connection: &mut SqliteConnection,
    table: &'static Table,
    listing: &Listing,
    inner: &Inner,
) -> Result<(u64, Vec<Listed>), StoreError> {
    let hits = search::rows(connection, inner, &listing.search, Some(table), FOUND_MOST).await?;
    let page: Vec<_> = hits
        .iter()
        .skip(listing.offset as usize)
        .take(listing.limit as usize)
        .copied()
        .collect();
    let rows = search::fetch(connection, &page).await?;
    let found = rows
        .iter()
        .map(|(table, row)| listed(table, row))
        .collect::<Result<_, _>>()?;
    Ok((hits.len() as u64, found))
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
    })
}

/// Ids as one JSON parameter of hexadecimal texts: one statement, however many.
fn ids_json(ids: &[RecordId]) -> String {
    let hex = |id: &RecordId| format!("\"{:032x}\"", id.ulid().0);
    format!("[{}]", ids.iter().map(hex).collect::<Vec<_>>().join(","))
}

pub(crate) async fn titles(
    connection: &mut SqliteConnection,
    ids: &[RecordId],
) -> Result<Vec<(RecordId, KindKey, String)>, StoreError> {
    let ask = |table: &Table| {
        let (number, title, kind) = (table.number, table.kind.title, table.kind.key);
        format!(
            "SELECT {number}, {kind}.id, substr({title}, 1, 120) FROM json_each(?1) asked CROSS JOIN {kind} \
             WHERE substr({kind}.id, 11) = substr(unhex(asked.value), 11) AND {kind}.id = unhex(asked.value)"
        )
    };
    let asks: Vec<String> = TABLES.iter().map(ask).collect();
    let rows = sqlx::query(AssertSqlSafe(asks.join(" UNION ALL ")))
        .bind(ids_json(ids))
        .fetch_all(connection)
        .await?;
    let mut titles = Vec::with_capacity(rows.len());
    for row in rows {
        let table = tables::by_number(row.try_get(0)?);
        if let (Some(table), Some(id)) = (table, RecordId::from_slice(row.try_get(1)?)) {
            let title: Option<String> = row.try_get(2)?;
            titles.push((id, KindKey::of(table.kind.key), title.unwrap_or_default()));
        }
    }
    Ok(titles)
}

pub(crate) async fn by_title(
    connection: &mut SqliteConnection,
    kind: &KindKey,
    folded: &[String],
) -> Result<Vec<(String, RecordId)>, StoreError> {
    let Some(table) = tables::table(kind.as_str()) else {
        return Ok(Vec::new());
    };
    // The whole column once: names are compared by their folded form, which the database does not have.
    let wanted: std::collections::HashSet<&str> = folded.iter().map(String::as_str).collect();
    let sql = format!("SELECT {}, id FROM {} WHERE gone = 0", table.kind.title, table.kind.key);
    let mut found = Vec::new();
    for row in sqlx::query(AssertSqlSafe(sql)).fetch_all(connection).await? {
        let (Cell::Text(title), Some(id)) = (rows::cell(&row, 0)?, RecordId::from_slice(row.try_get(1)?)) else {
            continue;
        };
        let title = fold(&title);
        if wanted.contains(title.as_str()) {
            found.push((title, id));
        }
    }
    Ok(found)
}
