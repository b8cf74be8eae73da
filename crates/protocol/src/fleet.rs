//! What a device tells about itself, so that a manager sees every queue; no customer's data is in it.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a device says about its own queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeviceReport {
    /// The app's version.
    pub app: String,
    /// What it is: `desktop`, `laptop`, `tablet`, `phone`; empty where it has not told.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub form: String,
    /// Changes that wait for a verdict.
    pub waiting: u64,
    /// When the oldest of them was made, by the device's clock, ms since 1970.
    pub oldest: Option<i64>,
    /// Changes that the server refused and a person has not seen to yet.
    pub refused: u64,
    /// Attempts that failed before this contact came about.
    pub retries: u64,
    /// The position up to which the device holds the log.
    pub cursor: u64,
    /// Bytes of its database.
    pub bytes: u64,
    /// What waits: how many records of each kind.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub records: BTreeMap<String, u64>,
    /// What the deals among them come to: a decimal for each currency.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub amounts: BTreeMap<String, String>,
    /// The most that waited in each half hour of the last day, the oldest first; nothing where the app did not run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub queue: Vec<Option<u32>>,
    /// When the last of these half hours began, by the device's clock, ms since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue_at: Option<i64>,
}

/// One device of the organisation, as the server last heard of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceLine {
    /// The device's id, as text.
    pub device: String,
    /// What people call it.
    pub name: String,
    /// Who works on it.
    pub person: String,
    /// That person's id, as text.
    pub person_id: String,
    /// Their role.
    pub role: model::Role,
    /// When it was enrolled, ms since 1970.
    pub enrolled: i64,
    /// When the server heard of it last, ms since 1970.
    pub heard: Option<i64>,
    /// By how much its clock was ahead of the server's then, ms.
    pub skew: i64,
    /// Whether it is connected now.
    pub here: bool,
    /// Whether its access was taken away.
    pub revoked: bool,
    /// The device of which this is a restored copy: its id, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<String>,
    /// Since when a restored copy goes on in its place, ms since 1970. Nothing where it was heard with its whole past since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub succeeded: Option<i64>,
    /// What it said last.
    pub report: DeviceReport,
    /// How many positions of the log it does not hold yet.
    pub behind: u64,
}
