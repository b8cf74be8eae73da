//! Restoring a backup.

use super::{
    rows::{ORG, TABLES, Table},
    seal::Opener,
};
use crate::{
    OrgId, Server, ServerError,
    database::{Cell, Transaction, insert},
    scoping,
    tables::{log, org, scope},
};
use protocol::{Floors, Hash, chained, content_hash};
use serde_json::Value;
use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
};

/// Rows that are written at once.
const TOGETHER: usize = 1_000;

/// What was restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The organisation's name.
    pub name: String,
    /// Its log up to here.
    pub seq: u64,
    /// The epoch that begins.
    pub epoch: u32,
}

impl Server {
    /// Writes a backup's organisations into this database, in one transaction, and begins a new epoch for each.
    ///
    /// # Errors
    /// [`ServerError::Passphrase`], [`ServerError::NoBackup`] where the file is none of ours or damaged,
    /// [`ServerError::NameTaken`] where an organisation is here already, [`ServerError::Chain`]; nothing was restored then.
    pub async fn restore(&self, from: &Path, passphrase: &str) -> Result<Vec<Restored>, ServerError> {
        let opener = Opener::new(BufReader::new(File::open(from)?), passphrase)?;
        let lines = BufReader::new(zstd::Decoder::new(opener)?).lines();
        let now = (self.inner().clock)();
        let mut tx = self.inner().database.write().await?;
        let mut restoring = Restoring::default();
        for line in lines {
            let (name, values): (String, Vec<Value>) =
                serde_json::from_str(&line?).map_err(|_| ServerError::NoBackup)?;
            let table = std::iter::once(&ORG).chain(&TABLES).find(|table| table.name == name);
            let table = table.ok_or(ServerError::NoBackup)?;
            restoring.row(&mut *tx, table, table.cells(&values)?).await?;
        }
        restoring.flush(&mut *tx).await?;
        let mut restored = Vec::new();
        for id in restoring.orgs {
            restored.push(verified(&mut *tx, id, now).await?);
        }
        tx.commit().await?;
        Ok(restored)
    }

    /// Begins a new epoch for a database that was put back by other means than [`Server::restore`], before it is served.
    ///
    /// # Errors
    /// Those of [`Server::restore`].
    pub async fn renew(&self) -> Result<Vec<Restored>, ServerError> {
        let now = (self.inner().clock)();
        let mut tx = self.inner().database.write().await?;
        let mut renewed = Vec::new();
        for org in org::all(&mut *tx).await? {
            renewed.push(verified(&mut *tx, org.id, now).await?);
        }
        tx.commit().await?;
        Ok(renewed)
    }
}

#[derive(Default)]
struct Restoring {
    orgs: Vec<OrgId>,
    table: Option<&'static str>,
    rows: Vec<Vec<Cell>>,
}

impl Restoring {
    async fn row(&mut self, to: &mut dyn Transaction, table: &Table, cells: Vec<Cell>) -> Result<(), ServerError> {
        if self.table != Some(table.name) || self.rows.len() >= TOGETHER {
            self.flush(to).await?;
            self.table = Some(table.name);
        }
        if table.name == ORG.name {
            let id = cells.first().and_then(Cell::fixed).ok_or(ServerError::NoBackup)?;
            let name = match cells.get(table.place("name")) {
                Some(Cell::Text(Some(name))) => name.as_str(),
                _ => return Err(ServerError::NoBackup),
            };
            if org::find(to, id).await?.is_some() || org::named(to, name).await?.is_some() {
                return Err(ServerError::NameTaken);
            }
            self.orgs.push(id);
        }
        self.rows.push(cells);
        Ok(())
    }

    async fn flush(&mut self, to: &mut dyn Transaction) -> Result<(), ServerError> {
        let rows = std::mem::take(&mut self.rows);
        let table = std::iter::once(&ORG)
            .chain(&TABLES)
            .find(|table| Some(table.name) == self.table);
        match table {
            Some(table) => insert(to, table.name, &table.names(), rows).await,
            None => Ok(()),
        }
    }
}

/// Verifies an organisation's chain from its first entry on, and begins its next epoch.
async fn verified(tx: &mut dyn Transaction, id: OrgId, now: i64) -> Result<Restored, ServerError> {
    let org = org::find(tx, id).await?.ok_or(ServerError::NoBackup)?;
    let reach = org::reach(tx, id, "").await?;
    let (mut seq, mut head): (u64, Hash) = (0, [0; 32]);
    loop {
        let page = log::page(tx, id, seq, TOGETHER).await?;
        if page.is_empty() {
            break;
        }
        for row in page {
            let content = content_hash(row.author, &row.bytes);
            head = chained(&head, row.seq, &content, &row.judged);
            if row.seq != seq + 1 || row.head != head {
                return Err(ServerError::Chain(seq + 1));
            }
            seq = row.seq;
        }
    }
    if (seq, head) != (reach.seq, reach.head) {
        return Err(ServerError::Chain(seq));
    }
    let mut floors: Floors = reach.floors;
    floors.iter_mut().for_each(|(_, floor)| *floor = seq.min(*floor));
    floors.push((reach.epoch, seq));
    // Two restores of one backup are two epochs: their number is the second in which they began.
    let second = u32::try_from(now / 1_000).unwrap_or(u32::MAX);
    let epoch = second.max(reach.epoch.saturating_add(1));
    org::number(tx, id, epoch, &floors).await?;
    // Who sees what follows from the records.
    if !scope::rules(tx, id).await?.is_empty() {
        scoping::build(tx, id).await?;
    }
    Ok(Restored {
        name: org.name,
        seq,
        epoch,
    })
}
