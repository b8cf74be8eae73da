//! The audit of a log: every entry is hashed again, together with all before it, and the end is signed and verified with the
//! organisation's key. Nothing is written. An entry that was altered, left out, moved or added by other means than the writer's
//! makes every later hash another, and the first place where that shows is named.

use crate::{
    OrgId, Server, ServerError,
    database::Transaction,
    tables::{
        log::{self, LogRow},
        org,
    },
};
use protocol::{Hash, Tip, chained, change_of, content_hash};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};

/// Entries that are read at once.
const TOGETHER: usize = 1_000;

/// Where a log is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// The position.
    pub seq: u64,
    /// What is wrong there.
    pub what: Broken,
}

/// What is wrong at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The entry before it is not there.
    #[error("an entry is missing before this one")]
    Missing,
    /// The entry hashes to something else than the chain says.
    #[error("this entry was altered, or the chain's hash beside it")]
    Altered,
    /// The change's own bytes name another change, device, counter, author or record than the columns beside them.
    #[error("the columns beside this entry do not say what the entry says")]
    Mislabelled,
    /// The log ends elsewhere than the organisation's row says.
    #[error("the log does not end where the organisation's row says")]
    End,
    /// The key does not sign for the organisation.
    #[error("the organisation's key cannot sign the end of the chain")]
    Key,
}

/// What an audit of one organisation found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audited {
    /// The organisation's name.
    pub name: String,
    /// Entries that were verified.
    pub entries: u64,
    /// The head of the chain after them.
    pub head: Hash,
    /// The first place that is not as it was written.
    pub broken: Option<Break>,
}

impl Server {
    /// Verifies the logs of all organisations, or of one.
    ///
    /// # Errors
    /// There is no such organisation; the database's own. A break is no error, it is what was found.
    pub async fn audit(&self, only: Option<OrgId>) -> Result<Vec<Audited>, ServerError> {
        // One snapshot: what is appended meanwhile is not half of it.
        let mut tx = self.inner().database.read().await?;
        let all = org::all(&mut *tx).await?;
        let mut audited = Vec::new();
        for row in all.into_iter().filter(|row| only.is_none_or(|only| only == row.id)) {
            audited.push(audit(&mut *tx, &row).await?);
        }
        if audited.is_empty() && only.is_some() {
            return Err(ServerError::NoOrganisation);
        }
        Ok(audited)
    }
}

async fn audit(tx: &mut dyn Transaction, org: &org::OrgRow) -> Result<Audited, ServerError> {
    let reach = org::reach(tx, org.id, "").await?;
    let mut audited = Audited {
        name: org.name.clone(),
        entries: 0,
        head: [0; 32],
        broken: None,
    };
    loop {
        let page = match log::page(tx, org.id, audited.entries, TOGETHER).await {
            Ok(page) => page,
            // A verdict that cannot be read was altered, too: its place is found entry by entry.
            Err(ServerError::Unreadable(_)) => match log::page(tx, org.id, audited.entries, 1).await {
                Ok(page) => page,
                Err(ServerError::Unreadable(_)) => {
                    audited.broken = Some(at(audited.entries + 1, Broken::Altered));
                    return Ok(audited);
                }
                Err(error) => return Err(error),
            },
            Err(error) => return Err(error),
        };
        if page.is_empty() {
            break;
        }
        for row in &page {
            match verified(&audited, row) {
                Ok(head) => (audited.entries, audited.head) = (row.seq, head),
                Err(broken) => {
                    audited.broken = Some(broken);
                    return Ok(audited);
                }
            }
        }
    }
    audited.broken = ends(&audited, &reach).or_else(|| signs(org, &audited, reach.epoch));
    Ok(audited)
}

/// The chain's head after an entry that is as it was written.
fn verified(before: &Audited, row: &LogRow) -> Result<Hash, Break> {
    let next = before.entries + 1;
    if row.seq != next {
        return Err(at(next, Broken::Missing));
    }
    let content = content_hash(row.author, &row.bytes);
    let head = chained(&before.head, row.seq, &content, &row.judged);
    if head != row.head {
        return Err(at(next, Broken::Altered));
    }
    // The columns by which the log is searched are not hashed: they have to say what the hashed bytes say.
    match change_of(&row.bytes, row.author) {
        Ok(change) if (change.id, change.n, change.record) == (row.id, row.n, row.record) => Ok(head),
        Ok(_) => Err(at(next, Broken::Mislabelled)),
        Err(_) => Err(at(next, Broken::Altered)),
    }
}

/// Where the log ends elsewhere than it should.
fn ends(audited: &Audited, reach: &org::Reach) -> Option<Break> {
    if (audited.entries, audited.head) == (reach.seq, reach.head) {
        return None;
    }
    let first_that_differs = match audited.entries == reach.seq {
        true => reach.seq,
        false => audited.entries.min(reach.seq) + 1,
    };
    Some(at(first_that_differs, Broken::End))
}

/// Signs the end as a receipt does, and verifies that with the public half, which is what devices hold.
fn signs(org: &org::OrgRow, audited: &Audited, epoch: u32) -> Option<Break> {
    let tip = Tip {
        epoch,
        seq: audited.entries,
        head: audited.head,
        said: [0; 32],
        signature: [0; 64],
    };
    let signed = tip.signed(&org.id);
    let verifies = || {
        let key = Ed25519KeyPair::from_pkcs8(&org.signing).ok()?;
        let public = UnparsedPublicKey::new(&ED25519, key.public_key().as_ref());
        public.verify(&signed, key.sign(&signed).as_ref()).ok()
    };
    verifies().is_none().then(|| at(audited.entries, Broken::Key))
}

fn at(seq: u64, what: Broken) -> Break {
    Break { seq, what }
}
