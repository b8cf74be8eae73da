//! What is in an event of a calendar.

use std::fmt;

/// A day of the calendar that there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// 1 to 9999.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31.
    pub day: i8,
}

/// A clock on the wall on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clock {
    /// The day.
    pub day: Day,
    /// 0 to 23.
    pub hour: i8,
    /// 0 to 59.
    pub minute: i8,
    /// 0 to 59: a leap second is the one before it (RFC 5545 §3.3.12).
    pub second: i8,
}

/// When something is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum At {
    /// A whole day, wherever one is.
    Day(Day),
    /// By the clock on the wall, wherever one is.
    Floating(Clock),
    /// In UTC.
    Utc(Clock),
    /// By the clock on the wall of a zone, which is called as the file calls it: an IANA name, or anything else.
    In(Clock, String),
}

/// How long an event lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lasts {
    /// Days by the calendar; a week has seven.
    pub days: u32,
    /// And exactly so many seconds.
    pub seconds: u32,
}

/// When an event ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ends {
    /// Then. Of whole days: before that one.
    At(At),
    /// So long after its beginning.
    After(Lasts),
    /// The file does not say: a whole day lasts that day, everything else no time at all (RFC 5545 §3.6.1).
    Unsaid,
}

/// Who takes part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// CN: the name as it is shown; empty where there is none.
    pub name: String,
    /// The e-mail address; what else stands there if it is none.
    pub address: String,
}

/// An event. Every text may be empty, and then it is not in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// UID: the same in every file that speaks of this event, and of all dates of one that comes again.
    pub uid: String,
    /// SUMMARY.
    pub title: String,
    /// DTSTART.
    pub start: At,
    /// DTEND or DURATION.
    pub ends: Ends,
    /// RRULE as it stands, without its name: which rules are known is not judged here.
    pub rule: String,
    /// EXDATE: beginnings of a rule that do not take place.
    pub left_out: Vec<At>,
    /// RECURRENCE-ID: of which beginning of the event with this UID it takes the place.
    pub instead: Option<At>,
    /// LOCATION.
    pub place: String,
    /// DESCRIPTION.
    pub description: String,
    /// STATUS in capitals: TENTATIVE, CONFIRMED, CANCELLED, or anything else.
    pub status: String,
    /// TRANSP:TRANSPARENT: takes up nobody's time.
    pub free: bool,
    /// CATEGORIES.
    pub categories: Vec<String>,
    /// CONTACT: whom to ask, as text. Several are joined by a line break.
    pub contact: String,
    /// ORGANIZER.
    pub organizer: Option<Person>,
    /// ATTENDEE.
    pub attendees: Vec<Person>,
}

impl Event {
    /// An event of which nothing but its beginning is known.
    pub fn at(start: At) -> Self {
        Self {
            uid: String::new(),
            title: String::new(),
            start,
            ends: Ends::Unsaid,
            rule: String::new(),
            left_out: Vec::new(),
            instead: None,
            place: String::new(),
            description: String::new(),
            status: String::new(),
            free: false,
            categories: Vec::new(),
            contact: String::new(),
            organizer: None,
            attendees: Vec::new(),
        }
    }
}

impl Day {
    /// `19970902`.
    pub(super) fn read(text: &str) -> Option<Self> {
        if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let day = Self {
            year: text.get(..4)?.parse().ok()?,
            month: text.get(4..6)?.parse().ok()?,
            day: text.get(6..)?.parse().ok()?,
        };
        let known = day.year > 0 && (1..=12).contains(&day.month);
        (known && (1..=day.month_days()).contains(&day.day)).then_some(day)
    }

    fn month_days(self) -> i8 {
        let leap = self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0);
        match self.month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }
}

impl Clock {
    /// `19970902T090000`.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (day, time) = text.split_once(['T', 't'])?;
        if time.len() != 6 || !time.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let second: i8 = time.get(4..)?.parse().ok()?;
        let clock = Self {
            day: Day::read(day)?,
            hour: time.get(..2)?.parse().ok()?,
            minute: time.get(2..4)?.parse().ok()?,
            second: second.min(59),
        };
        (clock.hour < 24 && clock.minute < 60 && second <= 60).then_some(clock)
    }
}

