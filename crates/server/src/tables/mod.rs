//! What the server says to its database: a file per table, the same text for both kinds of database.
//!
//! The one thing not to do here: decide anything.

pub(crate) mod blob;
pub(crate) mod invitation;
pub(crate) mod log;
pub(crate) mod org;
pub(crate) mod people;
pub(crate) mod record;
pub(crate) mod scope;

use crate::ServerError;
use model::Role;

const ROLES: [(Role, &str); 5] = [
    (Role::Field, "field"),
    (Role::Office, "office"),
    (Role::Manager, "manager"),
    (Role::Admin, "admin"),
    (Role::Auditor, "auditor"),
];

/// A role's name, in the database and on the command line.
pub(crate) fn role_key(role: Role) -> &'static str {
    ROLES
        .iter()
        .find(|(each, _)| *each == role)
        .map_or("auditor", |(_, key)| key)
}

/// The role of a name.
pub(crate) fn role_of(key: &str) -> Result<Role, ServerError> {
    let found = ROLES.iter().find(|(_, each)| *each == key);
    found.map(|(role, _)| *role).ok_or(ServerError::Unreadable("a role"))
}
