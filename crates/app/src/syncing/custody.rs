//! Where work is: what would be lost with a device, on how many devices a change is, how all devices stand. What the server
//! said last of the devices is kept, so that it can be read where there is no way to it.

use super::{
    AtStake, DeviceSeen, Fleet, HeldItem, LogAudit,
    telling::{fields, role_key},
    trouble::failure,
};
use crate::{App, Failure, FailureCode, history, naming::Names, reading::count};
use model::{DeviceId, VerdictKind};
use std::collections::{BTreeMap, HashMap};
use store::{Place, Store};
use sync::{Answer, Ask, Cause, DeviceLine};

/// Where the list of devices is kept.
const FLEET: &str = "~fleet";
/// Changes that are told of with their custody.
const HELD: u64 = 20;

impl App {
    /// What would be lost with this device now.
    ///
    /// # Errors
    /// The store's.
    pub async fn at_stake(&self) -> Result<AtStake, Failure> {
        let stake = sync::stake(&self.store().await?).await?;
        Ok(at_stake(stake.records, stake.amounts))
    }

    /// Whether the log on this device is the one that the server gave out.
    ///
    /// # Errors
    /// The store's. A break is no error: it is what was found.
    pub async fn audit(&self) -> Result<LogAudit, Failure> {
        let found = sync::audit(&self.store().await?).await?;
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        Ok(LogAudit {
            entries: number(found.entries),
            to: number(found.to),
            broken_from: found.broken.map(|(from, _)| number(from)),
            broken_to: found.broken.map(|(_, to)| number(to)),
        })
    }

    /// What this device wrote last and the server holds, the newest first, and on how many devices it is.
    ///
    /// # Errors
    /// The store's.
    pub async fn sync_held(&self) -> Result<Vec<HeldItem>, Failure> {
        let store = self.store().await?;
        if store.server().await?.is_none() {
            return Ok(Vec::new());
        }
        // Without a way to the server it is not known how far others are; the rest is.
        let cursors = match self.ask(Ask::Cursors).await {
            Ok(Answer::Cursors(cursors)) => Some(cursors),
            Ok(_) | Err(_) => None,
        };
        let last = store.last_n().await?;
        let mut held = Vec::new();
        for change in store.outbox(last.saturating_sub(HELD - 1).max(1), HELD).await? {
            if let Place::Held { seq, judged, .. } = store.standing_of(&change).await? {
                held.push((change, seq, judged.kind() == VerdictKind::Proposed));
            }
        }
        let names = Names::of(&store, held.iter().map(|(change, ..)| change.record)).await?;
        let item = |(change, seq, proposed): (model::Change, u64, bool)| HeldItem {
            change: change.id.to_string(),
            record: change.record.to_string(),
            kind: change.kind.to_string(),
            title: names.title(change.record),
            act: history::words(&change.act).to_owned(),
            fields: fields(&change),
            at: change.at.ms,
            position: i64::try_from(seq).unwrap_or(i64::MAX),
            devices: cursors.as_deref().map(|cursors| holding(cursors, seq)),
            proposed,
        };
        Ok(held.into_iter().rev().map(item).collect())
    }

    /// How every device of the organisation stands, as the server says; where it cannot be asked, what it said last.
    ///
    /// # Errors
    /// `Declined` by the server; `Unreachable` where it never said anything.
    pub async fn fleet(&self) -> Result<Fleet, Failure> {
        let store = self.store().await?;
        match self.ask(Ask::Fleet).await {
            Ok(Answer::Fleet(lines)) => {
                let fleet = Fleet {
                    at: self.now(),
                    current: true,
                    devices: seen_all(lines),
                };
                keep(&store, &fleet).await?;
                self.with_own(&store, fleet).await
            }
            Ok(_) => Err(failure(Cause::Version)),
            Err(unreachable) if unreachable.code == FailureCode::Unreachable => {
                let kept = kept(&store).await?.ok_or(unreachable)?;
                self.with_own(&store, kept).await
            }
            Err(no) => Err(no),
        }
    }
}

impl App {
    /// Of itself a device knows more than it has told.
    async fn with_own(&self, store: &Store, mut fleet: Fleet) -> Result<Fleet, Failure> {
        let me = store.device().id.to_string();
        let (state, stake) = (self.sync_state().await?, self.at_stake().await?);
        for device in fleet.devices.iter_mut().filter(|device| device.device == me) {
            (device.waiting, device.oldest, device.refused) = (state.waiting, state.oldest, state.refused);
            (device.bytes, device.retries) = (state.bytes, state.failures.max(device.retries));
            device.stake = stake.clone();
        }
        Ok(fleet)
    }
}

/// Devices that hold the log up to a position. This device does before its next report says so.
fn holding(cursors: &[u64], seq: u64) -> u32 {
    count(cursors.iter().filter(|cursor| **cursor >= seq).count() as u64).max(1)
}

async fn keep(store: &Store, fleet: &Fleet) -> Result<(), Failure> {
    let text = serde_json::to_string(fleet)
        .map_err(|_| Failure::new(FailureCode::Internal, "The list of devices could not be kept."))?;
    Ok(store.prefer(FLEET, &text).await?)
}

/// What was kept; what an earlier version kept otherwise is as good as nothing. Who was connected then was heard then: whether they
/// are now is not known.
async fn kept(store: &Store) -> Result<Option<Fleet>, Failure> {
    let all = store.preferences().await?;
    let fleet: Option<Fleet> = all.get(FLEET).and_then(|text| serde_json::from_str(text).ok());
    Ok(fleet.map(|mut fleet| {
        fleet.current = false;
        for device in fleet.devices.iter_mut().filter(|device| device.here) {
            (device.here, device.heard) = (false, Some(fleet.at));
        }
        fleet
    }))
}

/// What the organisation's devices are called, as far as the server has told this one.
pub(crate) async fn devices(store: &Store) -> Result<HashMap<DeviceId, String>, Failure> {
    let fleet = kept(store).await?.map(|fleet| fleet.devices).unwrap_or_default();
    let called = |device: DeviceSeen| Some((device.device.parse().ok()?, device.name));
    Ok(fleet.into_iter().filter_map(called).collect())
}

fn at_stake(records: BTreeMap<String, u64>, amounts: BTreeMap<String, String>) -> AtStake {
    AtStake {
        records: records
            .into_iter()
            .map(|(kind, number)| (kind, count(number)))
            .collect(),
        amounts,
    }
}

fn seen_all(lines: Vec<DeviceLine>) -> Vec<DeviceSeen> {
    let called: BTreeMap<String, String> = lines
        .iter()
        .map(|line| (line.device.clone(), line.name.clone()))
        .collect();
    lines.into_iter().map(|line| seen(line, &called)).collect()
}

/// `called`: what devices are called, by their ids.
fn seen(line: DeviceLine, called: &BTreeMap<String, String>) -> DeviceSeen {
    DeviceSeen {
        copy_of: line.copy_of.and_then(|of| called.get(&of).cloned()),
        succeeded: line.succeeded,
        device: line.device,
        name: line.name,
        form: line.report.form,
        person: line.person,
        role: role_key(line.role),
        heard: line.heard,
        skew: line.skew,
        here: line.here,
        revoked: line.revoked,
        waiting: count(line.report.waiting),
        oldest: line.report.oldest,
        refused: count(line.report.refused),
        behind: count(line.behind),
        retries: count(line.report.retries),
        bytes: i64::try_from(line.report.bytes).unwrap_or(i64::MAX),
        stake: at_stake(line.report.records, line.report.amounts),
        queue: line.report.queue,
        queue_at: line.report.queue_at,
    }
}
