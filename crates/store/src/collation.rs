//! The order of names in lists: by their folded form, so that `Ångström` stands with the A's. The name of the collation is
//! in the schema; a different folding needs a new name and a migration, or the indexes would be out of order.

use model::fold::fold;
use std::cmp::Ordering;

/// The collation's name in the schema.
pub(crate) const FOLDED: &str = "folded";

/// Compares by folded form, then by the text itself, so that the order is total.
pub(crate) fn folded(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() {
        return plain(a).cmp(plain(b)).then_with(|| a.cmp(b));
    }
    fold(a).cmp(&fold(b)).then_with(|| a.cmp(b))
}

/// The folded form of ASCII text, without building it: as `fold` would give it, a space for a run of anything else.
fn plain(text: &str) -> impl Iterator<Item = u8> + '_ {
    let mut bytes = text.bytes().filter(|b| *b != b'\'').peekable();
    let mut started = false;
    std::iter::from_fn(move || {
        loop {
            let byte = bytes.next()?;
            if byte.is_ascii_alphanumeric() {
                started = true;
                return Some(byte.to_ascii_lowercase());
            }
            while bytes.next_if(|b| !b.is_ascii_alphanumeric()).is_some() {}
            if started && bytes.peek().is_some() {
                return Some(b' ');
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_quick_way_orders_as_folding_does(a in "[ -~]{0,12}", b in "[ -~]{0,12}") {
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
