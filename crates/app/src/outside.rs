//! What belongs to the system and not to this window: a telephone, a mail program, a map. Pure: from what a field holds to the
//! addresses that the system may know. The window names the way and the text; only here do they become an address, so nothing
//! else can be opened from a page.

use serde::Deserialize;
use specta::Type;

/// A way out of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// To a telephone.
    Call,
    /// To a mail program.
    Mail,
    /// To a map.
    Go,
}

/// The addresses to try, the best one first; none where the text holds nothing for this way. RFC 3966 (`tel`), RFC 6068
/// (`mailto`), RFC 5870 (`geo`; the `q` is what maps agreed on). The last one for a map is a page that any browser opens.
#[must_use]
pub fn addresses(way: Way, text: &str) -> Vec<String> {
    let line = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let line = line.collect::<Vec<_>>().join(", ");
    match way {
        Way::Call => {
            let number: String = line
                .chars()
                .filter(|one| one.is_ascii_digit() || "+,;*#".contains(*one))
                .collect();
            let dialled = number.bytes().any(|one| one.is_ascii_digit());
            dialled
                .then(|| format!("tel:{}", encoded(&number, b"+,;*")))
                .into_iter()
                .collect()
        }
        Way::Mail => line
            .contains('@')
            .then(|| format!("mailto:{}", encoded(&line, b"@+")))
            .into_iter()
            .collect(),
        Way::Go if line.is_empty() => Vec::new(),
        Way::Go => {
            let place = encoded(&line, b"");
            vec![
                format!("geo:0,0?q={place}"),
                format!("https://www.openstreetmap.org/search?query={place}"),
            ]
        }
    }
}

/// Percent-encoded, but for letters, digits, `-._~` (RFC 3986) and what `plain` adds.
fn encoded(text: &str, plain: &[u8]) -> String {
    text.bytes().fold(String::new(), |mut all, one| {
        if one.is_ascii_alphanumeric() || b"-._~".contains(&one) || plain.contains(&one) {
            all.push(char::from(one));
        } else {
            all.push_str(&format!("%{one:02X}"));
        }
        all
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_becomes_the_address_of_its_way_and_nothing_else() {
        for (way, text, first) in [
            (Way::Call, "+44 7700 900418", "tel:+447700900418"),
            (Way::Call, "0117 496-0112 ext. 4", "tel:011749601124"),
            (Way::Call, "*31#0117", "tel:*31%230117"),
            (Way::Call, "ask at the desk", ""),
            (Way::Mail, "ana@elmfield.example", "mailto:ana@elmfield.example"),
            (
                Way::Mail,
                "a@b.example?bcc=x@y.example",
                "mailto:a@b.example%3Fbcc%3Dx@y.example",
            ),
            (Way::Mail, "none", ""),
            (
                Way::Go,
                "14 Elm Hill\nBristol",
                "geo:0,0?q=14%20Elm%20Hill%2C%20Bristol",
            ),
            (Way::Go, "Müllerstraße 1", "geo:0,0?q=M%C3%BCllerstra%C3%9Fe%201"),
            (Way::Go, " \n ", ""),
        ] {
            let all = addresses(way, text);
            assert_eq!(all.first().map_or("", String::as_str), first, "{text}");
        }
        let page = addresses(Way::Go, "York").pop();
        assert_eq!(page.as_deref(), Some("https://www.openstreetmap.org/search?query=York"));
    }
}
