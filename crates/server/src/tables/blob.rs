//! Blobs that are here whole, and those on their way: what is known of them. Their bytes lie elsewhere.

use crate::{
    OrgId, ServerError,
    database::{Cell, Transaction},
};
use model::DeviceId;
use protocol::BlobName;

/// An upload that has begun and not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UploadRow {
    /// Bytes of the whole.
    pub(crate) size: u64,
    /// Bytes that are here.
    pub(crate) reached: u64,
    /// When the last of them came, ms since 1970.
    pub(crate) touched: i64,
}

/// Whose upload of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Whose {
    pub(crate) org: OrgId,
    pub(crate) device: DeviceId,
    pub(crate) name: BlobName,
}

impl Whose {
    fn cells(&self) -> Vec<Cell> {
        vec![
            self.org.into(),
            self.device.to_bytes().into(),
            (*self.name.hash()).into(),
        ]
    }

    fn and(&self, more: impl IntoIterator<Item = Cell>) -> Vec<Cell> {
        let mut cells = self.cells();
        cells.extend(more);
        cells
    }
}

/// Bytes of a blob that is here whole.
pub(crate) async fn whole(from: &mut dyn Transaction, org: OrgId, name: BlobName) -> Result<Option<u64>, ServerError> {
    let sql = "SELECT size FROM blob WHERE org = $1 AND name = $2".to_owned();
    let rows = from.rows(sql, vec![org.into(), (*name.hash()).into()]).await?;
    rows.into_iter().next().map(|mut row| row.uint()).transpose()
}

/// Bytes of an organisation's blobs: of those that are here, and of those that are on their way as they will be.
pub(crate) async fn taken(from: &mut dyn Transaction, org: OrgId) -> Result<u64, ServerError> {
    let sql = "SELECT CAST((SELECT COALESCE(SUM(size), 0) FROM blob WHERE org = $1)
                 + (SELECT COALESCE(SUM(size), 0) FROM blob_upload WHERE org = $1) AS BIGINT)";
    let rows = from.rows(sql.to_owned(), vec![org.into()]).await?;
    rows.into_iter().next().map_or(Ok(0), |mut row| row.uint())
}

/// How far an upload is.
pub(crate) async fn upload(from: &mut dyn Transaction, whose: &Whose) -> Result<Option<UploadRow>, ServerError> {
    let sql = "SELECT size, reached, touched FROM blob_upload WHERE org = $1 AND device = $2 AND name = $3".to_owned();
    let first = from.rows(sql, whose.cells()).await?.into_iter().next();
    first
        .map(|mut row| {
            Ok(UploadRow {
                size: row.uint()?,
                reached: row.uint()?,
                touched: row.int()?,
            })
        })
        .transpose()
}

/// Begins an upload; one that has begun goes on as it is.
pub(crate) async fn begin(to: &mut dyn Transaction, whose: &Whose, size: u64, now: i64) -> Result<(), ServerError> {
    let sql = "INSERT INTO blob_upload (org, device, name, size, reached, touched) VALUES ($1, $2, $3, $4, 0, $5)
               ON CONFLICT (org, device, name) DO NOTHING";
    to.run(sql.to_owned(), whose.and([size.into(), now.into()])).await?;
    Ok(())
}

/// Takes a piece of `size` bytes in, if the upload stands where the piece begins; `false` where it does not.
pub(crate) async fn append(
    to: &mut dyn Transaction,
    whose: &Whose,
    (at, size, hash): (u64, u64, [u8; 32]),
    now: i64,
) -> Result<bool, ServerError> {
    let sql = "UPDATE blob_upload SET reached = $5, touched = $6
               WHERE org = $1 AND device = $2 AND name = $3 AND reached = $4";
    let cells = whose.and([at.into(), (at + size).into(), now.into()]);
    if to.run(sql.to_owned(), cells).await? == 0 {
        return Ok(false);
    }
    let sql = "INSERT INTO blob_piece (org, device, name, at, size, hash) VALUES ($1, $2, $3, $4, $5, $6)";
    let cells = whose.and([at.into(), size.into(), hash.into()]);
    to.run(sql.to_owned(), cells).await?;
    Ok(true)
}

/// The pieces of an upload, in their order: where each begins, and its hash.
pub(crate) async fn pieces(from: &mut dyn Transaction, whose: &Whose) -> Result<Vec<(u64, [u8; 32])>, ServerError> {
    let sql = "SELECT at, hash FROM blob_piece WHERE org = $1 AND device = $2 AND name = $3 ORDER BY at".to_owned();
    let rows = from.rows(sql, whose.cells()).await?;
    rows.into_iter()
        .map(|mut row| Ok((row.uint()?, row.fixed()?)))
        .collect()
}

/// A blob is here whole.
pub(crate) async fn keep(to: &mut dyn Transaction, whose: &Whose, size: u64, now: i64) -> Result<(), ServerError> {
    let sql = "INSERT INTO blob (org, device, name, size, arrived) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    to.run(sql.to_owned(), whose.and([size.into(), now.into()])).await?;
    Ok(())
}

/// Forgets an upload that nothing was added to since `before`; `false` where there is none such.
pub(crate) async fn forget(to: &mut dyn Transaction, whose: &Whose, before: i64) -> Result<bool, ServerError> {
    let sql = "DELETE FROM blob_upload WHERE org = $1 AND device = $2 AND name = $3 AND touched < $4".to_owned();
    if to.run(sql, whose.and([before.into()])).await? == 0 {
        return Ok(false);
    }
    let sql = "DELETE FROM blob_piece WHERE org = $1 AND device = $2 AND name = $3".to_owned();
    to.run(sql, whose.cells()).await?;
    Ok(true)
}

/// Uploads that nothing was added to since `before`, the oldest first.
pub(crate) async fn stale(
    from: &mut dyn Transaction,
    org: OrgId,
    before: i64,
    most: u64,
) -> Result<Vec<Whose>, ServerError> {
    let sql =
        "SELECT device, name FROM blob_upload WHERE org = $1 AND touched < $2 ORDER BY touched LIMIT $3".to_owned();
    let rows = from.rows(sql, vec![org.into(), before.into(), most.into()]).await?;
    let whose = |mut row: crate::database::Row| {
        Ok(Whose {
            org,
            device: DeviceId::from_bytes(row.fixed()?),
            name: BlobName::from_hash(row.fixed()?),
        })
    };
    rows.into_iter().map(whose).collect()
}
