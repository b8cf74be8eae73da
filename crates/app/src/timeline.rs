//! The timeline of a person, company or deal: what happened, newest first, by day. A call or a meeting with a length makes a
//! group of its own, with what was written during it.

use crate::{App, Failure, Mark, clock::Clock, marks::Marks, story::Happened};
use model::RecordId;
use serde::Serialize;
use specta::Type;

/// Items of one page, at most.
const PAGE_MOST: u32 = 500;
const MINUTE: i64 = 60_000;

/// A record with its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Named {
    /// The record.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub title: String,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct TimelineItem {
    /// When, ms since 1970.
    pub at: i64,
    /// Whether the time of day is known; otherwise only the day is.
    pub timed: bool,
    /// Which sign it gets: `note`, `call`, `email`, `meeting`, `task`, `promise`, `approval`, `deal`, `issue`, `import`, `record`,
    /// `voice`, `file`.
    pub key: String,
    /// What happened: `noted`, `called`, `emailed`, `met`, `made`, `done`, `promised`, `kept`, `asked`, `approved`, `refused`,
    /// `opened`, `moved`, `won`, `lost`, `reported`, `resolved`, `created`, `imported`,
    /// `recorded`, `attached`.
    pub what: String,
    /// The name of the record; the first line of a note.
    pub title: String,
    /// The whole note, the reason of a decision, the words of an import, what somebody wrote of a recording.
    pub text: String,
    /// Who: "You", or a colleague's name.
    pub who: String,
    /// The record that tells more.
    pub record: String,
    /// Its kind.
    pub kind: String,
    /// What it was about, where that is not the timeline's own record: one of a company's people or deals.
    pub about: Option<Named>,
    /// How safe it is.
    pub mark: Mark,
    /// How long it took.
    pub minutes: Option<u32>,
    /// `12400 GBP`, for a deal or an approval; empty where there is none.
    pub amount: String,
    /// The stage that a deal was moved to.
    pub stage: String,
    /// When a task or promise is due, in the kept form; empty where it is not.
    pub due: String,
}

/// What happened on one day, or during one call or meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct TimelineGroup {
    /// The same on the next page, where a page ends within a group.
    pub id: String,
    /// `day`, `call` or `meeting`.
    pub key: String,
    /// The day here, such as `2026-11-19`.
    pub day: String,
    /// When the call or meeting began, ms since 1970; `null` for a day.
    pub from: Option<i64>,
    /// When it ended.
    pub until: Option<i64>,
    /// Newest first.
    pub items: Vec<TimelineItem>,
}

/// A page of a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Timeline {
    /// Newest first.
    pub groups: Vec<TimelineGroup>,
    /// What to ask the next page with; `null` at the end.
    pub next: Option<String>,
    /// How many items there are in all.
    pub total: u32,
}

impl App {
    /// A page of what happened around a person, company or deal, newest first; `before` is the last page's `next`.
    ///
    /// # Errors
    /// `NotFound`, or the store's.
    pub async fn timeline(&self, record: &str, before: Option<&str>, limit: u32) -> Result<Timeline, Failure> {
        let store = self.store().await?;
        let id: RecordId = record.parse()?;
        let clock = self.clock();
        // First: what is sent while the story is read counts as not sent yet.
        let marks = Marks::of(&store).await?;
        let story = self.story(&store, id, &clock).await?;
        let skip = before.map_or(0, |before| after(&story.happened, before));
        let limit = limit.clamp(1, PAGE_MOST) as usize;
        let places = places(&story.happened, &clock);
        let mut groups: Vec<TimelineGroup> = Vec::new();
        for (happened, place) in story.happened.iter().zip(places).skip(skip).take(limit) {
            let about = happened.about.and_then(|id| {
                let (kind, title) = story.abouts.get(&id)?;
                Some(Named {
                    id: id.to_string(),
                    kind: kind.to_string(),
                    title: title.clone(),
                })
            });
            let mark = marks.of_record(Some(happened.record.unwrap_or(id)), happened.review);
            let item = item(happened, about, mark);
            match groups.iter_mut().find(|group| group.id == place.id) {
                Some(group) => group.items.push(item),
                None => groups.push(TimelineGroup {
                    items: vec![item],
                    ..place
                }),
            }
        }
        let last = story
            .happened
            .get(skip + limit)
            .and(story.happened.get(skip + limit - 1));
        Ok(Timeline {
            groups,
            next: last.map(cursor),
            total: crate::reading::count(story.happened.len() as u64),
        })
    }
}

