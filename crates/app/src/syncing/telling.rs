//! How this device and its server stand, in plain structs.

use super::age::{self, AgeOf};
use crate::{App, Failure, history, naming::Names};
use model::{Act, Change, Role};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeMap;
use store::{Refused, Store};
use sync::{Cause, LastReceipt, Phase, Status};

/// Items that a screen shows at most.
const MOST: usize = 200;

/// What the connection does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum PhaseOf {
    /// This device belongs to no server.
    Alone,
    /// Nobody is signed in.
    SignedOut,
    /// On the way.
    Connecting,
    /// A session is ready.
    Online,
    /// No way through; the cause says why.
    Offline,
}

/// Why there is no way through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum CauseOf {
    /// This device has no network.
    NoNetwork,
    /// A network that wants a sign-in of its own answered in the server's place.
    Portal,
    /// The server's name is not known here.
    Name,
    /// Somebody answered who cannot prove to be the server.
    Certificate,
    /// No answer in time.
    Slow,
    /// Nobody answers at the server's address.
    ServerDown,
    /// The server answered with an error of its own.
    ServerError,
    /// The person has to sign in again.
    Account,
    /// This version and the server's do not understand each other.
    Version,
    /// Another organisation's server, or a stranger, is at that address.
    Stranger,
    /// The server or this device is an older copy of itself; that puts itself right.
    Restored,
    /// This device is an older copy of itself, another copy has gone on in its place, and the person has to sign in.
    Copied,
}

/// The last receipt that this device has verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Receipt {
    /// The server's clock, ms since 1970.
    pub at: i64,
    /// The last position that it names.
    pub position: i64,
    /// How many changes it is about.
    pub changes: u32,
    /// The head of the organisation's chain, in hexadecimal.
    pub head: String,
}

/// Whether the log on this device is the one that the server gave out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct LogAudit {
    /// Entries that came to what the server signed.
    pub entries: i64,
    /// The last position up to which they did.
    pub to: i64,
    /// The first of the positions between which an entry is not as the server gave it out; nothing where all are.
    pub broken_from: Option<i64>,
    /// The last of them.
    pub broken_to: Option<i64>,
}

/// How this device and its server stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SyncState {
    /// What the connection does.
    pub phase: PhaseOf,
    /// Why there is no way through.
    pub cause: Option<CauseOf>,
    /// Since when, ms since 1970; 0 where there is a way.
    pub since: i64,
    /// When it is tried again, ms since 1970; nothing: when somebody says so.
    pub next_try: Option<i64>,
    /// The server's address; empty where there is none.
    pub url: String,
    /// The organisation's name; empty where there is none.
    pub organisation: String,
    /// Who is signed in.
    pub person: String,
    /// Their role's key; on a device without a server, the administrator's.
    pub role: String,
    /// Own changes that the server has not answered.
    pub waiting: u32,
    /// When the oldest of them was made, ms since 1970.
    pub oldest: Option<i64>,
    /// Changes that the server refused and that nobody has seen to.
    pub refused: u32,
    /// The log is held up to here.
    pub position: i64,
    /// The server's log reaches up to here, as far as is known.
    pub last: i64,
    /// While a first sync brings the organisation's records: how many are here already.
    pub taken: u32,
    /// And of how many; 0 where none is under way.
    pub whole: u32,
    /// By how much this device's clock is ahead, ms, as measured at the last contact.
    pub skew: i64,
    /// The last contact, ms since 1970.
    pub contact: Option<i64>,
    /// The last receipt.
    pub receipt: Option<Receipt>,
    /// Attempts that failed since the last contact.
    pub failures: u32,
    /// Bytes of the database on this device.
    pub bytes: i64,
    /// Since when this device goes on as another one than before, because it was an older copy of itself: ms since 1970.
    pub goes_on_since: Option<i64>,
    /// How many days work may wait on this device before somebody is told, as was chosen here.
    pub days: u32,
    /// How old the oldest of what waits is, by that.
    pub age: AgeOf,
    /// For longer than that nothing was heard of what others do.
    pub stale: bool,
}

/// Something that waits for the server, or that it refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct WaitingItem {
    /// The change.
    pub change: String,
    /// Its record.
    pub record: String,
    /// The record's kind.
    pub kind: String,
    /// The record's name; empty where it is gone.
    pub title: String,
    /// What was done, in a word.
    pub act: String,
    /// The fields' keys.
    pub fields: Vec<String>,
    /// When, by this device, ms since 1970.
    pub at: i64,
    /// Why the server refused it, as a code; nothing while it waits.
    pub refused: Option<String>,
}

