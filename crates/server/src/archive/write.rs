//! Writing a backup.

use super::{
    rows::{ORG, TABLES, Table},
    seal::Sealer,
};
use crate::{
    OrgId, Server, ServerError,
    database::{Cell, Transaction},
    tables::org,
};
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

/// Rows that are read at once.
const PAGE: u64 = 2_000;

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackedUp {
    /// The organisation's name.
    pub name: String,
    /// Its log up to here.
    pub seq: u64,
}

impl Server {
    /// Writes everything that this server knows into one sealed file; whatever is there under that name stays until the new
    /// one is whole. Says afterwards in the database up to where a backup holds each log.
    ///
    /// # Errors
    /// The database's and the file system's own.
    pub async fn back_up(&self, to: &Path, passphrase: &str) -> Result<Vec<BackedUp>, ServerError> {
        let part = to.with_extension("part");
        let mut file = zstd::Encoder::new(Sealer::new(BufWriter::new(File::create(&part)?), passphrase)?, 3)?;
        let mut tx = self.inner().database.read().await?;
        let mut held = Vec::new();
        for org in org::all(&mut *tx).await? {
            let reach = org::reach(&mut *tx, org.id, "").await?;
            whole(&mut *tx, org.id, &mut file).await?;
            held.push((org, reach.seq));
        }
        let file = file.finish()?.finish()?;
        let file = file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        file.sync_all()?;
        std::fs::rename(&part, to)?;
        drop(tx);
        let mut tx = self.inner().database.write().await?;
        for (org, seq) in &held {
            org::backed_up(&mut *tx, org.id, *seq).await?;
        }
        tx.commit().await?;
        let held = held.into_iter().map(|(org, seq)| BackedUp { name: org.name, seq });
        Ok(held.collect())
    }
}

async fn whole(from: &mut dyn Transaction, org: OrgId, to: &mut impl Write) -> Result<(), ServerError> {
    let sql = format!("SELECT {} FROM org WHERE id = $1", ORG.names().join(", "));
    for row in from.rows(sql, vec![org.into()]).await? {
        writeln!(to, "{}", ORG.line(&row.cells()))?;
    }
    for table in &TABLES {
        rows(from, org, table, to).await?;
    }
    Ok(())
}

async fn rows(from: &mut dyn Transaction, org: OrgId, table: &Table, to: &mut impl Write) -> Result<(), ServerError> {
    let (names, name, order) = (table.names().join(", "), table.name, table.order);
    let mut last: Option<Cell> = None;
    loop {
        let mut cells = vec![org.into(), PAGE.into()];
        let after = if last.is_some() {
            format!("AND {order} > $3")
        } else {
            String::new()
        };
        cells.extend(last.take());
        let sql = format!("SELECT {names} FROM {name} WHERE org = $1 {after} ORDER BY {order} LIMIT $2");
        for row in from.rows(sql, cells).await? {
            let cells = row.cells();
            writeln!(to, "{}", table.line(&cells))?;
            last = cells.into_iter().nth(table.place(order));
        }
        if last.is_none() {
            return Ok(());
        }
    }
}
