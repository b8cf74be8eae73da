//! Needs review: what waits for somebody's decision, in the order of what hangs on it, with both sides of each; and the
//! decision, which is an ordinary change: it travels, is judged, and can be undone like any other.
//!
//! Which comes first (`order`), whose it is (`whose`) and what a choice writes (`choosing`) are pure; the rest reads and writes
//! around them.
//!
//! The one thing not to do here: a rule about merging. What is contested is the model's word.

mod choosing;
mod deciding;
mod order;
mod pattern;
mod sides;
mod whose;

pub use deciding::{Choice, DecideAsk};
pub use pattern::{PatternAsk, PatternKeep, PatternLine, PatternPlan};
pub use sides::{Decision, ReviewRecord, Side};

use crate::{
    App, Failure,
    naming::Names,
    reading::count,
    story,
    sums::{Sums, Total},
};
use model::{Money, RecordId, typed::Moment};
use order::Weight;
use rust_decimal::Decimal;
use serde::Serialize;
use specta::Type;
use store::{HangsOn, Store, Undecided};

/// Lines that one answer holds at most.
const MOST: u32 = 500;

/// One record of the inbox.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct ReviewLine {
    /// The record.
    pub record: String,
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub title: String,
    /// Keys of the fields in which two values stand; `life`: somebody has deleted it.
    pub fields: Vec<String>,
    /// How many changes wait to be taken over.
    pub proposals: u32,
    /// What is at stake: its own amount, or those of the open deals of a person or a company; per currency.
    pub amounts: Vec<Total>,
    /// When it is due, by itself or by the next task about it, in the kept form; empty where it is not.
    pub due: String,
    /// Days from today to that; negative for past ones.
    pub days_left: Option<i32>,
    /// When the latest of its values was written, ms since 1970.
    pub since: i64,
    /// Whether it is this person's to decide.
    pub mine: bool,
    /// Whose record it is; empty where it is nobody's.
    pub whose: Vec<String>,
}

/// What waits for a decision.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct ReviewInbox {
    /// Records in all.
    pub total: u32,
    /// Those that are this person's to decide.
    pub mine: u32,
    /// The first of them, what matters most first.
    pub lines: Vec<ReviewLine>,
}

/// A record with what its place in the inbox goes by.
struct Weighed {
    one: Undecided,
    amounts: Vec<Money>,
    due: Option<String>,
    days_left: Option<i32>,
    mine: bool,
    weight: Weight,
}

/// Where people met in a field and its rule settled it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct RuleLine {
    /// The record.
    pub record: String,
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub title: String,
    /// The field's key; `tags/vip` for a tag.
    pub field: String,
    /// What people call the field, as it is declared.
    pub label: String,
    /// When the write that met another was written, ms since 1970.
    pub at: i64,
    /// What became of that write: `applied`, `merged` or `lost_to`.
    pub outcome: String,
}

impl App {
    /// What rules have settled since a moment (ms since 1970), the latest first.
    ///
    /// # Errors
    /// The store's.
    pub async fn settled_by_rule(&self, since: i64) -> Result<Vec<RuleLine>, Failure> {
        let store = self.store().await?;
        let settled = store.settled_by_rule(since, MOST).await?;
        let names = Names::of(&store, settled.iter().map(|one| one.record)).await?;
        let schema = store.schema();
        let line = |one: store::ByRule| {
            let (kind, field) = (one.kind.as_str(), one.field.as_str());
            let declared = schema.field(kind, field).map(|field| field.label.to_owned());
            let custom = || schema.custom_field(kind, field).map(|field| field.label.clone());
            let outcome = serde_json::to_value(one.outcome).ok();
            RuleLine {
                title: names.title(one.record),
                label: declared.or_else(custom).unwrap_or_default(),
                outcome: outcome
                    .and_then(|key| key.as_str().map(str::to_owned))
                    .unwrap_or_default(),
                record: one.record.to_string(),
                kind: one.kind.to_string(),
                field: one.field.to_string(),
                at: one.at,
            }
        };
        Ok(settled.into_iter().map(line).collect())
    }

