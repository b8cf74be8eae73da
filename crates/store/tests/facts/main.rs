//! What the store promises, on real SQLCipher files.

mod desk;
mod keeping;
