//! Service issues: logging one starts its clock, every step of its life moves the clock with it, in one change. How the
//! clock is reckoned stands in `model::service_clock`; here is when it starts, stops and goes on.

use crate::{
    App, Failure,
    acting::{Intent, gesture_of},
    clock::{kept, zone},
    failure::unfit,
    fields::read_form,
    pipelines::text,
    records::{Saved, base, on_record},
    several::Writes,
};
use jiff::{Zoned, tz::TimeZone};
use model::{
    Act, FieldKey, KindKey, Record, RecordId, Schema, Value, Write,
    service_clock::{Clock, ClockState, Hours, Level, moment},
};
use serde::Serialize;
use specta::Type;
use std::collections::BTreeMap;
use store::Store;

/// What an issue's clock is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum IssueClockState {
    /// There is no service level for this priority.
    None,
    /// It runs.
    Running,
    /// It stands while the customer is waited for.
    Paused,
    /// The deadline has passed.
    Breached,
    /// The issue was resolved in time.
    Met,
}

/// The clock of an issue, as of now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct IssueClock {
    /// The issue.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Its status, as a key.
    pub status: String,
    /// Its priority, as a key.
    pub priority: String,
    /// What the clock is doing.
    pub state: IssueClockState,
    /// Minutes left in which the clock runs; below zero, minutes late.
    pub left_minutes: i64,
    /// By when somebody answers, ms since 1970; 0 without a clock.
    pub respond_by: i64,
    /// By when it is right, ms since 1970; 0 without a clock.
    pub resolve_by: i64,
    /// When somebody answered, ms since 1970.
    pub responded: Option<i64>,
    /// Nobody answered in time.
    pub answered_late: bool,
}

/// An issue as its clock sees it.
#[derive(Clone, Debug)]
struct Issue {
    status: String,
    priority: String,
    reported: Zoned,
    clock: Option<Clock>,
}

/// What was promised, by priority.
pub(crate) type Levels = BTreeMap<String, Level>;

impl App {
    /// Logs an issue: reported now unless the form says otherwise, new, with the clock of its priority. A
    /// draft that it comes from goes in the same transaction.
    ///
    /// # Errors
    /// `Invalid` with the field's name, `Refused`, or the store's.
    pub async fn log_issue(&self, mut form: BTreeMap<String, String>, draft: Option<&str>) -> Result<Saved, Failure> {
        let store = self.store().await?;
        let now = self.here();
        let blank = |text: Option<&String>| text.is_none_or(|text| text.trim().is_empty());
        if blank(form.get("reported")) {
            let reported = kept(&now, &self.0.surroundings.zone).to_string();
            form.insert("reported".to_owned(), reported);
        }
        for (key, value) in [("triage.status", "new"), ("triage.priority", "normal")] {
            if blank(form.get(key)) {
                form.insert(key.to_owned(), value.to_owned());
            }
        }
        let kind = KindKey::of("issue");
        let mut writes = read_form(&store.schema(), &kind, None, &form, self.0.surroundings.reading())?.writes;
        let levels = levels(&store).await?;
        self.with_clock(&mut writes, None, &store.schema(), &levels, &now);
        let id = self.fresh_change();
        let intent = Intent::create(id, gesture_of(id), RecordId::from_ulid(id.ulid()), kind, writes);
        let mut tx = store.begin().await;
        if let Some(draft) = draft {
            tx.from_draft(draft);
        }
        self.keep(&store, tx, intent).await
    }

    /// Gives an issue another status; its clock stops, goes on or is answered with it.
    ///
    /// # Errors
    /// `Invalid` for an unknown status or a close without a resolution, `NotFound`, `Refused`, or the store's.
    pub async fn set_issue_status(&self, issue: &str, token: &str, status: &str) -> Result<Saved, Failure> {
        let form = BTreeMap::from([("triage.status".to_owned(), status.to_owned())]);
        self.step_issue(issue, token, form, None).await
    }

    /// Gives an issue another priority; its clock is reckoned anew from when it was reported.
    ///
    /// # Errors
    /// `Invalid` for an unknown priority, `NotFound`, `Refused`, or the store's.
    pub async fn set_issue_priority(&self, issue: &str, token: &str, priority: &str) -> Result<Saved, Failure> {
        let form = BTreeMap::from([("triage.priority".to_owned(), priority.to_owned())]);
        self.step_issue(issue, token, form, None).await
    }

