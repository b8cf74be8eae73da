//! What a person can do, on real SQLCipher files.

mod desk;
mod exchange;
mod gate;
mod records;
