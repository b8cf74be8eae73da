//! Whether two records are about the same: what speaks for it, weighed against what speaks against it. Pure.

use super::sounds::sounds;
use model::fold::{digits, fold};
use std::collections::BTreeSet;

/// Digits of a number that have to agree, from its end: what is before them is how it was dialled.
const TAIL: usize = 9;
/// Digits that a number has at least.
const LEAST: usize = 6;
/// From this weight on somebody is offered.
const OFFERED: i32 = 3;
/// Words of a company's name that say nothing about which it is.
const FORMS: [&str; 16] = [
    "ltd", "limited", "gmbh", "ag", "bv", "nv", "sa", "sarl", "srl", "sl", "inc", "llc", "plc", "co", "kg", "the",
];

/// What is known of somebody.
#[derive(Clone, Debug, Default)]
pub(super) struct Somebody {
    /// Folded, in order of the alphabet: a name that was typed the other way round is the same.
    words: Vec<String>,
    mobile: String,
    phone: String,
    email: String,
    /// A link, as text.
    company: String,
}

/// How alike two are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Judged {
    pub(super) weight: i32,
    pub(super) why: Vec<&'static str>,
}

/// How two names agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Names {
    Same,
    /// One letter off, or heard alike.
    Near,
    Different,
    /// One of them is not there.
    Unknown,
}

impl Somebody {
    pub(super) fn new(name: &str, mobile: &str, phone: &str, email: &str, company: &str) -> Self {
        let folded = fold(name);
        let all: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        let telling: Vec<&str> = all.iter().copied().filter(|word| !FORMS.contains(word)).collect();
        let words = if telling.is_empty() { all } else { telling };
        let mut words: Vec<String> = words.into_iter().map(str::to_owned).collect();
        words.sort_unstable();
        Self {
            words,
            mobile: tail(mobile),
            phone: tail(phone),
            email: email.trim().to_lowercase(),
            company: company.to_owned(),
        }
    }

    fn numbers(&self) -> impl Iterator<Item = &String> {
        [&self.mobile, &self.phone]
            .into_iter()
            .filter(|number| !number.is_empty())
    }

    /// What the search is asked, so that nobody who is alike is missed: the numbers, the address, the whole name, and each
    /// word of it with the first letter of another.
    pub(super) fn questions(&self) -> BTreeSet<String> {
        let mut questions: BTreeSet<String> = self.numbers().cloned().collect();
        if !self.email.is_empty() {
            questions.insert(self.email.clone());
        }
        if self.words.iter().map(String::len).sum::<usize>() < 3 {
            return questions;
        }
        questions.insert(self.words.join(" "));
        for word in self.words.iter().filter(|word| word.chars().count() > 2) {
            questions.insert(word.clone());
            let others = self.words.iter().filter(|other| *other != word);
            questions.extend(others.filter_map(|other| Some(format!("{word} {}", other.chars().next()?))));
        }
        questions
    }
}

/// The digits by which two numbers are compared.
fn tail(number: &str) -> String {
    let digits = digits(number);
    if digits.len() < LEAST {
        return String::new();
    }
    digits
        .get(digits.len().saturating_sub(TAIL)..)
        .unwrap_or_default()
        .to_owned()
}

/// Whether one is offered where the other is typed; `None`: it is not.
pub(super) fn alike(one: &Somebody, other: &Somebody) -> Option<Judged> {
    let mut judged = Judged {
        weight: 0,
        why: Vec::new(),
    };
    let mut say = |weight: i32, why: Option<&'static str>| {
        judged.weight += weight;
        judged.why.extend(why);
    };
    let shared = one.numbers().any(|number| other.numbers().any(|there| there == number));
    let mobile = !one.mobile.is_empty() && one.mobile == other.mobile;
    let numbers = one.numbers().next().is_some() && other.numbers().next().is_some();
    match (mobile, shared, numbers) {
        (true, ..) => say(6, Some("mobile")),
        // A number of the house is shared by those who work there.
        (_, true, _) => say(3, Some("phone")),
        (_, _, true) => say(-2, None),
        _ => {}
    }
    match (one.email.is_empty() || other.email.is_empty(), one.email == other.email) {
        (true, _) => {}
        (_, true) => say(6, Some("email")),
        (_, false) => say(-2, None),
    }
    match names(&one.words, &other.words) {
        Names::Same => say(4, Some("name")),
        Names::Near => say(3, Some("sounds")),
        Names::Different => say(-2, None),
        Names::Unknown => {}
    }
    match (
        one.company.is_empty() || other.company.is_empty(),
        one.company == other.company,
    ) {
        (true, _) => {}
        (_, true) => say(2, Some("company")),
        (_, false) => say(-2, None),
    }
    (judged.weight >= OFFERED).then_some(judged)
}

