//! People and their devices.

use crate::{
    OrgId, ServerError,
    database::{Row, Transaction, marks},
    tables::{role_key, role_of},
    tokens::Tokens,
};
use model::{DeviceId, PersonId, Role};
use protocol::Code;
use std::collections::BTreeSet;

/// Somebody of the organisation.
#[derive(Clone, Debug)]
pub(crate) struct PersonRow {
    pub(crate) id: PersonId,
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) password: Option<String>,
}

/// A device, with the person who works on it.
#[derive(Clone, Debug)]
pub(crate) struct DeviceRow {
    pub(crate) id: DeviceId,
    pub(crate) person: PersonId,
    pub(crate) person_name: String,
    pub(crate) role: Role,
    pub(crate) name: String,
    pub(crate) public_key: Vec<u8>,
    pub(crate) tokens: Tokens,
    pub(crate) enrolled: i64,
    pub(crate) revoked: Option<i64>,
    pub(crate) heard: Option<i64>,
    pub(crate) skew: i64,
    pub(crate) report: Option<String>,
    /// The device of which this one is a copy.
    pub(crate) copy_of: Option<DeviceId>,
    /// Since when a copy goes on in its place.
    pub(crate) succeeded: Option<i64>,
}

impl DeviceRow {
    /// Its access was not taken away, and no copy goes on in its place.
    pub(crate) fn stands(&self) -> bool {
        self.revoked.is_none() && self.succeeded.is_none()
    }

    /// Why it may do nothing, whatever it shows.
    pub(crate) fn barred(&self) -> Option<Code> {
        let revoked = self.revoked.map(|_| Code::Revoked);
        revoked.or(self.tokens.replayed.map(|_| Code::Replayed))
    }
}

fn person(mut row: Row) -> Result<PersonRow, ServerError> {
    Ok(PersonRow {
        id: PersonId::from_bytes(row.fixed()?),
        name: row.text()?,
        role: role_of(&row.text()?)?,
        password: row.maybe_text()?,
    })
}

pub(crate) async fn person_named(
    from: &mut dyn Transaction,
    org: OrgId,
    name: &str,
) -> Result<Option<PersonRow>, ServerError> {
    let sql = "SELECT id, name, role, password FROM person WHERE org = $1 AND name = $2".to_owned();
    let rows = from.rows(sql, vec![org.into(), name.into()]).await?;
    rows.into_iter().next().map(person).transpose()
}

pub(crate) async fn person_of(
    from: &mut dyn Transaction,
    org: OrgId,
    id: PersonId,
) -> Result<Option<PersonRow>, ServerError> {
    let sql = "SELECT id, name, role, password FROM person WHERE org = $1 AND id = $2".to_owned();
    let rows = from.rows(sql, vec![org.into(), id.to_bytes().into()]).await?;
    rows.into_iter().next().map(person).transpose()
}

/// A new person, or a known one with another name, role or password.
pub(crate) async fn keep_person(to: &mut dyn Transaction, org: OrgId, person: &PersonRow) -> Result<(), ServerError> {
    let sql = "INSERT INTO person (org, id, name, role, password) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (org, id) DO UPDATE SET name = excluded.name, role = excluded.role, password = excluded.password";
    let cells = vec![
        org.into(),
        person.id.to_bytes().into(),
        person.name.as_str().into(),
        role_key(person.role).into(),
        person.password.clone().into(),
    ];
    to.run(sql.to_owned(), cells).await?;
    Ok(())
}

/// Somebody who has never been here goes on under the id that their device has used.
pub(crate) async fn goes_under(
    to: &mut dyn Transaction,
    org: OrgId,
    made_up: PersonId,
    own: PersonId,
) -> Result<(), ServerError> {
    let sql = "UPDATE person SET id = $3 WHERE org = $1 AND id = $2".to_owned();
    let cells = vec![org.into(), made_up.to_bytes().into(), own.to_bytes().into()];
    to.run(sql, cells).await?;
    Ok(())
}

/// Whose alias an id is.
pub(crate) async fn alias_of(
    from: &mut dyn Transaction,
    org: OrgId,
    alias: PersonId,
) -> Result<Option<PersonId>, ServerError> {
    let sql = "SELECT person FROM person_alias WHERE org = $1 AND alias = $2".to_owned();
    let rows = from.rows(sql, vec![org.into(), alias.to_bytes().into()]).await?;
    let first = rows.into_iter().next();
    first.map(|mut row| Ok(PersonId::from_bytes(row.fixed()?))).transpose()
}

