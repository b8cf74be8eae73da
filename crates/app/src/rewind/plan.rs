//! What a rewind does to one record. Pure.
//!
//! A field goes back only where what stands in it was written by one of the changes that are meant. It goes back to what was
//! there before the first of them in a row: where several of them wrote one after the other, none of them is put back. What
//! somebody else wrote later stands, and stays.

use crate::history::Told;
use model::{Act, ChangeId, FieldKey, LIFE, PersonId, Record, Standing};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// One change that a rewind makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The record was made by what is meant, and nobody has gone on from it.
    Delete,
    /// It was deleted by what is meant.
    Restore,
    /// Values before a change, where it still stands.
    Undo {
        of: ChangeId,
        fields: BTreeMap<FieldKey, Vec<Standing>>,
    },
}

/// Something that stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    /// `None`: the record, which was made by what is meant and has been gone on from.
    pub(super) field: Option<FieldKey>,
    /// Who wrote what stays.
    pub(super) by: Option<PersonId>,
}

/// What a rewind does to one record, and what it leaves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Back {
    pub(super) steps: Vec<Step>,
    pub(super) kept: Vec<Kept>,
}

/// A record's changes in their order, and those that are meant.
struct Life<'a> {
    told: &'a [Told],
    among: &'a HashSet<ChangeId>,
    record: &'a Record,
}

pub(super) fn back(told: &[Told], among: &HashSet<ChangeId>) -> Back {
    let Some(record) = told.last().and_then(|told| told.after.as_ref()) else {
        return Back::default();
    };
    Life { told, among, record }.back()
}

impl Life<'_> {
    fn back(&self) -> Back {
        let mut back = Back::default();
        let made = self.meant().find(|told| told.change.act == Act::Create);
        if let Some(made) = made {
            if self.gone_on_from() {
                back.kept.push(Kept {
                    field: None,
                    by: self.last_other(),
                });
            } else {
                if self.record.alive() {
                    back.steps.push(Step::Delete);
                }
                return back;
            }
            self.fields(&mut back, Some(made.change.id));
        } else {
            self.fields(&mut back, None);
        }
        self.life(&mut back);
        back
    }

    fn meant(&self) -> impl Iterator<Item = &Told> {
        self.told.iter().filter(|told| self.among.contains(&told.change.id))
    }

    /// Whether anything was done to the record that is not meant, but for what was taken back.
    fn gone_on_from(&self) -> bool {
        let mut others = self.told.iter().filter(|told| !self.among.contains(&told.change.id));
        let taken_back =
            |told: &Told| told.change.act == Act::Undo && told.change.of.is_some_and(|of| self.among.contains(&of));
        others.any(|told| !taken_back(told))
    }

    fn last_other(&self) -> Option<PersonId> {
        let mut others = self.told.iter().filter(|told| !self.among.contains(&told.change.id));
        others.next_back().map(|told| told.change.by)
    }

    /// Fields that go back, by the change that stands in each; and those that were written by what is meant and stay.
    fn fields(&self, back: &mut Back, made: Option<ChangeId>) {
        let written: BTreeSet<&FieldKey> = self
            .meant()
            .filter(|told| Some(told.change.id) != made)
            .flat_map(|told| told.change.writes.keys())
            .filter(|field| **field != LIFE)
            .collect();
        let mut undone: BTreeMap<ChangeId, BTreeMap<FieldKey, Vec<Standing>>> = BTreeMap::new();
        for field in written {
            let standing = self.record.standing(field.as_str());
            let ours: Vec<ChangeId> = standing
                .iter()
                .filter_map(Standing::writer)
                .filter(|writer| self.among.contains(writer) && Some(*writer) != made)
                .collect();
            for writer in &ours {
                let before = self.before(field, *writer, made);
                undone.entry(*writer).or_default().insert(field.clone(), before);
            }
            if ours.is_empty()
                && let Some(stays) = standing.iter().find(|standing| !self.is_taken_back(standing))
            {
                back.kept.push(Kept {
                    field: Some(field.clone()),
                    by: Some(stays.by),
                });
            }
        }
        back.steps
            .extend(undone.into_iter().map(|(of, fields)| Step::Undo { of, fields }));
    }

    /// Whether a value stands because what is meant was undone there already.
    fn is_taken_back(&self, standing: &Standing) -> bool {
        let writer = self.told.iter().find(|told| Some(told.change.id) == standing.writer());
        writer.is_some_and(|told| {
            told.change.act == Act::Undo && told.change.of.is_some_and(|of| self.among.contains(&of))
        })
    }

    /// The values that a change took away, and instead of those that are meant themselves what they took away.
    fn before(&self, field: &FieldKey, writer: ChangeId, made: Option<ChangeId>) -> Vec<Standing> {
        let mut before: Vec<Standing> = Vec::new();
        let mut looked_at = HashSet::from([writer]);
        let mut behind = vec![writer];
        while let Some(writer) = behind.pop() {
            for taken in self.taken(field, writer) {
                let meant = |writer: &ChangeId| self.among.contains(writer) && Some(*writer) != made;
                match taken.writer().filter(meant) {
                    Some(earlier) => behind.extend(looked_at.insert(earlier).then_some(earlier)),
                    None if before.iter().all(|known| known.key() != taken.key()) => before.push(taken),
                    None => {}
                }
            }
        }
        before
    }

    fn taken(&self, field: &FieldKey, writer: ChangeId) -> Vec<Standing> {
        let told = self.told.iter().find(|told| told.change.id == writer);
        told.map(|told| crate::undo::taken(told, field)).unwrap_or_default()
    }

    fn life(&self, back: &mut Back) {
        let standing = self.record.standing(LIFE.as_str());
        let ours = |act: &Act| {
            standing.iter().filter_map(Standing::writer).any(|writer| {
                let mut meant = self.meant();
                meant.any(|told| told.change.id == writer && told.change.act == *act)
            })
        };
        if !self.record.alive() && ours(&Act::Delete) {
            back.steps.insert(0, Step::Restore);
        } else if self.record.alive() && ours(&Act::Restore) {
            back.steps.push(Step::Delete);
        }
    }
}
