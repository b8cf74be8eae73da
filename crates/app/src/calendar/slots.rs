//! What is free: pure reckoning with stretches of time, and the search for the next slot that suits everything a booking needs.
//!
//! Stretches are half open, in ms since 1970, in order and apart from each other.

use super::{
    MINUTE, bookings, holds,
    house::{House, Lane},
    links,
};
use crate::{App, Failure, clock::at};
use jiff::ToSpan;
use model::{RecordId, overlap::most_at_once};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::{BTreeMap, BTreeSet};

/// From when to when, ms since 1970.
pub(crate) type Between = (i64, i64);

/// Slots begin at the quarters of an hour.
const STEP: i64 = 15 * MINUTE;
/// Days that are searched, at most, and how many are read first; then twice as many each time: most are found soon.
const DAYS_MOST: u32 = 90;
const DAYS_FIRST: i64 = 3;
/// Answers, at most.
const MOST: usize = 12;

/// What a slot is wanted for.
#[derive(Clone, Debug, Default, Deserialize, Type)]
pub struct SlotAsk {
    /// How long it takes.
    pub minutes: u32,
    /// Not before, ms since 1970; 0 for now.
    pub after: i64,
    /// How many days are searched, at most 90.
    pub days: u32,
    /// One of these resources; of all where none is named.
    pub any_of: Vec<String>,
    /// A kind of resource that `any_of` is limited to; empty for any.
    pub what: String,
    /// All of these: resources and colleagues.
    pub all_of: Vec<String>,
    /// The appointment that is to be moved: what it takes up now is free for it.
    pub instead_of: String,
}

/// A free slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct FreeSlot {
    /// Ms since 1970.
    pub start: i64,
    /// Ms since 1970.
    pub end: i64,
    /// The resource of those that would do; empty where none was asked for.
    pub resource: String,
    /// What it is called.
    pub name: String,
}

/// What is open and not taken.
pub(crate) fn minus(open: &[Between], taken: &[Between]) -> Vec<Between> {
    let mut free = Vec::new();
    for &(start, end) in open {
        let mut from = start;
        for &(begins, ends) in taken.iter().filter(|(begins, ends)| *begins < end && start < *ends) {
            if begins > from {
                free.push((from, begins));
            }
            from = from.max(ends);
        }
        if from < end {
            free.push((from, end));
        }
    }
    free
}

/// What is in both.
pub(crate) fn both(one: &[Between], other: &[Between]) -> Vec<Between> {
    let pairs = one
        .iter()
        .flat_map(|a| other.iter().map(move |b| (a.0.max(b.0), a.1.min(b.1))));
    pairs.filter(|(start, end)| start < end).collect()
}

/// The stretches in which there are so many at once, in order and apart.
pub(crate) fn full(taken: &[Between], capacity: usize) -> Vec<Between> {
    let mut edges: Vec<i64> = taken.iter().flat_map(|(start, end)| [*start, *end]).collect();
    edges.sort_unstable();
    edges.dedup();
    let mut full: Vec<Between> = Vec::new();
    for (from, to) in edges.iter().copied().zip(edges.iter().copied().skip(1)) {
        if most_at_once(taken, from, to) < capacity {
            continue;
        }
        match full.last_mut().filter(|last| last.1 == from) {
            Some(last) => last.1 = to,
            None => full.push((from, to)),
        }
    }
    full
}

/// The first start, at a quarter of an hour, at which something so long fits.
pub(crate) fn first_fit(free: &[Between], after: i64, long: i64) -> Option<i64> {
    let fits = |(start, end): &Between| {
        let from = (*start).max(after);
        let from = from.div_euclid(STEP) * STEP + if from.rem_euclid(STEP) == 0 { 0 } else { STEP };
        (from + long <= *end).then_some(from)
    };
    free.iter().find_map(fits)
}

/// When a lane is taken, with the time between two bookings on both sides, where it bears no more.
pub(crate) fn taken(lane: &Lane, bookings: &[Between]) -> Vec<Between> {
    let apart: Vec<Between> = bookings
        .iter()
        .map(|(start, end)| (start - lane.buffer, end + lane.buffer))
        .collect();
    full(&apart, lane.capacity)
}

