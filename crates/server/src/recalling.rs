//! How records stood at a position: the log is folded up to there. A device that goes back to what this server still holds
//! after a restore begins from it.

use crate::{
    ServerError, Session, scoping,
    session::Member,
    tables::{
        log::{self, LogRow},
        org::{Reach, reach},
    },
};
use model::{Record, RecordId, apply};
use protocol::{Code, Fault, Recall, Recalled, Tip, change_of, limits};
use std::collections::HashMap;

impl Session {
    pub(crate) async fn recalled(&self, recall: Recall, member: &Member) -> Result<Recalled, Fault> {
        if recall.records.len() > limits::DOUBTS {
            return Err(Code::TooLarge.into());
        }
        let org = member.org.id;
        let mut tx = self.server().inner().database.read().await?;
        let reach = reach(&mut *tx, org, "").await?;
        let scope = self.scope(&mut *tx, member, reach.epoch).await?;
        if recall.at > reach.seq {
            return Err(Code::Ahead.into());
        }
        let mut rows = log::of_records(&mut *tx, org, &recall.records).await?;
        if let Some(scope) = &scope {
            let sights = scoping::sights(&mut *tx, org, &recall.records).await?;
            let seen = |id: &RecordId| sights.get(id).is_some_and(|sights| scope.sees(sights));
            rows.retain(|row| seen(&row.record));
        }
        rows.retain(|row| row.seq <= recall.at);
        let mut stood = fold(&rows, &reach)?;
        let head = log::head_at(&mut *tx, org, recall.at).await?;
        let tip = Tip {
            epoch: reach.epoch,
            seq: recall.at,
            head,
            said: [0; 32],
            signature: [0; 64],
        };
        let each = recall.records.into_iter().map(|id| (id, stood.remove(&id)));
        Ok(Recalled {
            head,
            signature: member.org.sign(&tip.signed(&org)),
            records: each.collect(),
        })
    }
}

fn fold(rows: &[LogRow], reach: &Reach) -> Result<HashMap<RecordId, Record>, ServerError> {
    let mut records: HashMap<RecordId, Record> = HashMap::new();
    for row in rows {
        let change = change_of(&row.bytes, row.author).map_err(|_| ServerError::Unreadable("a change"))?;
        let before = records.remove(&row.record);
        let verdict = row
            .judged
            .verdict(before.as_ref(), &change, reach.epoch_of(row.seq), row.seq);
        if let Some(after) = apply(before, &change, &verdict) {
            records.insert(row.record, after);
        }
    }
    Ok(records)
}