    /// Resolves an issue, saying how. A draft that it comes from goes in the same transaction.
    ///
    /// # Errors
    /// `Invalid` without a resolution, `NotFound`, `Refused`, or the store's.
    pub async fn resolve_issue(
        &self,
        issue: &str,
        token: &str,
        resolution: &str,
        draft: Option<&str>,
    ) -> Result<Saved, Failure> {
        let form = [("triage.status", "resolved"), ("resolution", resolution)];
        let form = form.map(|(key, text)| (key.to_owned(), text.to_owned()));
        self.step_issue(issue, token, form.into(), draft).await
    }

    /// Opens a resolved or closed issue again; it has the time left that it had.
    ///
    /// # Errors
    /// `NotFound`, `Refused`, or the store's.
    pub async fn reopen_issue(&self, issue: &str, token: &str) -> Result<Saved, Failure> {
        self.set_issue_status(issue, token, "in_progress").await
    }

    /// The clock of one issue.
    ///
    /// # Errors
    /// `NotFound`, or the store's.
    pub async fn issue_clock(&self, issue: &str) -> Result<IssueClock, Failure> {
        let store = self.store().await?;
        let stored = store.record(issue.parse()?).await?.ok_or_else(Failure::not_found)?;
        let levels = levels(&store).await?;
        Ok(self.clock_view(stored.id, &stored.record, &store.schema(), &levels))
    }

    /// The clocks of all issues that are not resolved, the most pressing first.
    ///
    /// # Errors
    /// The store's.
    pub async fn issue_clocks(&self) -> Result<Vec<IssueClock>, Failure> {
        let store = self.store().await?;
        let (levels, schema) = (levels(&store).await?, store.schema());
        let records = store.records_after(&KindKey::of("issue"), 0, u32::MAX).await?;
        let view = |(_, id, record): &(i64, RecordId, Record)| self.clock_view(*id, record, &schema, &levels);
        let mut clocks: Vec<IssueClock> = records.iter().map(view).collect();
        clocks.retain(|clock| !over(&clock.status));
        clocks.sort_by_key(|clock| (clock.state == IssueClockState::None, clock.left_minutes));
        Ok(clocks)
    }

    /// One step of an issue's life: what was typed, and what follows for the clock, in one change.
    async fn step_issue(
        &self,
        issue: &str,
        token: &str,
        form: BTreeMap<String, String>,
        draft: Option<&str>,
    ) -> Result<Saved, Failure> {
        let store = self.store().await?;
        let (id, base): (RecordId, _) = (issue.parse()?, base(token)?);
        let levels = levels(&store).await?;
        let mut tx = store.begin().await;
        let record = tx
            .record(Some("issue"), id)
            .await?
            .ok_or_else(Failure::not_found)?
            .clone();
        let (kind, schema) = (KindKey::of("issue"), store.schema());
        let mut writes = read_form(&schema, &kind, Some(&record), &form, self.0.surroundings.reading())?.writes;
        if writes.is_empty() {
            return self.so_without_draft(&store, tx, id, draft).await;
        }
        resolved_how(&record, &schema, &writes)?;
        self.with_clock(&mut writes, Some(&record), &schema, &levels, &self.here());
        if let Some(draft) = draft {
            tx.from_draft(draft);
        }
        let change = on_record(self.fresh_change(), id, kind, Act::Edit, Some(base), writes);
        self.keep(&store, tx, change).await
    }

    /// Adds to the writes of a step what follows for the clock. `before` is none for a new issue.
    pub(crate) fn with_clock(
        &self,
        writes: &mut Writes,
        before: Option<&Record>,
        schema: &Schema,
        levels: &Levels,
        now: &Zoned,
    ) {
        let Some(triage) = writes.get("triage").map(|write| write.value.clone()) else {
            return;
        };
        let (status, priority) = (triage.part_text("status"), triage.part_text("priority"));
        let reported = writes.get("reported").and_then(|write| self.moment(&write.value));
        let issue = before
            .map(|record| self.issue(record, schema))
            .unwrap_or_else(|| Issue {
                status: status.to_owned(),
                priority: priority.to_owned(),
                reported: reported.unwrap_or_else(|| now.clone()),
                clock: None,
            });
        let was = issue.clock.clone();
        let clock = stepped(issue, status, priority, levels, now);
        if let Some(clock) = clock.filter(|clock| Some(clock) != was.as_ref()) {
            writes.insert(FieldKey::of("clock"), Write::of(clock.to_value()));
        }
    }

    fn issue(&self, record: &Record, schema: &Schema) -> Issue {
        let triage = record.value(schema, "triage").cloned().unwrap_or_default();
        let made = record.standing(model::LIFE.as_str()).first().map_or(0, |s| s.when);
        let reported = record.value(schema, "reported").and_then(|at| self.moment(at));
        let clock = record.value(schema, "clock");
        Issue {
            status: triage.part_text("status").to_owned(),
            priority: triage.part_text("priority").to_owned(),
            reported: reported.unwrap_or_else(|| crate::clock::at(made, &self.zone())),
            clock: clock.and_then(|clock| Clock::from_value(clock, |name| self.named_zone(name))),
        }
    }

