//! What comes again: the rules of RFC 5545 (RRULE) that people make, as days on the wall calendar.
//!
//! A rule is reckoned in wall time: a weekly 09:00 stays 09:00 over a change of the clocks. Only where an occurrence becomes an
//! instant does its zone come in (`crate::Span`). Known are FREQ from DAILY to YEARLY with INTERVAL, COUNT, UNTIL, BYMONTH,
//! BYMONTHDAY, BYDAY (with its ordinals where the RFC allows them), BYSETPOS and WKST. A rule with another part is refused, not
//! half understood: BYHOUR and its like, BYYEARDAY, BYWEEKNO and what comes more often than daily.
//!
//! It goes by periods: of every `interval`th day, week, month or year the days that fit, sorted, then those that BYSETPOS picks.
//! A rule that never fits anything ends after [`BARREN`] empty periods.

use crate::Invalid;
use jiff::{
    Span, Timestamp, ToSpan,
    civil::{Date, DateTime, Time, Weekday},
    tz::TimeZone,
};
use std::{collections::VecDeque, fmt};

/// Empty periods in a row after which nothing more is expected: 29 February, every hundredth year, comes after four.
const BARREN: u32 = 1_000;

/// Of which periods a rule speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freq {
    /// Every day.
    Daily,
    /// Every week.
    Weekly,
    /// Every month.
    Monthly,
    /// Every year.
    Yearly,
}

/// Until when a rule holds, that moment included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Until {
    Day(Date),
    Wall(DateTime),
    Utc(DateTime),
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    freq: Freq,
    interval: u32,
    count: Option<u32>,
    until: Option<Until>,
    months: Vec<i8>,
    month_days: Vec<i8>,
    /// Ordinal (0: every one) and weekday.
    days: Vec<(i8, Weekday)>,
    positions: Vec<i16>,
    week_start: Weekday,
}

const FREQS: [(&str, Freq); 4] = [
    ("DAILY", Freq::Daily),
    ("WEEKLY", Freq::Weekly),
    ("MONTHLY", Freq::Monthly),
    ("YEARLY", Freq::Yearly),
];
const DAYS: [(&str, Weekday); 7] = [
    ("MO", Weekday::Monday),
    ("TU", Weekday::Tuesday),
    ("WE", Weekday::Wednesday),
    ("TH", Weekday::Thursday),
    ("FR", Weekday::Friday),
    ("SA", Weekday::Saturday),
    ("SU", Weekday::Sunday),
];

