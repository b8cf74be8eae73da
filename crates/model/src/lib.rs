//! What a record is, what a change is, how changes merge, and who may do what.
//!
//! Two pure functions are the only ways a record changes: [`decide`] judges a change against a record and answers with
//! a [`Verdict`]; [`apply`] carries out what the verdict says. The server decides and applies; a device previews its
//! own pending changes with the same two functions. Record kinds and their fields are declared once, in [`declare`].
//!
//! The one thing not to do here: I/O, async, clocks or random numbers. Time and chance come in as arguments.

mod apply;
pub mod change;
mod decide;
pub mod declare;
pub mod docs;
pub mod fold;
mod hlc;
pub mod id;
mod judge;
mod judged;
mod jumps;
pub mod may;
pub mod overlap;
mod plain;
mod policy;
mod privacy;
mod record;
pub mod recurrence;
mod schema;
pub mod scope;
pub mod service_clock;
mod span;
pub mod text;
pub mod typed;
mod validate;
mod value;
mod verdict;
pub mod working_hours;

pub use apply::apply;
pub use change::{Act, Base, Change, Stamp, Write};
pub use decide::decide;
pub use hlc::Hlc;
pub use id::{ChangeId, DeviceId, FieldKey, GestureId, KindKey, PersonId, RecordId};
pub use judged::Judged;
pub use jumps::Jumps;
pub use may::{Actor, Denied, Role, may};
pub use plain::{Place, plain};
pub use policy::Policy;
pub use record::{LIFE, Record, Redaction, Standing};
pub use recurrence::Rule;
pub use schema::{CustomField, Field, FieldType, Kind, Schema};
pub use span::{Occurrence, Span, following_id, occurrence_id};
pub use typed::{Address, Invalid, Money};
pub use validate::{Refusal, check};
pub use value::Value;
pub use verdict::{Context, Effect, Outcome, Verdict, VerdictKind};
pub use working_hours::WorkingHours;
