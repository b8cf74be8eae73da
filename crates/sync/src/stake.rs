//! What would be lost with this device: the records that wait, by kind, and what the deals among them come to.

use model::{Change, KindKey, Money, RecordId};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use store::{Store, StoreError};

/// Changes that are looked at. Who has more waiting has more at stake than can be told in a line.
const MOST: u64 = 2_000;

/// What waits on this device and nowhere else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stake {
    /// How many records of each kind.
    pub records: BTreeMap<String, u64>,
    /// What the deals among them come to: a decimal for each currency.
    pub amounts: BTreeMap<String, String>,
}

/// What is at stake now.
///
/// # Errors
/// The store's.
pub async fn stake(store: &Store) -> Result<Stake, StoreError> {
    let waiting = store.unanswered(0, MOST).await?;
    let records = by_kind(&waiting);
    let mut sums: BTreeMap<String, Decimal> = BTreeMap::new();
    if let Some(deals) = records.get("deal") {
        let deals: Vec<RecordId> = deals.iter().copied().collect();
        let schema = store.schema();
        for (_, deal) in store.living(&KindKey::of("deal"), &deals).await? {
            if let Some(money) = deal.value(&schema, "amount").and_then(Money::from_value) {
                let sum = sums.entry(money.currency).or_default();
                *sum = sum.saturating_add(money.amount);
            }
        }
    }
    Ok(Stake {
        records: records
            .into_iter()
            .map(|(kind, ids)| (kind, ids.len() as u64))
            .collect(),
        amounts: sums
            .into_iter()
            .map(|(currency, sum)| (currency, sum.normalize().to_string()))
            .collect(),
    })
}

fn by_kind(changes: &[Change]) -> BTreeMap<String, BTreeSet<RecordId>> {
    let mut kinds: BTreeMap<String, BTreeSet<RecordId>> = BTreeMap::new();
    for change in changes {
        kinds.entry(change.kind.to_string()).or_default().insert(change.record);
    }
    kinds
}
