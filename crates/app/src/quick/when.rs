//! Days and times out of words. Each reader looks at one place and says how many words it took.

use super::{
    cut::Line,
    words::{Sense, Unit},
};
use jiff::{
    Span, ToSpan,
    civil::{Date, DateTime, Time, Weekday},
};

/// What was found at a place.
pub(super) struct Found<T> {
    /// How many words.
    pub(super) words: usize,
    pub(super) what: T,
}

/// A day; for "in two hours", with its time.
pub(super) type Day = (Date, Option<Time>);

fn found<T>(words: usize, what: T) -> Option<Found<T>> {
    Some(Found { words, what })
}

/// A day at a place, with the preposition before it.
pub(super) fn day(line: Line, at: usize, now: DateTime) -> Option<Found<Day>> {
    let lead = line.run(at, 2, Sense::On).max(line.run(at, 2, Sense::Of));
    (0..=lead).rev().find_map(|lead| {
        let after = at + lead;
        let found = plain_day(line, after, now, lead > 0)?;
        Some(Found {
            words: found.words + lead,
            what: found.what,
        })
    })
}

fn plain_day(line: Line, at: usize, now: DateTime, lead: bool) -> Option<Found<Day>> {
    let today = now.date();
    let whole = |found: Option<Found<Date>>| {
        found.map(|found| Found {
            words: found.words,
            what: (found.what, None),
        })
    };
    whole(written(line, at, today, lead))
        .or_else(|| whole(named(line, at, today)))
        .or_else(|| later(line, at, now))
        .or_else(|| whole(next(line, at, today)))
        .or_else(|| whole(end_of(line, at, today)))
        .or_else(|| whole(weekday(line, at, today, lead)))
}

/// `2026-11-19`, `19.11.`, `19/11/2026`.
fn written(line: Line, at: usize, today: Date, lead: bool) -> Option<Found<Date>> {
    let raw = line.get(at)?.raw;
    if let Ok(date) = raw.parse::<Date>() {
        return found(1, date);
    }
    let mut parts = raw.split(['/', '.']);
    let mut part = || parts.next()?.parse::<i16>().ok();
    let (day, month, year) = (part()?, part()?, part());
    let (day, month) = (i8::try_from(day).ok()?, i8::try_from(month).ok()?);
    let year = year.map(|year| if year < 100 { 2000 + year } else { year });
    let date = coming(today, month, day, year)?;
    // "a 3/4 inch valve" is no day in April.
    let lead = lead && at.checked_sub(1).is_some_and(|before| line.folded(before) != "a");
    (lead || year.is_some() || line.ends(at + 1)).then(|| found(1, date))?
}

/// `19 nov`, `19th of November 2027`, `19 de noviembre`, `Nov 19`; today and tomorrow.
fn named(line: Line, at: usize, today: Date) -> Option<Found<Date>> {
    let month = |at| line.sense(at, |s| if let Sense::Month(month) = s { Some(month) } else { None });
    let (words, day, month) = if let Some(day) = ordinal(line, at) {
        let of = line.run(at + 1, 2, Sense::Of);
        (2 + of, day, month(at + 1 + of)?)
    } else if let Some(month) = month(at) {
        (2, ordinal(line, at + 1)?, month)
    } else {
        let skip = usize::from(matches!(line.folded(at), "pasado"));
        let days = |s| if let Sense::Days(days) = s { Some(days) } else { None };
        let days = line.sense(at + skip, days)?;
        let date = today.checked_add((days + i64::from(skip == 1)).days()).ok()?;
        return found(1 + skip, date);
    };
    let year = line.get(at + words).and_then(|word| word.raw.parse::<i16>().ok());
    let year = year.filter(|year| (2000..2200).contains(year));
    found(words + usize::from(year.is_some()), coming(today, month, day, year)?)
}

fn ordinal(line: Line, at: usize) -> Option<i8> {
    let folded = line.folded(at);
    let digits = folded.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let end = folded.get(digits.len()..)?;
    let fits = matches!(end, "" | "st" | "nd" | "rd" | "th" | "er" | "o");
    digits.parse().ok().filter(|day| fits && (1..=31).contains(day))
}

/// The day in its year; without one, the next time it comes.
fn coming(today: Date, month: i8, day: i8, year: Option<i16>) -> Option<Date> {
    if let Some(year) = year {
        return Date::new(year, month, day).ok();
    }
    // Eight years hold a 29 February, whatever the century.
    let mut years = (0..=8).filter_map(|ahead| Date::new(today.year().checked_add(ahead)?, month, day).ok());
    years.find(|date| *date >= today)
}

