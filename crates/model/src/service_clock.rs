//! The clock of a service issue: by when somebody answers, by when it is right.
//!
//! A deadline is reckoned in the minutes in which the clock runs: round the clock, or on weekdays from 08:00 to 17:00 where
//! the device is. The clock stands in the record, not in anybody's memory: it starts when the issue was *reported*, not
//! when a server heard of it, so an outage neither stops nor excuses it. While the customer is waited for it is stopped, and
//! going on pushes the deadline by the working time that it stood. Being resolved stops it too, so that an issue that is
//! opened again has the time left that it had.
//!
//! Everything here is pure and to the minute. Not here: what time it is.

use crate::{Value, typed::Moment};
use jiff::{
    Timestamp, ToSpan, Unit, Zoned, ZonedRound,
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};

/// When a clock runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hours {
    /// Every minute of the week.
    #[default]
    Always,
    /// Monday to Friday, 08:00 to 17:00.
    Weekdays,
}

impl Hours {
    /// From the key of the declared choice.
    #[must_use]
    pub fn of(key: &str) -> Self {
        if key == "weekdays" {
            Self::Weekdays
        } else {
            Self::Always
        }
    }
}

/// What was promised for issues of one priority, in minutes in which the clock runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    /// Until somebody answers.
    pub respond: u32,
    /// Until it is right.
    pub resolve: u32,
    /// When the clock runs.
    pub hours: Hours,
}

/// The clock of one issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// By when somebody answers.
    pub respond_by: Zoned,
    /// By when it is right.
    pub resolve_by: Zoned,
    /// When somebody answered.
    pub responded: Option<Zoned>,
    /// Since when the clock stands.
    pub paused: Option<Zoned>,
}

/// What a clock says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockState {
    /// It runs; so many minutes are left.
    Running(i64),
    /// It stands; so many minutes are left.
    Paused(i64),
    /// The deadline has passed by so many minutes.
    Breached(i64),
}

/// Longest promise that is reckoned with, in minutes: two years round the clock.
const LONGEST: u32 = 60 * 24 * 730;
const OPENS: Time = Time::constant(8, 0, 0, 0);
const CLOSES: Time = Time::constant(17, 0, 0, 0);

impl Clock {
    /// The clock of an issue that was reported at a moment.
    #[must_use]
    pub fn started(level: Level, reported: &Zoned) -> Self {
        let reported = minute(reported);
        Self {
            respond_by: after(&reported, level.respond, level.hours),
            resolve_by: after(&reported, level.resolve, level.hours),
            responded: None,
            paused: None,
        }
    }

    /// Somebody has answered; only the first time counts.
    #[must_use]
    pub fn answered(mut self, now: &Zoned) -> Self {
        self.responded.get_or_insert_with(|| minute(now));
        self
    }

    /// The clock stands from now on, if it ran.
    #[must_use]
    pub fn stopped(mut self, now: &Zoned) -> Self {
        self.paused.get_or_insert_with(|| minute(now));
        self
    }

    /// The clock goes on, if it stood: the deadline moves by the working time that it stood.
    #[must_use]
    pub fn resumed(mut self, hours: Hours, now: &Zoned) -> Self {
        if let Some(paused) = self.paused.take() {
            let stood = between(&paused, &minute(now), hours);
            self.resolve_by = after(&self.resolve_by, stood, hours);
        }
        self
    }

    /// The clock after another level applies: reckoned anew from when the issue was reported, with the time that it has
    /// stood so far.
    #[must_use]
    pub fn releveled(self, from: Option<Level>, to: Level, reported: &Zoned) -> Self {
        let stood = from.map_or(0, |from| {
            let first = Self::started(from, reported).resolve_by;
            between(&first, &self.resolve_by, from.hours)
        });
        let fresh = Self::started(to, reported);
        Self {
            respond_by: fresh.respond_by,
            resolve_by: after(&fresh.resolve_by, stood, to.hours),
            ..self
        }
    }

    /// What the clock says now, in minutes in which it runs.
    #[must_use]
    pub fn state(&self, hours: Hours, now: &Zoned) -> ClockState {
        let at = self.paused.clone().unwrap_or_else(|| minute(now));
        if at > self.resolve_by {
            return ClockState::Breached(i64::from(between(&self.resolve_by, &at, hours)));
        }
        let left = i64::from(between(&at, &self.resolve_by, hours));
        if self.paused.is_some() {
            ClockState::Paused(left)
        } else {
            ClockState::Running(left)
        }
    }

