//! What a restored server is handed back. Proof first: from what is held here, through every entry, the chain has to come to a
//! head that this organisation's key has signed.
//!
//! Where nothing has been given out since the restore, the entries take the places that they had, and the log is as if
//! nothing had happened. Else each is judged anew, and keeps its old position as one more.

use super::{
    Brought, Desk, Incoming,
    batch::Batch,
    hot::{Held, Hot},
    judging::{Bench, judge_again},
};
use crate::{
    ServerError,
    tables::{log, org},
};
use model::{DeviceId, VerdictKind};
use protocol::{Author, Code, Fault, Floors, Hash, Judged, Reached, Tip, chained, change_bytes, content_hash};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// One entry that is handed back.
pub(crate) struct BackEntry {
    pub(crate) incoming: Incoming,
    pub(crate) judged: Judged,
}

/// What is handed back; the tips' signatures hold.
pub(crate) struct Back {
    pub(crate) after: u64,
    pub(crate) before: Option<Tip>,
    pub(crate) floors: Floors,
    pub(crate) entries: Vec<BackEntry>,
    pub(crate) tip: Tip,
}

/// One transaction.
pub(super) async fn take(desk: &Desk, hot: &mut Hot, back: Back) -> Result<Result<Reached, Fault>, ServerError> {
    let mut batch = Batch::begin(desk, hot).await?;
    let Some(known) = known(&mut batch, &back).await? else {
        return Ok(Err(Code::Epoch.into()));
    };
    let forgotten = back.entries.get(known..).unwrap_or_default();
    let at = back.after + known as u64;
    let untouched = at == batch.reach.seq;
    let same_epoch = back.tip.epoch == batch.reach.epoch;
    let just_restored = batch.reach.floors.last() == Some(&(back.tip.epoch, at));
    if same_epoch && !untouched && !forgotten.is_empty() {
        tracing::error!("the database was put back by other means than `restore`, and has gone on since");
        return Ok(Err(Code::Epoch.into()));
    }
    batch.prepare(&brought(forgotten)).await?;
    if untouched && (same_epoch || just_restored) {
        for (seq, entry) in (at + 1..).zip(forgotten) {
            batch.adopt(entry, back.epoch_of(seq));
        }
        batch.reach.floors = alike(&batch.reach.floors, &back, batch.reach.epoch);
    } else {
        for (seq, entry) in (at + 1..).zip(forgotten) {
            let record = entry.incoming.change.record;
            if batch.records.get(&record).is_some_and(|held| held.past.is_none()) {
                batch.read_past(&[record]).await?;
            }
            batch.take_again(entry, back.epoch_of(seq), seq);
        }
    }
    tracing::info!(entries = forgotten.len(), "handed back after a restore");
    let (epoch, floors) = (batch.reach.epoch, batch.reach.floors.clone());
    org::number(&mut *batch.tx, desk.org, epoch, &floors).await?;
    let news = batch.commit().await?;
    desk.news.send_if_modified(|last| std::mem::replace(last, news) != news);
    let (epoch, seq) = news;
    Ok(Ok(Reached { epoch, seq, floors }))
}

impl Back {
    /// The epoch that gave a position of the device's log.
    fn epoch_of(&self, seq: u64) -> u32 {
        let first = self.floors.iter().find(|(_, floor)| seq <= *floor);
        first.map_or(self.tip.epoch, |(epoch, _)| *epoch)
    }
}

/// How epochs are numbered now that this log is the device's up to the tip.
fn alike(here: &Floors, back: &Back, present: u32) -> Floors {
    let mut floors: BTreeMap<u32, u64> = here.iter().copied().collect();
    let theirs = back.floors.iter().copied().chain([(back.tip.epoch, u64::MAX)]);
    floors.extend(theirs.map(|(epoch, floor)| (epoch, floor.min(back.tip.seq))));
    floors.remove(&present);
    floors.into_iter().collect()
}

