//! A name without what people write differently: case, accents, punctuation, `camelCase` and `snake_case`.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words that say nothing about the meaning of a column.
const FILLERS: [&str; 14] = [
    "the", "of", "a", "der", "die", "das", "de", "du", "des", "la", "le", "del", "el", "los",
];

/// "Account ID" names a company no more than "customer no." does.
const IDS: [&str; 11] = [
    "id", "ids", "uuid", "guid", "key", "no", "nr", "number", "nummer", "numero", "code",
];

/// The most words of a header that are looked at.
const MOST: usize = 12;

/// The words of a name.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Folded {
    words: Vec<String>,
}

impl Folded {
    pub(super) fn of(name: &str) -> Self {
        let mut words = vec![String::new()];
        let mut before = ' ';
        for sign in name.chars().take(200) {
            let hump = sign.is_uppercase() && before.is_lowercase();
            if (hump || !sign.is_alphanumeric()) && words.last().is_some_and(|word| !word.is_empty()) {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                fold(sign, word);
            }
            before = sign;
        }
        words.retain(|word| !word.is_empty());
        let telling: Vec<String> = words
            .iter()
            .filter(|word| !FILLERS.contains(&word.as_str()))
            .cloned()
            .collect();
        let mut words = if telling.is_empty() { words } else { telling };
        words.truncate(MOST);
        Self { words }
    }

    /// All words in one: "E-Mail" and "email" are the same.
    pub(super) fn joined(&self) -> String {
        self.words.concat()
    }

    /// Whether the name is that of an identifier.
    pub(super) fn is_id(&self) -> bool {
        [self.words.first(), self.words.last()]
            .into_iter()
            .flatten()
            .any(|word| IDS.contains(&word.as_str()))
    }

    /// Every run of one to three neighbouring words, joined.
    pub(super) fn parts(&self) -> Vec<String> {
        let runs = (1..=3).flat_map(|length| self.words.windows(length));
        runs.map(<[String]>::concat).collect()
    }
}

fn fold(sign: char, into: &mut String) {
    match sign {
        'ß' | 'ẞ' => into.push_str("ss"),
        'œ' | 'Œ' => into.push_str("oe"),
        'ø' | 'Ø' => into.push('o'),
        _ => {
            let bare = std::iter::once(sign)
                .nfkd()
                .filter(|sign| !is_combining_mark(*sign) && sign.is_alphanumeric());
            into.extend(bare.flat_map(char::to_lowercase));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_folded() {
        let cases = [
            ("E-Mail", "email"),
            ("  Téléphone ", "telephone"),
            ("Straße", "strasse"),
            ("accountName", "accountname"),
            ("year_established", "yearestablished"),
            ("Date of birth", "datebirth"),
            ("N° client", "nclient"),
            ("--", ""),
            ("La", "la"),
        ];
        for (name, expected) in cases {
            assert_eq!(Folded::of(name).joined(), expected, "{name}");
        }
        assert_eq!(
            Folded::of("Work phone no").parts(),
            ["work", "phone", "no", "workphone", "phoneno", "workphoneno"]
        );
    }
}
