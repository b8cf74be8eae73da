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
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        let now = Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH);
        Self {
            now: now.to_zoned(zone),
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
        let at = Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH);
        at.to_zoned(self.now.time_zone().clone()).date()
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

impl App {
    pub(crate) fn clock(&self) -> Clock {
        Clock::at(self.now(), &self.0.surroundings.zone)
    }
}