/// The best slots: for each resource that would do the first one, the earliest first.
pub(crate) fn next(
    any: &[(RecordId, Vec<Between>)],
    all: Option<&[Between]>,
    after: i64,
    long: i64,
) -> Vec<(i64, Option<RecordId>)> {
    let mut slots: Vec<(i64, usize, Option<RecordId>)> = Vec::new();
    if any.is_empty() {
        slots.extend(
            all.and_then(|free| first_fit(free, after, long))
                .map(|start| (start, 0, None)),
        );
    }
    for (place, (id, free)) in any.iter().enumerate() {
        let free = all.map_or_else(|| free.clone(), |all| both(free, all));
        slots.extend(first_fit(&free, after, long).map(|start| (start, place, Some(*id))));
    }
    slots.sort_unstable();
    slots.into_iter().map(|(start, _, id)| (start, id)).collect()
}

impl App {
    /// The next free slots: for each resource that would do the first one, where everybody else who is needed is free too.
    ///
    /// # Errors
    /// `NotFound` for an id that is none, or the store's.
    pub async fn free_slots(&self, ask: SlotAsk) -> Result<Vec<FreeSlot>, Failure> {
        let store = self.store().await?;
        let ids = |texts: &[String]| texts.iter().map(|id| id.parse()).collect::<Result<Vec<RecordId>, _>>();
        let (any_of, all_of) = (ids(&ask.any_of)?, ids(&ask.all_of)?);
        let itself: Option<RecordId> = ask.instead_of.parse().ok();
        let house = House::of(&store).await?;
        let would_do = |lane: &&Lane| {
            !lane.person
                && !all_of.contains(&lane.id)
                && (ask.what.is_empty() || lane.what == ask.what)
                && (any_of.is_empty() || any_of.contains(&lane.id))
        };
        // Who names only what is needed wants nothing besides.
        let wanted = !any_of.is_empty() || !ask.what.is_empty() || all_of.is_empty();
        let any: Vec<&Lane> = house.lanes.iter().filter(would_do).filter(|_| wanted).collect();
        let all: Vec<&Lane> = house.lanes.iter().filter(|lane| all_of.contains(&lane.id)).collect();
        let (now, zone) = (self.now(), self.here().time_zone().clone());
        let after = if ask.after == 0 { now } else { ask.after };
        let long = i64::from(ask.minutes.max(1)) * MINUTE;
        let first = at(after, &zone).date();
        let lanes: Vec<&Lane> = any.iter().chain(&all).copied().collect();
        let last = first.saturating_add(i64::from(ask.days.clamp(1, DAYS_MOST)).days());
        let (mut day, mut days) = (first, DAYS_FIRST);
        while day < last && !lanes.is_empty() {
            let until = day.saturating_add(days.days()).min(last);
            let free = self.free_between(&store, &house, &lanes, (day, until), itself).await?;
            let of = |lane: &Lane| free.get(&lane.id).cloned().unwrap_or_default();
            let together = all.iter().map(|lane| of(lane)).reduce(|one, other| both(&one, &other));
            let each: Vec<(RecordId, Vec<Between>)> = any.iter().map(|lane| (lane.id, of(lane))).collect();
            let found = next(&each, together.as_deref(), after, long);
            // Days that have some are enough: whoever wants a later one asks after it.
            if !found.is_empty() {
                let slot = |(start, id): (i64, Option<RecordId>)| FreeSlot {
                    start,
                    end: start + long,
                    resource: id.map(|id| id.to_string()).unwrap_or_default(),
                    name: any
                        .iter()
                        .find(|lane| Some(lane.id) == id)
                        .map(|lane| lane.name.clone())
                        .unwrap_or_default(),
                };
                return Ok(found.into_iter().take(MOST).map(slot).collect());
            }
            (day, days) = (until, days * 2);
        }
        Ok(Vec::new())
    }

