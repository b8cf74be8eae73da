//! What one message may hold. Both ends check: the sender so that it is not refused, the receiver because senders err.

/// Bytes of one frame as it travels.
pub const FRAME: usize = 4 << 20;
/// Bytes of one frame once it is unpacked.
pub const UNPACKED: usize = 32 << 20;
/// Changes in one push.
pub const PUSH: usize = 2_000;
/// Entries in one answer to a pull.
pub const PULL: usize = 4_000;
/// Bytes of one change.
pub const CHANGE: usize = 1 << 20;
/// Writes in one change.
pub const WRITES: usize = 256;
/// Ids of changes without a verdict that one pull may name.
pub const DOUBTS: usize = 4_000;
/// Kinds of records that checksums are given of.
pub const KINDS: usize = 1_000;
/// Letters of a name (an organisation's, a person's, a device's).
pub const NAME: usize = 120;
/// Bytes of one body of an HTTP request (enrolment, sign-in).
pub const BODY: usize = 64 << 10;
/// Bytes of a device's report, which every manager's list of devices carries.
pub const REPORT: usize = 4 << 10;
/// How deep values may lie in values.
pub const DEPTH: usize = 16;
/// Records in one page of a first sync.
pub const SNAPSHOT: usize = 8_000;
/// Bytes of records in one page, as the server keeps them: what they come to in a frame is less.
pub const SNAPSHOT_BYTES: usize = FRAME;
/// Bytes of one blob.
pub const BLOB: u64 = 256 << 20;
/// Bytes of one piece of a blob on its way up.
pub const BLOB_PIECE: usize = 1 << 20;
