//! One transaction under the organisation's lock: what is known is read at once, each change is taken in its order, and what
//! came of it is written at once.

use super::{
    Brought, Desk, Given, Incoming, News, devices,
    hot::{Held, Hot, Past},
    judging::{Bench, Pusher, judge, reused},
};
use crate::{
    ServerError,
    database::{ANNOUNCE, Transaction},
    hex,
    tables::{
        log::{self, LogRow, RefusedRow},
        org::{self, Reach},
        people, record,
    },
};
use model::{ChangeId, DeviceId, Outcome, RecordId, VerdictKind, apply};
use protocol::{Answered, Code, Fault, Hash, Judged, chained, change_bytes, change_of, content_hash};
use std::collections::{HashMap, HashSet};

/// What an id stands for already: a place in one of the lists.
#[derive(Clone, Copy)]
enum Known {
    Log(usize),
    Refused(usize),
}

pub(crate) struct Batch<'a> {
    desk: &'a Desk,
    hot: &'a mut Hot,
    tx: Box<dyn Transaction>,
    now: i64,
    reach: Reach,
    pushers: HashMap<DeviceId, Pusher>,
    records: HashMap<RecordId, Held>,
    known: HashMap<ChangeId, Known>,
    numbers: HashMap<(DeviceId, u64), ChangeId>,
    /// Known entries, and from `log_known` on new ones.
    log: Vec<LogRow>,
    log_known: usize,
    refused: Vec<RefusedRow>,
    refused_known: usize,
}

impl<'a> Batch<'a> {
    /// Locks the organisation's row.
    pub(crate) async fn begin(desk: &'a Desk, hot: &'a mut Hot) -> Result<Self, ServerError> {
        let mut tx = desk.database.write().await?;
        let reach = org::reach(&mut *tx, desk.org, desk.database.locking()).await?;
        if hot.at != (reach.epoch, reach.seq) {
            *hot = Hot::default();
            for (id, record) in record::custom_fields(&mut *tx, desk.org).await? {
                hot.declare(id, &record);
            }
        }
        Ok(Self {
            desk,
            hot,
            tx,
            now: (desk.clock)(),
            reach,
            pushers: HashMap::new(),
            records: HashMap::new(),
            known: HashMap::new(),
            numbers: HashMap::new(),
            log: Vec::new(),
            log_known: 0,
            refused: Vec::new(),
            refused_known: 0,
        })
    }

    /// Reads what the changes of all pushes need.
    pub(crate) async fn prepare(&mut self, brought: &[Brought]) -> Result<(), ServerError> {
        let org = self.desk.org;
        for device in people::devices(&mut *self.tx, org, &devices(brought)).await? {
            if device.revoked.is_none() {
                let (person, role) = (device.person, device.role);
                self.pushers.insert(device.id, Pusher { person, role });
            }
        }
        let changes = || brought.iter().flat_map(|each| &each.changes);
        let ids: HashSet<ChangeId> = changes().map(|incoming| incoming.change.id).collect();
        let ids: Vec<ChangeId> = ids.into_iter().collect();
        (self.log, self.refused) = log::by_id(&mut *self.tx, org, &ids).await?;
        (self.log_known, self.refused_known) = (self.log.len(), self.refused.len());
        let in_log = self.log.iter().enumerate().map(|(at, row)| (row.id, Known::Log(at)));
        let in_refused = self.refused.iter().enumerate();
        let in_refused = in_refused.map(|(at, row)| (row.id, Known::Refused(at)));
        self.known = in_log.chain(in_refused).collect();
        self.read_numbers(brought).await?;
        self.read_records(brought).await?;
        self.read_positions(brought).await
    }

    /// Counters: only those at or below a device's highest can be taken.
    async fn read_numbers(&mut self, brought: &[Brought]) -> Result<(), ServerError> {
        for on in devices(brought) {
            let highest = match self.hot.known_n.get(&on) {
                Some(known) => *known,
                None => log::known_n(&mut *self.tx, self.desk.org, on).await?,
            };
            self.hot.known_n.insert(on, highest);
            let own = brought.iter().filter(|each| each.author.on == on);
            let taken: Vec<u64> = own
                .flat_map(|each| each.changes.iter().map(|incoming| incoming.change.n))
                .filter(|n| *n <= highest)
                .collect();
            for (n, id) in log::by_number(&mut *self.tx, self.desk.org, on, &taken).await? {
                self.numbers.insert((on, n), id);
            }
        }
        Ok(())
    }

