//! When a resource can be had or a colleague works: hours of each weekday, as people write them:
//! `Mon-Fri 08:00-12:00 12:45-17:00; Sat 09:00-12:00`.

use crate::{Invalid, fold::fold};
use jiff::civil::{Date, Time, Weekday};

/// Hours of each weekday, Monday first; on the wall clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingHours([Vec<(Time, Time)>; 7]);

/// What weekdays are called, in the languages of the window; folded.
const NAMES: [&[&str]; 7] = [
    &["mon", "monday", "mo", "montag", "lun", "lunes", "lundi"],
    &["tue", "tuesday", "di", "dienstag", "mar", "martes", "mardi"],
    &[
        "wed",
        "wednesday",
        "mi",
        "mittwoch",
        "mie",
        "miercoles",
        "mer",
        "mercredi",
    ],
    &["thu", "thursday", "donnerstag", "jue", "jueves", "jeu", "jeudi"],
    &["fri", "friday", "fr", "freitag", "vie", "viernes", "ven", "vendredi"],
    &["sat", "saturday", "sa", "samstag", "sab", "sabado", "sam", "samedi"],
    &["sun", "sunday", "so", "sonntag", "dom", "domingo", "dim", "dimanche"],
];

const OPENS: Time = Time::constant(8, 0, 0, 0);
const CLOSES: Time = Time::constant(17, 0, 0, 0);

impl WorkingHours {
    /// Where nobody has said any: weekdays from 08:00 to 17:00.
    #[must_use]
    pub fn usual() -> Self {
        Self(std::array::from_fn(|day| {
            if day < 5 { vec![(OPENS, CLOSES)] } else { Vec::new() }
        }))
    }

    /// Reads the hours of a week; days that are not named are off.
    ///
    /// # Errors
    /// [`Invalid`] `hours`, with an example.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        Self::read(text).ok_or_else(|| {
            let words =
                format!("“{text}” are no hours of a week. Write them like Mon-Fri 08:00-17:00; Sat 09:00-12:00.");
            Invalid::because("hours", words)
        })
    }

    fn read(text: &str) -> Option<Self> {
        let mut week: [Vec<(Time, Time)>; 7] = Default::default();
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let plain = part.replace(['–', '—'], "-");
            let mut words = plain.split([' ', ',']).filter(|word| !word.is_empty());
            let (from, to) = days(words.next()?)?;
            let hours: Vec<(Time, Time)> = words.map(stretch).collect::<Option<_>>()?;
            let in_order = hours
                .iter()
                .zip(hours.iter().skip(1))
                .all(|(one, next)| one.1 <= next.0);
            if hours.is_empty() || !in_order {
                return None;
            }
            for (_, day) in week.iter_mut().enumerate().filter(|(at, _)| (from..=to).contains(at)) {
                day.clone_from(&hours);
            }
        }
        (!text.trim().is_empty()).then_some(Self(week))
    }

    /// The hours of a day, in order.
    #[must_use]
    pub fn on(&self, day: Date) -> &[(Time, Time)] {
        let at = usize::try_from(day.weekday().since(Weekday::Monday)).unwrap_or_default();
        self.0.get(at).map_or(&[], Vec::as_slice)
    }
}

fn days(text: &str) -> Option<(usize, usize)> {
    let number = |name: &str| {
        let name = fold(name);
        // Thursday in German; Sunday in Spanish is written out.
        if name == "do" {
            return Some(3);
        }
        NAMES.iter().position(|names| names.contains(&name.as_str()))
    };
    match text.split_once('-') {
        Some((from, to)) => {
            let (from, to) = (number(from)?, number(to)?);
            (from <= to).then_some((from, to))
        }
        None => number(text).map(|day| (day, day)),
    }
}

fn stretch(text: &str) -> Option<(Time, Time)> {
    let (from, to) = text.split_once('-')?;
    let time = |text: &str| {
        let (hour, minute) = text.split_once(':').unwrap_or((text, "0"));
        Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
    };
    let (from, to) = (time(from)?, time(to)?);
    (from < to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, day: i8) -> String {
        let date = Date::constant(2026, 11, 15 + day); // the 16th is a Monday
        match WorkingHours::parse(text) {
            Ok(hours) => {
                let clock = |time: &Time| format!("{:02}:{:02}", time.hour(), time.minute());
                let hours = hours
                    .on(date)
                    .iter()
                    .map(|(from, to)| format!("{}-{}", clock(from), clock(to)));
                hours.collect::<Vec<_>>().join(" ")
            }
            Err(why) => why.code.to_owned(),
        }
    }

    #[test]
    fn the_hours_of_a_week_are_read_as_people_write_them() {
        for (text, day, hours) in [
            (
                "Mon-Fri 08:00-12:00 12:45-17:00; Sat 09:00-12:00",
                1,
                "08:00-12:00 12:45-17:00",
            ),
            ("Mon-Fri 08:00-12:00 12:45-17:00; Sat 09:00-12:00", 6, "09:00-12:00"),
            ("Mon-Fri 08:00-12:00 12:45-17:00; Sat 09:00-12:00", 7, ""),
            ("Mo–Do 7-16", 4, "07:00-16:00"),
            ("Mié 9:30-14, 16-20", 3, "09:30-14:00 16:00-20:00"),
            ("dim. 10-12", 7, "10:00-12:00"),
            ("", 1, "hours"),
            ("whenever", 1, "hours"),
            ("Mon", 1, "hours"),
            ("Mon 17-8", 1, "hours"),
            ("Fri-Mon 8-9", 1, "hours"),
            ("Mon 8-12 10-14", 1, "hours"),
        ] {
            assert_eq!(said(text, day), hours, "{text}");
        }
    }

    #[test]
    fn who_has_said_no_hours_works_on_weekdays() {
        let usual = WorkingHours::usual();
        assert_eq!(usual.on(Date::constant(2026, 11, 20)), [(OPENS, CLOSES)]);
        assert!(usual.on(Date::constant(2026, 11, 21)).is_empty());
    }
}
