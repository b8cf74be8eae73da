//! What people type into the search: a mixed log, part of it with somebody in mind.

use crate::data::{Dice, Person, phone};
use std::fmt::Write as _;

/// One question; where somebody is meant, their place in the list.
pub(crate) struct Query {
    pub(crate) text: String,
    pub(crate) meant: Option<usize>,
    pub(crate) sort: Sort,
}

/// What kind of question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sort {
    Rare,
    Common,
    Prefix,
    Phone,
    Plain,
    Slip,
    Body,
}

/// So many questions of every sort, mixed.
pub(crate) fn log(people: &[Person], each: usize, seed: u64) -> Vec<Query> {
    let mut dice = Dice::new(seed);
    let mut log = Vec::new();
    for _ in 0..each {
        log.push(somebody(&mut dice, people, Sort::Rare, |_, p| Some(p.name.clone())));
        log.push(nobody(&mut dice, Sort::Common, COMMON));
        log.push(nobody(&mut dice, Sort::Prefix, BEGINNINGS));
        log.push(nobody(&mut dice, Sort::Body, BODIES));
        log.push(somebody(&mut dice, people, Sort::Phone, fragment));
        log.push(somebody(&mut dice, people, Sort::Plain, |_, p| {
            Some(plain(&p.name)).filter(|plain| *plain != p.name)
        }));
        log.push(somebody(&mut dice, people, Sort::Slip, slip));
    }
    for at in (1..log.len()).rev() {
        log.swap(at, dice.below(at + 1));
    }
    log
}

/// Questions that need no list.
pub(crate) fn of_the_child(count: usize, seed: u64) -> Vec<String> {
    let mut dice = Dice::new(seed);
    let lists = [COMMON, BEGINNINGS, BODIES, SLIPS];
    let mut one = |at: usize| match lists.get(at % 5) {
        Some(list) => dice.of(list).to_owned(),
        None => phone(&mut dice).chars().rev().take(7).collect(),
    };
    (0..count).map(&mut one).collect()
}

const COMMON: &[&str] = &[
    "maria",
    "james",
    "smith",
    "clinic",
    "müller",
    "jones ltd",
    "garage",
    "hospital",
    "elmfield",
    "anna garcia",
    "hotel",
    "vip",
    "peter",
    "gmbh",
    "harrow dairy",
    "contract",
];
const BEGINNINGS: &[&str] = &[
    "a", "m", "jo", "an", "sø", "mü", "kow", "joh", "el", "thi", "ga", "fer", "b", "st", "clin",
];
const BODIES: &[&str] = &[
    "boiler leaks",
    "serial",
    "gearbox vibrates",
    "limescale",
    "pump weeps weld",
    "hot works",
    "firmware",
    "stopcock",
    "dosing unit isolated",
    "night shift bypassed",
    "noise complaint neigh",
    "cold room door cracked",
    "permit",
];
const SLIPS: &[&str] = &[
    "ankne",
    "mulller",
    "satterthwate",
    "kowalksi",
    "pembertn hotel",
    "birtwhistel",
    "fetherstone",
];

fn nobody(dice: &mut Dice, sort: Sort, list: &[&str]) -> Query {
    Query {
        text: dice.of(list).to_owned(),
        meant: None,
        sort,
    }
}

fn somebody(
    dice: &mut Dice,
    people: &[Person],
    sort: Sort,
    ask: impl Fn(&mut Dice, &Person) -> Option<String>,
) -> Query {
    loop {
        let at = dice.below(people.len());
        if let Some(text) = people.get(at).and_then(|person| ask(dice, person)) {
            return Query {
                text,
                meant: Some(at),
                sort,
            };
        }
    }
}