    async fn read_records(&mut self, brought: &[Brought]) -> Result<(), ServerError> {
        let changes = || {
            brought
                .iter()
                .flat_map(|each| &each.changes)
                .map(|incoming| &incoming.change)
        };
        let mut missing = Vec::new();
        for change in changes() {
            if self.records.contains_key(&change.record) {
                continue;
            }
            let held = self.hot.lend(change.record);
            if held.is_none() {
                missing.push(change.record);
            }
            self.records.insert(change.record, held.unwrap_or_else(Held::unknown));
        }
        for (id, record) in record::find(&mut *self.tx, self.desk.org, &missing).await? {
            let held = Held {
                record: Some(record),
                past: None,
                seq: 0,
            };
            self.records.insert(id, held);
        }
        let asks = changes().filter(|change| {
            let known_n = self.hot.known_n.get(&change.on).copied().unwrap_or_default();
            let held = self.records.get(&change.record);
            held.is_some_and(|held| held.asks_for_past(change.record, change, known_n))
        });
        let asks: HashSet<RecordId> = asks.map(|change| change.record).collect();
        self.read_past(&asks.into_iter().collect::<Vec<_>>()).await
    }

    async fn read_past(&mut self, records: &[RecordId]) -> Result<(), ServerError> {
        if records.is_empty() {
            return Ok(());
        }
        for id in records {
            if let Some(held) = self.records.get_mut(id) {
                held.past = Some(Vec::new());
            }
        }
        let before = log::of_records(&mut *self.tx, self.desk.org, records).await?;
        // What this transaction has already taken is not in the database yet.
        let now = self.log.get(self.log_known..).unwrap_or_default();
        for row in before
            .iter()
            .chain(now.iter().filter(|row| records.contains(&row.record)))
        {
            if let Some(past) = self.records.get_mut(&row.record).and_then(|held| held.past.as_mut()) {
                past.push(Past::of(row).ok_or(ServerError::Unreadable("a change"))?);
            }
        }
        Ok(())
    }

    /// When the positions that authors had seen arrived.
    async fn read_positions(&mut self, brought: &[Brought]) -> Result<(), ServerError> {
        let changes = brought.iter().flat_map(|each| &each.changes);
        let seen = changes
            .map(|incoming| &incoming.change.base)
            .filter(|base| base.epoch == self.reach.epoch && base.log > 0 && base.log <= self.reach.seq)
            .map(|base| base.log)
            .filter(|seq| !self.hot.arrivals.contains_key(seq));
        let seen: HashSet<u64> = seen.collect();
        let seen: Vec<u64> = seen.into_iter().collect();
        let found = log::arrivals(&mut *self.tx, self.desk.org, &seen).await?;
        self.hot.arrivals.extend(found);
        Ok(())
    }

    /// Takes one push.
    pub(crate) async fn take(&mut self, brought: &Brought) -> Result<Result<Given, Fault>, ServerError> {
        let Some(pusher) = self.pushers.get(&brought.author.on).copied() else {
            return Ok(Err(Code::Revoked.into()));
        };
        let mut answers = Vec::with_capacity(brought.changes.len());
        let mut last: Option<Hash> = None;
        for incoming in &brought.changes {
            let change = &incoming.change;
            let known_n = self.hot.known_n.get(&change.on).copied().unwrap_or_default();
            let held = self.records.get(&change.record);
            if held.is_some_and(|held| held.asks_for_past(change.record, change, known_n)) {
                self.read_past(&[change.record]).await?;
            }
            let (answer, head) = self.one(incoming, brought, pusher);
            answers.push(answer);
            last = head;
        }
        let follows = !answers.is_empty()
            && (brought.cursor + 1..)
                .zip(&answers)
                .all(|(seq, answer)| answer.seq == seq);
        Ok(Ok(Given {
            epoch: self.reach.epoch,
            at: self.now,
            answers,
            head: last.filter(|_| follows).unwrap_or(self.reach.head),
            follows,
        }))
    }

    /// One change: what became of it, and the chain's head at its position.
    fn one(&mut self, incoming: &Incoming, brought: &Brought, pusher: Pusher) -> (Answered, Option<Hash>) {
        let change = &incoming.change;
        let again = self.known.get(&change.id).map(|known| self.again(*known, incoming));
        let taken = self
            .numbers
            .get(&(change.on, change.n))
            .is_some_and(|id| *id != change.id);
        match again {
            Some(Some(answer)) => return answer,
            None if !taken => {}
            _ => {
                let schema = self.hot.schema();
                let verdict = reused(change, pusher.role, &schema);
                tracing::warn!(change = %change.id, "an id or a counter stands for something else already");
                let judged = Judged::of(None, change, &verdict);
                return (Answered { seq: 0, judged }, None);
            }
        }
        self.judge(incoming, brought, pusher)
    }

