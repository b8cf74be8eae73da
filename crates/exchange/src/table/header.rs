//! The row of column names: the first row, if it is one.

use super::{BadRow, MAX_COLUMNS, Rows, Why};
use crate::encoding::Decoded;
use crate::{Encoding, Unreadable};

/// The whole lines of `head` as UTF-8. NULs betray a binary file, in UTF-16 too.
pub(super) fn text_of(head: &[u8], encoding: Encoding) -> Result<Vec<u8>, Unreadable> {
    let mut text = Vec::new();
    let mut decoded = Decoded::new(head, encoding)?;
    while decoded.fill(&mut text)? {}
    if text.contains(&0) {
        return Err(Unreadable::Binary);
    }
    if head.len() as u64 >= super::HEAD
        && let Some(end) = text.iter().rposition(|byte| matches!(byte, b'\n' | b'\r'))
    {
        text.truncate(end + 1);
    }
    Ok(text)
}

/// Reads the names from the top of the file.
pub(super) fn read(mut rows: Rows) -> Result<Vec<String>, Unreadable> {
    let names = match rows.next() {
        None => return Err(Unreadable::Empty),
        Some(Err(BadRow {
            why: Why::TooManyCells { .. },
            ..
        })) => {
            return Err(Unreadable::TooManyColumns { limit: MAX_COLUMNS });
        }
        Some(Err(bad)) => {
            return Err(Unreadable::HeaderUnreadable {
                why: bad.why.to_string(),
            });
        }
        Some(Ok(row)) => row.cells,
    };
    if names.iter().all(|name| name.trim().is_empty()) {
        return Err(Unreadable::NoHeader);
    }
    match data_among(&names) {
        Some(cell) => Err(Unreadable::HeaderLooksLikeData {
            cell: cell.chars().take(60).collect(),
        }),
        None => Ok(names),
    }
}

/// A cell that no column would be called: an e-mail address, or a number among nothing but numbers.
fn data_among(names: &[String]) -> Option<&String> {
    let address = names.iter().find(|name| is_address(name.trim()));
    let mut filled = names.iter().filter(|name| !name.trim().is_empty());
    address.or_else(|| {
        let first = filled.next()?;
        (is_number(first) && filled.all(|name| is_number(name))).then_some(first)
    })
}

fn is_address(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else {
        return false;
    };
    !name.is_empty() && host.contains('.') && !text.contains(char::is_whitespace)
}

fn is_number(text: &str) -> bool {
    text.chars().any(|sign| sign.is_ascii_digit())
        && text
            .chars()
            .all(|sign| sign.is_ascii_digit() || "+-.,:/() %".contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_not_taken_for_names() {
        let names = |cells: &[&str]| cells.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            data_among(&names(&["Ann Roe", "ann@example.org"])).unwrap(),
            "ann@example.org"
        );
        assert_eq!(data_among(&names(&["12", "", "+49 30 123"])).unwrap(), "12");
        assert_eq!(data_among(&names(&["Name", "2019", "2020"])), None);
        assert_eq!(data_among(&names(&["@handle", "E-mail (x@y)"])), None);
        assert_eq!(data_among(&names(&["", "-"])), None);
    }
}
