//! Days and hours where the device is: what "today" means here.

use crate::App;
use jiff::{Timestamp, Zoned, civil::Date, tz::TimeZone};
use model::typed::Moment;

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
}