    /// What was answered before, if it was the same change.
    fn again(&self, known: Known, incoming: &Incoming) -> Option<(Answered, Option<Hash>)> {
        match known {
            Known::Log(at) => {
                let row = self.log.get(at)?;
                let same = || {
                    let before = change_of(&row.bytes, row.author).ok();
                    before.is_some_and(|before| before.says_the_same_as(&incoming.change))
                };
                let (seq, judged) = (row.seq, row.judged.clone());
                (content_hash(row.author, &row.bytes) == incoming.content || same())
                    .then(|| (Answered { seq, judged }, Some(row.head)))
            }
            Known::Refused(at) => {
                let row = self.refused.get(at)?;
                let judged = row.judged.clone();
                (row.content == incoming.content).then_some((Answered { seq: 0, judged }, None))
            }
        }
    }

    fn judge(&mut self, incoming: &Incoming, brought: &Brought, pusher: Pusher) -> (Answered, Option<Hash>) {
        let change = &incoming.change;
        let base = &change.base;
        let position = match base.log {
            _ if base.epoch != self.reach.epoch => None,
            0 => Some(0),
            seq => self.hot.arrivals.get(&seq).copied(),
        };
        let schema = self.hot.schema();
        let bench = Bench {
            schema: &schema,
            reach: self.reach,
            now: self.now,
            position,
        };
        let mut held = self.records.remove(&change.record).unwrap_or_else(Held::unknown);
        let verdict = judge(&held, incoming, brought, pusher, &bench);
        let judged = Judged::of(held.record.as_ref(), change, &verdict);
        self.numbers.insert((change.on, change.n), change.id);
        let highest = self.hot.known_n.entry(change.on).or_default();
        *highest = change.n.max(*highest);
        if verdict.kind == VerdictKind::Refused {
            self.records.insert(change.record, held);
            self.known.insert(change.id, Known::Refused(self.refused.len()));
            self.refused.push(RefusedRow {
                id: change.id,
                author: brought.author,
                n: change.n,
                content: incoming.content,
                judged: judged.clone(),
                arrived: self.now,
            });
            return (Answered { seq: 0, judged }, None);
        }
        held.record = apply(held.record, change, &verdict);
        if let Some(past) = &mut held.past {
            past.push(Past::new(change, verdict.when, verdict.kind));
        }
        held.seq = verdict.seq;
        if let Some(record) = held.record.as_ref().filter(|record| record.kind == *"custom_field") {
            self.hot.declare(change.record, record);
        }
        self.records.insert(change.record, held);
        // Nobody keeps what was redacted.
        let redacted = verdict.outcomes.values().any(|outcome| *outcome == Outcome::Redacted);
        let (bytes, content) = if redacted {
            let bytes = change_bytes(&change.clone().without_redacted(&verdict));
            let content = content_hash(brought.author, &bytes);
            (bytes, content)
        } else {
            (incoming.bytes.clone(), incoming.content)
        };
        let seq = verdict.seq;
        self.reach.head = chained(&self.reach.head, seq, &content, &judged);
        self.reach.seq = seq;
        self.known.insert(change.id, Known::Log(self.log.len()));
        self.log.push(LogRow {
            seq,
            id: change.id,
            author: brought.author,
            n: change.n,
            record: change.record,
            bytes,
            judged: judged.clone(),
            written: verdict.when,
            arrived: self.now,
            head: self.reach.head,
        });
        (Answered { seq, judged }, Some(self.reach.head))
    }

    /// Writes everything, and makes it durable.
    pub(crate) async fn commit(mut self) -> Result<News, ServerError> {
        let org = self.desk.org;
        let news = (self.reach.epoch, self.reach.seq);
        let new = self.log.get(self.log_known..).unwrap_or_default();
        let refused = self.refused.get(self.refused_known..).unwrap_or_default();
        log::refuse(&mut *self.tx, org, refused).await?;
        if !new.is_empty() {
            log::append(&mut *self.tx, org, new).await?;
            let touched = self.records.iter().filter(|(_, held)| held.seq > 0);
            let touched = touched.filter_map(|(id, held)| Some((*id, held.record.as_ref()?, held.seq)));
            record::keep(&mut *self.tx, org, touched).await?;
            org::advance(&mut *self.tx, org, self.reach.seq, self.reach.head).await?;
            if !self.desk.database.is_own() {
                let payload = format!("{}:{}:{}", hex::text(&org), news.0, news.1);
                self.tx.rows(ANNOUNCE.to_owned(), vec![payload.into()]).await?;
            }
        }
        self.tx.commit().await?;
        self.hot.at = news;
        if let Some(row) = self.log.last() {
            self.hot.arrivals.insert(row.seq, row.arrived);
        }
        self.hot.keep(self.records);
        Ok(news)
    }
}
