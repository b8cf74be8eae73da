//! A pull: what is new since a cursor, read in one snapshot of the database.

use crate::{
    OrgId, Session,
    database::Transaction,
    scoping::{self, Scope},
    session::Member,
    tables::{
        log::{self, LogRow},
        org::reach,
        scope,
    },
};
use model::ChangeId;
use protocol::{Answered, Checksum, Code, Entry, Fault, Pull, Pulled, SCOPES, Tip, checksum, judged_bytes, limits};

/// Bytes of changes and verdicts in one answer, before it is packed; well below what a frame may hold.
const BYTES: usize = limits::UNPACKED / 8;
/// Entries of the log in one answer to who is narrowed: there is room for what comes and leaves.
const NARROWED: usize = limits::PULL * 3 / 4;

impl Session {
    pub(crate) async fn pulled(&self, pull: Pull, member: &Member) -> Result<Pulled, Fault> {
        if pull.doubts.len() > limits::DOUBTS {
            return Err(Code::TooLarge.into());
        }
        let org = member.org.id;
        let inner = self.server().inner();
        let mut tx = inner.database.read().await?;
        let reach = reach(&mut *tx, org, "").await?;
        let scope = self.scope(&mut *tx, member, reach.epoch).await?;
        if pull.epoch != reach.epoch && pull.cursor > 0 {
            return Err(Code::Epoch.into());
        }
        if pull.cursor > reach.seq {
            return Err(Code::Ahead.into());
        }
        let most = usize::try_from(pull.most)
            .unwrap_or(limits::PULL)
            .clamp(1, if scope.is_some() { NARROWED } else { limits::PULL });
        let number = scope.as_ref().map_or(0, |scope| scope.number);
        let mut page = match number == pull.scope || member.version < SCOPES {
            true => log::page(&mut *tx, org, pull.cursor, most).await?,
            false => Vec::new(),
        };
        page.truncate(fitting(&page));
        let last = page.last().map(|row| (row.seq, row.head));
        let entries = match &scope {
            Some(scope) => scoping::entries(&mut *tx, org, (scope, member.device, pull.cursor), page, &reach).await?,
            None => Some(page.into_iter().map(entry).collect()),
        };
        let anew = entries.is_none() || (number != pull.scope && member.version >= SCOPES);
        let entries = entries.unwrap_or_default();
        let (to, head) = match last.filter(|_| !anew) {
            Some(last) => last,
            None => (pull.cursor, log::head_at(&mut *tx, org, pull.cursor).await?),
        };
        let verdicts = verdicts(&mut *tx, member, &pull.doubts).await?;
        let sums = match &scope {
            Some(scope) if pull.check && !anew => sums(&mut *tx, org, scope).await?,
            _ => Vec::new(),
        };
        inner.measures.pulled(entries.len());
        let tip = Tip {
            epoch: reach.epoch,
            seq: to,
            head,
            said: [0; 32],
            signature: [0; 64],
        };
        Ok(Pulled {
            epoch: reach.epoch,
            from: pull.cursor,
            to,
            last: reach.seq,
            head,
            backed_up: reach.backed_up,
            signature: (to > pull.cursor).then(|| member.org.sign(&tip.signed(&org))),
            floors: reach.floors,
            verdicts,
            entries,
            scope: number,
            anew,
            sums,
        })
    }
}

/// What was answered to changes of a person, as far as they are here.
async fn verdicts(
    tx: &mut dyn Transaction,
    member: &Member,
    doubts: &[ChangeId],
) -> Result<Vec<(ChangeId, Answered)>, Fault> {
    let (known, refused) = log::by_id(tx, member.org.id, doubts).await?;
    let known = known.into_iter().filter(|row| member.ids.contains(&row.author.by));
    let known = known.map(|row| (row.id, row.seq, row.judged));
    let refused = refused.into_iter().filter(|row| member.ids.contains(&row.author.by));
    let refused = refused.map(|row| (row.id, 0, row.judged));
    let verdicts = known.chain(refused);
    Ok(verdicts
        .map(|(id, seq, judged)| (id, Answered { seq, judged }))
        .collect())
}

/// Checksums of what somebody sees.
async fn sums(tx: &mut dyn Transaction, org: OrgId, scope: &Scope) -> Result<Vec<Checksum>, Fault> {
    let seen = scope::seen(tx, org, &scope.who).await?;
    Ok(seen.into_iter().map(|(kind, ids)| checksum(&kind, ids)).collect())
}

/// How many entries fit in one answer: one at least.
pub(crate) fn fitting(page: &[LogRow]) -> usize {
    let mut bytes = 0;
    let fits = page.iter().take_while(|row| {
        bytes += row.bytes.len() + judged_bytes(&row.judged).len();
        bytes <= BYTES
    });
    fits.count().max(1)
}

pub(crate) fn entry(row: LogRow) -> Entry {
    Entry::Accepted {
        seq: row.seq,
        author: row.author,
        bytes: row.bytes,
        judged: row.judged,
    }
}
