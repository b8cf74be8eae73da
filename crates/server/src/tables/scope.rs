//! Who may see what: rules, whom records name, what they are linked to, who sees them and who saw them.

use crate::{
    OrgId, ServerError,
    database::{Cell, Row, Transaction, insert, marks},
    tables::{role_key, role_of},
};
use model::{RecordId, Role};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// In the place of a colleague: everybody.
pub(crate) const EVERYBODY: [u8; 16] = [0; 16];
/// So many cells at once at most.
const LIST: usize = 4_096;

/// That somebody sees a record, or saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sight {
    pub(crate) record: RecordId,
    pub(crate) who: [u8; 16],
    pub(crate) since: u64,
    pub(crate) until: Option<u64>,
}

/// The roles that are narrowed, each since a position.
pub(crate) async fn rules(from: &mut dyn Transaction, org: OrgId) -> Result<BTreeMap<Role, u64>, ServerError> {
    let sql = "SELECT role, since FROM scope_rule WHERE org = $1".to_owned();
    let rule = |mut row: Row| Ok((role_of(&row.text()?)?, row.uint()?));
    from.rows(sql, vec![org.into()]).await?.into_iter().map(rule).collect()
}

pub(crate) async fn narrow(to: &mut dyn Transaction, org: OrgId, role: Role, since: u64) -> Result<(), ServerError> {
    let sql = "INSERT INTO scope_rule (org, role, since) VALUES ($1, $2, $3)".to_owned();
    to.run(sql, vec![org.into(), role_key(role).into(), since.into()])
        .await?;
    Ok(())
}

pub(crate) async fn widen(to: &mut dyn Transaction, org: OrgId, role: Role) -> Result<(), ServerError> {
    let sql = "DELETE FROM scope_rule WHERE org = $1 AND role = $2".to_owned();
    to.run(sql, vec![org.into(), role_key(role).into()]).await?;
    Ok(())
}

/// Forgets all that follows from the records.
pub(crate) async fn clear(to: &mut dyn Transaction, org: OrgId) -> Result<(), ServerError> {
    for table in ["scope_name", "scope_link", "scope_sight"] {
        to.run(format!("DELETE FROM {table} WHERE org = $1"), vec![org.into()])
            .await?;
    }
    Ok(())
}

/// Runs a statement for parts of a list; `sql` is given the marks.
async fn for_each(
    to: &mut dyn Transaction,
    org: OrgId,
    ids: &[RecordId],
    sql: impl Fn(&str) -> String,
) -> Result<Vec<Row>, ServerError> {
    let mut found = Vec::new();
    for part in ids.chunks(LIST) {
        let list: Vec<Cell> = part.iter().map(|id| id.to_bytes().into()).collect();
        let (marks, list) = marks(1, &list);
        let cells = std::iter::once(org.into()).chain(list).collect();
        found.extend(to.rows(sql(&marks), cells).await?);
    }
    Ok(found)
}

fn id(row: &mut Row) -> Result<RecordId, ServerError> {
    Ok(RecordId::from_bytes(row.fixed()?))
}

/// Whom records name.
pub(crate) async fn names(
    from: &mut dyn Transaction,
    org: OrgId,
    ids: &[RecordId],
) -> Result<HashMap<RecordId, BTreeSet<RecordId>>, ServerError> {
    let sql = |marks: &str| format!("SELECT record, who FROM scope_name WHERE org = $1 AND record IN ({marks})");
    let mut names: HashMap<RecordId, BTreeSet<RecordId>> = HashMap::new();
    for mut row in for_each(from, org, ids, sql).await? {
        let record = id(&mut row)?;
        names.entry(record).or_default().insert(id(&mut row)?);
    }
    Ok(names)
}

/// Links of records: those that lead from them, or those that lead to them. Each as (one of `ids`, the other).
pub(crate) async fn links(
    from: &mut dyn Transaction,
    org: OrgId,
    ids: &[RecordId],
    leading: Leading,
) -> Result<Vec<(RecordId, RecordId)>, ServerError> {
    let (one, other) = match leading {
        Leading::From => ("record", "other"),
        Leading::To => ("other", "record"),
    };
    let sql = |marks: &str| format!("SELECT {one}, {other} FROM scope_link WHERE org = $1 AND {one} IN ({marks})");
    let rows = for_each(from, org, ids, sql).await?;
    let pair = |mut row: Row| Ok((id(&mut row)?, id(&mut row)?));
    rows.into_iter().map(pair).collect()
}

/// Which way a link leads.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Leading {
    From,
    To,
}

/// What a record says of who sees it.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) record: RecordId,
    pub(crate) names: BTreeSet<RecordId>,
    pub(crate) links: BTreeSet<RecordId>,
}

