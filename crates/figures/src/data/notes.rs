//! What somebody writes in a plant room: 150 to 400 bytes. Word by word, not from whole sentences, and with the slips of
//! thumbs on a small screen: repeated and faultless sentences would compress far better than what people write.

use super::{
    Dice,
    names::{FIRST, LAST},
    people::{made_up, phone},
    trade::{DAY, MONTH, THING},
    words::{GLUE, MATTER, PART, PAST, PLACE, PREP, SINCE, START, TIME, VERB, WANTS},
};

/// A note about a person.
pub(crate) struct Note {
    /// Which person, by place in the list.
    pub(crate) about: usize,
    pub(crate) body: String,
}

pub(crate) fn note(dice: &mut Dice, people: usize) -> Note {
    let about = dice.below(people);
    let length = 150 + dice.below(190);
    let mut body = typed(&sentence(dice), dice);
    while body.len() < length {
        let more = typed(&sentence(dice), dice);
        if body.len() + more.len() > 398 {
            break;
        }
        body.push(' ');
        body.push_str(&more);
    }
    while body.len() < 150 {
        body.push_str(&format!(" Ref {}.", part(dice)));
    }
    Note { about, body }
}

fn sentence(dice: &mut Dice) -> String {
    let thing = thing(dice);
    let mut text = match dice.below(6) {
        0 => format!("{} {thing} {}", dice.of(START), dice.of(VERB)),
        1 => format!("{thing} {} {} {}", part(dice), dice.of(PAST), name(dice)),
        2 => format!("{} {} {}", name(dice), dice.of(WANTS), dice.of(MATTER)),
        3 => format!(
            "{} at {}.{} {}",
            dice.of(PART),
            dice.below(90),
            dice.below(10),
            dice.of(UNITS)
        ),
        4 => format!("{} {} {} {}", dice.of(PAST), dice.of(PART), part(dice), dice.of(GLUE)),
        _ => format!(
            "{} {} {} {}",
            dice.of(WANTS),
            dice.of(MATTER),
            dice.below(28) + 1,
            dice.of(MONTH)
        ),
    };
    for _ in 0..1 + dice.below(3) {
        let more = match dice.below(9) {
            0 => format!(" {} {} {}", dice.of(PREP), dice.of(PLACE), dice.below(60)),
            1 => format!(" {} {}", dice.of(SINCE), dice.of(TIME)),
            2 => format!(", {} {} {}", dice.of(GLUE), dice.of(PART), dice.of(VERB)),
            3 => format!(" {} {}", part(dice), dice.of(PAST)),
            4 => format!(" {} {}", dice.of(DAY), name(dice)),
            5 => format!(", ring {} on {}", name(dice), phone(dice)),
            6 => format!(", serial {}{}", part(dice), dice.digits(6)),
            7 => format!(" at {:02}:{:02}", 6 + dice.below(14), dice.below(60)),
            _ => format!(" {} {} {}", dice.of(PREP), made_up(dice), dice.digits(4)),
        };
        text.push_str(&more);
    }
    let mut letters = text.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str())
}

/// A sentence as it was typed in a hurry: one word in four has a letter left out, doubled or exchanged, or a stray point.
fn typed(sentence: &str, dice: &mut Dice) -> String {
    let words = sentence.split(' ').map(|word| {
        let letters = word.chars().filter(|letter| letter.is_alphabetic()).count();
        if letters < 4 || !dice.percent(25) {
            return word.to_owned();
        }
        let at = 1 + dice.below(letters - 2);
        let (way, other) = (dice.below(4), char::from(b'a' + (dice.next() % 26) as u8));
        let slip = |(place, letter): (usize, char)| match way {
            _ if place != at => [Some(letter), None],
            0 => [None, None],
            1 => [Some(letter), Some(letter)],
            2 => [Some(other), None],
            _ => [Some(letter), Some('.')],
        };
        word.chars().enumerate().flat_map(slip).flatten().collect()
    });
    words.collect::<Vec<String>>().join(" ")
}

fn thing(dice: &mut Dice) -> String {
    if dice.percent(50) {
        dice.of(THING).to_owned()
    } else {
        format!("{} {}", dice.of(PLACE), dice.of(PART))
    }
}

const UNITS: &[&str] = &["bar", "°C", "A", "mbar", "l/h", "kW", "V", "rpm"];

fn name(dice: &mut Dice) -> String {
    match dice.below(4) {
        0 => dice.often(FIRST).to_owned(),
        1 => made_up(dice),
        2 => format!("{} {}", dice.often(FIRST), made_up(dice)),
        _ => format!("{} {}", dice.often(FIRST), dice.often(LAST)),
    }
}

/// A part or job number.
fn part(dice: &mut Dice) -> String {
    let letter = |dice: &mut Dice| char::from(b'A' + (dice.next() % 26) as u8);
    let (a, b) = (letter(dice), letter(dice));
    let count = 4 + dice.below(4);
    format!("{a}{b}-{}", dice.digits(count))
}
