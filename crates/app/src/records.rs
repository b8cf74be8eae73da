//! Making, editing, tagging, deleting and restoring records.

use crate::{
    App, Failure,
    acting::{Intent, gesture_of},
    calendar::{check_form, check_writes},
    fields::{read_form, tidy_tag},
    history::as_seen_from,
    views::token,
};
use model::{Act, Base, ChangeId, FieldKey, FieldType, KindKey, LIFE, Record, RecordId, Value, Write, typed};
use serde::Serialize;
use specta::Type;
use std::collections::BTreeMap;
use store::{Source, Store, Tx};

/// What was saved on this device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Saved {
    /// The record.
    pub record: String,
    /// What to undo; empty where everything was already so.
    pub gesture: String,
    /// What the form is looking at now.
    pub token: String,
    /// When, ms since 1970.
    pub at: i64,
}

impl App {
    /// Makes a record of what a form holds.
    ///
    /// # Errors
    /// `Invalid` with the field's name, `Refused`, or the store's.
    pub async fn create_record(&self, kind: &str, form: BTreeMap<String, String>) -> Result<Saved, Failure> {
        self.create_from(kind, form, None).await
    }

    /// The same from a draft, which goes in the same transaction, or stays where this fails.
    ///
    /// # Errors
    /// As [`Self::create_record`].
    pub async fn create_from(
        &self,
        kind: &str,
        form: BTreeMap<String, String>,
        draft: Option<&str>,
    ) -> Result<Saved, Failure> {
        let store = self.store().await?;
        let kind = known(&store, kind)?;
        self.check_view(&store, &kind, None, &form)?;
        check_form(&kind, &form)?;
        let mut writes = read_form(&store.schema(), &kind, None, &form, self.0.surroundings.reading())?.writes;
        for (field, value) in defaults(&kind) {
            writes.entry(field).or_insert_with(|| Write::of(value));
        }
        let id = self.fresh_change();
        let mut tx = store.begin().await;
        if kind.as_str() == "appointment" {
            check_writes(self, &store, (None, None), &writes).await?;
        }
        let intent = Intent::create(id, gesture_of(id), RecordId::from_ulid(id.ulid()), kind, writes);
        if let Some(draft) = draft {
            tx.from_draft(draft);
        }
        self.keep(&store, tx, intent).await
    }

    /// Writes what a form holds into a record. `token` is the card's from which the form was filled.
    ///
    /// # Errors
    /// `Invalid` with the field's name, `NotFound`, `Refused`, or the store's.
    pub async fn edit_record(
        &self,
        record: &str,
        token: &str,
        form: BTreeMap<String, String>,
    ) -> Result<Saved, Failure> {
        self.edit_from(record, token, form, None).await
    }

    /// The same from a draft, which goes in the same transaction, or stays where this fails.
    ///
    /// # Errors
    /// As [`Self::edit_record`].
    pub async fn edit_from(
        &self,
        record: &str,
        token: &str,
        form: BTreeMap<String, String>,
        draft: Option<&str>,
    ) -> Result<Saved, Failure> {
        let store = self.store().await?;
        let (id, base) = (record.parse()?, base(token)?);
        let mut tx = store.begin().await;
        let stored = tx.record(None, id).await?.ok_or_else(Failure::not_found)?.clone();
        let kind = stored.kind.clone();
        self.check_view(&store, &kind, Some(&stored), &form)?;
        check_form(&kind, &form)?;
        let seen = self.seen(&store, &mut tx, id, &stored, &base, &form).await?;
        let writes = read_form(
            &store.schema(),
            &kind,
            Some(&seen),
            &form,
            self.0.surroundings.reading(),
        )?
        .writes;
        if writes.is_empty() {
            return self.so_without_draft(&store, tx, id, draft).await;
        }
        if kind.as_str() == "appointment" {
            check_writes(self, &store, (Some(id), Some(&stored)), &writes).await?;
        }
        if let Some(draft) = draft {
            tx.from_draft(draft);
        }
        let change = self.fresh_change();
        self.keep(&store, tx, on_record(change, id, kind, Act::Edit, Some(base), writes))
            .await
    }

    /// Puts a tag on a record or takes it off.
    ///
    /// # Errors
    /// `Invalid` for an empty tag, `NotFound`, `Refused`, or the store's.
    pub async fn tag_record(&self, record: &str, token: &str, tag: &str, present: bool) -> Result<Saved, Failure> {
        let tag = tidy_tag(tag);
        if tag.is_empty() {
            return Err(Failure::invalid("A tag needs a name."));
        }
        let store = self.store().await?;
        let (id, base) = (record.parse()?, base(token)?);
        let mut tx = store.begin().await;
        let stored = tx.record(None, id).await?.ok_or_else(Failure::not_found)?;
        let kind = stored.kind.clone();
        if stored.elements("tags").any(|there| there == tag) == present {
            return Ok(self.already_so(id, &tx));
        }
        let writes = BTreeMap::from([(FieldKey::element("tags", &tag), Write::of(Value::Flag(present)))]);
        let change = self.fresh_change();
        self.keep(&store, tx, on_record(change, id, kind, Act::Edit, Some(base), writes))
            .await
    }

    /// Deletes a record. It can be restored.
    ///
    /// # Errors
    /// `NotFound`, `Refused`, or the store's.
    pub async fn delete_record(&self, record: &str, token: &str) -> Result<Saved, Failure> {
        self.set_life(record, token, Act::Delete, typed::deleted()).await
    }

    /// Brings a deleted record back.
    ///
    /// # Errors
    /// `NotFound`, `Refused`, or the store's.
    pub async fn restore_record(&self, record: &str, token: &str) -> Result<Saved, Failure> {
        self.set_life(record, token, Act::Restore, typed::alive()).await
    }

