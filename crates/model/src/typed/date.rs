//! Calendar dates: kept as ISO 8601 (`2026-11-20`), read from the notations that lists really hold.

use super::Invalid;
use jiff::civil::Date;

/// Which comes first in `3/4/2026`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateOrder {
    /// Day, month, year: most of the world.
    #[default]
    DayFirst,
    /// Month, day, year: the United States.
    MonthFirst,
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// Reads a date: ISO 8601, `20/11/2026`, `11/20/2026`, `20.11.2026`, `20 Nov 2026`, `Nov 20, 2026`.
/// A day above 12 settles the order whatever `order` says.
///
/// # Errors
/// [`Invalid`] where it is no date of the calendar, or has no year of four digits.
pub fn date(text: &str, order: DateOrder) -> Result<Date, Invalid> {
    let no = || Invalid::because("date", format!("“{text}” is not a date. Write it like 2026-11-20."));
    if let Ok(date) = text.parse::<Date>() {
        return Ok(date);
    }
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let [a, b, c] = words.as_slice() else { return Err(no()) };
    let (year, month, day) = match (month_name(a), month_name(b)) {
        (Some(month), _) => (year(c), Some(month), small(b)),
        (_, Some(month)) => (year(c), Some(month), small(a)),
        _ if a.len() == 4 => (year(a), small(b), small(c)),
        _ => {
            let (first, second) = (small(a), small(b));
            let month_first = match (first, second) {
                (Some(first), _) if first > 12 => false,
                (_, Some(second)) if second > 12 => true,
                _ => order == DateOrder::MonthFirst,
            };
            if month_first {
                (year(c), first, second)
            } else {
                (year(c), second, first)
            }
        }
    };
    let (Some(year), Some(month), Some(day)) = (year, month, day) else {
        return Err(no());
    };
    Date::new(year, month, day).map_err(|_| no())
}

fn month_name(word: &str) -> Option<i8> {
    let start: String = word.to_lowercase().chars().take(3).collect();
    let at = MONTHS.iter().position(|month| *month == start)?;
    i8::try_from(at + 1).ok()
}

fn small(word: &str) -> Option<i8> {
    word.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse().ok()
}

fn year(word: &str) -> Option<i16> {
    if word.len() == 4 { word.parse().ok() } else { None }
}
