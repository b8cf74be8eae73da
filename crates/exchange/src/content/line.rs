//! Content lines: what was folded is unfolded (RFC 6350 §3.2), and what quoted-printable broke is joined (RFC 2045 §6.7).
//!
//! All of it in bytes, because a fold may run through the middle of a letter.

/// One content line and where it began.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) number: u64,
    pub(crate) bytes: Vec<u8>,
}

/// The content lines of a file, in order.
pub(crate) struct Lines<'a> {
    rest: Option<&'a [u8]>,
    number: u64,
    /// vCard 2.1 folds at a blank that belongs to the text; the later versions add one.
    pub(crate) keep_blank: bool,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self {
            rest: Some(bytes),
            number: 0,
            keep_blank: false,
        }
    }

    /// The next line of the file, as it stands, without what ends it.
    fn physical(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest?;
        self.number += 1;
        let (line, after) = match memchr::memchr(b'\n', rest) {
            Some(at) => (rest.get(..at).unwrap_or_default(), rest.get(at + 1..)),
            None => (rest, None),
        };
        self.rest = after.filter(|after| !after.is_empty());
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    }

    fn next_begins_with(&self, test: impl Fn(&[u8]) -> bool) -> bool {
        self.rest.is_some_and(test)
    }
}

impl Iterator for Lines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        let mut bytes = self.physical()?.to_vec();
        let number = self.number;
        let broken = is_quoted_printable(&bytes);
        loop {
            if self.next_begins_with(|next| matches!(next.first(), Some(b' ' | b'\t'))) {
                let more = self.physical().unwrap_or_default();
                if broken && bytes.last() == Some(&b'=') {
                    bytes.pop();
                }
                let blank = usize::from(!self.keep_blank);
                bytes.extend_from_slice(more.get(blank..).unwrap_or_default());
            } else if broken && bytes.last() == Some(&b'=') && !self.next_begins_with(is_border) && self.rest.is_some()
            {
                bytes.pop();
                bytes.extend_from_slice(self.physical().unwrap_or_default());
            } else {
                return Some(Line { number, bytes });
            }
        }
    }
}

/// Whether the part before the value names this encoding.
fn is_quoted_printable(line: &[u8]) -> bool {
    let head = line.split(|byte| *byte == b':').next().unwrap_or_default();
    const NAME: &[u8] = b"QUOTED-PRINTABLE";
    head.windows(NAME.len()).any(|window| window.eq_ignore_ascii_case(NAME))
}

/// `BEGIN:…` or `END:…`.
fn is_border(line: &[u8]) -> bool {
    let starts = |word: &[u8]| {
        line.get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    starts(b"BEGIN:") || starts(b"END:")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, keep_blank: bool) -> Vec<(u64, String)> {
        let mut lines = Lines::new(text.as_bytes());
        lines.keep_blank = keep_blank;
        lines
            .map(|line| (line.number, String::from_utf8(line.bytes).unwrap()))
            .collect()
    }

    #[test]
    fn folds_are_undone() {
        let found = lines("NOTE:one\r\n  two\r\n\tthree\nFN:x\n\nEND:VCARD", false);
        assert_eq!(
            found,
            [
                (1, "NOTE:one twothree".into()),
                (4, "FN:x".into()),
                (5, String::new()),
                (6, "END:VCARD".into())
            ]
        );
        assert_eq!(lines("NOTE:one\r\n two", true), [(1, "NOTE:one two".into())]);
    }

    #[test]
    fn a_quoted_printable_value_goes_on_after_its_equals_sign() {
        let text = "FN;ENCODING=QUOTED-PRINTABLE:=C3=\r\n=A9t=\r\n=C3=A9\r\nTEL:1=\r\nEND:VCARD";
        let found = lines(text, true);
        assert_eq!(found[0].1, "FN;ENCODING=QUOTED-PRINTABLE:=C3=A9t=C3=A9");
        assert_eq!(found[1].1, "TEL:1=");
        let cut = lines("N;quoted-printable:a=\r\nEND:VCARD", true);
        assert_eq!(cut.len(), 2);
    }
}