/// How many of the entries stand here as they are handed back; `None` where they do not continue this log, nor what the
/// device proves to have been this log.
async fn known(batch: &mut Batch<'_>, back: &Back) -> Result<Option<usize>, ServerError> {
    let (org, after) = (batch.desk.org, back.after);
    let held = match after <= batch.reach.seq {
        true => Some(log::head_at(&mut *batch.tx, org, after).await?),
        false => None,
    };
    let Some(mut head) = back.before.as_ref().map(|before| before.head).or(held) else {
        return Ok(None);
    };
    let here = match held == Some(head) {
        true => log::heads_between(&mut *batch.tx, org, after, back.tip.seq).await?,
        false => Vec::new(),
    };
    let mut known = 0;
    for (at, entry) in back.entries.iter().enumerate() {
        let seq = back.after + 1 + at as u64;
        head = chained(&head, seq, &entry.incoming.content, &entry.judged);
        if known == at && here.get(at) == Some(&head) {
            known += 1;
        }
    }
    Ok((head == back.tip.head).then_some(known))
}

/// The same as pushes, for what has to be read.
fn brought(entries: &[BackEntry]) -> Vec<Brought> {
    let mut by: HashMap<Author, Vec<Incoming>> = HashMap::new();
    for entry in entries {
        let change = &entry.incoming.change;
        let author = Author {
            on: change.on,
            by: change.by,
        };
        by.entry(author).or_default().push(entry.incoming.clone());
    }
    let brought = by.into_iter().map(|(author, changes)| Brought {
        author,
        skew: 0,
        jumps: 0,
        cursor: 0,
        knows: Arc::default(),
        changes,
    });
    brought.collect()
}

/// The change under an id that nobody else has, its own. What its author had seen of the device's own is not said any more: that
/// device is another one by now.
fn apart(incoming: &Incoming) -> Incoming {
    let mut change = incoming.change.clone();
    change.base.own.retain(|(on, _)| *on != incoming.change.on);
    change.on = DeviceId::from_bytes(change.id.to_bytes());
    let author = Author {
        on: change.on,
        by: change.by,
    };
    let bytes = change_bytes(&change);
    Incoming {
        content: content_hash(author, &bytes),
        change,
        bytes,
    }
}

impl Batch<'_> {
    fn held(&mut self, entry: &BackEntry) -> Held {
        let held = self.records.remove(&entry.incoming.change.record);
        held.unwrap_or_else(Held::unknown)
    }

    /// The entry takes the place that it had.
    fn adopt(&mut self, entry: &BackEntry, epoch: u32) {
        let change = &entry.incoming.change;
        let (held, seq) = (self.held(entry), self.reach.seq + 1);
        let verdict = entry.judged.verdict(held.record.as_ref(), change, epoch, seq);
        self.number(change);
        // When it arrived is forgotten; not before it was written.
        let arrived = verdict.when.min(self.now);
        self.enter(held, &entry.incoming, verdict, entry.judged.clone(), arrived);
    }

    /// The entry is judged anew, unless its change has come back already.
    fn take_again(&mut self, entry: &BackEntry, epoch: u32, seq: u64) {
        if self.known.contains_key(&entry.incoming.change.id) {
            return;
        }
        // An older copy of its device has counted on from before the backup, and had no way to know.
        let parted = self
            .numbered_otherwise(&entry.incoming.change)
            .then(|| apart(&entry.incoming));
        let incoming = parted.as_ref().unwrap_or(&entry.incoming);
        let change = &incoming.change;
        let held = self.held(entry);
        let before = entry.judged.verdict(held.record.as_ref(), change, epoch, seq);
        let schema = self.hot.schema();
        let bench = Bench {
            schema: &schema,
            reach: &self.reach,
            now: self.now,
            position: None,
        };
        let verdict = judge_again(&held, change, (&before, epoch, seq), &bench);
        if verdict.kind == VerdictKind::Refused {
            tracing::warn!(change = %change.id, code = ?verdict.code, "handed back, and refused now");
            self.records.insert(change.record, held);
            return;
        }
        let judged = Judged::of(held.record.as_ref(), change, &verdict);
        let arrived = verdict.when.min(self.now);
        self.number(change);
        let _head: Hash = self.enter(held, incoming, verdict, judged, arrived);
    }
}