fn names(one: &[String], other: &[String]) -> Names {
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    if short.is_empty() {
        return Names::Unknown;
    }
    if one == other {
        return Names::Same;
    }
    // A word may be missing (a second first name), but not all but one.
    if long.len() - short.len() > 1 || (short.len() == 1 && long.len() > 1) {
        return Names::Different;
    }
    let mut left: Vec<&String> = long.iter().collect();
    let mut equal = 0;
    for word in short {
        let found = left.iter().position(|there| *there == word);
        equal += usize::from(found.is_some());
        let found = found.or_else(|| left.iter().position(|there| near(word, there)));
        match found {
            Some(at) => drop(left.remove(at)),
            None => return Names::Different,
        }
    }
    if equal > 0 || long.len() == short.len() {
        Names::Near
    } else {
        Names::Different
    }
}

/// One letter off, two letters swapped, or heard alike.
fn near(one: &str, other: &str) -> bool {
    let letters = one.chars().count().min(other.chars().count());
    (letters > 3 && one_slip(one, other)) || (letters > 2 && sounds(one) == sounds(other) && sounds(one).len() > 1)
}

/// Whether one edit makes one of the other: a letter more, less or another, or two beside each other swapped.
fn one_slip(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let same = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let (a, b) = (
        one.get(same..).unwrap_or_default(),
        other.get(same..).unwrap_or_default(),
    );
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (
        a.get(..a.len() - end).unwrap_or_default(),
        b.get(..b.len() - end).unwrap_or_default(),
    );
    match (a, b) {
        ([], []) | ([_], [] | [_]) | ([], [_]) => true,
        ([first, second], [there, here]) => first == here && second == there,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(name: &str, mobile: &str, email: &str) -> Somebody {
        Somebody::new(name, mobile, "", email, "")
    }

    #[test]
    fn one_slip_is_a_letter_or_two_swapped() {
        for (one, other, slip) in [
            ("anneke", "annkee", true),
            ("anneke", "aneke", true),
            ("anneke", "annekee", true),
            ("anneke", "annika", false),
            ("vos", "vas", true),
            ("ruiz", "diaz", false),
        ] {
            assert_eq!(one_slip(one, other), slip, "{one} {other}");
        }
    }

    #[test]
    fn what_speaks_for_it_is_weighed_against_what_speaks_against_it() {
        let here = who("Anneke Vos", "07700 900418", "anneke@elmfield.example");
        let cases = [
            (who("Vos, Anneke", "", ""), Some("name")),
            (who("Annkee Vos", "", ""), Some("sounds")),
            (who("Anneke Voss", "+44 7700 900418", ""), Some("mobile")),
            (who("A. Vos", "0044 (0)7700 900 418", ""), Some("mobile")),
            (who("", "", "ANNEKE@elmfield.example"), Some("email")),
            (who("Anneke Vos", "07700 900999", "vos@other.example"), None),
            (who("Anke Vogel", "", ""), None),
            (who("Anneke", "", ""), None),
        ];
        for (typed, why) in cases {
            let judged = alike(&typed, &here);
            assert_eq!(
                judged.as_ref().and_then(|judged| judged.why.first().copied()),
                why,
                "{typed:?}"
            );
        }
    }

    #[test]
    fn a_companys_form_says_nothing() {
        let company = |name: &str| Somebody::new(name, "", "", "", "");
        assert!(alike(&company("Elmfield Clinic"), &company("The Elmfield Clinic Ltd")).is_some());
        assert!(alike(&company("Elmfield Clinic"), &company("Elmfield Dairy")).is_none());
    }
}