impl Rule {
    /// Reads `FREQ=WEEKLY;INTERVAL=2;BYDAY=TU`, with or without `RRULE:` before it.
    ///
    /// # Errors
    /// [`Invalid`] `repeats` for what is no rule, or one of the parts that are not known here.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        Self::read(text).ok_or_else(|| {
            let words = format!("“{text}” is not a rule that is known here. Write it like FREQ=WEEKLY;BYDAY=TU.");
            Invalid::because("repeats", words)
        })
    }

    fn read(text: &str) -> Option<Self> {
        let upper = text.trim().to_ascii_uppercase();
        let text = upper.strip_prefix("RRULE:").unwrap_or(&upper);
        let mut freq = None;
        let mut rule = Self::every(Freq::Daily, 1);
        for part in text.split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=')?;
            match name {
                "FREQ" => freq = FREQS.iter().find(|(key, _)| *key == value).map(|(_, freq)| *freq),
                "INTERVAL" => rule.interval = value.parse().ok().filter(|n| (1..=10_000).contains(n))?,
                "COUNT" => rule.count = Some(value.parse().ok().filter(|n| *n > 0)?),
                "UNTIL" => rule.until = Some(until(value)?),
                "BYMONTH" => rule.months = numbers(value, 12, false)?,
                "BYMONTHDAY" => rule.month_days = numbers(value, 31, true)?,
                "BYDAY" => rule.days = value.split(',').map(day).collect::<Option<_>>()?,
                "BYSETPOS" => rule.positions = numbers(value, 366, true)?,
                "WKST" => rule.week_start = weekday(value)?,
                _ => return None,
            }
        }
        rule.freq = freq?;
        let ordinals = rule.days.iter().any(|(nth, _)| *nth != 0);
        let odd = match rule.freq {
            Freq::Daily => ordinals,
            Freq::Weekly => ordinals || !rule.month_days.is_empty(),
            Freq::Monthly | Freq::Yearly => false,
        };
        let ends_twice = rule.count.is_some() && rule.until.is_some();
        (!odd && !ends_twice).then_some(rule)
    }

    /// Every so many days, weeks, months or years.
    #[must_use]
    pub fn every(freq: Freq, interval: u32) -> Self {
        Self {
            freq,
            interval: interval.max(1),
            count: None,
            until: None,
            months: Vec::new(),
            month_days: Vec::new(),
            days: Vec::new(),
            positions: Vec::new(),
            week_start: Weekday::Monday,
        }
    }

    /// The same rule that ends before a start.
    #[must_use]
    pub fn before(&self, start: DateTime) -> Self {
        let last = start.checked_sub(1.second()).unwrap_or(start);
        Self {
            count: None,
            until: Some(Until::Wall(last)),
            ..self.clone()
        }
    }

    /// The same rule without its first so many occurrences; none where nothing is left.
    #[must_use]
    pub fn without_first(&self, gone: u32) -> Option<Self> {
        let count = match self.count {
            Some(count) => Some(count.checked_sub(gone).filter(|left| *left > 0)?),
            None => None,
        };
        Some(Self { count, ..self.clone() })
    }

    /// Its starts from the first one on, on the wall clock of `zone`, which matters for an UNTIL in UTC only.
    #[must_use]
    pub fn starts(&self, first: DateTime, zone: &TimeZone) -> Starts<'_> {
        let until = self.until.map(|until| match until {
            Until::Day(day) => day.to_datetime(Time::MAX),
            Until::Wall(at) => at,
            Until::Utc(at) => TimeZone::UTC
                .to_timestamp(at)
                .map_or(at, |at: Timestamp| zone.to_datetime(at)),
        });
        Starts {
            rule: self,
            first,
            until,
            period: 0,
            ready: VecDeque::new(),
            given: 0,
            barren: 0,
        }
    }

    /// The days of a period that fit, in order; none where the calendar ends.
    fn period(&self, first: Date, at: i64) -> Option<Vec<Date>> {
        let steps = at.checked_mul(i64::from(self.interval))?;
        let mut days = match self.freq {
            Freq::Daily => vec![plus_days(first, steps)?],
            Freq::Weekly => {
                let begins = plus_days(first, -i64::from(first.weekday().since(self.week_start)))?;
                let monday = plus_days(begins, steps.checked_mul(7)?)?;
                let week = (0..7).filter_map(|day| plus_days(monday, day));
                week.filter(|day| !self.days.is_empty() || day.weekday() == first.weekday())
                    .collect()
            }
            Freq::Monthly => {
                let months = i64::from(first.year()) * 12 + i64::from(first.month()) - 1 + steps;
                let year = i16::try_from(months.div_euclid(12)).ok().filter(|year| *year < 9_999)?;
                let month = i8::try_from(months.rem_euclid(12) + 1).ok()?;
                self.in_month(year, month, first.day())
            }
            Freq::Yearly => {
                let year = i64::from(first.year()).checked_add(steps)?;
                let year = i16::try_from(year).ok().filter(|year| *year < 9_999)?;
                self.in_year(year, first)
            }
        };
        days.retain(|day| self.is_in(*day));
        days.sort_unstable();
        days.dedup();
        if self.positions.is_empty() {
            return Some(days);
        }
        let pick = |position: &i16| {
            let at = usize::from(position.unsigned_abs());
            let at = if *position > 0 {
                at.checked_sub(1)?
            } else {
                days.len().checked_sub(at)?
            };
            days.get(at).copied()
        };
        let mut picked: Vec<Date> = self.positions.iter().filter_map(pick).collect();
        picked.sort_unstable();
        picked.dedup();
        Some(picked)
    }

    fn in_month(&self, year: i16, month: i8, day: i8) -> Vec<Date> {
        let Ok(first) = Date::new(year, month, 1) else {
            return Vec::new();
        };
        let all = (1..=first.days_in_month()).filter_map(|day| Date::new(year, month, day).ok());
        let plain = self.month_days.is_empty() && self.days.is_empty();
        let fits = |date: &Date| {
            let nth = |(nth, weekday): &(i8, Weekday)| {
                let from_end = (date.days_in_month() - date.day()) / 7 + 1;
                date.weekday() == *weekday && (*nth == 0 || *nth == (date.day() - 1) / 7 + 1 || *nth == -from_end)
            };
            (!plain || date.day() == day) && (self.days.is_empty() || self.days.iter().any(nth))
        };
        all.filter(fits).collect()
    }

    fn in_year(&self, year: i16, first: Date) -> Vec<Date> {
        if !self.months.is_empty() {
            let months = self.months.iter();
            return months
                .flat_map(|month| self.in_month(year, *month, first.day()))
                .collect();
        }
        if !self.month_days.is_empty() {
            return (1..=12)
                .flat_map(|month| self.in_month(year, month, first.day()))
                .collect();
        }
        if self.days.is_empty() {
            return Date::new(year, first.month(), first.day()).into_iter().collect();
        }
        let Ok(january) = Date::new(year, 1, 1) else {
            return Vec::new();
        };
        let all = (0..i64::from(january.days_in_year())).filter_map(|day| plus_days(january, day));
        let fits = |date: &Date| {
            let nth = |(nth, weekday): &(i8, Weekday)| {
                let day = date.day_of_year();
                let from_end = (date.days_in_year() - day) / 7 + 1;
                let wanted = i16::from(*nth);
                date.weekday() == *weekday && (wanted == 0 || wanted == (day - 1) / 7 + 1 || wanted == -from_end)
            };
            self.days.iter().any(nth)
        };
        all.filter(fits).collect()
    }

    /// The parts that only limit.
    fn is_in(&self, day: Date) -> bool {
        let month_day = |wanted: &i8| *wanted == day.day() || *wanted == day.day() - day.days_in_month() - 1;
        let of_week = matches!(self.freq, Freq::Daily | Freq::Weekly);
        (self.months.is_empty() || self.months.contains(&day.month()))
            && (self.month_days.is_empty() || self.month_days.iter().any(month_day))
            && (!of_week || self.days.is_empty() || self.days.iter().any(|(_, weekday)| *weekday == day.weekday()))
    }

    /// A period that lies before a day for certain, and not far before it.
    fn period_before(&self, first: Date, day: Date) -> i64 {
        let days = first
            .until((jiff::Unit::Day, day))
            .map_or(0, |span| i64::from(span.get_days()));
        let long = match self.freq {
            Freq::Daily => 1,
            Freq::Weekly => 7,
            Freq::Monthly => 31,
            Freq::Yearly => 366,
        };
        (days / long / i64::from(self.interval) - 1).max(0)
    }
}

