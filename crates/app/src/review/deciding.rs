//! A decision: one change that removes the values its author saw and puts one in their place.

use super::choosing;
use crate::{
    App, Failure, FailureCode,
    acting::{Intent, gesture_of},
    fields::read_form,
    history::{as_seen_from, tell},
    records::{Saved, base, on_record},
};
use model::{Act, Base, ChangeId, FieldKey, LIFE, Record, RecordId, Standing, Value, Write, typed};
use serde::Deserialize;
use specta::Type;
use std::collections::BTreeMap;
use store::{Store, Tx};

type Writes = BTreeMap<FieldKey, Write>;

/// What is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// One of the values. Of a proposal: it is taken over.
    Keep,
    /// All of them in one, where the field's type allows that.
    Both,
    /// What all of them started from. Of a proposal: it is not taken over.
    Before,
    /// Another value, as typed.
    Write,
}

/// A decision about one field of one record.
#[derive(Clone, Debug, Deserialize, Type)]
pub struct DecideAsk {
    /// The record.
    pub record: String,
    /// What the person was looking at.
    pub token: String,
    /// The field's key, `life` or `proposal`.
    pub field: String,
    /// What is kept.
    pub choice: Choice,
    /// The change whose value is kept, or the proposal; otherwise empty.
    pub change: String,
    /// The value that is kept, as its side has it: what an undo has put back stands by one change. Otherwise empty.
    pub value: String,
    /// What was typed, by the field's key, or by `group.member`; otherwise empty.
    pub form: BTreeMap<String, String>,
}

impl App {
    /// Decides what waits in one field. It can be undone: then the values stand side by side again, each with its who and when.
    ///
    /// # Errors
    /// `Refused` where somebody has decided it in the meantime or this person may not, `Invalid` for a text that is not a value
    /// of its field, `NotFound`, or the store's.
    pub async fn decide(&self, ask: DecideAsk) -> Result<Saved, Failure> {
        let store = self.store().await?;
        let (id, base): (RecordId, Base) = (ask.record.parse()?, base(&ask.token)?);
        let mut tx = store.begin().await;
        let record = tx.record(None, id).await?.ok_or_else(Failure::not_found)?.clone();
        if ask.field == "proposal" {
            return self.answer_proposal(&store, tx, (id, record), &ask).await;
        }
        if !record.contested(&store.schema(), &ask.field) {
            return Err(settled());
        }
        let (act, writes) = match ask.field.as_str() {
            life if *life == *LIFE.as_str() => over_life(&record, &ask)?,
            _ => (Act::Decide, self.chosen(&store, &mut tx, (id, &record), &ask).await?),
        };
        let intent = on_record(self.fresh_change(), id, record.kind.clone(), act, Some(base), writes);
        self.keep(&store, tx, intent).await
    }

    /// What a choice about a field writes.
    async fn chosen(
        &self,
        store: &Store,
        tx: &mut Tx<'_>,
        (id, record): (RecordId, &Record),
        ask: &DecideAsk,
    ) -> Result<Writes, Failure> {
        let (schema, field) = (store.schema(), FieldKey::owned(ask.field.clone()));
        let values = record.standing(&ask.field);
        let value = match ask.choice {
            Choice::Write => {
                let own = |key: &String| key.split('.').next() == Some(ask.field.as_str());
                if ask.form.is_empty() || !ask.form.keys().all(own) {
                    return Err(unknown());
                }
                let reading = self.0.surroundings.reading();
                return Ok(read_form(&schema, &record.kind, Some(record), &ask.form, reading)?.writes);
            }
            Choice::Keep => kept(record, &ask.field, ask)?,
            Choice::Both => {
                let kind = schema.type_of(record.kind.as_str(), &ask.field);
                let both = kind.and_then(|kind| choosing::both(kind, values));
                both.ok_or_else(unknown)?
            }
            Choice::Before => {
                let past = tx.past_of(id).await?;
                let role = store.device().role;
                let told = tell(past.clone(), &schema, role);
                let looked_at = choosing::distinct(values).into_iter().map(|standing| {
                    let told = choosing::first_written(&told, &field, standing)?;
                    let seen = as_seen_from(&told.change.base, past.clone(), &schema, role);
                    let value = seen.and_then(|seen| Some(seen.shown(&schema, &ask.field)?.value.clone()));
                    Some(value.unwrap_or_default())
                });
                let looked_at: Vec<Option<Value>> = looked_at.collect();
                let common = choosing::common(looked_at.iter().map(Option::as_ref));
                common.cloned().ok_or_else(unknown)?
            }
        };
        Ok(Writes::from([(field, Write::of(value))]))
    }

    /// A proposal is taken over as it was made, under the name of whoever takes it over and naming it, or not at all.
    async fn answer_proposal(
        &self,
        store: &Store,
        tx: Tx<'_>,
        (id, record): (RecordId, Record),
        ask: &DecideAsk,
    ) -> Result<Saved, Failure> {
        let of: ChangeId = ask.change.parse()?;
        let proposal = record.proposals.get(&of).ok_or_else(settled)?;
        let (act, writes) = match ask.choice {
            Choice::Keep => (Act::Adopt, proposal.writes.clone()),
            Choice::Before => (Act::Dismiss, Writes::new()),
            Choice::Both | Choice::Write => return Err(unknown()),
        };
        let change = self.fresh_change();
        let intent = Intent {
            id: change,
            gesture: gesture_of(change),
            record: id,
            kind: record.kind.clone(),
            act,
            base: Some(base(&ask.token)?),
            writes,
            of: Some(of),
        };
        self.keep(store, tx, intent).await
    }
}

/// Whether the record stays: what is kept of its life is a delete or a restore, and asks for the same permission.
fn over_life(record: &Record, ask: &DecideAsk) -> Result<(Act, Writes), Failure> {
    if ask.choice != Choice::Keep {
        return Err(unknown());
    }
    let life = kept(record, LIFE.as_str(), ask)?;
    let act = if life == typed::deleted() {
        Act::Delete
    } else {
        Act::Restore
    };
    Ok((act, Writes::from([(LIFE, Write::of(life))])))
}

/// The value of the side that is meant.
fn kept(record: &Record, field: &str, ask: &DecideAsk) -> Result<Value, Failure> {
    let change: ChangeId = ask.change.parse()?;
    let meant = |s: &&Standing| s.writer() == Some(change) && typed::text_of(&s.value) == ask.value;
    let standing = record.standing(field).iter().find(meant);
    standing.map(|standing| standing.value.clone()).ok_or_else(settled)
}

fn settled() -> Failure {
    let words = "Somebody has decided this in the meantime. Nothing was changed; look at it again.";
    Failure::new(FailureCode::Refused, words).about("decided")
}

fn unknown() -> Failure {
    Failure::invalid("This cannot be decided so. Choose one of the values, or write another.").about("choice")
}