pub(crate) async fn keep_alias(
    to: &mut dyn Transaction,
    org: OrgId,
    alias: PersonId,
    person: PersonId,
) -> Result<(), ServerError> {
    let sql = "INSERT INTO person_alias (org, alias, person) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING".to_owned();
    let cells = vec![org.into(), alias.to_bytes().into(), person.to_bytes().into()];
    to.run(sql, cells).await?;
    Ok(())
}

/// Every id under which a person has written.
pub(crate) async fn ids_of(
    from: &mut dyn Transaction,
    org: OrgId,
    person: PersonId,
) -> Result<BTreeSet<PersonId>, ServerError> {
    let sql = "SELECT alias FROM person_alias WHERE org = $1 AND person = $2".to_owned();
    let rows = from.rows(sql, vec![org.into(), person.to_bytes().into()]).await?;
    let mut ids = BTreeSet::from([person]);
    for mut row in rows {
        ids.insert(PersonId::from_bytes(row.fixed()?));
    }
    Ok(ids)
}

const SELECT_DEVICE: &str =
    "SELECT d.id, d.person, p.name, p.role, d.name, d.public_key, d.token, d.enrolled, d.revoked,
    d.heard, d.skew, d.report, d.copy_of, d.succeeded, d.token_since, d.next_token, d.next_since, d.spent, d.replayed FROM device d JOIN person p ON p.org = d.org AND p.id = d.person WHERE d.org = $1";

fn device(mut row: Row) -> Result<DeviceRow, ServerError> {
    let mut device = DeviceRow {
        id: DeviceId::from_bytes(row.fixed()?),
        person: PersonId::from_bytes(row.fixed()?),
        person_name: row.text()?,
        role: role_of(&row.text()?)?,
        name: row.text()?,
        public_key: row.bytes()?,
        tokens: Tokens::fresh(row.fixed()?, 0),
        enrolled: row.int()?,
        revoked: row.maybe_int()?,
        heard: row.maybe_int()?,
        skew: row.int()?,
        report: row.maybe_text()?,
        copy_of: row.maybe_fixed()?.map(DeviceId::from_bytes),
        succeeded: row.maybe_int()?,
    };
    let tokens = &mut device.tokens;
    tokens.token.1 = row.maybe_int()?.unwrap_or(device.enrolled);
    tokens.next = row.maybe_fixed()?.zip(row.maybe_int()?);
    tokens.spent = Tokens::spent_of(&row.maybe_text()?.unwrap_or_default());
    tokens.replayed = row.maybe_int()?;
    Ok(device)
}

pub(crate) async fn devices(
    from: &mut dyn Transaction,
    org: OrgId,
    ids: &[DeviceId],
) -> Result<Vec<DeviceRow>, ServerError> {
    let list: Vec<_> = ids.iter().map(|id| id.to_bytes().into()).collect();
    let (marks, list) = marks(1, &list);
    let sql = format!("{SELECT_DEVICE} AND d.id IN ({marks})");
    let cells = std::iter::once(org.into()).chain(list).collect();
    from.rows(sql, cells).await?.into_iter().map(device).collect()
}

pub(crate) async fn device_of(
    from: &mut dyn Transaction,
    org: OrgId,
    id: DeviceId,
) -> Result<Option<DeviceRow>, ServerError> {
    Ok(devices(from, org, &[id]).await?.into_iter().next())
}

pub(crate) async fn all_devices(from: &mut dyn Transaction, org: OrgId) -> Result<Vec<DeviceRow>, ServerError> {
    let sql = format!("{SELECT_DEVICE} ORDER BY d.enrolled, d.id");
    let rows = from.rows(sql, vec![org.into()]).await?;
    rows.into_iter().map(device).collect()
}

/// A new device, or a known one that was signed in anew.
pub(crate) async fn keep_device(to: &mut dyn Transaction, org: OrgId, device: &DeviceRow) -> Result<(), ServerError> {
    let sql =
        "INSERT INTO device (org, id, person, name, public_key, token, enrolled, skew, jumps, copy_of, token_since)
               VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, $8, $9)
               ON CONFLICT (org, id) DO UPDATE SET name = excluded.name, token = excluded.token,
               token_since = excluded.token_since, next_token = NULL, next_since = NULL, spent = NULL, replayed = NULL";
    let cells = vec![
        org.into(),
        device.id.to_bytes().into(),
        device.person.to_bytes().into(),
        device.name.as_str().into(),
        device.public_key.clone().into(),
        device.tokens.token.0.into(),
        device.enrolled.into(),
        device.copy_of.map(DeviceId::to_bytes).into(),
        device.tokens.token.1.into(),
    ];
    to.run(sql.to_owned(), cells).await?;
    Ok(())
}