impl At {
    /// The value of a DATE or DATE-TIME property, with its TZID.
    pub(super) fn read(text: &str, zone: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(day) = Day::read(text) {
            return Some(Self::Day(day));
        }
        if let Some(clock) = text.strip_suffix(['Z', 'z']) {
            return Clock::read(clock).map(Self::Utc);
        }
        let clock = Clock::read(text)?;
        Some(if zone.is_empty() {
            Self::Floating(clock)
        } else {
            Self::In(clock, zone.to_owned())
        })
    }
}

impl fmt::Display for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}{:02}{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            day,
            hour,
            minute,
            second,
        } = self;
        write!(out, "{day}T{hour:02}{minute:02}{second:02}")
    }
}

impl Lasts {
    /// `P7W`, `P15DT5H0M20S`, `PT1H` (RFC 5545 §3.3.6). None for what is no duration, goes backwards, or is longer than some centuries.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_uppercase();
        let text = text.strip_prefix('+').unwrap_or(&text).strip_prefix('P')?;
        let (mut lasts, mut timed, mut digits, mut any) = (Self { days: 0, seconds: 0 }, false, String::new(), false);
        for sign in text.chars() {
            if sign.is_ascii_digit() {
                digits.push(sign);
                continue;
            }
            if sign == 'T' && digits.is_empty() && !timed {
                timed = true;
                continue;
            }
            let many: u32 = std::mem::take(&mut digits).parse().ok()?;
            let (days, seconds) = match (sign, timed) {
                ('W', false) => (many.checked_mul(7)?, 0),
                ('D', false) => (many, 0),
                ('H', true) => (0, many.checked_mul(3_600)?),
                ('M', true) => (0, many.checked_mul(60)?),
                ('S', true) => (0, many),
                _ => return None,
            };
            lasts.days = lasts.days.checked_add(days).filter(|days| *days < 200_000)?;
            lasts.seconds = lasts.seconds.checked_add(seconds)?;
            any = true;
        }
        (any && digits.is_empty()).then_some(lasts)
    }
}

impl fmt::Display for Lasts {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.days, self.seconds) {
            (days, 0) => write!(out, "P{days}D"),
            (0, seconds) => write!(out, "PT{seconds}S"),
            (days, seconds) => write!(out, "P{days}DT{seconds}S"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_and_times_that_there_are_are_read() {
        let cases = [
            ("19970902", "", Some("19970902")),
            ("19970902T090000", "", Some("19970902T090000")),
            ("19970902T090000Z", "Europe/Paris", Some("19970902T090000Z")),
            ("20240229", "", Some("20240229")),
            ("20230229", "", None),
            ("19970631", "", None),
            ("19971301", "", None),
            ("00000101", "", None),
            ("19970902T240000", "", None),
            ("20161231T235960Z", "", Some("20161231T235959Z")),
            ("1997-09-02", "", None),
            ("+9970902", "", None),
            ("19970902T09", "", None),
            ("1997090\u{fc}", "", None),
            ("", "", None),
        ];
        for (text, zone, expected) in cases {
            let found = At::read(text, zone).map(|at| match at {
                At::Day(day) => day.to_string(),
                At::Floating(clock) | At::In(clock, _) => clock.to_string(),
                At::Utc(clock) => format!("{clock}Z"),
            });
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn durations_are_read_and_what_is_none_is_not() {
        let lasts = |days, seconds| Some(Lasts { days, seconds });
        let cases = [
            ("PT1H", lasts(0, 3_600)),
            ("P15DT5H0M20S", lasts(15, 18_020)),
            ("P7W", lasts(49, 0)),
            ("+P1D", lasts(1, 0)),
            ("pt90m", lasts(0, 5_400)),
            ("-PT15M", None),
            ("P", None),
            ("PT", None),
            ("P1", None),
            ("PT5", None),
            ("P1H", None),
            ("PT99999999999S", None),
            ("P4294967295W", None),
            ("one hour", None),
        ];
        for (text, expected) in cases {
            assert_eq!(Lasts::read(text), expected, "{text}");
        }
    }
}
