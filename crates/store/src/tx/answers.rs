//! What the server answered, and what it has, from memory to statements.

use super::take::Taken;
use crate::{StoreError, batch::Batch, journal::json, settled::Run};
use model::{DeviceId, Judged, RecordId};
use std::collections::BTreeMap;

/// Confirmed states as they lie beside the rows from now on.
pub(super) fn plan_confirmed(batch: &mut Batch, confirmed: BTreeMap<RecordId, Option<String>>) {
    for (id, body) in confirmed {
        match body {
            Some(body) => {
                batch.push("INSERT OR REPLACE INTO confirmed (id, body) VALUES (?, ?);");
                batch.bind(id.to_bytes().to_vec());
                batch.bind(body);
            }
            None => {
                batch.push("DELETE FROM confirmed WHERE id = ?;");
                batch.bind(id.to_bytes().to_vec());
            }
        }
    }
}

/// Answers in runs of counters with positions that follow each other.
pub(super) fn plan_answers(
    batch: &mut Batch,
    (me, role): (DeviceId, model::Role),
    answered: &[Taken],
) -> Result<(), StoreError> {
    let mut rest = answered;
    while let Some((first, later)) = rest.split_first() {
        let mut run = Run::of(first);
        let more = later.iter().take_while(|taken| run.takes(&Run::of(taken))).count();
        let (run, later) = rest.split_at(1 + more);
        rest = later;
        let usual = run.iter().all(|taken| {
            taken.judged
                == Judged::Plain {
                    when: taken.change.at.ms,
                    role,
                }
        });
        let judged: Vec<&Judged> = run.iter().map(|taken| &taken.judged).collect();
        batch.push("INSERT OR IGNORE INTO answered (first, last, epoch, seq, body, device) VALUES (?, ?, ?, ?, ?, ?);");
        batch.bind(first.change.n as i64);
        batch.bind((first.change.n + more as u64) as i64);
        batch.bind(first.epoch);
        batch.bind(first.seq as i64);
        batch.bind(if usual { None } else { Some(json(&judged)?) });
        let other = Some(first.change.on).filter(|on| *on != me && first.seq > 0);
        batch.bind(other.map(|on| on.to_bytes().to_vec()));
        for taken in run.iter().filter(|taken| taken.seq == 0) {
            batch.push("INSERT OR IGNORE INTO refused (n, id, record, kind, code, at) VALUES (?, ?, ?, ?, ?, ?);");
            batch.bind(taken.change.n as i64);
            batch.bind(taken.change.id.to_bytes().to_vec());
            batch.bind(taken.change.record.to_bytes().to_vec());
            batch.bind(taken.change.kind.as_str().to_owned());
            let code = match &taken.judged {
                Judged::Whole { verdict } => verdict.code.clone().unwrap_or_default(),
                Judged::Plain { .. } => String::new(),
            };
            batch.bind(code);
            batch.bind(taken.change.at.ms);
        }
    }
    Ok(())
}