/// What records say, anew.
pub(crate) async fn keep(to: &mut dyn Transaction, org: OrgId, said: &[Said]) -> Result<(), ServerError> {
    let ids: Vec<RecordId> = said.iter().map(|said| said.record).collect();
    for table in ["scope_name", "scope_link"] {
        let sql = |marks: &str| format!("DELETE FROM {table} WHERE org = $1 AND record IN ({marks})");
        for_each(to, org, &ids, sql).await?;
    }
    let names = pairs(org, said, |said| &said.names);
    insert(to, "scope_name", &["org", "record", "who"], names).await?;
    let links = pairs(org, said, |said| &said.links);
    insert(to, "scope_link", &["org", "record", "other"], links).await
}

fn pairs(org: OrgId, said: &[Said], which: fn(&Said) -> &BTreeSet<RecordId>) -> Vec<Vec<Cell>> {
    let mut pairs = Vec::new();
    for said in said {
        let record = said.record.to_bytes();
        let each = which(said).iter();
        pairs.extend(each.map(|other| vec![org.into(), record.into(), other.to_bytes().into()]));
    }
    pairs
}

const SIGHT: &str = "SELECT record, who, since, until FROM scope_sight WHERE org = $1";

fn sight(mut row: Row) -> Result<Sight, ServerError> {
    Ok(Sight {
        record: id(&mut row)?,
        who: row.fixed()?,
        since: row.uint()?,
        until: row
            .maybe_int()?
            .map(u64::try_from)
            .transpose()
            .map_err(|_| ServerError::Unreadable("a position"))?,
    })
}

/// Who sees records, and saw them.
pub(crate) async fn sights(
    from: &mut dyn Transaction,
    org: OrgId,
    ids: &[RecordId],
) -> Result<Vec<Sight>, ServerError> {
    let rows = for_each(from, org, ids, |marks| format!("{SIGHT} AND record IN ({marks})")).await?;
    rows.into_iter().map(sight).collect()
}

/// What somebody began or ceased to see after a position, up to another; under any of their names.
pub(crate) async fn moved(
    from: &mut dyn Transaction,
    org: OrgId,
    who: &[[u8; 16]],
    (after, to): (u64, u64),
) -> Result<BTreeSet<RecordId>, ServerError> {
    let list: Vec<Cell> = who.iter().map(|who| (*who).into()).collect();
    let (marks, list) = marks(3, &list);
    let mut moved = BTreeSet::new();
    for column in ["since", "until"] {
        let sql = format!(
            "SELECT record FROM scope_sight WHERE org = $1 AND {column} > $2 AND {column} <= $3 AND who IN ({marks})"
        );
        let cells = [org.into(), after.into(), to.into()].into_iter().chain(list.clone());
        for mut row in from.rows(sql, cells.collect()).await? {
            moved.insert(id(&mut row)?);
        }
    }
    Ok(moved)
}

/// All that somebody sees, with its kind.
pub(crate) async fn seen(
    from: &mut dyn Transaction,
    org: OrgId,
    who: &[[u8; 16]],
) -> Result<BTreeMap<String, BTreeSet<RecordId>>, ServerError> {
    let list: Vec<Cell> = who.iter().map(|who| (*who).into()).collect();
    let (marks, list) = marks(1, &list);
    let sql = format!(
        "SELECT r.kind, r.id FROM scope_sight s JOIN record r ON r.org = s.org AND r.id = s.record
         WHERE s.org = $1 AND s.until IS NULL AND s.who IN ({marks})"
    );
    let cells = std::iter::once(org.into()).chain(list).collect();
    let mut seen: BTreeMap<String, BTreeSet<RecordId>> = BTreeMap::new();
    for mut row in from.rows(sql, cells).await? {
        let kind = row.text()?;
        seen.entry(kind).or_default().insert(id(&mut row)?);
    }
    Ok(seen)
}

/// Somebody ceases to see records at a position.
pub(crate) async fn close(
    to: &mut dyn Transaction,
    org: OrgId,
    closed: &[(RecordId, [u8; 16])],
    at: u64,
) -> Result<(), ServerError> {
    let sql =
        "UPDATE scope_sight SET until = $4 WHERE org = $1 AND record = $2 AND who = $3 AND until IS NULL".to_owned();
    for (record, who) in closed {
        let cells = vec![org.into(), record.to_bytes().into(), (*who).into(), at.into()];
        to.run(sql.clone(), cells).await?;
    }
    Ok(())
}

/// Somebody begins to see records at a position.
pub(crate) async fn open(
    to: &mut dyn Transaction,
    org: OrgId,
    opened: &[(RecordId, [u8; 16])],
    at: u64,
) -> Result<(), ServerError> {
    let cells = opened
        .iter()
        .map(|(record, who)| vec![org.into(), record.to_bytes().into(), (*who).into(), at.into()]);
    insert(to, "scope_sight", &["org", "record", "who", "since"], cells.collect()).await
}
