//! The handoff: what happened, what is pending, what must happen next, in one glance. [`plan`] is pure: the same facts at the
//! same moment give the same three lines, and a case table holds it to that. It says numbers and dates; the window words
//! them in its own language.

use crate::{
    App, Failure,
    clock::Clock,
    story::{Happened, Open, Story},
};
use model::RecordId;
use serde::Serialize;
use specta::Type;

/// One line of a handoff.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Type)]
pub struct HandoffLine {
    /// Which sign it gets; see [`crate::TimelineItem`], and `next_action`, `follow_up`, `visit`.
    pub key: String,
    /// What happened, as in a timeline; `pending`, or `next`.
    pub what: String,
    /// The headline: a record's name, the first line of a note, a next action. Empty for a follow-up.
    pub title: String,
    /// One line of detail; may be empty.
    pub text: String,
    /// Who did it, is asked, or is to do it.
    pub who: String,
    /// The record that tells more.
    pub record: String,
    /// Its kind.
    pub kind: String,
    /// When it happened or was asked, ms since 1970; 0 where that does not matter.
    pub at: i64,
    /// When it is due, in the kept form; empty where it is not.
    pub due: String,
    /// Days from today to that; negative for past ones.
    pub days_left: Option<i32>,
    /// Whether it is past.
    pub overdue: bool,
    /// `12400 GBP`; empty where there is none.
    pub amount: String,
    /// A deal's stage, an issue's status.
    pub stage: String,
    /// How many more there are of the same sort.
    pub more: u32,
}

/// What somebody who takes over has to know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Type)]
pub struct Handoff {
    /// The last thing that happened.
    pub happened: Option<HandoffLine>,
    /// What is open: an approval before a deal before an issue.
    pub pending: Option<HandoffLine>,
    /// What must happen next: what is due first.
    pub next: Option<HandoffLine>,
}

impl App {
    /// What happened, what is pending and what must happen next with a person, company or deal.
    ///
    /// # Errors
    /// `NotFound`, or the store's.
    pub async fn handoff(&self, record: &str) -> Result<Handoff, Failure> {
        let store = self.store().await?;
        let id: RecordId = record.parse()?;
        let clock = self.clock();
        Ok(plan(&self.story(&store, id, &clock).await?, &clock))
    }
}

/// The three lines.
pub(crate) fn plan(story: &Story, clock: &Clock) -> Handoff {
    Handoff {
        happened: happened(&story.happened, clock),
        pending: pending(&story.open, clock),
        next: next(&story.open, clock),
    }
}

/// What was planned or asked is no news of what happened; neither is what lies ahead.
fn happened(all: &[Happened], clock: &Clock) -> Option<HandoffLine> {
    let now = clock.now.timestamp().as_millisecond();
    let past = || all.iter().filter(|h| h.at <= now);
    let news = past().find(|h| !matches!(h.what, "made" | "promised" | "asked" | "created" | "imported"));
    let h = news.or_else(|| past().next())?;
    Some(HandoffLine {
        key: h.key.to_owned(),
        what: h.what.to_owned(),
        title: h.title.clone(),
        text: if h.kind == "note" {
            rest(&h.text)
        } else {
            h.text.clone()
        },
        who: h.who.clone(),
        record: h.record.map(|id| id.to_string()).unwrap_or_default(),
        kind: h.kind.to_owned(),
        at: h.at,
        amount: h.amount.clone(),
        stage: h.stage.clone(),
        ..HandoffLine::default()
    })
}

/// A note after the line that is its headline.
fn rest(body: &str) -> String {
    let lines = body.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.skip(1).collect::<Vec<_>>().join(" ").chars().take(200).collect()
}

fn pending(open: &[Open], clock: &Clock) -> Option<HandoffLine> {
    ["approval", "deal", "issue"].into_iter().find_map(|key| {
        let of_sort: Vec<&Open> = open.iter().filter(|o| o.key == key).collect();
        let first = of_sort
            .iter()
            .max_by_key(|o| (o.amount.as_ref().map(|money| money.amount), o.made))?;
        Some(HandoffLine {
            what: "pending".to_owned(),
            more: u32::try_from(of_sort.len() - 1).unwrap_or_default(),
            ..line(first, clock)
        })
    })
}

/// What is due first; what was promised before what was not, a task before a follow-up. Without a day comes after.
fn next(open: &[Open], clock: &Clock) -> Option<HandoffLine> {
    let rank = |o: &Open| match o.key {
        "promise" => Some(0),
        "task" | "call" | "email" | "visit" => Some(1),
        "next_action" => Some(2),
        "follow_up" => Some(3),
        _ => None,
    };
    let to_do: Vec<(u8, &Open)> = open.iter().filter_map(|o| Some((rank(o)?, o))).collect();
    let when = |o: &Open| o.due.as_ref().map(|due| due.to_string());
    let first = to_do
        .iter()
        .min_by_key(|(rank, o)| (o.due.is_none(), when(o), *rank, o.made))?
        .1;
    Some(HandoffLine {
        what: "next".to_owned(),
        more: u32::try_from(to_do.len() - 1).unwrap_or_default(),
        ..line(first, clock)
    })
}

