//! The key to this device's database: 32 random bytes, and where they are kept while the app is closed.
//!
//! # The two homes of a key
//!
//! 1. **The platform's key store** (Secret Service on Linux, the login keychain on macOS, the Credential Manager on
//!    Windows). Nobody has to type anything. It counts as there only after a random entry was written, read back and
//!    removed again: a store that answers "no such entry" has not shown that it can keep one.
//! 2. **The file `key.wrapped`** beside the database, where there is no such store: the key sealed with
//!    ChaCha20-Poly1305 under Argon2id of a passphrase that the app asks for at each start.
//!
//! The key itself is never in a file in the clear, a log, an environment variable or an argument list. [`DatabaseKey`]
//! and [`Passphrase`] wipe themselves and have no `Debug`, no `Display` and no `Serialize`.
//!
//! # First decide, then act
//!
//! [`KeyHome::found`] looks and changes nothing, [`plan`] says what follows from it, and the app does that:
//!
//! | [`Next`] | the app calls |
//! |---|---|
//! | `UseStore` | [`KeyHome::use_store`] |
//! | `AskPassphrase` | [`KeyHome::use_passphrase`] with what the person typed |
//! | `MakeInStore` | [`KeyHome::make_in_store`] |
//! | `MakeUnderPassphrase` | [`KeyHome::make_under_passphrase`] with a passphrase that the person chose |
//! | `WaitForStore` | nothing: ask the person to unlock the key store, then look again |
//! | `KeyGone` | nothing: put the database aside unharmed and say so |
//!
//! A new key is made only where there is no database and no key. The acts look again themselves and refuse otherwise, so
//! a caller that ignores the plan still cannot lock anyone out. `WaitForStore` is not `KeyGone`: a locked or unreachable
//! key store proves nothing about what it holds.
//!
//! # Which entry in the store is ours
//!
//! One person may have two data folders on one machine, and may move or rename either. So the entry is named by a random
//! id in a small file `key.id` beside the database, not by the folder's path (a move would lose the key) and not by one
//! fixed name (a second folder would overwrite the first one's key). The file is no secret. It is written, durably,
//! before the key goes into the store, so its presence says "this folder's key was put into a key store". A *copy* of a
//! folder keeps the same id and opens with the same entry, which is right: it is the same key. The id names a key; it is
//! not the device id that changes carry.
//!
//! # What is not defended against
//!
//! Someone who runs code as this person while the app is open, or who can read the app's memory. A file system that
//! keeps old blocks (an SSD, a snapshot) may keep a former `key.wrapped`, which the former passphrase still opens.
//!
//! # Blocking
//!
//! Everything here blocks: Argon2id takes about 100 ms and 64 MiB, a key store may first ask the person to unlock it.
//! Call it from `spawn_blocking`, never on the thread that draws. Hold the database's lock file while making a key, so
//! that two processes do not make two.
//!
//! The one thing not to do here: write a new key over anything.

mod cost;
mod error;
mod file;
mod hex;
mod home;
mod id;
mod key;
mod passphrase;
mod plan;
mod platform;
mod store;
mod wrapped;

pub use cost::{MOST_LANES, MOST_MEMORY_KIB, MOST_PASSES};
pub use error::{Damage, Error, StoreTrouble};
pub use home::{KeyHome, WRAPPED_FILE};
pub use id::ID_FILE;
pub use key::DatabaseKey;
pub use passphrase::{LEAST_CHARACTERS, Passphrase};
pub use plan::{Found, InStore, Next, plan};
pub use store::KeyStore;