/// The starts of a rule, in order.
#[derive(Clone, Debug)]
pub struct Starts<'a> {
    rule: &'a Rule,
    first: DateTime,
    until: Option<DateTime>,
    period: i64,
    ready: VecDeque<Date>,
    given: u32,
    barren: u32,
}

impl Starts<'_> {
    /// Goes on near a day without making what lies long before it; a rule that is counted has to be counted from its first.
    #[must_use]
    pub fn near(mut self, day: Date) -> Self {
        if self.rule.count.is_none() {
            self.period = self.rule.period_before(self.first.date(), day);
        }
        self
    }
}

impl Iterator for Starts<'_> {
    type Item = DateTime;

    fn next(&mut self) -> Option<DateTime> {
        loop {
            if self.rule.count.is_some_and(|count| self.given >= count) || self.barren > BARREN {
                return None;
            }
            let Some(day) = self.ready.pop_front() else {
                self.ready = self.rule.period(self.first.date(), self.period)?.into();
                self.period += 1;
                self.barren = if self.ready.is_empty() { self.barren + 1 } else { 0 };
                continue;
            };
            let at = day.to_datetime(self.first.time());
            if at < self.first {
                continue;
            }
            if self.until.is_some_and(|until| at > until) {
                self.barren = BARREN + 1;
                return None;
            }
            self.given += 1;
            return Some(at);
        }
    }
}

