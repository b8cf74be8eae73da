//! The pieces of a blob as rows: 64 KiB at most each, so that one is read or written without the others.

use super::BlobId;
use crate::StoreError;
use sqlx::{Row, SqliteConnection};

/// Bytes of one row.
const PIECE: usize = 64 << 10;

/// Appends bytes behind the `here` that there are, within the caller's transaction.
pub(super) async fn insert(to: &mut SqliteConnection, row: i64, here: u64, bytes: &[u8]) -> Result<(), StoreError> {
    let mut at = here;
    for piece in bytes.chunks(PIECE) {
        sqlx::query("INSERT INTO piece (blob, at, bytes) VALUES (?, ?, ?)")
            .bind(row)
            .bind(at as i64)
            .bind(piece.to_vec())
            .execute(&mut *to)
            .await?;
        at += piece.len() as u64;
    }
    sqlx::query("UPDATE blob SET here = ? WHERE row = ?")
        .bind(at as i64)
        .bind(row)
        .execute(to)
        .await?;
    Ok(())
}

/// Bytes from a place on; fewer than `most` where the blob ends.
pub(super) async fn read(from: &mut SqliteConnection, row: i64, at: u64, most: usize) -> Result<Vec<u8>, StoreError> {
    let end = at.saturating_add(most as u64);
    // From the piece in which the place lies.
    let rows = sqlx::query(
        "SELECT at, bytes FROM piece WHERE blob = ?1 AND at < ?3
           AND at >= (SELECT coalesce(max(at), 0) FROM piece WHERE blob = ?1 AND at <= ?2) ORDER BY at",
    )
    .bind(row)
    .bind(at as i64)
    .bind(end as i64)
    .fetch_all(from)
    .await?;
    let mut bytes = Vec::with_capacity(most);
    for row in &rows {
        let (begins, piece) = (row.try_get::<i64, _>(0)? as u64, row.try_get::<&[u8], _>(1)?);
        let before = usize::try_from(at.saturating_sub(begins)).unwrap_or(usize::MAX);
        bytes.extend_from_slice(piece.get(before..).unwrap_or_default());
    }
    bytes.truncate(most);
    Ok(bytes)
}

/// Takes the bytes of a blob away; its row stays.
pub(super) async fn clear(to: &mut SqliteConnection, row: i64) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM piece WHERE blob = ?")
        .bind(row)
        .execute(&mut *to)
        .await?;
    sqlx::query("UPDATE blob SET here = 0 WHERE row = ?")
        .bind(row)
        .execute(to)
        .await?;
    Ok(())
}

/// Takes a blob away.
pub(super) async fn delete(to: &mut SqliteConnection, row: i64) -> Result<(), StoreError> {
    clear(to, row).await?;
    sqlx::query("DELETE FROM blob WHERE row = ?")
        .bind(row)
        .execute(to)
        .await?;
    Ok(())
}

/// A blob is the same as one that is here: that one stands for it, under the writer's id.
pub(super) async fn copied(to: &mut SqliteConnection, row: i64, (same, id): (i64, BlobId)) -> Result<(), StoreError> {
    delete(to, row).await?;
    sqlx::query("UPDATE blob SET id = ? WHERE row = ?")
        .bind(id.to_vec())
        .bind(same)
        .execute(to)
        .await?;
    Ok(())
}
