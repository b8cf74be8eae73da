//! A pull: what is new since a cursor, read in one snapshot of the database.

use crate::{
    Session,
    session::Member,
    tables::{
        log::{self, LogRow},
        org::reach,
    },
};
use protocol::{Answered, Code, Entry, Fault, Pull, Pulled, Tip, judged_bytes, limits};

/// Bytes of changes and verdicts in one answer, before it is packed; well below what a frame may hold.
const BYTES: usize = limits::UNPACKED / 8;

impl Session {
    pub(crate) async fn pulled(&self, pull: Pull, member: &Member) -> Result<Pulled, Fault> {
        if pull.doubts.len() > limits::DOUBTS {
            return Err(Code::TooLarge.into());
        }
        let org = member.org.id;
        let inner = self.server().inner();
        let mut tx = inner.database.read().await?;
        self.standing(&mut *tx, member).await?;
        let reach = reach(&mut *tx, org, "").await?;
        if pull.epoch != reach.epoch && pull.cursor > 0 {
            return Err(Code::Epoch.into());
        }
        if pull.cursor > reach.seq {
            return Err(Code::Ahead.into());
        }
        let most = usize::try_from(pull.most)
            .unwrap_or(limits::PULL)
            .clamp(1, limits::PULL);
        let mut page = log::page(&mut *tx, org, pull.cursor, most).await?;
        page.truncate(fitting(&page));
        let (to, head) = match page.last() {
            Some(row) => (row.seq, row.head),
            None => (pull.cursor, log::head_at(&mut *tx, org, pull.cursor).await?),
        };
        let (known, refused) = log::by_id(&mut *tx, org, &pull.doubts).await?;
        let known = known.into_iter().filter(|row| member.ids.contains(&row.author.by));
        let known = known.map(|row| (row.id, row.seq, row.judged));
        let refused = refused.into_iter().filter(|row| member.ids.contains(&row.author.by));
        let refused = refused.map(|row| (row.id, 0, row.judged));
        let verdicts = known.chain(refused);
        let verdicts = verdicts
            .map(|(id, seq, judged)| (id, Answered { seq, judged }))
            .collect();
        inner.measures.pulled(page.len());
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
            signature: (!page.is_empty()).then(|| member.org.sign(&tip.signed(&org))),
            floors: reach.floors,
            verdicts,
            entries: page.into_iter().map(entry).collect(),
        })
    }
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
