//! What a device made of itself gives way to what the organisation has.
//!
//! A new database begins with a person, a pipeline and service levels, so that it can be worked with alone. In an organisation
//! that has begun, these would be a second pipeline and a second record of somebody who is known. Those that nobody has
//! touched, and that nothing of the person's own hangs on, are deleted here and never sent. What a person wrote stays and goes
//! to the server.
//!
//! The one thing not to do here: take anything away that a person wrote.

use crate::{App, Failure, naming::record_of, several::Several};
use model::{Act, ChangeId, GestureId, KindKey, LIFE, PersonId, Record, RecordId, Standing, Write, typed::deleted};
use std::collections::{BTreeMap, HashSet};
use store::Store;
use sync::Enrolled;

pub(crate) const WORDS: &str = "Joined an organisation";

/// Deletes what gives way, and marks what is not to be sent: that, and what a sample that was removed has left in the outbox.
pub(super) async fn before(app: &App, store: &Store, enrolled: &Enrolled) -> Result<(), Failure> {
    let me = store.device().person;
    let ways = gives_way(store, enrolled, me).await?;
    let mine = record_of(me);
    let named = !ways.iter().any(|(id, _)| *id == mine) && misnamed(store, mine, &enrolled.person_name).await?;
    if !ways.is_empty() || named {
        let mut gesture = Several::begin(app, store, WORDS).await;
        for (id, record) in &ways {
            let life = BTreeMap::from([(LIFE, Write::of(deleted()))]);
            gesture
                .change(*id, record.kind.clone(), Act::Delete, None, life)
                .await?;
        }
        if named {
            let name = crate::several::writes([("name", model::Value::text(enrolled.person_name.clone()))]);
            gesture
                .change(mine, KindKey::of("colleague"), Act::Edit, None, name)
                .await?;
        }
        gesture.commit().await?;
    }
    stay_here(store, me, ways.into_iter().map(|(id, _)| id).collect()).await
}

/// What this device made of itself and nobody has touched. In an organisation that has not begun it is the beginning.
async fn gives_way(store: &Store, enrolled: &Enrolled, me: PersonId) -> Result<Vec<(RecordId, Record)>, Failure> {
    if enrolled.last == 0 {
        return Ok(Vec::new());
    }
    let Some(gesture) = first_gesture(store).await? else {
        return Ok(Vec::new());
    };
    let first = store.changes_in(gesture).await?;
    let made: HashSet<ChangeId> = first.iter().map(|change| change.id).collect();
    // Who joins under the id of this device has no other record than the one that was made here.
    let known_by_another = enrolled.person != me.to_string();
    let ids: Vec<RecordId> = first
        .iter()
        .map(|change| change.record)
        .filter(|id| known_by_another || *id != record_of(me))
        .collect();
    let linked = store.linked_from_others(&ids).await?;
    let mut ways = Vec::new();
    for kind in first.iter().map(|change| &change.kind).collect::<HashSet<_>>() {
        for (id, record) in store.living(kind, &ids).await? {
            if !linked.contains(&id) && is_untouched(&record, &made) {
                ways.push((id, record));
            }
        }
    }
    Ok(ways)
}

/// The gesture with which this database began.
async fn first_gesture(store: &Store) -> Result<Option<GestureId>, Failure> {
    Ok(store.outbox(1, 0).await?.first().map(|change| change.gesture))
}

fn is_untouched(record: &Record, made: &HashSet<ChangeId>) -> bool {
    let writers = record.registers.values().flatten().filter_map(Standing::writer);
    writers.into_iter().all(|change| made.contains(&change))
}

/// Whether the person's own record still has the name that the computer gave it, and not the one under which they joined.
async fn misnamed(store: &Store, mine: RecordId, name: &str) -> Result<bool, Failure> {
    let Some(gesture) = first_gesture(store).await? else {
        return Ok(false);
    };
    let made = store
        .changes_in(gesture)
        .await?
        .iter()
        .map(|change| change.id)
        .collect();
    let found = store.living(&KindKey::of("colleague"), &[mine]).await?;
    Ok(found.first().is_some_and(|(_, record)| {
        let standing = record.standing("name");
        is_untouched(record, &made) && standing.iter().any(|each| each.value.as_text() != Some(name))
    }))
}

/// Marks changes that no server is ever asked about: those of records that gave way, and those that bear an invented name,
/// with whatever was done to their records.
async fn stay_here(store: &Store, me: PersonId, gone: HashSet<RecordId>) -> Result<(), Failure> {
    let waiting = store.unanswered(0, u64::MAX).await?;
    let invented = waiting
        .iter()
        .filter(|change| change.by != me)
        .map(|change| change.record);
    let staying: HashSet<RecordId> = gone.into_iter().chain(invented).collect();
    let stay: Vec<u64> = waiting
        .iter()
        .filter(|change| staying.contains(&change.record))
        .map(|change| change.n)
        .collect();
    Ok(store.keep_here(&stay).await?)
}
