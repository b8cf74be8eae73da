//! One transaction under the organisation's lock: what is known is read at once, each change is taken in its order, and what
//! came of it is written at once.

use super::{
    Brought, Desk, Given, Incoming, News,
    hot::{Held, Hot, Past},
    judging::{Bench, Pusher, Sees, judge, reused},
};
use crate::{
    ServerError,
    database::{ANNOUNCE, Transaction},
    hex,
    scoping::{self, Scope},
    tables::{
        log::{self, LogRow, RefusedRow},
        org::{self, Reach},
        people, record,
        scope::{self, Sight},
    },
};
use model::{Act, Base, Change, ChangeId, DeviceId, Outcome, RecordId, Role, Verdict, VerdictKind, apply};
use protocol::{Answered, Author, Code, Fault, Hash, Judged, chained, change_bytes, change_of, content_hash};
use std::{
    collections::{BTreeMap, HashMap},
    sync::atomic::Ordering::SeqCst,
};

/// What an id stands for already: a place in one of the lists.
#[derive(Clone, Copy)]
pub(super) enum Known {
    Log(usize),
    Refused(usize),
}

pub(crate) struct Batch<'a> {
    pub(super) desk: &'a Desk,
    pub(super) hot: &'a mut Hot,
    pub(super) tx: Box<dyn Transaction>,
    pub(super) now: i64,
    pub(super) reach: Reach,
    pub(super) pushers: HashMap<DeviceId, Result<Pusher, Code>>,
    pub(super) records: HashMap<RecordId, Held>,
    pub(super) known: HashMap<ChangeId, Known>,
    pub(super) numbers: HashMap<(DeviceId, u64), ChangeId>,
    /// Known entries, and from `log_known` on new ones.
    pub(super) log: Vec<LogRow>,
    pub(super) log_known: usize,
    pub(super) refused: Vec<RefusedRow>,
    pub(super) refused_known: usize,
    /// Devices that bring something although a copy went on in their place.
    live: Vec<DeviceId>,
    /// Roles that are narrowed, each since a position.
    pub(super) rules: BTreeMap<Role, u64>,
    /// What those see whose role is.
    pub(super) scopes: HashMap<DeviceId, Scope>,
    /// Who sees the records that those bring something to, as this transaction found them.
    pub(super) sights: HashMap<RecordId, Vec<Sight>>,
}