/// A device's tokens anew; `false` where they are not those any more from which that was concluded.
pub(crate) async fn keep_tokens(
    to: &mut dyn Transaction,
    org: OrgId,
    device: &DeviceRow,
    tokens: &Tokens,
) -> Result<bool, ServerError> {
    let sql =
        "UPDATE device SET token = $3, token_since = $4, next_token = $5, next_since = $6, spent = $7, replayed = $8
               WHERE org = $1 AND id = $2 AND token = $9 AND next_token IS NOT DISTINCT FROM $10";
    let cells = vec![
        org.into(),
        device.id.to_bytes().into(),
        tokens.token.0.into(),
        tokens.token.1.into(),
        tokens.next.map(|(hash, _)| hash).into(),
        tokens.next.map(|(_, since)| since).into(),
        tokens.spent_text().into(),
        tokens.replayed.into(),
        device.tokens.token.0.into(),
        device.tokens.next.map(|(hash, _)| hash).into(),
    ];
    Ok(to.run(sql.to_owned(), cells).await? > 0)
}

/// A device was heard of.
pub(crate) async fn heard(
    to: &mut dyn Transaction,
    org: OrgId,
    id: DeviceId,
    (now, skew, jumps): (i64, i64, i64),
) -> Result<(), ServerError> {
    let sql = "UPDATE device SET heard = $3, skew = $4, jumps = $5 WHERE org = $1 AND id = $2".to_owned();
    let cells = vec![org.into(), id.to_bytes().into(), now.into(), skew.into(), jumps.into()];
    to.run(sql, cells).await?;
    Ok(())
}

pub(crate) async fn report(
    to: &mut dyn Transaction,
    org: OrgId,
    id: DeviceId,
    (now, report): (i64, String),
) -> Result<(), ServerError> {
    let sql = "UPDATE device SET heard = $3, report = $4 WHERE org = $1 AND id = $2".to_owned();
    let cells = vec![org.into(), id.to_bytes().into(), now.into(), report.into()];
    to.run(sql, cells).await?;
    Ok(())
}

/// A copy goes on in a device's place since `at`; `None`: the device itself has brought something since.
pub(crate) async fn succeeded(
    to: &mut dyn Transaction,
    org: OrgId,
    id: DeviceId,
    at: Option<i64>,
) -> Result<(), ServerError> {
    let sql = "UPDATE device SET succeeded = $3 WHERE org = $1 AND id = $2".to_owned();
    to.run(sql, vec![org.into(), id.to_bytes().into(), at.into()]).await?;
    Ok(())
}

/// Takes a device's access away; how many devices that was. Those in whose place it goes on lose theirs, too: who has one of
/// their old copies would else come back with it.
pub(crate) async fn revoke(to: &mut dyn Transaction, org: OrgId, id: DeviceId, now: i64) -> Result<u64, ServerError> {
    let mut revoked = 0;
    let mut next = Some(id);
    while let Some(id) = next {
        let sql = "UPDATE device SET revoked = COALESCE(revoked, $3) WHERE org = $1 AND id = $2".to_owned();
        let cells = vec![org.into(), id.to_bytes().into(), now.into()];
        revoked += to.run(sql, cells).await?;
        let of = device_of(to, org, id).await?.and_then(|device| device.copy_of);
        next = match of {
            Some(of) => device_of(to, org, of).await?,
            None => None,
        }
        .filter(|before| before.revoked.is_none() && before.succeeded.is_some())
        .map(|before| before.id);
    }
    Ok(revoked)
}

/// Gives a device its access back; how many devices that was.
pub(crate) async fn admit(to: &mut dyn Transaction, org: OrgId, id: DeviceId) -> Result<u64, ServerError> {
    let sql = "UPDATE device SET revoked = NULL WHERE org = $1 AND id = $2".to_owned();
    to.run(sql, vec![org.into(), id.to_bytes().into()]).await
}
