//! Organisations.

use crate::{
    OrgId, ServerError,
    database::{Cell, Row, Transaction},
};
use protocol::{Floors, Hash};

/// An organisation as it is kept.
pub(crate) struct OrgRow {
    pub(crate) id: OrgId,
    pub(crate) name: String,
    pub(crate) signing: Vec<u8>,
}

/// How far a log reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reach {
    pub(crate) epoch: u32,
    pub(crate) seq: u64,
    pub(crate) head: Hash,
    pub(crate) backed_up: u64,
    /// How epochs before a restore are numbered now.
    pub(crate) floors: Floors,
}

impl Reach {
    /// The epoch that gave a position.
    pub(crate) fn epoch_of(&self, seq: u64) -> u32 {
        let first = self.floors.iter().find(|(_, floor)| seq <= *floor);
        first.map_or(self.epoch, |(epoch, _)| *epoch)
    }
}

pub(crate) async fn make(to: &mut dyn Transaction, org: &OrgRow, now: i64) -> Result<(), ServerError> {
    let sql = "INSERT INTO org (id, name, epoch, seq, head, signing, created, backed_up)
               VALUES ($1, $2, 1, 0, $3, $4, $5, 0)";
    let cells = vec![
        org.id.into(),
        org.name.as_str().into(),
        [0; 32].into(),
        org.signing.clone().into(),
        now.into(),
    ];
    to.run(sql.to_owned(), cells).await?;
    Ok(())
}

fn org(mut row: Row) -> Result<OrgRow, ServerError> {
    Ok(OrgRow {
        id: row.fixed()?,
        name: row.text()?,
        signing: row.bytes()?,
    })
}

pub(crate) async fn find(from: &mut dyn Transaction, id: OrgId) -> Result<Option<OrgRow>, ServerError> {
    let sql = "SELECT id, name, signing FROM org WHERE id = $1";
    let rows = from.rows(sql.to_owned(), vec![id.into()]).await?;
    rows.into_iter().next().map(org).transpose()
}

pub(crate) async fn named(from: &mut dyn Transaction, name: &str) -> Result<Option<OrgRow>, ServerError> {
    let sql = "SELECT id, name, signing FROM org WHERE name = $1";
    let rows = from.rows(sql.to_owned(), vec![name.into()]).await?;
    rows.into_iter().next().map(org).transpose()
}

pub(crate) async fn all(from: &mut dyn Transaction) -> Result<Vec<OrgRow>, ServerError> {
    let sql = "SELECT id, name, signing FROM org ORDER BY name";
    from.rows(sql.to_owned(), Vec::new())
        .await?
        .into_iter()
        .map(org)
        .collect()
}

/// How far the log reaches; `locking` keeps it there until the transaction ends.
pub(crate) async fn reach(from: &mut dyn Transaction, id: OrgId, locking: &str) -> Result<Reach, ServerError> {
    let sql = format!("SELECT epoch, seq, head, backed_up, floors FROM org WHERE id = $1{locking}");
    let rows = from.rows(sql, vec![id.into()]).await?;
    let mut row = rows.into_iter().next().ok_or(ServerError::NoOrganisation)?;
    Ok(Reach {
        epoch: u32::try_from(row.int()?).map_err(|_| ServerError::Unreadable("an epoch"))?,
        seq: row.uint()?,
        head: row.fixed()?,
        backed_up: row.uint()?,
        floors: serde_json::from_str(&row.text()?).map_err(|_| ServerError::Unreadable("epochs"))?,
    })
}

pub(crate) async fn advance(to: &mut dyn Transaction, id: OrgId, seq: u64, head: Hash) -> Result<(), ServerError> {
    let sql = "UPDATE org SET seq = $2, head = $3 WHERE id = $1";
    to.run(sql.to_owned(), vec![Cell::from(id), seq.into(), head.into()])
        .await?;
    Ok(())
}

/// Says in which epoch the log goes on, and how those before it are numbered.
pub(crate) async fn number(
    to: &mut dyn Transaction,
    id: OrgId,
    epoch: u32,
    floors: &[(u32, u64)],
) -> Result<(), ServerError> {
    let sql = "UPDATE org SET epoch = $2, floors = $3 WHERE id = $1";
    let floors = serde_json::to_string(floors).map_err(|_| ServerError::Unreadable("epochs"))?;
    to.run(sql.to_owned(), vec![Cell::from(id), epoch.into(), floors.into()])
        .await?;
    Ok(())
}

/// Says up to where a backup holds the log.
pub(crate) async fn backed_up(to: &mut dyn Transaction, id: OrgId, seq: u64) -> Result<(), ServerError> {
    let sql = "UPDATE org SET backed_up = $2 WHERE id = $1 AND backed_up < $2";
    to.run(sql.to_owned(), vec![Cell::from(id), seq.into()]).await?;
    Ok(())
}
