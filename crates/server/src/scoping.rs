//! What a device holds is what its person may see. Who that is follows from the records (`model::scope`); where a role is
//! narrowed, it is kept up in the transaction that changes a record, with the positions at which somebody began or ceased to
//! see one. So a pull says from the two cursors alone what came into somebody's sight between them and what left it, and the
//! server keeps nothing about any device.
//!
//! A scope has a number: a hash of what it is reckoned from. Who comes with another number than their own (the role was
//! narrowed or widened, the database was put back) fetches all of it anew, by pages; what is not on them leaves.
//!
//! The one thing not to do here: decide who sees a record. That is the model's.

use crate::{
    OrgId, ServerError,
    database::Transaction,
    pulling::entry,
    tables::{
        log::LogRow,
        org::Reach,
        record,
        scope::{self, EVERYBODY, Leading, Said, Sight},
    },
};
use model::{
    DeviceId, PersonId, Record, RecordId, Role,
    scope::{Naming, seen_by},
};
use protocol::{Entry, Hash};
use ring::digest::{Context, SHA256};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Records that come into a scope by one answer; where there are more, all of it is fetched by pages.
const TOGETHER: usize = 400;
/// Records whose sight is reckoned at once when a role is narrowed.
const BUILD: usize = 2_000;

/// What somebody whose role is narrowed sees.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    pub(crate) number: u64,
    /// Under which names: their own, and everybody's.
    pub(crate) who: Vec<[u8; 16]>,
}

/// A person's scope; `None`: everything.
pub(crate) async fn of(
    from: &mut dyn Transaction,
    org: OrgId,
    epoch: u32,
    (role, ids): (Role, &BTreeSet<PersonId>),
) -> Result<Option<Scope>, ServerError> {
    let rules = scope::rules(from, org).await?;
    Ok(rules.get(&role).map(|since| Scope::new(epoch, *since, ids)))
}

impl Scope {
    pub(crate) fn new(epoch: u32, since: u64, ids: &BTreeSet<PersonId>) -> Self {
        let mut whole = Context::new(&SHA256);
        whole.update(b"outpost scope 1");
        whole.update(&epoch.to_be_bytes());
        whole.update(&since.to_be_bytes());
        ids.iter().for_each(|id| whole.update(&id.to_bytes()));
        let digest = whole.finish();
        let number = digest.as_ref().iter().take(6);
        let number = number.fold(0, |number, byte| number << 8 | u64::from(*byte));
        let own = ids.iter().map(|id| id.to_bytes());
        Self {
            number: number.max(1), // 0 is everything
            who: own.chain([EVERYBODY]).collect(),
        }
    }

    /// Whether one of these is theirs and stands.
    pub(crate) fn sees(&self, sights: &[Sight]) -> bool {
        self.own(sights).any(|sight| sight.until.is_none())
    }

    /// Whether they see it, or saw it at any time.
    pub(crate) fn ever_saw(&self, sights: &[Sight]) -> bool {
        self.own(sights).next().is_some()
    }

    /// Whether they saw it at a position.
    pub(crate) fn saw(&self, sights: &[Sight], at: u64) -> bool {
        self.own(sights)
            .any(|sight| sight.since <= at && sight.until.is_none_or(|until| until > at))
    }

    fn own<'a>(&self, sights: &'a [Sight]) -> impl Iterator<Item = &'a Sight> {
        sights.iter().filter(|sight| self.who.contains(&sight.who))
    }
}

/// Who sees each of some records, and saw it.
pub(crate) async fn sights(
    from: &mut dyn Transaction,
    org: OrgId,
    ids: &[RecordId],
) -> Result<HashMap<RecordId, Vec<Sight>>, ServerError> {
    let mut by_record: HashMap<RecordId, Vec<Sight>> = HashMap::new();
    for sight in scope::sights(from, org, ids).await? {
        by_record.entry(sight.record).or_default().push(sight);
    }
    Ok(by_record)
}

/// Whether somebody sees a record.
pub(crate) async fn is_seen(
    from: &mut dyn Transaction,
    org: OrgId,
    scope: &Scope,
    id: RecordId,
) -> Result<bool, ServerError> {
    Ok(scope.sees(&scope::sights(from, org, &[id]).await?))
}

