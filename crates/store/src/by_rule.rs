//! Where people met in a field and its rule settled it: nobody is asked, and whoever wants to can see what and why.

use crate::{StoreError, batch::Batch, journal::json, store::Store, tables};
use model::{Act, Change, ChangeId, FieldKey, KindKey, LIFE, Outcome, Record, RecordId, Verdict};
use sqlx::Row;

/// One write that met what its author had not seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByRule {
    /// The change.
    pub change: ChangeId,
    /// The register.
    pub field: FieldKey,
    /// The record.
    pub record: RecordId,
    /// Its kind.
    pub kind: KindKey,
    /// When it was written, as it counts, ms since 1970.
    pub at: i64,
    /// What became of it.
    pub outcome: Outcome,
}

/// The latest of them, by time.
pub(crate) const LATEST: &str =
    "SELECT change, field, record, kind, at, outcome FROM by_rule WHERE at >= ? ORDER BY at DESC LIMIT ?";

/// The writes of a change that met other values, and what their rules made of that.
pub(crate) fn settled(before: Option<&Record>, change: &Change, verdict: &Verdict) -> Vec<ByRule> {
    let Some(before) = before.filter(|_| change.act != Act::Undo) else {
        return Vec::new();
    };
    let met = |field: &FieldKey, value: &model::Value| {
        let mut others = before.standing(field.as_str()).iter();
        others.any(|standing| standing.value != *value && !standing.seen_from(&change.base))
    };
    let of = |(field, write): (&FieldKey, &model::Write)| {
        let outcome = verdict.outcome(field)?;
        let by_rule = matches!(outcome, Outcome::Applied | Outcome::Merged | Outcome::LostTo);
        (by_rule && *field != LIFE && met(field, &write.value)).then(|| ByRule {
            change: change.id,
            field: field.clone(),
            record: change.record,
            kind: change.kind.clone(),
            at: verdict.when,
            outcome,
        })
    };
    change.writes.iter().filter_map(of).collect()
}

pub(crate) fn plan(batch: &mut Batch, settled: Vec<ByRule>) -> Result<(), StoreError> {
    for one in settled {
        let Some(table) = tables::table(one.kind.as_str()) else {
            continue;
        };
        batch.push(
            "INSERT OR REPLACE INTO by_rule (change, field, record, kind, at, outcome) VALUES (?, ?, ?, ?, ?, ?);",
        );
        batch.bind(one.change.to_bytes().to_vec());
        batch.bind(one.field.to_string());
        batch.bind(one.record.to_bytes().to_vec());
        batch.bind(table.number);
        batch.bind(one.at);
        batch.bind(json(&one.outcome)?);
    }
    Ok(())
}

impl Store {
    /// What rules have settled since a moment (ms since 1970), the latest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn settled_by_rule(&self, since: i64, most: u32) -> Result<Vec<ByRule>, StoreError> {
        let mut reader = self.reader().await?;
        let rows = sqlx::query(LATEST)
            .bind(since)
            .bind(most)
            .fetch_all(&mut *reader)
            .await?;
        let unreadable = || StoreError::Unreadable { what: "decision" };
        let one = |row: &sqlx::sqlite::SqliteRow| {
            let table = tables::by_number(row.try_get(3)?).ok_or_else(unreadable)?;
            Ok(ByRule {
                change: ChangeId::from_slice(row.try_get(0)?).ok_or_else(unreadable)?,
                field: FieldKey::owned(row.try_get::<String, _>(1)?),
                record: RecordId::from_slice(row.try_get(2)?).ok_or_else(unreadable)?,
                kind: KindKey::of(table.kind.key),
                at: row.try_get(4)?,
                outcome: serde_json::from_str(row.try_get(5)?).map_err(|_| unreadable())?,
            })
        };
        rows.iter().map(one).collect()
    }
}
