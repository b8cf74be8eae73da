//! One property: `group.NAME;PARAM=value:value` (RFC 6350 §3.3), with the bare parameters of 2.1 (`TEL;CELL;VOICE:`).

use super::decode;

/// Parameter values of one property that are looked at. All of them are carried.
const MOST_PARAMS: usize = 64;

/// A property, its value still escaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Property {
    /// In small letters; empty where there is none.
    pub(crate) group: String,
    /// In capitals.
    pub(crate) name: String,
    /// Names in capitals, values as they stand. Several values of one parameter are several pairs.
    pub(crate) params: Vec<(String, String)>,
    /// What stands before the value, less what only concerned its bytes.
    pub(crate) head: String,
    /// The value as text: transfer encoding and character set are undone, escapes are not.
    pub(crate) value: String,
}

impl Property {
    /// None where the line is no property: the rest of a value that was broken without being folded, most likely.
    pub(crate) fn parse(line: &[u8]) -> Option<Self> {
        let (head, value) = split_at_colon(line)?;
        let head = std::str::from_utf8(head).ok()?;
        let mut parts = split_outside_quotes(head, ';');
        let full_name = parts.next()?.trim();
        if !full_name.split('.').all(is_name) {
            return None;
        }
        let (group, name) = full_name.rsplit_once('.').unwrap_or(("", full_name));
        let mut property = Self {
            group: group.to_ascii_lowercase(),
            name: name.to_ascii_uppercase(),
            params: Vec::new(),
            head: full_name.to_owned(),
            value: String::new(),
        };
        let (mut charset, mut transfer) = (None, None);
        for part in parts {
            let (name, values) = named(part);
            match name.as_str() {
                "CHARSET" => charset = Some(values.trim_matches('"').to_owned()),
                "ENCODING" if !values.trim().eq_ignore_ascii_case("b") => transfer = Some(values.to_ascii_uppercase()),
                _ => property.keep(part, &name, values),
            }
        }
        let base64 = transfer.as_deref() == Some("BASE64") || property.has("ENCODING", "b");
        if transfer.as_deref() == Some("BASE64") {
            property.keep("ENCODING=b", "ENCODING", "b");
        }
        property.value = match transfer.as_deref() {
            _ if base64 => without_blanks(value),
            Some("QUOTED-PRINTABLE") => decode::text(&decode::quoted_printable(value), charset.as_deref()),
            _ => decode::text(value, charset.as_deref()),
        };
        Some(property)
    }

    fn keep(&mut self, part: &str, name: &str, values: &str) {
        self.head.push(';');
        self.head.push_str(part);
        let room = MOST_PARAMS.saturating_sub(self.params.len());
        let values = split_outside_quotes(values, ',').flat_map(|value| value.trim().trim_matches('"').split(','));
        self.params.extend(
            values
                .take(room)
                .map(|value| (name.to_owned(), value.trim().to_owned())),
        );
    }

    /// Whether a parameter has this value, without regard to case.
    pub(crate) fn has(&self, name: &str, value: &str) -> bool {
        self.values_of(name).any(|found| found.eq_ignore_ascii_case(value))
    }

    /// All values of a parameter.
    pub(crate) fn values_of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.params
            .iter()
            .filter(move |(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    }

    /// Takes in a line that is no property. It lost its fold, so it belongs to this value.
    pub(crate) fn append(&mut self, line: &[u8]) {
        if self.has("ENCODING", "b") {
            self.value.push_str(&without_blanks(line));
        } else {
            self.value.push_str("\\n");
            self.value.push_str(&decode::text(line, None));
        }
    }
}

/// Base64 may be broken and indented anywhere (RFC 2045 §6.8).
fn without_blanks(value: &[u8]) -> String {
    decode::text(value, None).split_whitespace().collect()
}

/// At the first colon outside of quotation marks; at the first of all where the marks do not match.
fn split_at_colon(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut quoted = false;
    let outside = line.iter().position(|byte| {
        quoted ^= *byte == b'"';
        *byte == b':' && !quoted
    });
    let at = outside.or_else(|| memchr::memchr(b':', line))?;
    Some((line.get(..at)?, line.get(at + 1..)?))
}

fn split_outside_quotes(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |sign| {
        quoted ^= sign == '"';
        sign == separator && !quoted
    })
}

/// A parameter's name in capitals, and its values. A bare value of 2.1 gets the name that it would have today.
fn named(part: &str) -> (String, &str) {
    match part.split_once('=') {
        Some((name, values)) => (name.trim().to_ascii_uppercase(), values),
        None if ["QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT"]
            .iter()
            .any(|word| part.eq_ignore_ascii_case(word)) =>
        {
            ("ENCODING".to_owned(), part)
        }
        None => ("TYPE".to_owned(), part),
    }
}

pub(crate) fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_is_taken_apart() {
        let found = Property::parse(b"item1.tel;type=CELL,\"voice,pref\";X=\"a:b;c\":+49 30").unwrap();
        assert_eq!(
            (found.group.as_str(), found.name.as_str(), found.value.as_str()),
            ("item1", "TEL", "+49 30")
        );
        assert_eq!(found.values_of("TYPE").collect::<Vec<_>>(), ["CELL", "voice", "pref"]);
        assert_eq!(found.values_of("X").collect::<Vec<_>>(), ["a:b;c"]);
        assert_eq!(found.head, "item1.tel;type=CELL,\"voice,pref\";X=\"a:b;c\"");
    }

    #[test]
    fn what_old_phones_write_is_understood() {
        let found = Property::parse(b"TEL;CELL;PREF:1").unwrap();
        assert!(found.has("TYPE", "cell") && found.has("TYPE", "pref"));
        let found =
            Property::parse(b"X-A;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE;HOME:M=FCller=0D=0Atwo").unwrap();
        assert_eq!(
            (found.head.as_str(), found.value.as_str()),
            ("X-A;HOME", "Müller\r\ntwo")
        );
        let found = Property::parse(b"PHOTO;BASE64;JPEG:AA AA").unwrap();
        assert_eq!(
            (found.head.as_str(), found.value.as_str()),
            ("PHOTO;JPEG;ENCODING=b", "AAAA")
        );
    }

    #[test]
    fn other_lines_are_no_properties() {
        for line in [
            "",
            "no colon",
            "two words: here",
            ":value",
            "http://x",
            "\u{fc}:1",
            ".TEL:1",
        ] {
            let found = Property::parse(line.as_bytes());
            assert_eq!(found.is_some(), line == "http://x", "{line}");
        }
    }
}
