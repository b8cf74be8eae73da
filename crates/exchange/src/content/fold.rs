//! Folding: no line longer than 75 octets, and no letter cut in two (RFC 6350 §3.2).

/// Octets of a line, without its CRLF.
const LINE: usize = 75;

/// Appends a content line, folded and ended by CRLF.
pub(crate) fn push(out: &mut String, line: &str) {
    let mut rest = line;
    let mut room = LINE;
    while rest.len() > room {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(room));
        out.push_str(piece);
        out.push_str("\r\n ");
        rest = after;
        // The blank counts.
        room = LINE - 1;
    }
    out.push_str(rest);
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_too_long_and_no_letter_is_cut() {
        for length in [0, 74, 75, 76, 149, 150, 400] {
            for letter in ["x", "ü", "\u{1F9ED}"] {
                let text = letter.repeat(length);
                let mut out = String::new();
                push(&mut out, &text);
                assert!(out.split("\r\n").all(|line| line.len() <= LINE));
                assert_eq!(out.replace("\r\n ", "").trim_end(), text);
            }
        }
    }
}
