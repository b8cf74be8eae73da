//! The device's encrypted database: shown records with their provenance, this device's pending changes, search, and the
//! feed that says after a commit what changed.
//!
//! ONE connection does every write and every checkpoint; readers are read-only; one process per database, held by a lock
//! file. This is how the house works anyway, and it also keeps clear of the WAL-reset corruption of SQLite 3.7.0–3.51.2
//! (two connections, one checkpointing while another commits), which sqlx's SQLCipher still has. Raise the version when
//! sqlx allows it.
//!
//! The one thing not to do here: decide what a change does to a record. `model` does; this room keeps what it says.

mod acts;
mod authors;
mod batch;
mod blobs;
mod by_rule;
mod calendar;
mod clock;
mod collation;
mod columns;
mod connect;
mod drafts;
mod epochs;
mod error;
mod feed;
mod gestures;
mod identity;
mod imprint;
mod journal;
mod keycheck;
mod list;
mod living;
mod lock;
mod names;
mod open;
mod outbox;
mod pack;
mod past;
mod preferences;
mod rows;
mod search;
mod server;
mod settled;
mod snapshot;
mod store;
mod tables;
mod tidy;
mod today;
mod trade;
mod tx;
mod undecided;
mod unindexed;
mod unworded;
mod voice;
mod which;
mod whole;

pub use blobs::{BLOBS, BlobHash, BlobId, BlobState, Blobs, Going, READ, Unfinished, Wanted};
pub use by_rule::ByRule;
pub use calendar::{Engaged, day_number};
pub use clock::Clocks;
pub use connect::{PAGE_CHECK, RawKey};
pub use drafts::Draft;
pub use epochs::Tip;
pub use error::{OpenError, StoreError};
pub use feed::{Committed, Source};
pub use gestures::GestureLine;
pub use identity::Successor;
pub use journal::{Logged, Place};
pub use list::{Clause, Filter, ListPage, Listed, Listing, Order, Span, Test, Than};
pub use open::{DATABASE, Device, Founding};
pub use past::Past;
pub use search::Hit;
pub use server::Server;
pub use snapshot::Progress;
pub use store::{Refused, Store, Stored, Summary};
pub use today::{Due, Quiet, TodayAsk, TodayRows};
pub use trade::{Deals, LastNote};
pub use tx::{Numbered, Page, Saved, Taken, Tx};
pub use undecided::{HangsOn, Open, Undecided};
pub use which::Which;
