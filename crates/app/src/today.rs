//! Today: what is due, whom to call, which clocks run out, what waits for a decision, what has gone quiet, what was touched
//! last. Counted from the calendar and the clock here; every list comes from an index of what is open.

use crate::{
    App, Failure, Row,
    clock::Clock,
    naming::Names,
    reading::count,
    story,
    sums::{Sums, Total},
    views,
};
use jiff::ToSpan as _;
use model::{KindKey, Money, RecordId, Schema, typed::Moment};
use serde::Serialize;
use specta::Type;
use store::{Committed, Due, Listed, Store, TodayAsk};
use tokio::sync::broadcast::Receiver;

/// Rows of each list.
const ROWS: u32 = 100;
/// Deals gone quiet that are named.
const QUIET_ROWS: usize = 20;
/// Days without a word after which a deal has gone quiet.
const QUIET_DAYS: i64 = 10;
/// Records touched last.
const TOUCHED: usize = 8;
/// Changes that are looked through for those.
const TOUCHED_IN: u32 = 200;
const DAY: i64 = 86_400_000;

/// One thing that is due.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct TodayRow {
    /// The record.
    pub row: Row,
    /// When it is due, in the kept form; empty where it is not.
    pub due: String,
    /// Days from today to that; negative for past ones.
    pub days_left: Option<i32>,
    /// Whether it is past.
    pub overdue: bool,
}

/// A deal that nothing has happened to for a while.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct QuietDeal {
    /// The deal.
    pub row: Row,
    /// Days since something happened.
    pub days: u32,
    /// When that was, ms since 1970.
    pub last: i64,
}

/// What the day begins with.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Today {
    /// Today here, such as `2026-11-19`.
    pub day: String,
    /// Calls and tasks, mine or nobody's, due by the end of today, the longest overdue first.
    pub tasks: Vec<TodayRow>,
    /// How many of those there are in all.
    pub tasks_total: u32,
    /// People to follow up by the end of today.
    pub follow_ups: Vec<TodayRow>,
    /// How many of those there are in all.
    pub follow_ups_total: u32,
    /// Issues whose clock runs out today, or has.
    pub issues: Vec<TodayRow>,
    /// How many of those there are in all.
    pub issues_total: u32,
    /// Approvals that wait for me.
    pub approvals: Vec<TodayRow>,
    /// How many of those there are in all.
    pub approvals_total: u32,
    /// Open deals without a word for ten days or more, the longest first.
    pub quiet: Vec<QuietDeal>,
    /// How many of those there are in all.
    pub quiet_total: u32,
    /// What they come to.
    pub quiet_amounts: Vec<Total>,
    /// Records touched last.
    pub touched: Vec<Row>,
}

/// An answer that was made before anybody asked.
pub(crate) struct Ahead {
    today: Today,
    /// The minute that it was made in.
    minute: String,
    /// What was committed since it was begun.
    feed: Receiver<Committed>,
}

impl App {
    /// What the day begins with.
    ///
    /// # Errors
    /// The store's.
    pub async fn today(&self) -> Result<Today, Failure> {
        // Whoever asks while it is being made ahead waits for that.
        match self.0.ahead.lock().await.take() {
            Some(ahead) if ahead.minute == self.clock().text() && ahead.feed.is_empty() => Ok(ahead.today),
            _ => self.today_now().await,
        }
    }

    /// Makes the answer before the window asks, while the platform still makes the window. The first question takes it, if nothing
    /// has changed since.
    pub(crate) async fn today_ahead(&self) -> Result<(), Failure> {
        let mut ahead = self.0.ahead.lock().await;
        let (minute, feed) = (self.clock().text(), self.store().await?.feed());
        let today = self.today_now().await?;
        *ahead = Some(Ahead { today, minute, feed });
        Ok(())
    }