    /// What waits for a decision, what matters most first: what is due soon before what is not, then by the money at stake,
    /// then by age. `mine`: only what is this person's to decide.
    ///
    /// # Errors
    /// The store's.
    pub async fn review_inbox(&self, mine: bool, limit: u32) -> Result<ReviewInbox, Failure> {
        let store = self.store().await?;
        let mut weighed = self.weighed(&store).await?;
        let total = weighed.len();
        let mine_in_all = weighed.iter().filter(|weighed| weighed.mine).count();
        if mine {
            weighed.retain(|weighed| weighed.mine);
        }
        weighed.sort_by(|a, b| a.weight.cmp(&b.weight));
        weighed.truncate(usize::try_from(limit.min(MOST)).unwrap_or(usize::MAX));
        let people = weighed
            .iter()
            .flat_map(|weighed| weighed.one.open.whose.iter().copied());
        let names = Names::of(&store, people).await?;
        Ok(ReviewInbox {
            total: count(total as u64),
            mine: count(mine_in_all as u64),
            lines: weighed.iter().map(|weighed| line(weighed, &names)).collect(),
        })
    }

    /// How many records wait for this person's decision.
    ///
    /// # Errors
    /// The store's.
    pub async fn review_count(&self) -> Result<u32, Failure> {
        let store = self.store().await?;
        if store.undecided_records().await? == 0 {
            return Ok(0);
        }
        let (me, role) = (story::me(&store), store.device().role);
        let open = store.undecided().await?;
        let mine = open.iter().filter(|one| whose::is_mine(me, role, &one.kind, &one.open));
        Ok(count(mine.count() as u64))
    }

    async fn weighed(&self, store: &Store) -> Result<Vec<Weighed>, Failure> {
        let open = store.undecided().await?;
        if open.is_empty() {
            return Ok(Vec::new());
        }
        let closing: Vec<String> = story::closing(store).await?.into_keys().collect();
        let hangs = store.hangs_on_undecided(&closing).await?;
        let (me, role, clock) = (story::me(store), store.device().role, self.clock());
        let weigh = |one: Undecided| {
            let amounts = amounts(&one, &hangs);
            let due = due(&one, &hangs);
            let moment = due.as_deref().and_then(Moment::kept);
            let days_left = moment.map(|moment| clock.days_to(moment.date));
            let weight = Weight::of(days_left, &amounts, due.as_deref(), one.since, one.id);
            let mine = whose::is_mine(me, role, &one.kind, &one.open);
            Weighed {
                one,
                amounts,
                due,
                days_left,
                mine,
                weight,
            }
        };
        Ok(open.into_iter().map(weigh).collect())
    }
}

/// What is at stake: the record's own amount, or what hangs on it.
fn amounts(one: &Undecided, hangs: &HangsOn) -> Vec<Money> {
    let own = one.open.amount.iter();
    let linked = hangs.amounts.get(&one.id).into_iter().flatten();
    own.chain(linked).filter_map(money).collect()
}

fn money((amount, currency): &(String, String)) -> Option<Money> {
    let amount: Decimal = amount.parse().ok()?;
    let currency = currency.clone();
    Some(Money { amount, currency })
}

/// The earlier of its own day and that of the next task about it.
fn due(one: &Undecided, hangs: &HangsOn) -> Option<String> {
    let task = hangs.tasks.get(&one.id);
    one.open.due.iter().chain(task).min().cloned()
}

fn line(weighed: &Weighed, names: &Names) -> ReviewLine {
    let Weighed { one, .. } = weighed;
    let mut sums = Sums::default();
    weighed.amounts.iter().for_each(|money| sums.add(money, 100));
    let named = |id: &RecordId| names.title(*id);
    ReviewLine {
        record: one.id.to_string(),
        kind: one.kind.to_string(),
        title: crate::naming::first_line(&one.open.title),
        fields: one.open.fields.iter().map(ToString::to_string).collect(),
        proposals: one.open.proposals,
        amounts: sums.totals(),
        due: weighed.due.clone().unwrap_or_default(),
        days_left: weighed.days_left,
        since: one.since,
        mine: weighed.mine,
        whose: one.open.whose.iter().map(named).collect(),
    }
}