/// "in 3 days", "dentro de dos horas".
fn later(line: Line, at: usize, now: DateTime) -> Option<Found<Day>> {
    if !line.is(at, Sense::In) {
        return None;
    }
    let of = line.run(at + 1, 1, Sense::Of);
    let number = |s| {
        if let Sense::Number(number) = s {
            Some(number)
        } else {
            None
        }
    };
    let n = line.sense(at + 1 + of, number)?;
    let unit = unit(line, at + 2 + of)?;
    let moment = now.checked_add(span(unit, n)).ok()?;
    let timed = matches!(unit, Unit::Minute | Unit::Hour);
    found(3 + of, (moment.date(), timed.then(|| moment.time())))
}

pub(super) fn unit(line: Line, at: usize) -> Option<Unit> {
    line.sense(at, |s| if let Sense::Unit(unit) = s { Some(unit) } else { None })
}

fn span(unit: Unit, n: i64) -> Span {
    match unit {
        Unit::Minute => n.minutes(),
        Unit::Hour => n.hours(),
        Unit::Day | Unit::Weekday => n.days(),
        Unit::Week => n.weeks(),
        Unit::Month => n.months(),
        Unit::Quarter => (3 * n).months(),
        Unit::Year => n.years(),
    }
}

/// "next Friday" is the Friday of next week; "next week" is its Monday, "next month" its first.
fn next(line: Line, at: usize, today: Date) -> Option<Found<Date>> {
    let place = if line.is(at, Sense::Next) {
        at + 1
    } else if line.is(at + 1, Sense::Next) {
        at
    } else if line.folded(at + 1) == "que" && line.folded(at + 2) == "viene" {
        let unit = unit(line, at)?;
        return found(3, begin_of_next(unit, today)?);
    } else if line.is(at, Sense::This) {
        return found(2, following(today, any_weekday(line, at + 1)?)?);
    } else {
        return None;
    };
    if let Some(day) = any_weekday(line, place) {
        let ahead = i64::from(7 - today.weekday().to_monday_one_offset() + day);
        return found(2, today.checked_add(ahead.days()).ok()?);
    }
    found(2, begin_of_next(unit(line, place)?, today)?)
}

fn begin_of_next(unit: Unit, today: Date) -> Option<Date> {
    let first = today.first_of_month();
    let date = match unit {
        Unit::Week => today.checked_add(i64::from(8 - today.weekday().to_monday_one_offset()).days()),
        Unit::Month => first.checked_add(1.month()),
        Unit::Quarter => first.checked_add(i64::from(3 - (today.month() - 1) % 3).months()),
        Unit::Year => today.first_of_year().checked_add(1.year()),
        Unit::Minute | Unit::Hour | Unit::Day | Unit::Weekday => return None,
    };
    date.ok()
}

/// "end of month", "Ende der Woche", "fin de mes"; the week ends on Friday.
fn end_of(line: Line, at: usize, today: Date) -> Option<Found<Date>> {
    if matches!(line.folded(at), "eom" | "monatsende") {
        return found(1, today.last_of_month());
    }
    if !line.is(at, Sense::End) {
        return None;
    }
    let skip = line.run(at + 1, 2, Sense::Of);
    let further = usize::from(line.is(at + 1 + skip, Sense::Next) || line.is(at + 1 + skip, Sense::This));
    let unit = unit(line, at + 1 + skip + further)?;
    let from = if line.is(at + 1 + skip, Sense::Next) {
        begin_of_next(unit, today)?
    } else {
        today
    };
    let date = match unit {
        Unit::Week => from
            .checked_add(i64::from((12 - from.weekday().to_monday_one_offset()) % 7).days())
            .ok()?,
        Unit::Month => from.last_of_month(),
        Unit::Quarter => begin_of_next(unit, from)?.yesterday().ok()?,
        Unit::Year => from.last_of_year(),
        Unit::Minute | Unit::Hour | Unit::Day | Unit::Weekday => return None,
    };
    found(2 + skip + further, date)
}

/// A weekday is the next one after today. A short one that is also another word needs company.
fn weekday(line: Line, at: usize, today: Date, lead: bool) -> Option<Found<Date>> {
    let sure = line.sense(at, |s| if let Sense::Weekday(day) = s { Some(day) } else { None });
    let day = sure.or_else(|| maybe_weekday(line, at).filter(|_| lead || line.ends(at + 1)))?;
    found(1, following(today, day)?)
}