    async fn today_now(&self) -> Result<Today, Failure> {
        let store = self.store().await?;
        let clock = self.clock();
        let now = clock.now.timestamp().as_millisecond();
        let tomorrow = clock.today().checked_add(1.day()).unwrap_or(clock.today());
        let ask = TodayAsk {
            me: story::me(&store),
            now: format!("{}~", clock.text()),
            tomorrow: tomorrow.to_string(),
            quiet_since: now - QUIET_DAYS * DAY,
            closing: story::closing(&store).await?.into_keys().collect(),
            limit: ROWS,
        };
        let rows = store.today(&ask).await?;
        let touched = touched(&store).await?;
        let quiet = rows.quiet.iter().take(QUIET_ROWS);
        let due = [&rows.tasks, &rows.follow_ups, &rows.issues, &rows.approvals];
        let listed = due.iter().flat_map(|due| &due.rows);
        let listed = listed.chain(quiet.clone().map(|quiet| &quiet.deal));
        let listed = listed.chain(touched.iter().map(|(_, listed)| listed));
        let names = Names::of(&store, listed.flat_map(|row| views::ids_of(&row.values))).await?;
        let schema = store.schema();
        let view = View {
            schema: &schema,
            names: &names,
            clock: &clock,
        };
        Ok(Today {
            day: clock.today().to_string(),
            tasks_total: count(rows.tasks.total),
            tasks: view.due("task", &rows.tasks, |row| text(row, "due", None)),
            follow_ups_total: count(rows.follow_ups.total),
            follow_ups: view.due("contact", &rows.follow_ups, |row| text(row, "next_follow_up", None)),
            issues_total: count(rows.issues.total),
            issues: view.due("issue", &rows.issues, runs_out),
            approvals_total: count(rows.approvals.total),
            approvals: view.due("approval", &rows.approvals, |row| text(row, "due", None)),
            quiet: quiet
                .map(|quiet| QuietDeal {
                    row: view.row("deal", &quiet.deal),
                    days: u32::try_from((now - quiet.last) / DAY).unwrap_or_default(),
                    last: quiet.last,
                })
                .collect(),
            quiet_total: count(rows.quiet.len() as u64),
            quiet_amounts: totals(rows.quiet.iter().map(|quiet| &quiet.deal)),
            touched: touched.iter().map(|(kind, row)| view.row(kind.as_str(), row)).collect(),
        })
    }
}

struct View<'a> {
    schema: &'a Schema,
    names: &'a Names,
    clock: &'a Clock,
}

impl View<'_> {
    fn row(&self, kind: &str, listed: &Listed) -> Row {
        views::row(kind, listed, self.schema, self.names)
    }

    fn due(&self, kind: &str, due: &Due, when: impl Fn(&Listed) -> String) -> Vec<TodayRow> {
        let row = |listed: &Listed| {
            let moment = Moment::kept(&when(listed));
            let now = self.clock.now.timestamp().as_millisecond();
            TodayRow {
                row: self.row(kind, listed),
                days_left: moment.as_ref().map(|moment| self.clock.days_to(moment.date)),
                overdue: moment.as_ref().is_some_and(|moment| match moment.time {
                    None => moment.date < self.clock.today(),
                    Some(_) => self.clock.instant(moment).is_some_and(|at| at < now),
                }),
                due: moment.map(|moment| moment.to_string()).unwrap_or_default(),
            }
        };
        let mut rows: Vec<TodayRow> = due.rows.iter().map(row).collect();
        rows.sort_by(|a, b| (a.due.is_empty(), &a.due).cmp(&(b.due.is_empty(), &b.due)));
        rows
    }
}

/// A field's text, or that of a member of a group.
fn text(row: &Listed, key: &str, member: Option<&str>) -> String {
    let value = row.values.iter().find(|(k, _)| *k == key).map(|(_, value)| value);
    match (value, member) {
        (Some(value), Some(member)) => value.part_text(member).to_owned(),
        (Some(value), None) => value.as_text().unwrap_or_default().to_owned(),
        (None, _) => String::new(),
    }
}

/// The clock that runs out first: the answer's, while there is none, and the solution's.
fn runs_out(row: &Listed) -> String {
    let part = |member| text(row, "clock", Some(member));
    let answer = Some(part("respond_by")).filter(|by| !by.is_empty() && part("responded").is_empty());
    let solution = Some(part("resolve_by")).filter(|by| !by.is_empty());
    answer.into_iter().chain(solution).min().unwrap_or_default()
}

/// What the quiet deals come to. Their stages' chances are the board's to weigh.
fn totals<'a>(deals: impl Iterator<Item = &'a Listed>) -> Vec<Total> {
    let mut sums = Sums::default();
    let amounts = deals.flat_map(|deal| deal.values.iter().filter(|(key, _)| *key == "amount"));
    for money in amounts.filter_map(|(_, value)| Money::from_value(value)) {
        sums.add(&money, 0);
    }
    sums.totals()
}

/// Records of the rooms that people live in; a note stands for what it is about.
async fn touched(store: &Store) -> Result<Vec<(KindKey, Listed)>, Failure> {
    let mut rows: Vec<(KindKey, Listed)> = Vec::new();
    for (kind, id) in store.touched_last(TOUCHED_IN).await? {
        if rows.len() >= TOUCHED {
            break;
        }
        let found = match kind.as_str() {
            "contact" | "company" | "deal" | "issue" | "task" => store.listed(id).await?,
            "note" | "voice_note" | "attachment" => match store.listed(id).await? {
                Some((_, note)) => match text(&note, "about", None).parse::<RecordId>() {
                    Ok(about) => store.listed(about).await?,
                    Err(_) => None,
                },
                None => None,
            },
            _ => None,
        };
        if let Some((kind, listed)) = found.filter(|(_, listed)| rows.iter().all(|(_, row)| row.id != listed.id)) {
            rows.push((kind, listed));
        }
    }
    Ok(rows)
}
