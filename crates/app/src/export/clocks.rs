//! How the clocks of the zones of a calendar go, for readers that do not know a zone by its name: every change of them from the
//! year of the first appointment to some years after the last, since a rule that says it for ever is nobody's to promise.

use super::calendar::clock;
use crate::clock::zone;
use exchange::ical::{Observance, Zone};
use jiff::{Timestamp, ToSpan, civil::date, tz::TimeZone};
use model::Span;
use std::collections::BTreeMap;

/// Changes of one zone that are written, at most.
const CHANGES_MOST: usize = 200;
/// How many years after what is now or comes last.
const YEARS: i16 = 10;

/// The zones in which these appointments were made.
pub(super) fn told<'a>(spans: impl Iterator<Item = &'a Span>, now: Timestamp) -> Vec<Zone> {
    let this_year = TimeZone::UTC.to_datetime(now).year();
    let mut years: BTreeMap<String, (i16, i16)> = BTreeMap::new();
    for span in spans {
        for moment in [&span.start, &span.end] {
            let Some((_, name)) = moment.time.as_ref().filter(|(_, name)| name != "UTC") else {
                continue;
            };
            let year = moment.date.year();
            let known = years.entry(name.clone()).or_insert((year, year.max(this_year)));
            *known = (known.0.min(year), known.1.max(year));
        }
    }
    let told = years.into_iter().map(|(id, (first, last))| Zone {
        observances: observances(&zone(&id), first, last.saturating_add(YEARS)),
        id,
    });
    told.collect()
}

fn observances(zone: &TimeZone, first: i16, last: i16) -> Vec<Observance> {
    let begin = date(first, 1, 1).at(0, 0, 0, 0);
    let Ok(begins) = zone.to_ambiguous_timestamp(begin).compatible() else {
        return Vec::new();
    };
    let info = zone.to_offset_info(begins);
    let mut before_s = info.offset().seconds();
    let mut told = vec![Observance {
        daylight: info.dst().is_dst(),
        from: clock(begin),
        before_s,
        after_s: before_s,
        name: info.abbreviation().to_owned(),
    }];
    for change in zone.following(begins).take(CHANGES_MOST) {
        let after_s = change.offset().seconds();
        // By the clocks as they went until then.
        let utc = TimeZone::UTC.to_datetime(change.timestamp());
        let Ok(from) = utc.checked_add(i64::from(before_s).seconds()) else {
            break;
        };
        if from.year() > last {
            break;
        }
        told.push(Observance {
            daylight: change.dst().is_dst(),
            from: clock(from),
            before_s,
            after_s,
            name: change.abbreviation().to_owned(),
        });
        before_s = after_s;
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_changes_of_a_year_are_told_by_the_clocks_as_they_went_until_then() {
        let berlin = observances(&zone("Europe/Berlin"), 2026, 2026);
        let told: Vec<String> = berlin
            .iter()
            .map(|one| format!("{} {} {} {}", one.from, one.before_s, one.after_s, one.name))
            .collect();
        assert_eq!(
            told,
            [
                "20260101T000000 3600 3600 CET",
                "20260329T020000 3600 7200 CEST",
                "20261025T030000 7200 3600 CET"
            ]
        );
        assert_eq!(observances(&zone("Asia/Kolkata"), 2026, 2036).len(), 1);
    }
}