    /// True where nobody answered in time, or nobody has answered and the time is over.
    #[must_use]
    pub fn answered_late(&self, now: &Zoned) -> bool {
        *self.responded.as_ref().unwrap_or(now) > self.respond_by
    }

    /// As the value of the record's group.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let some = |moment: &Option<Zoned>| moment.as_ref().map_or(Value::Nothing, kept);
        Value::parts([
            ("respond_by", kept(&self.respond_by)),
            ("resolve_by", kept(&self.resolve_by)),
            ("responded", some(&self.responded)),
            ("paused", some(&self.paused)),
        ])
    }

    /// From the value of the record's group, where it is whole. `zone` finds a zone by its name.
    #[must_use]
    pub fn from_value(value: &Value, zone: impl Fn(&str) -> Option<TimeZone>) -> Option<Self> {
        let read = |part| moment(value.part_text(part), &zone);
        Some(Self {
            respond_by: read("respond_by")?,
            resolve_by: read("resolve_by")?,
            responded: read("responded"),
            paused: read("paused"),
        })
    }
}

/// A kept moment as an instant; a whole day counts from its first minute. `zone` finds a zone by its name.
#[must_use]
pub fn moment(text: &str, zone: impl Fn(&str) -> Option<TimeZone>) -> Option<Zoned> {
    let moment = Moment::kept(text)?;
    let (time, zone) = match &moment.time {
        Some((time, name)) => (*time, zone(name)?),
        None => (Time::midnight(), zone("")?),
    };
    moment.date.to_datetime(time).to_zoned(zone).ok()
}

/// The kept form: the clock on the wall, except in the hour that an autumn night has twice, which only UTC tells apart.
fn kept(at: &Zoned) -> Value {
    let again = at.datetime().to_zoned(at.time_zone().clone());
    let plain = again.is_ok_and(|again| again.timestamp() == at.timestamp());
    let name = at.time_zone().iana_name().filter(|_| plain);
    let (at, name) = match name {
        Some(name) => (at.clone(), name.to_owned()),
        None => (at.with_time_zone(TimeZone::UTC), "UTC".to_owned()),
    };
    let moment = Moment {
        date: at.date(),
        time: Some((at.time(), name)),
    };
    Value::Text(moment.to_string())
}

fn minute(at: &Zoned) -> Zoned {
    let floor = ZonedRound::new().smallest(Unit::Minute).mode(jiff::RoundMode::Floor);
    at.round(floor).unwrap_or_else(|_| at.clone())
}

/// The moment at which the clock has run for so many minutes.
fn after(from: &Zoned, minutes: u32, hours: Hours) -> Zoned {
    let minutes = minutes.min(LONGEST);
    if hours == Hours::Always {
        return plus(from, minutes);
    }
    let (mut left, mut day) = (minutes, from.date());
    loop {
        if let Some((opens, closes)) = window(day, from.time_zone()) {
            let start = from.max(&opens).clone();
            let here = whole_minutes(&start, &closes);
            if start < closes && left <= here {
                return plus(&start, left);
            }
            left -= here.min(left);
        }
        match day.tomorrow() {
            Ok(next) => day = next,
            Err(_) => return from.clone(), // the end of the calendar
        }
    }
}

/// How long the clock runs between two moments, in minutes; none where the second is the earlier.
fn between(from: &Zoned, to: &Zoned, hours: Hours) -> u32 {
    if hours == Hours::Always {
        return whole_minutes(from, to);
    }
    let (mut sum, mut day) = (0u32, from.date());
    while day <= to.date() {
        if let Some((opens, closes)) = window(day, from.time_zone()) {
            sum = sum.saturating_add(whole_minutes(from.max(&opens), to.min(&closes)));
        }
        match day.tomorrow() {
            Ok(next) => day = next,
            Err(_) => return sum,
        }
    }
    sum
}

/// The hours of a day in which a weekday clock runs.
fn window(day: Date, zone: &TimeZone) -> Option<(Zoned, Zoned)> {
    if matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
        return None;
    }
    let at = |time| day.to_datetime(time).to_zoned(zone.clone()).ok();
    Some((at(OPENS)?, at(CLOSES)?))
}

fn plus(from: &Zoned, minutes: u32) -> Zoned {
    from.checked_add(i64::from(minutes).minutes())
        .unwrap_or_else(|_| from.clone())
}

fn whole_minutes(from: &Zoned, to: &Zoned) -> u32 {
    let seconds = |at: &Zoned| Timestamp::as_second(at.timestamp());
    let minutes = (seconds(to) - seconds(from)).div_euclid(60);
    u32::try_from(minutes.max(0)).unwrap_or(u32::MAX)
}
