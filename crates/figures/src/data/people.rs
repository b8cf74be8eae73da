//! People and the companies they work for.

use super::{
    Dice,
    names::{FIRST, HEAD, LAST, MIDDLE, TAIL},
    trade::{DAY, FIRM, FORM, ROLE, SECTOR, SOURCE, STREET, TAG, TOWN, TRADE, WAY},
};

/// A company of the list. Empty text: not known.
pub(crate) struct Company {
    pub(crate) name: String,
    pub(crate) phone: String,
    pub(crate) website: String,
    pub(crate) sector: &'static str,
}

/// A person of the list. Empty text: not known.
pub(crate) struct Person {
    pub(crate) name: String,
    /// By place in the list of companies.
    pub(crate) company: Option<usize>,
    pub(crate) role: &'static str,
    pub(crate) mobile: String,
    pub(crate) phone: String,
    pub(crate) email: String,
    /// Street, place, code.
    pub(crate) address: Option<[String; 3]>,
    pub(crate) best_time: String,
    pub(crate) source: &'static str,
    pub(crate) tag: Option<&'static str>,
}

pub(crate) fn company(dice: &mut Dice) -> Company {
    let (firm, trade) = (dice.of(FIRM), dice.of(TRADE));
    let name = match dice.below(5) {
        0 => format!("{} & {} {}", dice.of(LAST), dice.of(LAST), dice.of(FORM)),
        1 => format!("{} {trade}", dice.of(LAST)),
        2 => format!("{trade} {firm} {}", dice.of(FORM)),
        _ => format!("{firm} {trade} {}", dice.of(FORM)),
    };
    let website = format!("https://www.{}{}.example", plain(&name), dice.below(90));
    Company {
        name: name.trim_end().to_owned(),
        phone: phone(dice),
        website,
        sector: dice.of(SECTOR),
    }
}

pub(crate) fn person(dice: &mut Dice, companies: usize) -> Person {
    let (first, last) = (dice.often(FIRST), last(dice));
    let (first, last) = (first, last.as_str());
    let name = match dice.below(12) {
        0 => format!("{first} {last}-{}", dice.of(LAST)),
        1 => format!("{first} {}. {last}", char::from(b'A' + (dice.next() % 26) as u8)),
        2 => format!("{first} {} {last}", dice.of(FIRST)),
        _ => format!("{first} {last}"),
    };
    let optional = |dice: &mut Dice, share: usize| {
        if dice.percent(share) {
            phone(dice)
        } else {
            String::new()
        }
    };
    Person {
        company: dice.percent(88).then(|| dice.below(companies)),
        role: if dice.percent(80) { dice.of(ROLE) } else { "" },
        mobile: optional(dice, 85),
        phone: optional(dice, 60),
        email: if dice.percent(90) {
            email(dice, first, last)
        } else {
            String::new()
        },
        address: dice.percent(70).then(|| address(dice)),
        best_time: if dice.percent(20) {
            format!("{} after {}", dice.of(DAY), 7 + dice.below(11))
        } else {
            String::new()
        },
        source: if dice.percent(60) { dice.of(SOURCE) } else { "" },
        tag: dice.percent(25).then(|| dice.of(TAG)),
        name,
    }
}

/// A number in one of the ways people write numbers.
pub(crate) fn phone(dice: &mut Dice) -> String {
    let d = |dice: &mut Dice, count| dice.digits(count);
    match dice.below(7) {
        0 => format!("07{} {} {}", d(dice, 3), d(dice, 3), d(dice, 3)),
        1 => format!("+44 7{} {}", d(dice, 3), d(dice, 6)),
        2 => format!("+49 (0)1{} {}", d(dice, 2), d(dice, 7)),
        3 => format!("0{}-{}", d(dice, 3), d(dice, 6)),
        4 => format!("+33 6 {} {} {} {}", d(dice, 2), d(dice, 2), d(dice, 2), d(dice, 2)),
        5 => format!("0048{}", d(dice, 9)),
        _ => format!("({}) {}-{}", d(dice, 3), d(dice, 3), d(dice, 4)),
    }
}

fn email(dice: &mut Dice, first: &str, last: &str) -> String {
    let (first, last) = (plain(first), plain(last));
    let local = match dice.below(4) {
        0 => format!("{first}.{last}"),
        1 => format!("{}{last}", first.chars().next().unwrap_or('x')),
        2 => format!("{last}{}", dice.below(99)),
        _ => first,
    };
    let host = match dice.below(3) {
        0 => format!("{}{}", plain(&made_up(dice)), dice.digits(2)),
        1 => format!("{}-{}", plain(dice.of(FIRM)), plain(dice.of(TRADE))),
        _ => format!("{}-{}", plain(&made_up(dice)), plain(dice.of(LAST))),
    };
    format!("{local}@{host}.example")
}

fn address(dice: &mut Dice) -> [String; 3] {
    let name = if dice.percent(40) {
        dice.of(STREET).to_owned()
    } else {
        format!("{} {}", made_up(dice), dice.of(WAY))
    };
    let street = format!("{name} {}", 1 + dice.below(240));
    let code = if dice.percent(50) {
        dice.digits(5)
    } else {
        let letter = |dice: &mut Dice| char::from(b'A' + (dice.next() % 26) as u8);
        format!(
            "{}{}{} {}{}{}",
            letter(dice),
            letter(dice),
            dice.below(30),
            dice.below(9),
            letter(dice),
            letter(dice)
        )
    };
    [street, dice.of(TOWN).to_owned(), code]
}

/// A last name: one of the frequent ones, or one of the many that hardly anybody else has.
fn last(dice: &mut Dice) -> String {
    if dice.percent(35) {
        dice.often(LAST).to_owned()
    } else {
        made_up(dice)
    }
}

/// A name that might exist.
pub(crate) fn made_up(dice: &mut Dice) -> String {
    let middle = if dice.percent(35) { dice.of(MIDDLE) } else { "" };
    format!("{}{middle}{}", dice.of(HEAD), dice.of(TAIL))
}

/// Lower-case ASCII letters only: for addresses of e-mail and pages.
fn plain(text: &str) -> String {
    model::fold::fold(text)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect()
}
