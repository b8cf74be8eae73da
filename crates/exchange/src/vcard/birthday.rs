//! BDAY in its shapes: `1985-04-12`, `19850412`, `--0412` (RFC 6350 §6.2.5, ISO 8601), with a time of day, or as text.

/// The date as [`super::Card::birthday`] has it; anything that is no date stays as it is.
/// `no_year` is the year that Apple's address book writes where there is none (X-APPLE-OMIT-YEAR).
pub(super) fn read(text: &str, no_year: Option<&str>) -> String {
    let date = match text.split_once(['T', ' ']) {
        Some((date, time)) if is_midnight(time) => date,
        _ => text,
    };
    let dashless: String = date.trim().strip_prefix("--").unwrap_or(date.trim()).replace('-', "");
    if !dashless.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.to_owned();
    }
    let (year, month_day) = match dashless.split_at_checked(4) {
        Some((year, month_day)) if month_day.len() == 4 => (Some(year), month_day),
        Some((month_day, "")) if date.trim().starts_with("--") => (None, month_day),
        _ => return text.to_owned(),
    };
    let iso = match (
        year.filter(|year| Some(*year) != no_year),
        month_day.split_at_checked(2),
    ) {
        (Some(year), Some((month, day))) => format!("{year}-{month}-{day}"),
        (None, Some((month, day))) => format!("--{month}-{day}"),
        _ => return text.to_owned(),
    };
    if compact(&iso).is_some() { iso } else { text.to_owned() }
}

/// `19850412` or `--0412` for a date in the shape that [`read`] gives; None for text.
pub(super) fn compact(iso: &str) -> Option<String> {
    let (year, rest) = match iso.strip_prefix("--") {
        Some(rest) => ("--", rest),
        None => iso.split_once('-').filter(|(year, _)| is_number(year, 4, 0..=9999))?,
    };
    let (month, day) = rest.split_once('-')?;
    let sound = is_number(month, 2, 1..=12) && is_number(day, 2, 1..=31);
    sound.then(|| format!("{year}{month}{day}"))
}

fn is_number(text: &str, digits: usize, range: std::ops::RangeInclusive<u16>) -> bool {
    let plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    plain && text.parse().is_ok_and(|number| range.contains(&number))
}

fn is_midnight(time: &str) -> bool {
    time.starts_with("00")
        && time
            .chars()
            .all(|sign| matches!(sign, '0' | ':' | '.' | 'Z' | '+' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_every_shape_and_text_stays() {
        let cases = [
            ("1985-04-12", "1985-04-12"),
            ("19850412", "1985-04-12"),
            ("1985-04-12T00:00:00Z", "1985-04-12"),
            ("1985-04-12T09:30:00Z", "1985-04-12T09:30:00Z"),
            ("--0412", "--04-12"),
            ("--04-12", "--04-12"),
            ("0412", "0412"),
            ("1985", "1985"),
            ("1985-13-01", "1985-13-01"),
            ("circa 1800", "circa 1800"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text, None), expected);
        }
        assert_eq!(read("1604-04-12", Some("1604")), "--04-12");
    }
}
