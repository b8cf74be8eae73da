//! Bytes to be carried, and what of them lies somewhere.

use std::path::{Path, PathBuf};

/// Bytes that look like chance, the same ones for the same size (xorshift64*, Vigna 2016).
#[must_use]
pub fn noise(size: usize) -> Vec<u8> {
    let mut state = (size as u64).wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut next = || {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        state.wrapping_mul(0x2545_f491_4f6c_dd1d).to_le_bytes()
    };
    let mut bytes = Vec::with_capacity(size + 8);
    while bytes.len() < size {
        bytes.extend(next());
    }
    bytes.truncate(size);
    bytes
}

/// Every file in a folder and below, whatever folders it lies in.
#[must_use]
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => found.extend(files_below(&path)),
            path => found.push(path),
        }
    }
    found
}