fn line(open: &Open, clock: &Clock) -> HandoffLine {
    let days_left = open.due.as_ref().map(|due| clock.days_to(due.date));
    let now = clock.now.timestamp().as_millisecond();
    let past = open.due.as_ref().is_some_and(|due| match due.time {
        None => due.date < clock.today(),
        Some(_) => clock.instant(due).is_some_and(|at| at < now),
    });
    HandoffLine {
        key: open.key.to_owned(),
        title: open.title.clone(),
        text: open.text.clone(),
        who: open.who.clone(),
        record: open.record.map(|id| id.to_string()).unwrap_or_default(),
        kind: open.kind.to_owned(),
        at: open.made,
        due: open.due.as_ref().map(ToString::to_string).unwrap_or_default(),
        days_left,
        overdue: past,
        amount: open.amount.as_ref().map(ToString::to_string).unwrap_or_default(),
        stage: open.stage.clone(),
        ..HandoffLine::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Money, typed::Moment};

    const NOW: i64 = 1_795_080_300_000; // 2026-11-19T09:25Z, a Thursday

    fn open(key: &'static str, title: &str, due: &str, amount: &str) -> Open {
        Open {
            key,
            title: title.into(),
            due: Moment::kept(due),
            amount: Money::parse(amount, "GBP").ok(),
            ..Open::default()
        }
    }

    fn was(at: i64, what: &'static str) -> Happened {
        Happened {
            at,
            what,
            title: what.into(),
            ..Happened::default()
        }
    }

    #[test]
    fn what_must_happen_next_is_what_is_due_first() {
        let clock = Clock::at(NOW, "UTC");
        type Case<'a> = (&'a [Open], Option<(&'a str, Option<i32>, bool)>);
        let quote = || open("promise", "quote", "2026-11-21", "");
        let call = || open("call", "call", "2026-11-21", "");
        let cases: [Case; 7] = [
            (&[], None),
            (&[call(), quote()], Some(("quote", Some(2), false))),
            (
                &[quote(), open("task", "crane", "2026-11-18", "")],
                Some(("crane", Some(-1), true)),
            ),
            (
                &[quote(), open("next_action", "price", "2026-11-19T09:00[UTC]", "")],
                Some(("price", Some(0), true)),
            ),
            (
                &[open("task", "someday", "", ""), open("follow_up", "", "2027-01-04", "")],
                Some(("", Some(46), false)),
            ),
            (&[open("task", "someday", "", "")], Some(("someday", None, false))),
            (
                &[
                    open("deal", "boiler", "2026-11-19", "12"),
                    open("issue", "leak", "", ""),
                ],
                None,
            ),
        ];
        for (open, expected) in cases {
            let next = next(open, &clock);
            let found = next
                .as_ref()
                .map(|line| (line.title.as_str(), line.days_left, line.overdue));
            assert_eq!(found, expected, "{open:?}");
        }
    }

    #[test]
    fn an_open_approval_is_pending_before_the_greatest_deal_and_that_before_an_issue() {
        let clock = Clock::at(NOW, "UTC");
        let all = [
            open("issue", "leak", "", ""),
            open("deal", "small", "", "900"),
            open("deal", "great", "", "38400"),
            open("approval", "discount", "", ""),
        ];
        let found = |open: &[Open]| pending(open, &clock).map(|line| (line.title, line.amount, line.more));
        assert_eq!(found(&all), Some(("discount".into(), String::new(), 0)));
        assert_eq!(found(&all[..3]), Some(("great".into(), "38400 GBP".into(), 1)));
        assert_eq!(found(&all[..1]), Some(("leak".into(), String::new(), 0)));
        assert_eq!(found(&[]), None);
    }

    #[test]
    fn what_happened_is_no_plan_and_does_not_lie_ahead() {
        let clock = Clock::at(NOW, "UTC");
        let found = |all: &[Happened]| happened(all, &clock).map(|line| line.what);
        let all = [
            was(NOW + 1, "met"),
            was(NOW, "made"),
            was(NOW - 9, "called"),
            was(NOW - 99, "created"),
        ];
        assert_eq!(found(&all).as_deref(), Some("called"));
        assert_eq!(found(&[was(5, "created")]).as_deref(), Some("created"));
        assert_eq!(found(&[]), None);
    }
}
