//! Invitations: a code that somebody reads out or types. Ten letters and digits without look-alikes, in two groups.

use crate::{
    OrgId, ServerError,
    clock::chance,
    database::Transaction,
    tables::invitation::{InvitationRow, make as keep},
};
use model::{PersonId, Role};
use protocol::Hash;
use ring::digest::{SHA256, digest};

/// Thirty-two signs: no 0 and O, no 1 and I and L.
const SIGNS: &[u8; 32] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ+";
const GROUP: usize = 5;
const DAYS: i64 = 7;

pub(crate) async fn make(
    to: &mut dyn Transaction,
    org: OrgId,
    role: Role,
    person: Option<PersonId>,
    now: i64,
) -> Result<String, ServerError> {
    let code = drawn()?;
    let invitation = InvitationRow {
        org,
        code: hash(&code),
        role,
        person,
        expires: now.saturating_add(DAYS * 86_400_000),
    };
    keep(to, &invitation).await?;
    Ok(code)
}

/// Ten signs drawn by chance, in two groups.
pub(crate) fn drawn() -> Result<String, ServerError> {
    Ok(code(chance::<64>()?))
}

/// A code out of chance: of each byte five bits; those that fall on the sign that is not one are left out.
fn code(chance: [u8; 64]) -> String {
    let signs = chance.iter().filter_map(|byte| SIGNS.get(usize::from(byte & 31)));
    let signs: Vec<char> = signs
        .filter(|sign| **sign != b'+')
        .map(|sign| char::from(*sign))
        .collect();
    let (first, rest) = signs.split_at(GROUP.min(signs.len()));
    first.iter().chain(&['-']).chain(rest.iter().take(GROUP)).collect()
}

/// The hash of a code, however it was typed.
pub(crate) fn hash(code: &str) -> Hash {
    let signs: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    let hashed = digest(
        &SHA256,
        format!("outpost invitation {}", signs.to_uppercase()).as_bytes(),
    );
    let mut hash = [0; 32];
    hash.iter_mut().zip(hashed.as_ref()).for_each(|(to, from)| *to = *from);
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_two_groups_of_five_however_it_is_typed() {
        let mut chance = [31; 64];
        for (at, byte) in chance.iter_mut().take(36).enumerate() {
            *byte = u8::try_from(at * 7).unwrap();
        }
        let code = code(chance);
        assert_eq!(code.len(), 11);
        assert_eq!(code.find('-'), Some(5));
        assert!(!code.contains(['0', 'O', '1', 'I', 'L', '+']));
        assert_eq!(hash(&code), hash(&code.replace('-', " ").to_lowercase()));
    }
}
