//! The clock on the wall: this moment as a person in this zone reads it, and moments of the kept form as instants.

use crate::App;
use jiff::{Timestamp, Zoned, civil::Date, tz::TimeZone};
use model::typed::Moment;

/// This moment, in the device's zone.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    pub(crate) now: Zoned,
}

impl Clock {
    pub(crate) fn at(ms: i64, zone: &str) -> Self {
        Self {
            now: at(ms, &self::zone(zone)),
        }
    }

    pub(crate) fn today(&self) -> Date {
        self.now.date()
    }

    /// Such as `2026-11-19T09:25`: compares with moments of the kept form.
    pub(crate) fn text(&self) -> String {
        let now = &self.now;
        format!("{}T{:02}:{:02}", now.date(), now.hour(), now.minute())
    }

    /// The day on which something happened, here.
    pub(crate) fn day_of(&self, ms: i64) -> Date {
        at(ms, self.now.time_zone()).date()
    }

    /// When a moment of the kept form is, ms since 1970; a whole day begins with midnight here.
    pub(crate) fn instant(&self, moment: &Moment) -> Option<i64> {
        let zoned = match &moment.time {
            None => moment.date.to_zoned(self.now.time_zone().clone()),
            Some((time, zone)) => {
                let zone = TimeZone::get(zone).unwrap_or_else(|_| self.now.time_zone().clone());
                moment.date.to_datetime(*time).to_zoned(zone)
            }
        };
        Some(zoned.ok()?.timestamp().as_millisecond())
    }

    /// Days from today to a day; negative for one that is past.
    pub(crate) fn days_to(&self, date: Date) -> i32 {
        let span = self.today().until((jiff::Unit::Day, date));
        span.map_or(0, |span| span.get_days())
    }
}

/// A zone by its IANA name; one that this computer does not know counts as UTC.
pub(crate) fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

/// A moment in ms since 1970, in a zone.
pub(crate) fn at(ms: i64, zone: &TimeZone) -> Zoned {
    let timestamp = Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH);
    timestamp.to_zoned(zone.clone())
}

/// A moment to the minute, in the form in which it is kept.
pub(crate) fn kept(moment: &Zoned, zone: &str) -> Moment {
    Moment {
        date: moment.date(),
        time: Some((moment.time(), zone.to_owned())),
    }
}

/// Whole days from one to another; none where the other came first.
pub(crate) fn days_between(from: Date, to: Date) -> u32 {
    let days = from.until(to).map_or(0, |span| span.get_days());
    u32::try_from(days).unwrap_or(0)
}

impl App {
    /// This moment where the device is.
    pub(crate) fn here(&self) -> Zoned {
        at(self.now(), &zone(&self.0.surroundings.zone))
    }

    pub(crate) fn clock(&self) -> Clock {
        Clock::at(self.now(), &self.0.surroundings.zone)
    }
}
