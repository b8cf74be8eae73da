//! Escapes in values: RFC 6350 §3.4, RFC 2426 §2.4.2; 2.1 knows only those of separators.

/// Text as a value. Line breaks of any kind become `\n`; other control characters have no place in a vCard.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' | ',' | ';' => out.extend(['\\', sign]),
            '\r' if signs.peek() == Some(&'\n') => {}
            '\r' | '\n' => out.push_str("\\n"),
            '\t' => out.push(sign),
            _ if sign.is_control() => {}
            _ => out.push(sign),
        }
    }
    out
}

/// A URI as a value: its commas and semicolons are its own (RFC 6350 §4).
pub(crate) fn escape_uri(text: &str) -> String {
    escape(text).replace("\\,", ",").replace("\\;", ";")
}

/// A value that is escaped already, made safe to stand on one line.
pub(crate) fn one_line(raw: &str) -> String {
    let broken = raw.replace("\r\n", "\\n").replace(['\r', '\n'], "\\n");
    broken.replace(|sign: char| sign.is_control() && sign != '\t', "")
}

/// A value of 2.1 with the escapes of later versions.
pub(crate) fn modernise(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut signs = raw.chars().peekable();
    while let Some(sign) = signs.next() {
        out.push(sign);
        if sign == '\\' && !matches!(signs.peek(), Some(',' | ';' | ':')) {
            out.push('\\');
        }
    }
    out
}

/// The text of a value. `old` is for 2.1, where a backslash before a letter is a backslash.
pub(crate) fn unescape(value: &str, old: bool) -> String {
    let mut out = String::with_capacity(value.len());
    let mut signs = value.chars().peekable();
    while let Some(sign) = signs.next() {
        let escaped = if sign == '\\' {
            signs.peek().and_then(|next| meaning(*next, old))
        } else {
            None
        };
        if escaped.is_some() {
            signs.next();
        }
        // A line break that 2.1 wrote in quoted-printable is a CRLF.
        if sign != '\r' {
            out.push(escaped.unwrap_or(sign));
        }
    }
    out
}

fn meaning(escaped: char, old: bool) -> Option<char> {
    match escaped {
        ',' | ';' | ':' => Some(escaped),
        '\\' if !old => Some('\\'),
        'n' | 'N' if !old => Some('\n'),
        _ => None,
    }
}

/// The parts between separators that are not escaped, each as text.
pub(crate) fn parts(value: &str, separator: char, old: bool) -> Vec<String> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut escaped = false;
    for (at, sign) in value.char_indices() {
        if sign == separator && !escaped {
            parts.push(unescape(value.get(start..at).unwrap_or_default(), old));
            start = at + sign.len_utf8();
        }
        escaped = sign == '\\' && (old || !escaped);
    }
    parts.push(unescape(value.get(start..).unwrap_or_default(), old));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_escaped_comes_back() {
        for text in ["a,b;c\\d\ne", "\\n", "\\\\,", "\\", "", " \t x "] {
            assert_eq!(unescape(&escape(text), false), text);
            assert_eq!(unescape(&escape_uri(text), false), text);
            assert_eq!(parts(&format!("{0};{0}", escape(text)), ';', false), [text, text]);
        }
        assert_eq!(escape("a\r\nb\rc\u{7}"), "a\\nb\\nc");
    }

    #[test]
    fn sloppy_escapes_lose_nothing() {
        assert_eq!(unescape("C:\\temp\\", false), "C:\\temp\\");
        assert_eq!(unescape("C:\\new\\;", true), "C:\\new;");
        assert_eq!(unescape(&modernise("C:\\new\\;\\"), false), "C:\\new;\\");
        assert_eq!(parts("Roe\\;Poe;Ann;;", ';', true), ["Roe;Poe", "Ann", "", ""]);
    }
}