/// What waits on a device and nowhere else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AtStake {
    /// How many records of each kind.
    pub records: BTreeMap<String, u32>,
    /// What the deals among them come to: a decimal for each currency.
    pub amounts: BTreeMap<String, String>,
}

/// A change that the server holds, and how far it has come since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct HeldItem {
    /// The change.
    pub change: String,
    /// Its record.
    pub record: String,
    /// The record's kind.
    pub kind: String,
    /// The record's name; empty where it is gone.
    pub title: String,
    /// What was done, in a word.
    pub act: String,
    /// The fields' keys.
    pub fields: Vec<String>,
    /// When it was written, by this device, ms since 1970.
    pub at: i64,
    /// Its position in the organisation's log.
    pub position: i64,
    /// On how many devices it is, this one among them; nothing where the server cannot be asked.
    pub devices: Option<u32>,
    /// The record belongs to somebody else by now, in whose review the change waits.
    pub proposed: bool,
}

/// The devices of the organisation, as far as is known here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Fleet {
    /// When the server said so, ms since 1970.
    pub at: i64,
    /// It has said so just now. Otherwise this is what it said last.
    pub current: bool,
    /// The devices.
    pub devices: Vec<DeviceSeen>,
}

/// One device of the organisation, as the server last heard of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DeviceSeen {
    /// The device.
    pub device: String,
    /// What people call it.
    pub name: String,
    /// What it is: `desktop`, `laptop`, `tablet`, `phone`; empty where it has not told.
    #[serde(default)]
    pub form: String,
    /// Who works on it.
    pub person: String,
    /// Their role's key.
    pub role: String,
    /// The last contact, ms since 1970.
    pub heard: Option<i64>,
    /// By how much its clock was ahead, ms.
    pub skew: i64,
    /// Connected now.
    pub here: bool,
    /// Its access was taken away.
    pub revoked: bool,
    /// What the device is called of which this one is a restored copy.
    pub copy_of: Option<String>,
    /// Since when a restored copy goes on in its place, ms since 1970.
    pub succeeded: Option<i64>,
    /// Changes that wait on it.
    pub waiting: u32,
    /// When the oldest of them was made, ms since 1970.
    pub oldest: Option<i64>,
    /// Changes that were refused and nobody has seen to.
    pub refused: u32,
    /// How many changes of the log it does not hold yet.
    pub behind: u32,
    /// Attempts that failed before its last contact came about.
    pub retries: u32,
    /// Bytes of its database.
    pub bytes: i64,
    /// What waits on it.
    pub stake: AtStake,
    /// The most that waited in each half hour of a day, the oldest first; nothing where the app did not run.
    pub queue: Vec<Option<u32>>,
    /// When the last of these half hours began, ms since 1970.
    pub queue_at: Option<i64>,
}

impl From<Cause> for CauseOf {
    fn from(cause: Cause) -> Self {
        match cause {
            Cause::NoNetwork => Self::NoNetwork,
            Cause::Portal => Self::Portal,
            Cause::Name => Self::Name,
            Cause::Certificate => Self::Certificate,
            Cause::Slow => Self::Slow,
            Cause::ServerDown => Self::ServerDown,
            Cause::ServerError => Self::ServerError,
            Cause::Account => Self::Account,
            Cause::Version => Self::Version,
            Cause::Stranger => Self::Stranger,
            Cause::Restored => Self::Restored,
            Cause::Copied => Self::Copied,
        }
    }
}

impl App {
    /// How this device and its server stand.
    ///
    /// # Errors
    /// The store's.
    pub async fn sync_state(&self) -> Result<SyncState, Failure> {
        let store = self.store().await?;
        let status = self
            .0
            .engine
            .lock()
            .await
            .as_ref()
            .map(|engine| engine.status().borrow().clone());
        state(&store, status.unwrap_or_default(), self.now()).await
    }

