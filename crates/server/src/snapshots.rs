//! A first sync: records as they stand, in pages. Each page is read in one snapshot of the database; what changes between two
//! pages, the next one says of itself (`protocol/src/snapshot.rs`).
//!
//! The one thing not to do here: keep anything for a device that is in the middle of it. It says itself where it is.

use crate::{
    ServerError, Session,
    pulling::{entry, fitting},
    scoping,
    session::Member,
    tables::{
        log,
        org::reach,
        record::{self, Kept},
    },
};
use model::{Record, RecordId};
use protocol::{
    Answer, Code, Fault, Pulled, SnapshotAsk, SnapshotPage, limits, record_of, records_bytes, snapshot_bytes,
};

/// A device that has followed the log goes on following it, unless so many times fewer records have changed than there
/// are changes: a record costs a few times what a change costs.
const WORTH_IT: u64 = 2;

impl Session {
    pub(crate) async fn snapshot(&self, ask: SnapshotAsk, member: &Member) -> Result<Answer, Fault> {
        let org = member.org.id;
        let inner = self.server().inner();
        let mut tx = inner.database.read().await?;
        let reach = reach(&mut *tx, org, "").await?;
        let scope = self.scope(&mut *tx, member, reach.epoch).await?;
        let who = scope.as_ref().map(|scope| scope.who.as_slice());
        if ask.epoch != reach.epoch && ask.epoch > 0 {
            return Err(Code::Epoch.into());
        }
        if ask.since.max(ask.follow) > reach.seq {
            return Err(Code::Ahead.into());
        }
        let begins = ask.follow == 0;
        let of = if begins {
            record::count(&mut *tx, org, ask.since, who).await?
        } else {
            0
        };
        // What came into a narrowed one's sight since then need not have changed: the log says so, pages would not.
        if begins && who.is_some() && ask.since > 0 {
            return Ok(Answer::Done);
        }
        if begins && ask.since > 0 && of.saturating_mul(WORTH_IT) > reach.seq - ask.since {
            return Ok(Answer::Done);
        }
        let most = usize::try_from(ask.most).unwrap_or(limits::SNAPSHOT);
        let most = most.clamp(1, limits::SNAPSHOT);
        let mut kept = record::page(&mut *tx, org, (ask.since, ask.after), who, most).await?;
        let whole = kept.len();
        kept.truncate(within(&kept));
        let end = kept.len() == whole && whole < most;
        let follow = if begins { reach.seq } else { ask.follow };
        // Reading and packing thousands of records is work; other sessions go on meanwhile.
        let packed = tokio::task::spawn_blocking(move || packed(&kept, follow));
        let (records, ahead) = packed.await.map_err(|_| ServerError::Stopping)??;
        let mut page = SnapshotPage {
            epoch: reach.epoch,
            as_of: reach.seq,
            head: reach.head,
            of,
            end,
            ahead,
            records,
            scope: scope.as_ref().map_or(0, |scope| scope.number),
            signature: [0; 64],
        };
        page.signature = member.org.sign(&snapshot_bytes(&org, member.device, &ask, &page));
        Ok(Answer::Snapshot(page))
    }

    /// Everything that ever became of a record, from its beginning, as much as one answer holds.
    pub(crate) async fn past(&self, id: RecordId, member: &Member) -> Result<Pulled, Fault> {
        let org = member.org.id;
        let mut tx = self.server().inner().database.read().await?;
        let reach = reach(&mut *tx, org, "").await?;
        let scope = self.scope(&mut *tx, member, reach.epoch).await?;
        let seen = match &scope {
            Some(scope) => scoping::is_seen(&mut *tx, org, scope, id).await?,
            None => true,
        };
        // To who does not see it, it is like one that never was.
        let ids: &[RecordId] = if seen { &[id] } else { &[] };
        let mut rows = log::of_records(&mut *tx, org, ids).await?;
        rows.truncate(limits::PULL);
        rows.truncate(fitting(&rows));
        Ok(Pulled {
            epoch: reach.epoch,
            from: 0,
            to: rows.last().map_or(0, |row| row.seq),
            last: reach.seq,
            head: rows.last().map_or([0; 32], |row| row.head),
            backed_up: reach.backed_up,
            signature: None, // to be read, not followed
            floors: reach.floors,
            verdicts: Vec::new(),
            entries: rows.into_iter().map(entry).collect(),
            scope: 0,
            anew: false,
            sums: Vec::new(),
        })
    }
}

/// How many records fit in one page: one at least.
fn within(kept: &[Kept]) -> usize {
    let mut bytes = 0;
    let fits = kept.iter().take_while(|kept| {
        bytes += kept.body.len();
        bytes <= limits::SNAPSHOT_BYTES
    });
    fits.count().max(1)
}

/// The page, and the places of what has changed since the position from which the log will be followed.
fn packed(kept: &[Kept], follow: u64) -> Result<(Vec<u8>, Vec<u64>), ServerError> {
    let unreadable = |_| ServerError::Unreadable("a record");
    let read = |kept: &Kept| Ok((kept.id, record_of(&kept.body).map_err(unreadable)?));
    let records = kept
        .iter()
        .map(read)
        .collect::<Result<Vec<(RecordId, Record)>, ServerError>>()?;
    let borrowed: Vec<_> = records.iter().map(|(id, record)| (*id, record)).collect();
    let ahead = (0..)
        .zip(kept)
        .filter(|(_, kept)| kept.seq > follow)
        .map(|(place, _)| place);
    Ok((records_bytes(&borrowed), ahead.collect()))
}