    /// When some lanes are open and not taken.
    async fn free_between(
        &self,
        store: &store::Store,
        house: &House,
        lanes: &[&Lane],
        (day, until): (jiff::civil::Date, jiff::civil::Date),
        itself: Option<RecordId>,
    ) -> Result<BTreeMap<RecordId, Vec<Between>>, Failure> {
        let (schema, find) = (store.schema(), self.find_zone());
        let zone = find("");
        let of: Vec<RecordId> = lanes.iter().map(|lane| lane.id).collect();
        let numbers: BTreeSet<i32> = (store::day_number(day) - 1..=store::day_number(until)).collect();
        let mut busy: BTreeMap<RecordId, Vec<Between>> = BTreeMap::new();
        for one in store
            .engaged(&of, &numbers)
            .await?
            .into_iter()
            .filter(|one| Some(one.id) != itself)
        {
            busy.entry(one.of).or_default().extend(super::check::times(&one, &find));
        }
        let series = store.series().await?;
        let midnight = |day: jiff::civil::Date| {
            day.to_zoned(zone.clone())
                .map_or(0, |at| at.timestamp().as_millisecond())
        };
        for one in bookings(&series, &schema, (midnight(day), midnight(until)), &find) {
            if Some(one.id) == itself || !holds(one.record, &schema) {
                continue;
            }
            for id in ["resources", "people"]
                .iter()
                .flat_map(|field| links(one.record, &schema, field))
            {
                busy.entry(id).or_default().push((one.start, one.end));
            }
        }
        let free = lanes.iter().map(|lane| {
            let taken = taken(lane, busy.get(&lane.id).map_or(&[], Vec::as_slice));
            (lane.id, minus(&house.open(lane, day, until, &zone), &taken))
        });
        Ok(free.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_free_is_what_is_open_and_not_taken() {
        for (open, taken, free) in [
            (vec![(0, 100)], vec![], vec![(0, 100)]),
            (vec![(0, 100)], vec![(0, 100)], vec![]),
            (vec![(0, 100)], vec![(20, 30), (30, 40)], vec![(0, 20), (40, 100)]),
            (vec![(0, 50), (60, 100)], vec![(40, 70)], vec![(0, 40), (70, 100)]),
            (vec![(10, 20)], vec![(0, 5), (25, 30)], vec![(10, 20)]),
        ] {
            assert_eq!(minus(&open, &taken), free);
        }
    }

    #[test]
    fn what_bears_two_at_once_is_full_where_two_meet() {
        let taken = [(0, 60), (30, 90), (80, 100)];
        assert_eq!(full(&taken, 1), [(0, 100)]);
        assert_eq!(full(&taken, 2), [(30, 60), (80, 90)]);
        assert_eq!(full(&taken, 3), []);
    }

    #[test]
    fn a_slot_begins_at_a_quarter_of_an_hour_and_fits_whole() {
        let minutes = |from: i64, to: i64| (from * MINUTE, to * MINUTE);
        for (free, after, long, start) in [
            (vec![minutes(0, 60)], 0, 60, Some(0)),
            (vec![minutes(0, 60)], 1, 60, None),
            (vec![minutes(5, 60)], 0, 30, Some(15)),
            (vec![minutes(0, 20), minutes(40, 90)], 0, 30, Some(45)),
            (vec![minutes(0, 20)], 0, 30, None),
        ] {
            assert_eq!(
                first_fit(&free, after * MINUTE, long * MINUTE),
                start.map(|start| start * MINUTE)
            );
        }
    }

    fn stretches() -> impl Strategy<Value = Vec<Between>> {
        proptest::collection::vec((0i64..400, 1i64..60), 0..12).prop_map(|all| {
            all.into_iter()
                .map(|(start, long)| (start * MINUTE, (start + long) * MINUTE))
                .collect()
        })
    }

    proptest! {
        #[test]
        fn a_slot_is_open_for_all_and_nothing_fits_before_it(taken in stretches(), other in stretches(), long in 1i64..90, room in 1usize..3) {
            let long = long * MINUTE;
            let open = [(0, 420 * MINUTE)];
            let mine = minus(&open, &full(&taken, room));
            let theirs = minus(&open, &full(&other, 1));
            let id = RecordId::from_parts(1, 1);
            let found = next(&[(id, mine.clone())], Some(&theirs), 0, long);
            let clear = |start: i64| {
                most_at_once(&taken, start, start + long) < room && most_at_once(&other, start, start + long) < 1 && start + long <= 420 * MINUTE
            };
            let by_hand = (0..=28).map(|quarter| quarter * STEP).find(|start| clear(*start));
            prop_assert_eq!(found.first().map(|(start, _)| *start), by_hand);
        }
    }
}
