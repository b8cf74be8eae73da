//! What a person can do, on real SQLCipher files.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test falls over where it fails"
)]

mod alike;
mod approvals;
mod attachments;
mod calendar;
mod calendar_files;
mod deals;
mod desk;
mod drafts;
mod exchange;
mod gate;
mod lists;
mod many;
mod recording;
mod records;
mod review;
mod rewind;
mod rooms;
mod sample;
mod service;
mod tasks;
