//! Protection against cells that a spreadsheet would run as a formula, such as `=HYPERLINK(…)`.
//!
//! A table that goes back into a program must be faithful, so this is off unless asked for ([`super::Style::for_spreadsheets`]).
//! Then an apostrophe is put before such a cell, as OWASP advises ("CSV Injection"); and before a cell that begins with
//! one already, so that [`unguard`] gives back exactly what [`guard`] was given, for any text.

use std::borrow::Cow;

/// The cell as it may be shown to a spreadsheet. Plain numbers (`-12.50`) carry no formula and stay as they are.
pub fn guard(cell: &str) -> Cow<'_, str> {
    let opens = cell.starts_with([
        '=', '+', '-', '@', '\t', '\r', '\'', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ]);
    if opens && !is_number(cell) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// The cell as it was before [`guard`]. To be used on tables that were written for spreadsheets, and on no other.
pub fn unguard(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}

fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['+', '-']).unwrap_or(cell);
    digits.starts_with(|sign: char| sign.is_ascii_digit())
        && digits
            .chars()
            .all(|sign| sign.is_ascii_digit() || matches!(sign, '.' | ','))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_numbers_are_not() {
        for armed in [
            "=1+1",
            "+cmd|' /C calc'!A0",
            "-2+3",
            "@SUM(A1)",
            "\t=1",
            "'quoted",
            "+49 30 123",
            "-",
        ] {
            assert_eq!(guard(armed), format!("'{armed}"));
        }
        for harmless in ["", "Acme", "-12.50", "+4930123", "1,000", "a=b"] {
            assert_eq!(guard(harmless), harmless);
        }
    }
}
