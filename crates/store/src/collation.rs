//! The order of names in lists: by their folded form, so that `Ångström` stands with the A's. The name of the collation is
//! in the schema; a different folding needs a new name and a migration, or the indexes would be out of order.

use model::fold::fold;
use std::cmp::Ordering;

/// The collation's name in the schema.
pub(crate) const FOLDED: &str = "folded";

/// Compares by folded form, then by the text itself, so that the order is total.
pub(crate) fn folded(a: &str, b: &str) -> Ordering {
    Squeezed::of(a).cmp(Squeezed::of(b)).then_with(|| a.cmp(b))
}

/// The letters of the folded form, one by one: most comparisons end at the first few, and folding whole names for each of
/// them was a sixth of the time of an import.
struct Squeezed<I> {
    letters: I,
    gap: bool,
    started: bool,
    held: Option<char>,
}

impl Squeezed<()> {
    fn of(text: &str) -> Squeezed<impl Iterator<Item = char> + '_> {
        Squeezed {
            letters: text.chars().flat_map(letters),
            gap: false,
            started: false,
            held: None,
        }
    }
}

impl<I: Iterator<Item = char>> Iterator for Squeezed<I> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        if self.held.is_some() {
            return self.held.take();
        }
        loop {
            let letter = self.letters.next()?;
            if letter == ' ' {
                self.gap = true;
            } else if self.gap && self.started {
                self.gap = false;
                self.held = Some(letter);
                return Some(' ');
            } else {
                (self.gap, self.started) = (false, true);
                return Some(letter);
            }
        }
    }
}

/// What folding makes of one character: nothing, a space, or letters.
fn letters(letter: char) -> impl Iterator<Item = char> {
    let plain = letter.is_ascii().then(|| match letter {
        '\'' => None,
        _ if letter.is_ascii_alphanumeric() => Some(letter.to_ascii_lowercase()),
        _ => Some(' '),
    });
    // Between two letters, so that a space can be told from nothing.
    let other = plain.is_none().then(|| fold(&format!("a{letter}a")));
    let other: Vec<char> = other.map(|text| text.chars().collect()).unwrap_or_default();
    let within = other.len().saturating_sub(2);
    plain
        .flatten()
        .into_iter()
        .chain(other.into_iter().skip(1).take(within))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_quick_way_orders_as_folding_does(a in "[ -~]{0,12}|\\PC{0,6}|[a-cß éŁ'’]{0,5}", b in "[ -~]{0,12}|\\PC{0,6}|[a-cß éŁ'’]{0,5}") {
            prop_assert_eq!(Squeezed::of(&a).collect::<String>(), fold(&a));
            let slow = fold(&a).cmp(&fold(&b)).then_with(|| a.cmp(&b));
            prop_assert_eq!(folded(&a, &b), slow);
        }

        #[test]
        fn it_is_an_order(a in "\\PC{0,6}", b in "\\PC{0,6}", c in "\\PC{0,6}") {
            prop_assert_eq!(folded(&a, &b), folded(&b, &a).reverse());
            if folded(&a, &b).is_le() && folded(&b, &c).is_le() {
                prop_assert!(folded(&a, &c).is_le());
            }
        }
    }
}
