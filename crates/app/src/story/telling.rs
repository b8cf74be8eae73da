//! Telling records as things that happened and things that are open, a kind at a time.

use super::{Happened, Open, Story, made};
use crate::{
    calendar::left_out,
    clock::{Clock, kept, zone},
    naming::{Names, first_line},
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use model::{
    Act, Change, Money, Record, RecordId, Schema, Span, Value,
    typed::{self, Moment},
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub(super) struct Teller<'a> {
    pub(super) schema: &'a Schema,
    pub(super) names: &'a Names,
    pub(super) clock: &'a Clock,
    pub(super) own: RecordId,
    pub(super) closing: &'a BTreeMap<String, bool>,
    pub(super) moves: &'a HashMap<RecordId, Vec<Change>>,
    pub(super) story: Story,
}

impl Teller<'_> {
    pub(super) fn tell(&mut self, kind: &'static str, id: RecordId, record: &Record) {
        match kind {
            "note" => self.note(id, record),
            "voice_note" => self.voice_note(id, record),
            "attachment" => self.attachment(id, record),
            "task" => self.task(id, record),
            "approval" => self.approval(id, record),
            "issue" => self.issue(id, record),
            "appointment" => self.appointment(id, record),
            _ => self.deal(id, record),
        }
    }

    fn note(&mut self, id: RecordId, record: &Record) {
        let (key, what) = match self.text(record, "how").as_str() {
            "call" => ("call", "called"),
            "email" => ("email", "emailed"),
            "meeting" => ("meeting", "met"),
            _ => ("note", "noted"),
        };
        let body = self.text(record, "body");
        let minutes = match record.value(self.schema, "minutes") {
            Some(Value::Whole(minutes)) => u32::try_from(*minutes).ok(),
            _ => None,
        };
        let mut happened = self.happened(key, what, "note", id, record);
        (happened.title, happened.text, happened.minutes) = (first_line(&body), body, minutes);
        if let Some(moment) = self.moment(record, "at") {
            happened.timed = moment.time.is_some();
            happened.at = self.clock.instant(&moment).unwrap_or(happened.at);
        }
        self.story.happened.push(happened);
    }

    /// What was spoken counts from its first sound on, which is when its record was made.
    fn voice_note(&mut self, id: RecordId, record: &Record) {
        let mut happened = self.happened("voice", "recorded", "voice_note", id, record);
        happened.text = self.text(record, "summary");
        self.story.happened.push(happened);
    }

    fn attachment(&mut self, id: RecordId, record: &Record) {
        let happened = self.happened("file", "attached", "attachment", id, record);
        self.story.happened.push(happened);
    }

    fn task(&mut self, id: RecordId, record: &Record) {
        let promised = record.value(self.schema, "promised_to").is_some();
        let key = if promised { "promise" } else { "task" };
        let mut made = self.happened(key, if promised { "promised" } else { "made" }, "task", id, record);
        made.due = self.text(record, "due");
        let done = record
            .shown(self.schema, "done")
            .filter(|done| done.value == Value::Flag(true));
        if let Some(done) = done {
            let mut kept = made.clone();
            (kept.at, kept.what) = (done.when, if promised { "kept" } else { "done" });
            kept.who = self.names.person(done.by);
            self.story.happened.push(kept);
        } else {
            let what = self.text(record, "what");
            let key = match what.as_str() {
                _ if promised => "promise",
                "call" => "call",
                "email" => "email",
                "visit" => "visit",
                _ => "task",
            };
            let mut open = self.open(key, "task", id, record);
            (open.who, open.due) = (self.shown(record, "assignee"), self.moment(record, "due"));
            open.text = first_line(&self.text(record, "detail"));
            self.story.open.push(open);
        }
        self.story.happened.push(made);
    }

    fn approval(&mut self, id: RecordId, record: &Record) {
        let mut asked = self.happened("approval", "asked", "approval", id, record);
        (asked.amount, asked.text) = (self.text(record, "amount"), first_line(&self.text(record, "detail")));
        let decision = record.shown(self.schema, "decision");
        let state = decision.map(|d| d.value.part_text("state")).unwrap_or_default();
        match (state, decision) {
            ("approved" | "refused", Some(decision)) => {
                let mut decided = asked.clone();
                decided.what = if state == "approved" { "approved" } else { "refused" };
                (decided.at, decided.who) = (decision.when, self.names.person(decision.by));
                decided.text = decision.value.part_text("reason").to_owned();
                self.story.happened.push(decided);
            }
            _ => {
                let mut open = self.open("approval", "approval", id, record);
                (open.who, open.due) = (self.shown(record, "approver"), self.moment(record, "due"));
                open.amount = self.money(record);
                self.story.open.push(open);
            }
        }
        self.story.happened.push(asked);
    }

    fn issue(&mut self, id: RecordId, record: &Record) {
        let mut reported = self.happened("issue", "reported", "issue", id, record);
        if let Some(moment) = self.moment(record, "reported") {
            reported.timed = moment.time.is_some();
            reported.at = self.clock.instant(&moment).unwrap_or(reported.at);
        }
        let triage = record.shown(self.schema, "triage");
        let status = triage.map(|t| t.value.part_text("status")).unwrap_or_default();
        match triage.filter(|_| matches!(status, "resolved" | "closed")) {
            Some(triage) => {
                let mut resolved = reported.clone();
                (resolved.at, resolved.what, resolved.timed) = (triage.when, "resolved", true);
                resolved.who = self.names.person(triage.by);
                resolved.text = first_line(&self.text(record, "resolution"));
                self.story.happened.push(resolved);
            }
            None => {
                let mut open = self.open("issue", "issue", id, record);
                open.who = self.shown(record, "assignee");
                open.stage = status.to_owned();
                let clock = record.value(self.schema, "clock");
                open.due = clock.and_then(|clock| Moment::kept(clock.part_text("resolve_by")));
                self.story.open.push(open);
            }
        }
        self.story.happened.push(reported);
    }

    /// What is over happened, with what became of it; what is to come is open. A series is told by its next one.
    fn appointment(&mut self, id: RecordId, record: &Record) {
        let Some(span) = record.value(self.schema, "span").and_then(Span::from_value) else {
            return;
        };
        let find = |name: &str| {
            if name.is_empty() {
                self.clock.now.time_zone().clone()
            } else {
                zone(name)
            }
        };
        let now = self.clock.now.timestamp();
        let ahead = now.checked_add(SignedDuration::from_hours(24 * 366)).unwrap_or(now);
        let next = match &span.repeats {
            Some(_) => span
                .between(&left_out(record), now, ahead, &find)
                .first()
                .map(|one| (one.start, one.end)),
            None => span.times(&find),
        };
        let Some((starts, ends)) = next else {
            return;
        };
        let status = self.text(record, "status");
        let over = ends <= now || matches!(status.as_str(), "done" | "cancelled" | "no_show");
        if !over {
            let mut open = self.open("visit", "appointment", id, record);
            open.due = Moment::kept(&kept_at(starts, &span.zone(&find)));
            open.who = self.names_of(record, "people");
            self.story.open.push(open);
            return;
        }
        let what = match status.as_str() {
            "cancelled" => "called_off",
            "no_show" => "not_come",
            _ => "visited",
        };
        let mut happened = self.happened("meeting", what, "appointment", id, record);
        happened.at = starts.as_millisecond();
        happened.minutes = u32::try_from(ends.duration_since(starts).as_mins()).ok();
        happened.text = first_line(&self.text(record, "outcome"));
        happened.who = self.names_of(record, "people");
        self.story.happened.push(happened);
    }

    /// The names of all that a field links to.
    fn names_of(&self, record: &Record, key: &str) -> String {
        let ids = record.value(self.schema, key).map(typed::links_of).unwrap_or_default();
        let names: Vec<String> = ids.into_iter().map(|id| self.names.title(id)).collect();
        names.join(", ")
    }

    fn deal(&mut self, id: RecordId, record: &Record) {
        let mut opened = self.happened("deal", "opened", "deal", id, record);
        opened.about = None;
        opened.amount = self.text(record, "amount");
        let stage = record.value(self.schema, "stage").cloned().unwrap_or_default();
        if let Some(day) = self.moment(record, "opened") {
            opened.timed = false;
            opened.at = self.clock.instant(&day).unwrap_or(opened.at);
        }
        for (at, by, stage) in self.moved(id) {
            let mut moved = opened.clone();
            moved.what = match self.closing.get(stage.part_text("stage")) {
                Some(true) => "won",
                Some(false) => "lost",
                None => "moved",
            };
            (moved.at, moved.who, moved.timed) = (at, by, true);
            moved.stage = stage.part_text("stage").to_owned();
            moved.text = stage.part_text("reason").to_owned();
            self.story.happened.push(moved);
        }
        if !self.closing.contains_key(stage.part_text("stage")) {
            let mut open = self.open("deal", "deal", id, record);
            (open.amount, open.who) = (self.money(record), self.shown(record, "owner"));
            open.stage = stage.part_text("stage").to_owned();
            self.story.open.push(open.clone());
            let action = self.text(record, "next_action");
            if !action.is_empty() {
                (open.key, open.text, open.title) = ("next_action", open.title, action);
                open.due = self.moment(record, "next_due");
                self.story.open.push(open);
            }
        }
        self.story.happened.push(opened);
    }

    /// Changes of a deal's stage that were not taken back.
    fn moved(&self, id: RecordId) -> Vec<(i64, String, Value)> {
        let changes = self.moves.get(&id).map(Vec::as_slice).unwrap_or_default();
        let undone: BTreeSet<_> = changes.iter().filter_map(|change| change.of).collect();
        let stands = changes
            .iter()
            .filter(|change| change.act != Act::Create && change.of.is_none() && !undone.contains(&change.id));
        let moved = stands.filter_map(|change| {
            let stage = change.writes.get("stage")?.value.clone();
            Some((change.at.ms, self.names.person(change.by), stage))
        });
        moved.collect()
    }

    /// The record itself: how it came, and when it is to be followed up.
    pub(super) fn own(&mut self, record: &Record, came_with: String) {
        let id = self.own;
        if record.kind.as_str() != "deal" {
            let mut came = self.happened("record", "created", "contact", id, record);
            came.kind = self
                .schema
                .kind(record.kind.as_str())
                .map_or("contact", |kind| kind.key);
            if !came_with.is_empty() {
                (came.key, came.what, came.text) = ("import", "imported", came_with);
            }
            self.story.happened.push(came);
        }
        if let Some(due) = self.moment(record, "next_follow_up") {
            let mut open = self.open("follow_up", "contact", id, record);
            (open.due, open.who) = (Some(due), self.shown(record, "owner"));
            self.story.open.push(open);
        }
    }

    fn happened(
        &self,
        key: &'static str,
        what: &'static str,
        kind: &'static str,
        id: RecordId,
        record: &Record,
    ) -> Happened {
        let by = record.standing(model::LIFE.as_str()).first().map(|life| life.by);
        let about = ["about", "contact", "company"]
            .iter()
            .find_map(|key| self.text(record, key).parse::<RecordId>().ok());
        Happened {
            at: made(id),
            timed: true,
            key,
            what,
            title: first_line(&self.title(record)),
            who: by.map(|by| self.names.person(by)).unwrap_or_default(),
            record: Some(id),
            kind,
            about: about.filter(|about| *about != self.own),
            review: record
                .registers
                .keys()
                .any(|key| record.contested(self.schema, key.as_str())),
            ..Happened::default()
        }
    }

    fn open(&self, key: &'static str, kind: &'static str, id: RecordId, record: &Record) -> Open {
        Open {
            key,
            title: first_line(&self.title(record)),
            record: Some(id),
            kind,
            made: made(id),
            ..Open::default()
        }
    }

    fn title(&self, record: &Record) -> String {
        let kind = self.schema.kind(record.kind.as_str());
        kind.map(|kind| self.text(record, kind.title)).unwrap_or_default()
    }

    fn text(&self, record: &Record, key: &str) -> String {
        record.value(self.schema, key).map(typed::text_of).unwrap_or_default()
    }

    /// The name of what a link leads to; "You" for whoever works here is for the window to say.
    fn shown(&self, record: &Record, key: &str) -> String {
        let id: Option<RecordId> = self.text(record, key).parse().ok();
        id.map(|id| self.names.title(id)).unwrap_or_default()
    }

    fn moment(&self, record: &Record, key: &str) -> Option<Moment> {
        Moment::kept(&self.text(record, key))
    }

    fn money(&self, record: &Record) -> Option<Money> {
        Money::from_value(record.value(self.schema, "amount")?)
    }
}

/// An instant in the kept form, on the wall of a zone.
fn kept_at(at: Timestamp, zone: &TimeZone) -> String {
    let name = zone.iana_name().unwrap_or("UTC").to_owned();
    kept(&at.to_zoned(zone.clone()), &name).to_string()
}