fn maybe_weekday(line: Line, at: usize) -> Option<i8> {
    // "do" is Donnerstag only as it is written in German, and "mar" may be martes or mardi.
    match line.folded(at) {
        "do" if line.get(at)?.raw != "Do" || at == 0 => None,
        "mar" => Some(2),
        _ => line.sense(at, |s| {
            if let Sense::MaybeWeekday(day) = s {
                Some(day)
            } else {
                None
            }
        }),
    }
}

pub(super) fn any_weekday(line: Line, at: usize) -> Option<i8> {
    let sure = line.sense(at, |s| if let Sense::Weekday(day) = s { Some(day) } else { None });
    sure.or_else(|| maybe_weekday(line, at))
}

pub(super) fn following(today: Date, day: i8) -> Option<Date> {
    let day = Weekday::from_monday_one_offset(day).ok()?;
    today.nth_weekday(1, day).ok()
}

/// A time of day at a place, with the preposition before it.
pub(super) fn time(line: Line, at: usize) -> Option<Found<Time>> {
    let lead = line.run(at, 2, Sense::On);
    (0..=lead).rev().find_map(|lead| {
        let found = plain_time(line, at + lead, lead > 0)?;
        Some(Found {
            words: found.words + lead,
            what: found.what,
        })
    })
}

fn plain_time(line: Line, at: usize, lead: bool) -> Option<Found<Time>> {
    let raw = line.get(at)?.raw.to_lowercase();
    if matches!(line.folded(at), "noon" | "midday" | "mittags" | "mediodia" | "midi") {
        return found(1, Time::constant(12, 0, 0, 0));
    }
    let (digits, half) = match raw.strip_suffix("am").or_else(|| raw.strip_suffix("pm")) {
        Some(digits) => (digits, Some(raw.ends_with("pm"))),
        None => (raw.as_str(), None),
    };
    let (hour, minute, shaped) = clock(digits)?;
    let after = |sense| line.is(at + 1, sense);
    let (words, half, shaped) = match half {
        Some(_) => (1, half, true),
        None if after(Sense::Pm) => (2, Some(true), true),
        None if after(Sense::Am) && any_weekday(line, at + 2).is_none() => (2, Some(false), true),
        None if after(Sense::Clock) => {
            let minutes = line.get(at + 2).and_then(|word| word.raw.parse::<i8>().ok());
            let minutes = minutes.filter(|m| minute == 0 && (0..60).contains(m));
            return found(
                2 + usize::from(minutes.is_some()),
                civil(hour, minutes.unwrap_or(minute), None)?,
            );
        }
        None => (1, None, shaped),
    };
    // A bare number is a time only after "at", and with nothing after it that it could count; 1 to 6 are afternoons.
    let certain = shaped || (lead && line.ends(at + 1));
    if !certain {
        return None;
    }
    let half = if shaped {
        half
    } else {
        Some((1..=6).contains(&hour)).filter(|pm| *pm)
    };
    found(words, civil(hour, minute, half)?)
}

/// `9`, `9:30`, `9h`, `9h30`; and whether it can be nothing else.
fn clock(digits: &str) -> Option<(i8, i8, bool)> {
    if let Some((hour, minute)) = digits.split_once([':', 'h']) {
        let minute = if minute.is_empty() {
            Some(0)
        } else {
            minute.parse().ok().filter(|_| minute.len() == 2)
        };
        let plain = digits.contains('h') || !digits.ends_with(':');
        return Some((hour.parse().ok()?, minute?, plain));
    }
    Some((digits.parse().ok()?, 0, false))
}

fn civil(hour: i8, minute: i8, pm: Option<bool>) -> Option<Time> {
    let hour = match (pm, hour) {
        (None, hour) => hour,
        (Some(_), hour) if !(1..=12).contains(&hour) => return None,
        (Some(pm), 12) => i8::from(pm) * 12,
        (Some(pm), hour) => hour + i8::from(pm) * 12,
    };
    Time::new(hour, minute, 0, 0).ok()
}

/// The hour of a part of a day: "morning", "nachmittag".
pub(super) fn part(line: Line, at: usize) -> Option<Time> {
    let hour = line.sense(at, |s| if let Sense::Part(hour) = s { Some(hour) } else { None })?;
    Time::new(hour, 0, 0, 0).ok()
}
