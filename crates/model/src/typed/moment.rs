//! When something is due or happened: a date, or a date with a time of day in a zone. Kept as `2026-11-19` or
//! `2026-11-19T12:00[Europe/London]` (RFC 9557 without an offset: what was agreed is the clock on the wall, and its zone's
//! rules may still change). Texts sort as the calendar does; a whole day comes before its hours.

use super::{DateOrder, Invalid, date};
use jiff::civil::{Date, Time};
use std::fmt;

/// A date, or a date with a time of day and the zone in which it was meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The day.
    pub date: Date,
    /// The time of day, to the minute, with its IANA zone; `None` for a whole day.
    pub time: Option<(Time, String)>,
}

impl Moment {
    /// Reads the kept form, a date as [`date`] does, or a date and a time (`20 Nov 2026 12:00`), which is then meant in
    /// `zone`.
    ///
    /// # Errors
    /// [`Invalid`] where the day, the time or the zone's name is none.
    pub fn parse(text: &str, order: DateOrder, zone: &str) -> Result<Self, Invalid> {
        let (text, zone) = match text.strip_suffix(']').and_then(|rest| rest.rsplit_once('[')) {
            Some((text, zone)) => (text.trim(), zone),
            None => (text.trim(), zone),
        };
        let Some((day, clock)) = split(text) else {
            let date = date(text, order)?;
            return Ok(Self { date, time: None });
        };
        if !is_zone(zone) {
            let words = format!("“{zone}” is not a time zone. Write it like Europe/London.");
            return Err(Invalid::because("zone", words));
        }
        Ok(Self {
            date: date(day, order)?,
            time: Some((time(clock)?, zone.to_owned())),
        })
    }

    /// Reads the kept form only.
    #[must_use]
    pub fn kept(text: &str) -> Option<Self> {
        // Read where it stands: a calendar reads thousands of them at once.
        let number = |from: usize, to: usize| {
            let digits = text.get(from..to)?;
            let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| digits.parse::<i16>().ok()).flatten()
        };
        let two = |from: usize| i8::try_from(number(from, from + 2)?).ok();
        let sign = |at: usize, sign: &str| (text.get(at..at + 1)? == sign).then_some(());
        sign(4, "-")?;
        sign(7, "-")?;
        let date = Date::new(number(0, 4)?, two(5)?, two(8)?).ok()?;
        if text.len() == 10 {
            return Some(Self { date, time: None });
        }
        sign(10, "T")?;
        sign(13, ":")?;
        let time = Time::new(two(11)?, two(14)?, 0, 0).ok()?;
        let zone = text.get(16..)?.strip_prefix('[')?.strip_suffix(']')?;
        is_zone(zone).then(|| Self {
            date,
            time: Some((time, zone.to_owned())),
        })
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.time {
            None => write!(f, "{}", self.date),
            Some((time, zone)) => write!(f, "{}T{:02}:{:02}[{zone}]", self.date, time.hour(), time.minute()),
        }
    }
}

/// A day and a clock: what stands before and after a `T` between digits, or before and after the word with a colon.
fn split(text: &str) -> Option<(&str, &str)> {
    let colon = text.find(':')?;
    let at = text.get(..colon)?.rfind(|c: char| !c.is_ascii_digit())?;
    let (day, clock) = text.split_at(at);
    Some((
        day.trim_end_matches([',', ' ']),
        clock.trim_start_matches(['T', ' ', ',']),
    ))
}

fn time(text: &str) -> Result<Time, Invalid> {
    let no = || Invalid::because("time", format!("“{text}” is not a time of day. Write it like 14:30."));
    let mut parts = text.split(':');
    let mut part = || parts.next().and_then(|p| p.parse::<i8>().ok());
    let (hour, minute) = (part().ok_or_else(no)?, part().ok_or_else(no)?);
    Time::new(hour, minute, 0, 0).map_err(|_| no())
}

/// Shaped like an IANA name. Whether such a zone exists is for who shows it: a newer peer's zone list may be longer.
fn is_zone(name: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '+' | '-');
    !name.is_empty() && name.len() <= 64 && name.chars().all(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match Moment::parse(text, DateOrder::DayFirst, "Europe/London") {
            Ok(moment) => moment.to_string(),
            Err(Invalid { words, .. }) => format!("no: {words}"),
        }
    }

    #[test]
    fn a_day_or_a_time_on_a_day_is_kept_as_it_was_meant() {
        for (typed, kept) in [
            ("2026-11-19", "2026-11-19"),
            ("19 Nov 2026", "2026-11-19"),
            ("19/11/2026 12:00", "2026-11-19T12:00[Europe/London]"),
            ("19 Nov 2026, 9:30", "2026-11-19T09:30[Europe/London]"),
            ("2026-11-19T12:00", "2026-11-19T12:00[Europe/London]"),
            ("2026-11-19T12:00:59", "2026-11-19T12:00[Europe/London]"),
            (
                "2026-11-19T12:00[America/New_York]",
                "2026-11-19T12:00[America/New_York]",
            ),
            ("2026-11-19T12:00[Etc/GMT+5]", "2026-11-19T12:00[Etc/GMT+5]"),
        ] {
            assert_eq!(read(typed), kept, "{typed}");
            assert_eq!(read(kept), kept, "{kept}");
        }
    }

    #[test]
    fn what_is_no_moment_is_named() {
        for (typed, words) in [
            ("2026-11-19 25:00", "no: “25:00” is not a time of day"),
            ("2026-11-19T12:00[]", "no: “” is not a time zone"),
            ("2026-11-19T12:00[a b]", "no: “a b” is not a time zone"),
            ("12:00", "no: "),
            ("soon", "no: “soon” is not a date"),
        ] {
            assert!(read(typed).starts_with(words), "{typed}: {}", read(typed));
        }
        for odd in [
            "19 Nov 2026",
            "2026-11-19T12:00",
            "2026-11-19 12:00[UTC]",
            "2026-11-19T12:00:00[UTC]",
            "2026-02-30",
            "+026-11-19",
            "2026-11-19T24:00[UTC]",
            "2026-11-1é",
        ] {
            assert_eq!(Moment::kept(odd), None, "{odd}");
        }
        assert_eq!(
            Moment::kept("2026-11-19").map(|moment| moment.to_string()),
            Some("2026-11-19".to_owned())
        );
        assert!(Moment::kept("2026-11-19T12:00[Europe/London]").is_some());
    }
}
