//! What a number or an address is for: TYPE parameters, or a label of the person's own beside the property
//! (`item1.TEL` with `item1.X-ABLabel`, which address books of Apple and Google share).

use crate::content::property::Property;

/// Types that say nothing, being true of nearly every value.
const SILENT: [&str; 7] = ["pref", "voice", "internet", "intl", "postal", "parcel", "dom"];

/// The label of a property. One that the person gave wins over the types.
pub(super) fn of(property: &Property, given: Option<&str>) -> String {
    if let Some(given) = given.filter(|label| !label.is_empty()) {
        let bare = given.strip_prefix("_$!<").and_then(|label| label.strip_suffix(">!$_"));
        return bare.unwrap_or(given).to_owned();
    }
    let mut types: Vec<String> = Vec::new();
    for found in property.values_of("TYPE") {
        let found = found.to_ascii_lowercase();
        if !found.is_empty() && !SILENT.contains(&found.as_str()) && !types.contains(&found) {
            types.push(found);
        }
    }
    types.join(" ")
}

/// How a label is written.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// Not at all.
    Nothing,
    /// As the value of TYPE.
    Types(String),
    /// As X-ABLabel.
    Beside(String),
}

/// Types only where both versions have them for this property and [`of`] gives back the same label.
pub(super) fn written(label: &str, property: &str) -> Written {
    let known: &[&str] = match property {
        "TEL" => &["home", "work", "cell", "fax", "pager", "video"],
        _ => &["home", "work"],
    };
    let types: Vec<&str> = label.split(' ').collect();
    let once = |found: &str| types.iter().filter(|other| **other == found).count() == 1;
    if label.is_empty() {
        Written::Nothing
    } else if types.iter().all(|found| known.contains(found) && once(found)) {
        Written::Types(types.join(","))
    } else if label.starts_with("_$!<") {
        Written::Beside(format!("_$!<{label}>!$_"))
    } else {
        Written::Beside(label.to_owned())
    }
}

/// Where the property stands among its like: 1 is preferred most. RFC 6350 §5.3, and TYPE=pref of RFC 2426.
pub(super) fn rank(property: &Property) -> u32 {
    let stated = property.values_of("PREF").find_map(|value| value.parse().ok());
    stated.unwrap_or(if property.has("TYPE", "pref") { 1 } else { 101 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_told_from_types() {
        let cases: &[(&str, Option<&str>, &str)] = &[
            ("TEL;TYPE=CELL,VOICE,pref:1", None, "cell"),
            ("TEL;WORK;FAX:1", None, "work fax"),
            ("TEL;TYPE=\"work,voice\":1", None, "work"),
            ("TEL:1", Some("_$!<Mobile>!$_"), "Mobile"),
            ("TEL;TYPE=home:1", Some("Hotline"), "Hotline"),
            ("TEL;TYPE=home:1", Some(""), "home"),
            ("EMAIL;TYPE=INTERNET:a@b.c", None, ""),
        ];
        for (line, given, expected) in cases {
            assert_eq!(
                of(&Property::parse(line.as_bytes()).unwrap(), *given),
                *expected,
                "{line}"
            );
        }
    }

    #[test]
    fn only_what_both_versions_know_becomes_a_type() {
        assert_eq!(written("work fax", "TEL"), Written::Types("work,fax".into()));
        for own in ["Work", "work work", "voice", "work  fax", "_$!<x>!$_", "car"] {
            assert!(matches!(written(own, "TEL"), Written::Beside(_)), "{own}");
        }
        assert_eq!(written("cell", "EMAIL"), Written::Beside("cell".into()));
    }
}