/// Six or seven digits of a number, spaced as they may be: from the end, as people remember them, or from the middle.
fn fragment(dice: &mut Dice, person: &Person) -> Option<String> {
    let number = if person.mobile.is_empty() {
        &person.phone
    } else {
        &person.mobile
    };
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    let length = 6 + dice.below(2);
    let room = digits.len().checked_sub(length)?;
    let from = if dice.percent(60) {
        room
    } else {
        room / 2 + dice.below(room - room / 2 + 1)
    };
    let spaced = dice.percent(40);
    let mut text = String::new();
    for (at, digit) in digits.iter().skip(from).take(length).enumerate() {
        if spaced && at == 3 {
            text.push(' ');
        }
        text.push(*digit);
    }
    Some(text)
}

/// A name with one letter left out, put in, exchanged, or two neighbours swapped; typed with its accents or without.
fn slip(dice: &mut Dice, person: &Person) -> Option<String> {
    let typed = if dice.percent(50) {
        plain(&person.name)
    } else {
        person.name.clone()
    };
    let mut words: Vec<Vec<char>> = typed.split(' ').map(|word| word.chars().collect()).collect();
    let long: Vec<usize> = words
        .iter()
        .enumerate()
        .filter(|(_, w)| w.len() >= 4)
        .map(|(at, _)| at)
        .collect();
    let word = words.get_mut(*long.get(dice.below(long.len()))?)?;
    let at = 1 + dice.below(word.len() - 2);
    let letter = char::from(b'a' + (dice.next() % 26) as u8);
    match dice.below(4) {
        0 => drop(word.remove(at)),
        1 => word.insert(at, letter),
        2 => *word.get_mut(at)? = letter,
        _ => word.swap(at, at + 1),
    }
    let words: Vec<String> = words.into_iter().map(String::from_iter).collect();
    Some(words.join(" ")).filter(|text| *text != typed)
}

/// As somebody types it whose keyboard has no accents. On purpose not the store's own folding, which it is to judge.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        let small: String = letter.to_lowercase().collect();
        let at = ACCENTED
            .iter()
            .find(|(letters, _)| small.chars().next().is_some_and(|s| letters.contains(s)));
        match at {
            Some((_, plain)) if letter.is_uppercase() => {
                let mut plain = plain.chars();
                out.extend(plain.next().map(|first| first.to_ascii_uppercase()));
                out.extend(plain);
            }
            Some((_, plain)) => out.push_str(plain),
            // Writing into a String does not fail.
            None => drop(write!(out, "{letter}")),
        }
    }
    out
}

const ACCENTED: &[(&str, &str)] = &[
    ("áàâäãåăąā", "a"),
    ("æ", "ae"),
    ("çćčĉ", "c"),
    ("ðđď", "d"),
    ("éèêëěęēėệễ", "e"),
    ("ğģ", "g"),
    ("íìîïıī", "i"),
    ("ķ", "k"),
    ("łļľ", "l"),
    ("ñńňņ", "n"),
    ("óòôöõøőō", "o"),
    ("œ", "oe"),
    ("řŕ", "r"),
    ("ß", "ss"),
    ("śšşșŝ", "s"),
    ("þ", "th"),
    ("ťțţ", "t"),
    ("úùûüůűūųứ", "u"),
    ("ýÿ", "y"),
    ("źżž", "z"),
    ("ạầ", "a"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::person;

    #[test]
    fn a_slip_changes_one_word_a_little_and_plain_text_is_ascii() {
        let mut dice = Dice::new(3);
        let people: Vec<Person> = (0..300).map(|_| person(&mut dice, 10)).collect();
        for query in log(&people, 200, 5) {
            let meant = query.meant.and_then(|at| people.get(at));
            match (query.sort, meant) {
                (Sort::Slip, Some(person)) => assert_ne!(query.text, person.name),
                (Sort::Plain, Some(_)) => assert!(query.text.is_ascii(), "{}", query.text),
                _ => {}
            }
        }
        assert_eq!(plain("Þórður Groß Işık Ørsted"), "Thordur Gross Isik Orsted");
    }
}
