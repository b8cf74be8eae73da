//! The server that this device is enrolled with.

use crate::{StoreError, journal::json, settled::unsigned};
use sqlx::{Row, SqliteConnection};

/// The server that this device is enrolled with, and how far the two are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Where it is.
    pub url: String,
    /// The organisation.
    pub org: [u8; 16],
    /// Its name.
    pub org_name: String,
    /// The Ed25519 public key with which the server signs for the organisation.
    pub server_key: [u8; 32],
    /// This device's own key pair, PKCS #8.
    pub device_key: Vec<u8>,
    /// The opaque token; `None`: the person has to sign in again.
    pub token: Option<[u8; 32]>,
    /// The token before it: a server that was put back from a backup may know no other.
    pub former: Option<[u8; 32]>,
    /// Who is signed in.
    pub person_name: String,
    /// The epoch of the cursor.
    pub epoch: u32,
    /// The log is held up to here.
    pub cursor: u64,
    /// The chain's head at the cursor.
    pub head: [u8; 32],
    /// Epochs before a restore of the server, each with the last of its positions that this one numbers alike; in order.
    pub floors: Vec<(u32, u64)>,
    /// By how much this device's clock was ahead at the last contact, ms.
    pub skew: i64,
    /// Wall clock of the last contact, ms since 1970.
    pub contact: Option<i64>,
    /// JSON of the last receipt that was verified.
    pub receipt: Option<String>,
    /// Names what the person of this device may see; 0: everything.
    pub scope: u64,
}

pub(crate) async fn read(connection: &mut SqliteConnection) -> Result<Option<Server>, StoreError> {
    let row = sqlx::query(
        "SELECT url, org, org_name, server_key, device_key, token, person_name, epoch, cursor, head, skew, contact, receipt, floors, former, scope FROM server",
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let unreadable = |_| StoreError::Unreadable { what: "server" };
    let token: &[u8] = row.try_get(5)?;
    let former: Option<&[u8]> = row.try_get(14)?;
    Ok(Some(Server {
        url: row.try_get(0)?,
        org: row.try_get::<&[u8], _>(1)?.try_into().map_err(unreadable)?,
        org_name: row.try_get(2)?,
        server_key: row.try_get::<&[u8], _>(3)?.try_into().map_err(unreadable)?,
        device_key: row.try_get(4)?,
        token: token.try_into().ok(),
        former: former.and_then(|former| former.try_into().ok()),
        person_name: row.try_get(6)?,
        epoch: row.try_get(7)?,
        cursor: unsigned(row.try_get(8)?),
        head: row.try_get::<&[u8], _>(9)?.try_into().map_err(unreadable)?,
        skew: row.try_get(10)?,
        contact: row.try_get(11)?,
        receipt: row.try_get(12)?,
        floors: from_json(row.try_get(13)?)?,
        scope: unsigned(row.try_get(15)?),
    }))
}

fn from_json(text: &str) -> Result<Vec<(u32, u64)>, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Unreadable { what: "server" })
}

/// The floors alone.
pub(crate) async fn floors(connection: &mut SqliteConnection) -> Result<Vec<(u32, u64)>, StoreError> {
    let text: Option<String> = sqlx::query_scalar("SELECT floors FROM server")
        .fetch_optional(connection)
        .await?;
    text.map_or(Ok(Vec::new()), |text| from_json(&text))
}

/// Writes the whole row.
pub(crate) async fn write(connection: &mut SqliteConnection, server: &Server) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT OR REPLACE INTO server (one, url, org, org_name, server_key, device_key, token, person_name, epoch, cursor, head, skew, \
         contact, receipt, floors, former, scope) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&server.url)
    .bind(server.org.to_vec())
    .bind(&server.org_name)
    .bind(server.server_key.to_vec())
    .bind(&server.device_key)
    .bind(server.token.map(|token| token.to_vec()).unwrap_or_default())
    .bind(&server.person_name)
    .bind(server.epoch)
    .bind(server.cursor as i64)
    .bind(server.head.to_vec())
    .bind(server.skew)
    .bind(server.contact)
    .bind(&server.receipt)
    .bind(json(&server.floors)?)
    .bind(server.former.map(|token| token.to_vec()))
    .bind(server.scope as i64)
    .execute(connection)
    .await?;
    Ok(())
}
