//! What a choice writes.

use crate::history::Told;
use model::{ChangeId, FieldKey, FieldType, Standing, Value};

/// The two or more distinct values of a contested register, the one that was written last first; of equal ones, the latest.
pub(super) fn distinct(values: &[Standing]) -> Vec<&Standing> {
    let mut sorted: Vec<&Standing> = values.iter().collect();
    sorted.sort_by_key(|standing| std::cmp::Reverse((standing.when, standing.writer())));
    let mut distinct: Vec<&Standing> = Vec::new();
    for standing in sorted {
        if !distinct.iter().any(|known| known.value == standing.value) {
            distinct.push(standing);
        }
    }
    distinct
}

/// The change that first wrote a standing value: where an undo has put it back, the one that it had been written by.
pub(super) fn first_written<'a>(told: &'a [Told], field: &FieldKey, standing: &Standing) -> Option<&'a Told> {
    let find = |id: ChangeId| told.iter().find(|told| told.change.id == id);
    let mut first = find(standing.writer()?)?;
    for _ in told {
        let back = first.change.writes.get(field).map(|write| write.back.as_slice());
        let same = back
            .unwrap_or_default()
            .iter()
            .find(|back| back.value == standing.value);
        match same.and_then(Standing::writer).and_then(find) {
            Some(earlier) => first = earlier,
            None => break,
        }
    }
    Some(first)
}

/// All of them in one value, where the field's type allows that: texts, the earlier one first, with an empty line between.
pub(super) fn both(kind: FieldType, values: &[Standing]) -> Option<Value> {
    if kind != FieldType::LongText {
        return None;
    }
    let mut texts: Vec<&str> = Vec::new();
    for standing in distinct(values).into_iter().rev() {
        let text = standing.value.as_text()?.trim_end();
        // What one of them says word for word need not stand twice.
        if !texts.iter().any(|there| there.contains(text)) {
            texts.retain(|there| !text.contains(there));
            texts.push(text);
        }
    }
    (texts.len() > 1).then(|| Value::text(texts.join("\n\n")))
}

/// What all of their authors had been looking at, where that is one value.
pub(super) fn common<'a>(mut looked_at: impl Iterator<Item = Option<&'a Value>>) -> Option<&'a Value> {
    let first = looked_at.next()??;
    looked_at.all(|value| value == Some(first)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Base, ChangeId, DeviceId, PersonId, Role, Stamp};
    use std::sync::Arc;

    fn standing(value: &str, when: i64) -> Standing {
        let stamp = Stamp {
            id: ChangeId::from_parts(when as u64, 1),
            on: DeviceId::from_parts(1, 1),
            n: 1,
            seqs: Vec::new(),
            base: Base::default(),
        };
        Standing {
            value: Value::text(value),
            parts: vec![Arc::new(stamp)],
            by: PersonId::from_parts(1, 1),
            role: Role::Field,
            when,
        }
    }

    #[test]
    fn equal_values_are_one_and_the_latest_comes_first() {
        let values = [standing("Won", 1), standing("Lost", 2), standing("Won", 3)];
        let seen: Vec<_> = distinct(&values).iter().map(|s| (s.value.clone(), s.when)).collect();
        assert_eq!(seen, [(Value::text("Won"), 3), (Value::text("Lost"), 2)]);
    }

    #[test]
    fn only_texts_are_kept_together_and_nothing_of_them_stands_twice() {
        let texts =
            |texts: &[&str]| -> Vec<Standing> { (1..).zip(texts).map(|(at, text)| standing(text, at)).collect() };
        let joined = |of: &[&str]| both(FieldType::LongText, &texts(of));
        assert_eq!(
            joined(&["Bring a ladder.", "Ring twice."]),
            Some(Value::text("Bring a ladder.\n\nRing twice."))
        );
        assert_eq!(joined(&["Ring twice.", "Ring twice. Bring a ladder."]), None);
        assert_eq!(both(FieldType::Stage, &texts(&["Won", "Lost"])), None);
    }

    #[test]
    fn they_started_from_one_value_or_from_none_that_can_be_named() {
        let (a, b) = (Value::text("Proposal"), Value::text("Quoted"));
        assert_eq!(common([Some(&a), Some(&a)].into_iter()), Some(&a));
        assert_eq!(common([Some(&a), Some(&b)].into_iter()), None);
        assert_eq!(common([Some(&a), None].into_iter()), None);
        assert_eq!(common([None, None].into_iter()), None);
    }
}