    /// Writes a note about a record.
    ///
    /// # Errors
    /// `Invalid` for an empty note, or the store's.
    pub async fn write_note(&self, about: &str, body: &str) -> Result<Saved, Failure> {
        let form = BTreeMap::from([
            ("about".to_owned(), about.to_owned()),
            ("body".to_owned(), body.to_owned()),
        ]);
        self.create_record("note", form).await
    }

    /// Adds a field of the organisation's own to a kind. A draft that it comes from goes in the same transaction.
    ///
    /// # Errors
    /// `Invalid` for an unknown kind or type or a label that is taken, `Refused`, or the store's.
    pub async fn add_custom_field(
        &self,
        kind: &str,
        label: &str,
        field_type: &str,
        draft: Option<&str>,
    ) -> Result<Saved, Failure> {
        let store = self.store().await?;
        let kind = known(&store, kind)?;
        if FieldType::custom(field_type).is_none() {
            let keys: Vec<&str> = FieldType::CUSTOM.iter().map(|kind| kind.key()).collect();
            return Err(Failure::invalid(format!("A field is one of: {}.", keys.join(", "))));
        }
        let schema = store.schema();
        let folded = model::fold::fold(label);
        let declared = schema
            .kind(kind.as_str())
            .into_iter()
            .flat_map(|k| k.fields)
            .map(|f| f.label);
        let custom = schema.custom_fields(kind.as_str()).map(|f| f.label.as_str());
        if declared.chain(custom).any(|taken| model::fold::fold(taken) == folded) {
            return Err(Failure::invalid(format!(
                "There is already a field called “{label}” here. Choose another name."
            )));
        }
        let form = [("label", label), ("for_kind", kind.as_str()), ("type", field_type)];
        let form = form.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
        self.create_from("custom_field", form, draft).await
    }

    /// What was asked for is so already: nothing is written, and what it was drafted in is over all the same.
    pub(crate) async fn so_without_draft(
        &self,
        store: &Store,
        tx: Tx<'_>,
        record: RecordId,
        draft: Option<&str>,
    ) -> Result<Saved, Failure> {
        let so = self.already_so(record, &tx);
        drop(tx);
        if let Some(draft) = draft {
            store.drop_draft(draft).await?;
        }
        Ok(so)
    }

    async fn set_life(&self, record: &str, token: &str, act: Act, life: Value) -> Result<Saved, Failure> {
        let store = self.store().await?;
        let (id, base) = (record.parse()?, base(token)?);
        let mut tx = store.begin().await;
        let stored = tx.record(None, id).await?.ok_or_else(Failure::not_found)?;
        let kind = stored.kind.clone();
        if stored.alive() == (act == Act::Restore) && stored.standing(LIFE.as_str()).len() < 2 {
            return Ok(self.already_so(id, &tx));
        }
        let writes = BTreeMap::from([(LIFE, Write::of(life))]);
        let change = self.fresh_change();
        self.keep(&store, tx, on_record(change, id, kind, act, Some(base), writes))
            .await
    }

    /// The record as the form's author saw it. Only for a text does that matter: what was changed in it is told by the
    /// text that was on the screen.
    async fn seen(
        &self,
        store: &Store,
        tx: &mut Tx<'_>,
        id: RecordId,
        stored: &Record,
        base: &Base,
        form: &BTreeMap<String, String>,
    ) -> Result<Record, Failure> {
        let schema = store.schema();
        let text = |key: &String| schema.type_of(stored.kind.as_str(), key) == Some(FieldType::LongText);
        if form.keys().any(text) && *base != tx.base() {
            let past = tx.past_of(id).await?;
            return Ok(as_seen_from(base, past, &schema, store.device().role).unwrap_or_else(|| stored.clone()));
        }
        Ok(stored.clone())
    }

    pub(crate) async fn keep(&self, store: &Store, mut tx: Tx<'_>, intent: Intent) -> Result<Saved, Failure> {
        let (record, gesture) = (intent.record, intent.gesture);
        self.make(store, &mut tx, intent).await?;
        let saved = tx.commit(Source::Here).await?;
        Ok(Saved {
            record: record.to_string(),
            gesture: gesture.to_string(),
            token: token(&saved.base),
            at: self.now(),
        })
    }

    pub(crate) fn already_so(&self, id: RecordId, tx: &Tx<'_>) -> Saved {
        Saved {
            record: id.to_string(),
            gesture: String::new(),
            token: token(&tx.base()),
            at: self.now(),
        }
    }
}

pub(crate) fn on_record(
    id: ChangeId,
    record: RecordId,
    kind: KindKey,
    act: Act,
    base: Option<Base>,
    writes: BTreeMap<FieldKey, Write>,
) -> Intent {
    Intent {
        id,
        gesture: gesture_of(id),
        record,
        kind,
        act,
        base,
        writes,
        of: None,
    }
}

fn known(store: &Store, kind: &str) -> Result<KindKey, Failure> {
    let kind = store
        .schema()
        .kind(kind)
        .ok_or_else(|| Failure::invalid("There is no such kind of record."))?;
    Ok(KindKey::of(kind.key))
}

pub(crate) fn base(token: &str) -> Result<Base, Failure> {
    serde_json::from_str(token)
        .map_err(|_| Failure::invalid("This form is not from this device. Open the record again."))
}

/// What a new record has before anybody fills it in.
fn defaults(kind: &KindKey) -> Vec<(FieldKey, Value)> {
    match kind.as_str() {
        "issue" => {
            let triage = Value::parts([("status", Value::text("new")), ("priority", Value::text("normal"))]);
            vec![(FieldKey::of("triage"), triage)]
        }
        "appointment" => vec![(FieldKey::of("status"), Value::text("booked"))],
        _ => Vec::new(),
    }
}
