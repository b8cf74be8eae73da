//! Invitations. Only the hashes of their codes are kept.

use crate::{
    OrgId, ServerError,
    database::Transaction,
    tables::{role_key, role_of},
};
use model::{PersonId, Role};
use protocol::Hash;

/// An invitation that can still be used.
#[derive(Clone, Debug)]
pub(crate) struct InvitationRow {
    pub(crate) org: OrgId,
    pub(crate) code: Hash,
    pub(crate) role: Role,
    pub(crate) person: Option<PersonId>,
    pub(crate) expires: i64,
}

pub(crate) async fn make(to: &mut dyn Transaction, invitation: &InvitationRow) -> Result<(), ServerError> {
    let sql = "INSERT INTO invitation (org, code, role, person, expires) VALUES ($1, $2, $3, $4, $5)".to_owned();
    let cells = vec![
        invitation.org.into(),
        invitation.code.into(),
        role_key(invitation.role).into(),
        invitation.person.map(PersonId::to_bytes).into(),
        invitation.expires.into(),
    ];
    to.run(sql, cells).await?;
    Ok(())
}

/// The invitation of a code, unless it was used or is too old.
pub(crate) async fn open(
    from: &mut dyn Transaction,
    code: &Hash,
    now: i64,
) -> Result<Option<InvitationRow>, ServerError> {
    let sql = "SELECT org, role, person, expires FROM invitation WHERE code = $1 AND used IS NULL AND expires > $2";
    let rows = from.rows(sql.to_owned(), vec![(*code).into(), now.into()]).await?;
    let Some(mut row) = rows.into_iter().next() else {
        return Ok(None);
    };
    Ok(Some(InvitationRow {
        org: row.fixed()?,
        code: *code,
        role: role_of(&row.text()?)?,
        person: row.maybe_fixed()?.map(PersonId::from_bytes),
        expires: row.int()?,
    }))
}

/// Marks an invitation as used; `false` if somebody else was faster.
pub(crate) async fn take(to: &mut dyn Transaction, invitation: &InvitationRow, now: i64) -> Result<bool, ServerError> {
    let sql = "UPDATE invitation SET used = $3 WHERE org = $1 AND code = $2 AND used IS NULL".to_owned();
    let cells = vec![invitation.org.into(), invitation.code.into(), now.into()];
    Ok(to.run(sql, cells).await? == 1)
}
