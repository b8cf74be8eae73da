//! The one way in which an act becomes a change: numbered, stamped, checked, judged and kept, in one transaction.

use crate::{App, Failure, FailureCode};
use model::{
    Act, Actor, Base, Change, ChangeId, FieldKey, GestureId, Hlc, KindKey, PersonId, RecordId, Verdict, VerdictKind,
    Write, check, declare::VERSION, may,
};
use std::collections::BTreeMap;
use store::{Store, Tx};

/// An act that is about to become a change.
pub(crate) struct Intent {
    pub(crate) id: ChangeId,
    pub(crate) gesture: GestureId,
    pub(crate) record: RecordId,
    pub(crate) kind: KindKey,
    pub(crate) act: Act,
    /// What its author was looking at; `None`: everything that this device has.
    pub(crate) base: Option<Base>,
    pub(crate) writes: BTreeMap<FieldKey, Write>,
    pub(crate) of: Option<ChangeId>,
}

impl Intent {
    /// A new record.
    pub(crate) fn create(
        id: ChangeId,
        gesture: GestureId,
        record: RecordId,
        kind: KindKey,
        writes: BTreeMap<FieldKey, Write>,
    ) -> Self {
        Self {
            id,
            gesture,
            record,
            kind,
            act: Act::Create,
            base: None,
            writes,
            of: None,
        }
    }
}

/// Whose act it was and when, where that is not the person who works here, now: the sample organisation tells a story.
pub(crate) struct Author {
    pub(crate) person: PersonId,
    /// Ms since 1970.
    pub(crate) at: i64,
}

impl App {
    /// A fresh change id. The gesture of a single change, and the record that a Create makes, bear the same.
    pub(crate) fn fresh_change(&self) -> ChangeId {
        let (ms, chance) = self.0.surroundings.fresh();
        ChangeId::from_parts(ms, chance)
    }

    /// This moment.
    pub(crate) fn now(&self) -> i64 {
        (self.0.surroundings.now)()
    }

    /// Makes a change of an intent, and takes it into the transaction.
    ///
    /// # Errors
    /// `Invalid`, `Refused`, or the store's.
    pub(crate) async fn make(&self, store: &Store, tx: &mut Tx<'_>, intent: Intent) -> Result<Verdict, Failure> {
        self.make_as(store, tx, intent, None).await
    }

    /// The same in another's name.
    pub(crate) async fn make_as(
        &self,
        store: &Store,
        tx: &mut Tx<'_>,
        intent: Intent,
        author: Option<Author>,
    ) -> Result<Verdict, Failure> {
        let device = store.device();
        let actor = Actor {
            person: device.person,
            role: device.role,
        };
        if intent.act == Act::Create {
            // Whoever makes a record owns it, whatever it says: nothing to look up.
            may(actor, &intent.act, &intent.kind, &[], None)?;
        } else {
            let fields: Vec<FieldKey> = intent.writes.keys().cloned().collect();
            let record = tx
                .record(Some(intent.kind.as_str()), intent.record)
                .await?
                .ok_or_else(Failure::not_found)?;
            may(actor, &intent.act, &intent.kind, &fields, Some(record))?;
        }
        let base = intent.base.unwrap_or_else(|| tx.base());
        let numbered = tx.number(self.now());
        let change = Change {
            id: intent.id,
            on: device.id,
            n: numbered.n,
            by: author.as_ref().map_or(device.person, |author| author.person),
            record: intent.record,
            kind: intent.kind,
            act: intent.act,
            base,
            writes: intent.writes,
            at: author.map_or(numbered.at, |author| Hlc {
                ms: author.at,
                count: 0,
            }),
            jumps: numbered.jumps,
            of: intent.of,
            gesture: intent.gesture,
            purged: false,
            v: VERSION,
        };
        if let Err(refusal) = check(&change, &store.schema()) {
            tx.give_back(numbered);
            return Err(refusal.into());
        }
        let verdict = tx.make(&change).await?;
        if verdict.kind == VerdictKind::Refused {
            tx.give_back(numbered);
            return Err(Failure::new(
                FailureCode::Refused,
                "This cannot be done to this record any more. Nothing was changed.",
            )
            .about("past"));
        }
        Ok(verdict)
    }
}

/// A gesture of one change bears that change's id.
pub(crate) fn gesture_of(id: ChangeId) -> GestureId {
    GestureId::from_ulid(id.ulid())
}