    fn clock_view(&self, id: RecordId, record: &Record, schema: &Schema, levels: &Levels) -> IssueClock {
        let issue = self.issue(record, schema);
        let now = self.here();
        let hours = levels.get(&issue.priority).map_or(Hours::Always, |level| level.hours);
        let ms = |at: &Zoned| at.timestamp().as_millisecond();
        let (state, left) = match issue.clock.as_ref().map(|clock| clock.state(hours, &now)) {
            None => (IssueClockState::None, 0),
            Some(ClockState::Breached(late)) => (IssueClockState::Breached, -late),
            Some(ClockState::Running(left) | ClockState::Paused(left)) if over(&issue.status) => {
                (IssueClockState::Met, left)
            }
            Some(ClockState::Running(left)) => (IssueClockState::Running, left),
            Some(ClockState::Paused(left)) => (IssueClockState::Paused, left),
        };
        let clock = issue.clock.as_ref();
        IssueClock {
            id: id.to_string(),
            title: text(record, schema, "title"),
            status: issue.status,
            priority: issue.priority,
            state,
            left_minutes: left,
            respond_by: clock.map_or(0, |clock| ms(&clock.respond_by)),
            resolve_by: clock.map_or(0, |clock| ms(&clock.resolve_by)),
            responded: clock.and_then(|clock| clock.responded.as_ref()).map(ms),
            answered_late: clock.is_some_and(|clock| clock.answered_late(&now)),
        }
    }

    /// A kept value as an instant, a whole day where the device is.
    fn moment(&self, value: &Value) -> Option<Zoned> {
        moment(value.as_text()?, |name| self.named_zone(name))
    }

    fn named_zone(&self, name: &str) -> Option<TimeZone> {
        if name.is_empty() {
            Some(self.zone())
        } else {
            TimeZone::get(name).ok()
        }
    }

    fn zone(&self) -> TimeZone {
        zone(&self.0.surroundings.zone)
    }
}

/// The service levels, by priority.
pub(crate) async fn levels(store: &Store) -> Result<Levels, Failure> {
    let schema = store.schema();
    let records = store.records_after(&KindKey::of("service_level"), 0, 1_000).await?;
    let level = |(_, _, record): &(i64, RecordId, Record)| {
        let minutes = |field| match record.value(&schema, field) {
            Some(Value::Whole(minutes)) => u32::try_from(*minutes).ok(),
            _ => None,
        };
        let level = Level {
            respond: minutes("respond")?,
            resolve: minutes("resolve")?,
            hours: Hours::of(&text(record, &schema, "hours")),
        };
        Some((text(record, &schema, "priority"), level))
    };
    Ok(records.iter().filter_map(level).collect())
}

/// Resolved or closed.
fn over(status: &str) -> bool {
    matches!(status, "resolved" | "closed")
}

/// The clock after a step: it is answered once the issue is no longer new, stands while nobody here can go on, and is
/// reckoned anew where the priority is another.
fn stepped(issue: Issue, status: &str, priority: &str, levels: &Levels, now: &Zoned) -> Option<Clock> {
    let (from, to) = (levels.get(&issue.priority).copied(), levels.get(priority).copied());
    let clock = match (issue.clock, to) {
        (None, None) => return None,
        (None, Some(level)) => Clock::started(level, &issue.reported),
        (Some(clock), Some(level)) if issue.priority != priority => clock.releveled(from, level, &issue.reported),
        (Some(clock), _) => clock,
    };
    let clock = if status == "new" { clock } else { clock.answered(now) };
    let hours = to.or(from).map_or(Hours::Always, |level| level.hours);
    Some(if status == "waiting" || over(status) {
        clock.stopped(now)
    } else {
        clock.resumed(hours, now)
    })
}

/// An issue is over only when it says how.
pub(crate) fn resolved_how(record: &Record, schema: &Schema, writes: &Writes) -> Result<(), Failure> {
    let Some(triage) = writes.get("triage") else {
        return Ok(());
    };
    let status = triage.value.part_text("status");
    let told = match writes.get("resolution") {
        Some(write) => write.value.is_some(),
        None => record.value(schema, "resolution").is_some(),
    };
    if over(status) && !told {
        let words = "Resolution: say how it was put right, so that the next person knows. Then resolve it.";
        return Err(Failure::invalid(words).about(unfit("issue", "resolution", "needs_resolution")));
    }
    Ok(())
}
