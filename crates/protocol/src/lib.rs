//! What crosses the wire between a device and its server: the messages, their bytes, their versions, their errors, and
//! what a receipt signs. Both ends implement one trait, [`Peer`].
//!
//! A session is a stream of frames over one connection (a WebSocket, where there is a network; nothing here knows that).
//! The server proves itself first, by the key that the device learnt when it was enrolled, and only then does the device
//! say who it is: a captive portal or a stranger under the same name never sees a token.
//!
//! The one thing not to do here: I/O, clocks, chance, or a rule about merging.

mod blob;
mod call;
mod cbor;
mod change;
mod enrol;
mod entry;
mod fault;
mod fleet;
mod frame;
mod hand_back;
pub mod limits;
mod message;
mod page;
mod peer;
mod receipt;
mod scope;
mod session;
mod snapshot;
mod succession;
mod version;

pub use blob::{
    BLOB_ASK_WITHIN, BLOBS, BlobAct, BlobAsk, BlobName, BlobReceipt, PIECE_TYPE, TUS, blob_ask_bytes, blob_proof_bytes,
    blob_receipt_bytes, header, hex, unhex,
};
pub use call::{Answer, Ask, Call, decode_answer, decode_ask, encode_answer, encode_ask};
pub use change::{change_bytes, change_of};
pub use enrol::{Enrol, Enrolled, Known, NewPassword, SignIn};
pub use entry::{Author, Entry, judged_bytes, judged_of};
pub use fault::{Code, Fault, Retry};
pub use fleet::{DeviceLine, DeviceReport};
pub use frame::{open, seal};
pub use hand_back::{Floors, Forgotten, HandBack, Reached, Recall, Recalled};
pub use message::{Answered, Pull, Pulled, Push, Pushed};
pub use model::Judged;
pub use page::{record_bytes, record_of, records_bytes, records_of};
pub use peer::Peer;
pub use receipt::{Hash, Receipt, Signed, Tip, chained, content_hash, said, signed_bytes};
pub use scope::{Checksum, checksum};
pub use session::{Hello, Proof, Ready, Welcome, proof_bytes, welcome_bytes};
pub use snapshot::{SnapshotAsk, SnapshotPage, snapshot_bytes};
pub use succession::{Succession, succession_bytes};
pub use version::{HISTORY, OLDEST, SCOPES, SNAPSHOTS, VERSION, agreed};

/// Bytes that are not a message of this protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are not a message that this version of Outpost knows ({0})")]
pub struct Unreadable(pub &'static str);