/// Where a page ends: an item, by what stays the same when others come.
fn cursor(happened: &Happened) -> String {
    let record = happened.record.map(|id| id.to_string()).unwrap_or_default();
    format!("{}:{record}:{}", happened.at, happened.what)
}

/// How many items come before the page after `before`: up to that item, or where it has gone, up to its time.
fn after(happened: &[Happened], before: &str) -> usize {
    if let Some(at) = happened.iter().position(|h| cursor(h) == before) {
        return at + 1;
    }
    let ms = before.split(':').next().and_then(|ms| ms.parse::<i64>().ok());
    ms.map_or(0, |ms| happened.iter().filter(|h| h.at >= ms).count())
}

/// For each item, the empty group that it belongs to.
fn places(happened: &[Happened], clock: &Clock) -> Vec<TimelineGroup> {
    let talks: Vec<&Happened> = happened
        .iter()
        .filter(|h| matches!(h.key, "call" | "meeting") && h.kind == "note" && h.timed)
        .collect();
    let place = |h: &Happened| {
        let day = clock.day_of(h.at).to_string();
        let own = talks.iter().find(|talk| talk.record == h.record);
        let talk = own.or_else(|| talks.iter().find(|talk| h.timed && during(talk, h)));
        match talk {
            Some(talk) => TimelineGroup {
                id: talk.record.map(|id| id.to_string()).unwrap_or_default(),
                key: talk.key.to_owned(),
                day: clock.day_of(talk.at).to_string(),
                from: Some(talk.at),
                until: talk.minutes.map(|minutes| talk.at + i64::from(minutes) * MINUTE),
                items: Vec::new(),
            },
            None => TimelineGroup {
                id: day.clone(),
                key: "day".to_owned(),
                day,
                from: None,
                until: None,
                items: Vec::new(),
            },
        }
    };
    happened.iter().map(place).collect()
}

fn during(talk: &Happened, other: &Happened) -> bool {
    let end = talk.at + i64::from(talk.minutes.unwrap_or_default()) * MINUTE;
    other.at >= talk.at && other.at < end
}

fn item(happened: &Happened, about: Option<Named>, mark: Mark) -> TimelineItem {
    TimelineItem {
        at: happened.at,
        timed: happened.timed,
        key: happened.key.to_owned(),
        what: happened.what.to_owned(),
        title: happened.title.clone(),
        text: happened.text.clone(),
        who: happened.who.clone(),
        record: happened.record.map(|id| id.to_string()).unwrap_or_default(),
        kind: happened.kind.to_owned(),
        about,
        mark,
        minutes: happened.minutes,
        amount: happened.amount.clone(),
        stage: happened.stage.clone(),
        due: happened.due.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn happened(at: i64, key: &'static str, minutes: Option<u32>) -> Happened {
        Happened {
            at,
            timed: true,
            key,
            kind: "note",
            record: Some(RecordId::from_parts(u64::try_from(at).unwrap(), 1)),
            minutes,
            ..Happened::default()
        }
    }

    #[test]
    fn what_was_written_during_a_meeting_stands_with_it_and_the_rest_with_its_day() {
        let clock = Clock::at(200 * MINUTE, "UTC");
        let day = [
            happened(130 * MINUTE, "note", None),
            happened(80 * MINUTE, "note", None),
            happened(62 * MINUTE, "meeting", Some(42)),
            happened(10 * MINUTE, "note", None),
        ];
        let keys: Vec<String> = places(&day, &clock).into_iter().map(|group| group.key).collect();
        assert_eq!(keys, ["day", "meeting", "meeting", "day"]);
    }

    #[test]
    fn the_next_page_begins_after_the_last_item_even_where_that_has_gone() {
        let all = [
            happened(30, "note", None),
            happened(20, "note", None),
            happened(10, "note", None),
        ];
        assert_eq!(after(&all, &cursor(&all[1])), 2);
        assert_eq!(after(&all, "25:gone:noted"), 1);
        assert_eq!(after(&all, "nonsense"), 0);
    }
}