    /// What the server refused, then what waits for it, the oldest first; at most a screenful of each.
    ///
    /// # Errors
    /// The store's.
    pub async fn sync_waiting(&self) -> Result<Vec<WaitingItem>, Failure> {
        let store = self.store().await?;
        let refused = store
            .refused()
            .await?
            .into_iter()
            .map(|each| (each.change, Some(each.code)));
        let waiting = store
            .unanswered(0, MOST as u64)
            .await?
            .into_iter()
            .map(|change| (change, None));
        let all: Vec<(Change, Option<String>)> = refused.take(MOST).chain(waiting).collect();
        let names = Names::of(&store, all.iter().map(|(change, _)| change.record)).await?;
        Ok(all
            .into_iter()
            .map(|(change, refused)| WaitingItem {
                change: change.id.to_string(),
                record: change.record.to_string(),
                kind: change.kind.to_string(),
                title: names.title(change.record),
                act: history::words(&change.act).to_owned(),
                fields: fields(&change),
                at: change.at.ms,
                refused,
            })
            .collect())
    }
}

/// What was refused and wants a person. The pipeline and the service levels that a new database begins with give way to the
/// organisation's own, which only an administrator adds to: nobody made them, so nobody has to see to them.
async fn needs_somebody(store: &Store) -> Result<Vec<Refused>, Failure> {
    let mut refused = store.refused().await?;
    if !refused.is_empty() {
        let first = store.outbox(1, 0).await?.first().map(|change| change.gesture);
        let begun_with = |each: &Refused| each.code == "admins-only" && Some(each.change.gesture) == first;
        refused.retain(|each| !begun_with(each));
    }
    Ok(refused)
}

/// The fields that somebody filled; a new record's are its own story.
pub(super) fn fields(change: &Change) -> Vec<String> {
    if change.act == Act::Create {
        return Vec::new();
    }
    let mut fields: Vec<String> = change.writes.keys().map(|key| key.field().to_owned()).collect();
    fields.dedup();
    fields
}

/// A role as the window calls it.
pub(super) fn role_key(role: Role) -> String {
    let key = serde_json::to_value(role).ok();
    key.and_then(|key| key.as_str().map(str::to_owned)).unwrap_or_default()
}

async fn state(store: &Store, status: Status, now: i64) -> Result<SyncState, Failure> {
    let server = store.server().await?;
    let days = age::limit(store.preferences().await?.get(age::CHOICE).map(String::as_str));
    let contact = server.as_ref().and_then(|server| server.contact);
    let oldest = store.unanswered(0, 1).await?.first().map(|change| change.at.ms);
    let receipt = server
        .as_ref()
        .and_then(|server| serde_json::from_str::<LastReceipt>(server.receipt.as_deref()?).ok());
    let phase = match (&server, status.phase) {
        (None, _) => PhaseOf::Alone,
        (Some(server), _) if server.token.is_none() => PhaseOf::SignedOut,
        (_, Phase::Online) => PhaseOf::Online,
        (_, Phase::Offline) => PhaseOf::Offline,
        (_, Phase::Off | Phase::Connecting) => PhaseOf::Connecting,
    };
    let first_sync = store.first_sync();
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    Ok(SyncState {
        phase,
        cause: status.cause.map(CauseOf::from),
        since: if status.cause.is_some() { status.since } else { 0 },
        next_try: status.next_try,
        url: server.as_ref().map(|server| server.url.clone()).unwrap_or_default(),
        organisation: server
            .as_ref()
            .map(|server| server.org_name.clone())
            .unwrap_or_default(),
        person: server
            .as_ref()
            .map(|server| server.person_name.clone())
            .unwrap_or_default(),
        role: role_key(store.device().role),
        waiting: crate::reading::count(store.waiting().await?),
        oldest,
        refused: u32::try_from(needs_somebody(store).await?.len()).unwrap_or(u32::MAX),
        position: number(store.position().1),
        last: number(status.last.max(store.position().1)),
        taken: crate::reading::count(first_sync.map_or(0, |progress| progress.taken)),
        whole: crate::reading::count(first_sync.map_or(0, |progress| progress.whole)),
        skew: server.as_ref().map_or(0, |server| server.skew),
        contact,
        receipt: receipt.map(|receipt| Receipt {
            at: receipt.at,
            position: number(receipt.seq),
            changes: crate::reading::count(receipt.changes),
            head: receipt.head,
        }),
        failures: status.failures,
        bytes: number(store.bytes()),
        goes_on_since: store.goes_on_since().await?,
        days,
        age: age::age(oldest.filter(|_| server.is_some()), days, now),
        stale: age::is_stale(contact, days, now),
    })
}