/// What a page of the log, after `from`, is to a device that holds `scope`; `None`: too much has come into it.
pub(crate) async fn entries(
    tx: &mut dyn Transaction,
    org: OrgId,
    (scope, device, from): (&Scope, DeviceId, u64),
    page: Vec<LogRow>,
    reach: &Reach,
) -> Result<Option<Vec<Entry>>, ServerError> {
    let Some(to) = page.last().map(|row| row.seq) else {
        return Ok(Some(Vec::new()));
    };
    let moved = scope::moved(tx, org, &scope.who, (from, to)).await?;
    let touched: BTreeSet<RecordId> = page.iter().map(|row| row.record).chain(moved.iter().copied()).collect();
    let sights = sights(tx, org, &touched.into_iter().collect::<Vec<_>>()).await?;
    let of = |id: &RecordId| sights.get(id).map(Vec::as_slice).unwrap_or_default();
    // What a device has, or has from its beginning, follows the log; all else comes as it stands.
    let follows = |id: &RecordId| {
        let new = of(id).iter().all(|sight| sight.since > from);
        scope.sees(of(id)) && (new || scope.saw(of(id), from))
    };
    // What the device itself made for others was never theirs to see, and is there until it is told.
    let own = page.iter().filter(|row| row.author.on == device).map(|row| row.record);
    let own: BTreeSet<RecordId> = own.filter(|id| !scope.sees(of(id))).collect();
    let (coming, leaving): (Vec<RecordId>, Vec<RecordId>) = moved
        .union(&own)
        .copied()
        .filter(|id| !follows(id))
        .partition(|id| scope.sees(of(id)));
    if coming.len() > TOGETHER || leaving.len() > TOGETHER {
        return Ok(None);
    }
    let mut entries = masked(page, follows);
    let as_of = reach.seq;
    for (id, record) in record::find(tx, org, &coming).await? {
        let record = Box::new(record);
        entries.push(Entry::Snapshot { as_of, id, record });
    }
    let why = "scope".to_owned();
    entries.extend(leaving.into_iter().map(|id| Entry::Leave { id, why: why.clone() }));
    Ok(Some(entries))
}

/// The log with the stretches that are not for the device left out: of them it gets the chain's head only.
fn masked(page: Vec<LogRow>, follows: impl Fn(&RecordId) -> bool) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut stretch: Option<(u64, Hash)> = None;
    for row in page {
        if !follows(&row.record) {
            stretch = Some((row.seq, row.head));
            continue;
        }
        entries.extend(stretch.take().map(|(to, head)| Entry::Masked { to, head }));
        entries.push(entry(row));
    }
    entries.extend(stretch.map(|(to, head)| Entry::Masked { to, head }));
    entries
}

/// Keeps up who sees what, after records have changed: their states by then, and the log's last position.
pub(crate) async fn keep_up(
    tx: &mut dyn Transaction,
    org: OrgId,
    changed: &[(RecordId, &Record)],
    at: u64,
) -> Result<(), ServerError> {
    let ids: Vec<RecordId> = changed.iter().map(|(id, _)| *id).collect();
    let names = scope::names(tx, org, &ids).await?;
    let mut links: HashMap<RecordId, BTreeSet<RecordId>> = HashMap::new();
    for (from, to) in scope::links(tx, org, &ids, Leading::From).await? {
        links.entry(from).or_default().insert(to);
    }
    let nothing = BTreeSet::new();
    let mut said = Vec::new();
    let mut affected: BTreeSet<RecordId> = BTreeSet::new();
    for (id, record) in changed {
        let now = said_of(*id, record);
        let before = (names.get(id).unwrap_or(&nothing), links.get(id).unwrap_or(&nothing));
        let is_new = !names.contains_key(id) && !links.contains_key(id);
        if (&now.names, &now.links) != before || is_new {
            affected.insert(*id);
            affected.extend(before.1.iter().chain(&now.links));
            said.push(now);
        }
    }
    if said.is_empty() {
        return Ok(());
    }
    scope::keep(tx, org, &said).await?;
    // Who is named here sees what leads here.
    let renamed: Vec<RecordId> = said.iter().map(|said| said.record).collect();
    let leading = scope::links(tx, org, &renamed, Leading::To).await?;
    affected.extend(leading.into_iter().map(|(_, from)| from));
    reckon(tx, org, &affected.into_iter().collect::<Vec<_>>(), at).await
}