fn plus_days(day: Date, days: i64) -> Option<Date> {
    day.checked_add(Span::new().try_days(days).ok()?).ok()
}

fn weekday(name: &str) -> Option<Weekday> {
    DAYS.iter().find(|(key, _)| *key == name).map(|(_, day)| *day)
}

/// `TU`, `1FR`, `-1SU`.
fn day(text: &str) -> Option<(i8, Weekday)> {
    let (nth, name) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let nth = if nth.is_empty() {
        0
    } else {
        nth.trim_start_matches('+')
            .parse()
            .ok()
            .filter(|nth: &i8| *nth != 0 && nth.abs() <= 53)?
    };
    Some((nth, weekday(name)?))
}

/// Numbers from 1 to `most`, or from the end where that makes sense.
fn numbers<N: TryFrom<i16>>(text: &str, most: i16, from_end: bool) -> Option<Vec<N>> {
    let one = |text: &str| {
        let number: i16 = text.trim_start_matches('+').parse().ok()?;
        let fits = number != 0 && number.abs() <= most && (from_end || number > 0);
        N::try_from(number).ok().filter(|_| fits)
    };
    text.split(',').map(one).collect()
}

/// `19971224`, `19971224T000000` on the wall, `19971224T000000Z`.
fn until(text: &str) -> Option<Until> {
    let (stamp, utc) = match text.strip_suffix('Z') {
        Some(stamp) => (stamp, true),
        None => (text, false),
    };
    let number = |text: &str, from: usize, to: usize| text.get(from..to)?.parse::<i16>().ok();
    let two = |text: &str, from: usize| i8::try_from(number(text, from, from + 2)?).ok();
    let (day, time) = stamp.split_once('T').unwrap_or((stamp, ""));
    if day.len() != 8 {
        return None;
    }
    let date = Date::new(number(day, 0, 4)?, two(day, 4)?, two(day, 6)?).ok()?;
    if time.is_empty() {
        return Some(Until::Day(date));
    }
    let time = Time::new(two(time, 0)?, two(time, 2)?, two(time, 4)?, 0).ok()?;
    let at = date.to_datetime(time);
    Some(if utc { Until::Utc(at) } else { Until::Wall(at) })
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let freq = FREQS
            .iter()
            .find(|(_, freq)| *freq == self.freq)
            .map_or("DAILY", |(key, _)| key);
        write!(f, "FREQ={freq}")?;
        let wall = |at: DateTime| at.strftime("%Y%m%dT%H%M%S");
        match self.until {
            Some(Until::Day(day)) => write!(f, ";UNTIL={}", day.strftime("%Y%m%d"))?,
            Some(Until::Wall(at)) => write!(f, ";UNTIL={}", wall(at))?,
            Some(Until::Utc(at)) => write!(f, ";UNTIL={}Z", wall(at))?,
            None => {}
        }
        if let Some(count) = self.count {
            write!(f, ";COUNT={count}")?;
        }
        if self.interval > 1 {
            write!(f, ";INTERVAL={}", self.interval)?;
        }
        list(f, "BYMONTH", &self.months)?;
        list(f, "BYMONTHDAY", &self.month_days)?;
        let named = |(nth, weekday): &(i8, Weekday)| {
            let name = DAYS.iter().find(|(_, day)| day == weekday).map_or("MO", |(key, _)| key);
            if *nth == 0 {
                name.to_owned()
            } else {
                format!("{nth}{name}")
            }
        };
        list(f, "BYDAY", &self.days.iter().map(named).collect::<Vec<_>>())?;
        list(f, "BYSETPOS", &self.positions)?;
        if self.week_start != Weekday::Monday {
            let name = DAYS
                .iter()
                .find(|(_, day)| *day == self.week_start)
                .map_or("MO", |(key, _)| key);
            write!(f, ";WKST={name}")?;
        }
        Ok(())
    }
}

fn list<T: ToString>(f: &mut fmt::Formatter<'_>, name: &str, values: &[T]) -> fmt::Result {
    if values.is_empty() {
        return Ok(());
    }
    let values: Vec<String> = values.iter().map(ToString::to_string).collect();
    write!(f, ";{name}={}", values.join(","))
}