impl<'a> Batch<'a> {
    /// Locks the organisation's row.
    pub(crate) async fn begin(desk: &'a Desk, hot: &'a mut Hot) -> Result<Self, ServerError> {
        let mut tx = desk.database.write().await?;
        let reach = org::reach(&mut *tx, desk.org, desk.database.locking()).await?;
        let rules = scope::rules(&mut *tx, desk.org).await?;
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
            live: Vec::new(),
            rules,
            scopes: HashMap::new(),
            sights: HashMap::new(),
        })
    }

    /// Takes one push.
    pub(crate) async fn take(&mut self, brought: &Brought) -> Result<Result<Given, Fault>, ServerError> {
        let pusher = match self.pushers.get(&brought.author.on) {
            Some(Ok(pusher)) => *pusher,
            Some(Err(code)) => return Ok(Err(code.clone().into())),
            None => return Ok(Err(Code::Revoked.into())),
        };
        // Whoever saw what this server never gave out holds what it has forgotten, and hands that back first.
        let (epoch, seq) = (self.reach.epoch, self.reach.seq);
        let ahead = |base: &Base| base.epoch > epoch || (base.epoch == epoch && base.log > seq);
        if brought.changes.iter().any(|incoming| ahead(&incoming.change.base)) {
            return Ok(Err(Code::Ahead.into()));
        }
        if self.is_of_another_copy(brought) {
            tracing::warn!(device = %brought.author.on, "two copies of a device");
            return Ok(Err(Code::Cloned.into()));
        }
        if pusher.succeeded {
            self.live.push(brought.author.on);
        }
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
        let known_n = self.hot.known_n.get(&brought.author.on).copied().unwrap_or_default();
        brought.knows.fetch_max(known_n, SeqCst);
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

    /// Whether somebody else has written under the device's id what its session does not know, or has brought one of these
    /// changes under another id: there are two copies of the device then. Nothing of such a push is taken; the device finds
    /// out which of them it is.
    ///
    /// An id belongs to whoever holds its whole past. Numbers only rise, so who has the highest change that is here has all.
    fn is_of_another_copy(&self, brought: &Brought) -> bool {
        let on = brought.author.on;
        let number_of = |change: &Change| self.numbers.get(&(on, change.n));
        let elsewhere = |known: &Known| match known {
            Known::Log(at) => self.log.get(*at).is_some_and(|row| row.author.on != on),
            Known::Refused(at) => self.refused.get(*at).is_some_and(|row| row.author.on != on),
        };
        let known_n = self.hot.known_n.get(&on).copied().unwrap_or_default();
        let brings_the_highest = |change: &Change| change.n == known_n && number_of(change) == Some(&change.id);
        let mut changes = brought.changes.iter().map(|incoming| &incoming.change);
        let unknown = known_n > brought.knows.load(SeqCst) && !changes.clone().any(brings_the_highest);
        unknown
            || changes.any(|change| {
                let known = self.known.get(&change.id);
                known.is_some_and(elsewhere)
                    || (known.is_none() && number_of(change).is_some_and(|id| *id != change.id))
            })
    }

    /// Whether a change's counter is another one's already.
    pub(super) fn numbered_otherwise(&self, change: &Change) -> bool {
        let number = self.numbers.get(&(change.on, change.n));
        number.is_some_and(|id| *id != change.id)
    }

    /// One change: what became of it, and the chain's head at its position.
    fn one(&mut self, incoming: &Incoming, brought: &Brought, pusher: Pusher) -> (Answered, Option<Hash>) {
        let change = &incoming.change;
        let again = self.known.get(&change.id).map(|known| self.again(*known, incoming));
        let taken = self.numbered_otherwise(change);
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
                    .then_some((Answered { seq, judged }, Some(row.head)))
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
            reach: &self.reach,
            now: self.now,
            position,
        };
        let held = self.records.remove(&change.record).unwrap_or_else(Held::unknown);
        let sight = self.sight(&held, change);
        let verdict = judge(&held, incoming, brought, (pusher, sight), &bench);
        let judged = match sight {
            Sees::Not => Judged::whole(verdict.clone()),
            Sees::Now | Sees::Saw => Judged::of(held.record.as_ref(), change, &verdict),
        };
        self.number(change);
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
        let head = self.enter(held, incoming, verdict, judged.clone(), self.now);
        let seq = self.reach.seq;
        (Answered { seq, judged }, Some(head))
    }

    /// Whether who brings a change sees its record.
    fn sight(&self, held: &Held, change: &Change) -> Sees {
        let Some(scope) = self.scopes.get(&change.on) else {
            return Sees::Now;
        };
        let (Some(record), Some(sights)) = (&held.record, self.sights.get(&change.record)) else {
            return Sees::Now; // a new one
        };
        let had_it = scope.ever_saw(sights) || record.touched.contains_key(&change.on);
        if scope.sees(sights) {
            Sees::Now
        } else if change.act != Act::Create && had_it {
            Sees::Saw
        } else {
            Sees::Not
        }
    }

    pub(super) fn number(&mut self, change: &Change) {
        self.numbers.insert((change.on, change.n), change.id);
        let highest = self.hot.known_n.entry(change.on).or_default();
        *highest = change.n.max(*highest);
    }

    /// A change gets the next position of the log.
    pub(super) fn enter(
        &mut self,
        mut held: Held,
        incoming: &Incoming,
        verdict: Verdict,
        judged: Judged,
        arrived: i64,
    ) -> Hash {
        let change = &incoming.change;
        let author = Author {
            on: change.on,
            by: change.by,
        };
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
            let content = content_hash(author, &bytes);
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
            author,
            n: change.n,
            record: change.record,
            bytes,
            judged,
            written: verdict.when,
            arrived,
            head: self.reach.head,
        });
        self.reach.head
    }

    /// Writes everything, and makes it durable.
    pub(crate) async fn commit(mut self) -> Result<News, ServerError> {
        let org = self.desk.org;
        let news = (self.reach.epoch, self.reach.seq);
        let new = self.log.get(self.log_known..).unwrap_or_default();
        let refused = self.refused.get(self.refused_known..).unwrap_or_default();
        log::refuse(&mut *self.tx, org, refused).await?;
        for device in &self.live {
            people::succeeded(&mut *self.tx, org, *device, None).await?;
        }
        if !new.is_empty() {
            log::append(&mut *self.tx, org, new).await?;
            let touched = self.records.iter().filter(|(_, held)| held.seq > 0);
            let touched = touched.filter_map(|(id, held)| Some((*id, held.record.as_ref()?, held.seq)));
            record::keep(&mut *self.tx, org, touched).await?;
            if !self.rules.is_empty() {
                let touched = self.records.iter().filter(|(_, held)| held.seq > 0);
                let changed = touched.filter_map(|(id, held)| Some((*id, held.record.as_ref()?)));
                let changed: Vec<_> = changed.collect();
                scoping::keep_up(&mut *self.tx, org, &changed, self.reach.seq).await?;
            }
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