fn said_of(record: RecordId, state: &Record) -> Said {
    let naming = Naming::of(state);
    let mut names = naming.names;
    if naming.agreed {
        names.insert(RecordId::from_bytes(EVERYBODY));
    }
    Said {
        record,
        names,
        links: naming.links,
    }
}

/// Reckons anew who sees records, and notes what is otherwise.
async fn reckon(tx: &mut dyn Transaction, org: OrgId, ids: &[RecordId], at: u64) -> Result<(), ServerError> {
    let everybody = RecordId::from_bytes(EVERYBODY);
    let own = scope::names(tx, org, ids).await?;
    let is_agreed = |id: &RecordId| own.get(id).is_some_and(|names| names.contains(&everybody));
    let rest: Vec<RecordId> = ids.iter().copied().filter(|id| !is_agreed(id)).collect();
    let mut linked: HashMap<RecordId, HashSet<RecordId>> = HashMap::new();
    for leading in [Leading::From, Leading::To] {
        for (one, other) in scope::links(tx, org, &rest, leading).await? {
            linked.entry(one).or_default().insert(other);
        }
    }
    let others: HashSet<RecordId> = linked.values().flatten().copied().collect();
    let mut others = scope::names(tx, org, &others.into_iter().collect::<Vec<_>>()).await?;
    for names in others.values_mut() {
        names.remove(&everybody);
    }
    let known: HashSet<RecordId> = record::known(tx, org, ids).await?;
    let before = sights(tx, org, ids).await?;
    let (mut opened, mut closed) = (Vec::new(), Vec::new());
    for id in ids.iter().filter(|id| known.contains(id)) {
        let naming = Naming {
            agreed: is_agreed(id),
            names: own.get(id).cloned().unwrap_or_default(),
            links: BTreeSet::new(),
        };
        let neighbours = linked.get(id).into_iter().flatten();
        let now = seen_by(&naming, neighbours.filter_map(|other| others.get(other)));
        let now: BTreeSet<[u8; 16]> = match now {
            Some(people) => people.into_iter().map(RecordId::to_bytes).collect(),
            None => BTreeSet::from([EVERYBODY]),
        };
        let standing = before
            .get(id)
            .into_iter()
            .flatten()
            .filter(|sight| sight.until.is_none());
        let before: BTreeSet<[u8; 16]> = standing.map(|sight| sight.who).collect();
        opened.extend(now.difference(&before).map(|who| (*id, *who)));
        closed.extend(before.difference(&now).map(|who| (*id, *who)));
    }
    scope::close(tx, org, &closed, at).await?;
    scope::open(tx, org, &opened, at).await
}

/// Reckons who sees every record, from nothing.
pub(crate) async fn build(tx: &mut dyn Transaction, org: OrgId) -> Result<(), ServerError> {
    scope::clear(tx, org).await?;
    let mut after = None;
    let mut ids = Vec::new();
    loop {
        let page = record::page(tx, org, (0, after), None, BUILD).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        let mut said = Vec::with_capacity(page.len());
        for kept in &page {
            let record = protocol::record_of(&kept.body).map_err(|_| ServerError::Unreadable("a record"))?;
            said.push(said_of(kept.id, &record));
            ids.push(kept.id);
        }
        scope::keep(tx, org, &said).await?;
    }
    for part in ids.chunks(BUILD) {
        reckon(tx, org, part, 0).await?;
    }
    Ok(())
}

/// Narrows a role to its own, or widens it to everything, at the log's position.
pub(crate) async fn narrow(
    tx: &mut dyn Transaction,
    org: OrgId,
    role: Role,
    (narrow, at): (bool, u64),
) -> Result<(), ServerError> {
    let rules: BTreeMap<Role, u64> = scope::rules(tx, org).await?;
    match (narrow, rules.contains_key(&role)) {
        (true, false) => {
            if rules.is_empty() {
                build(tx, org).await?;
            }
            scope::narrow(tx, org, role, at).await
        }
        (false, true) => {
            scope::widen(tx, org, role).await?;
            if rules.len() == 1 {
                scope::clear(tx, org).await?;
            }
            Ok(())
        }
        (true, true) | (false, false) => Ok(()),
    }
}
