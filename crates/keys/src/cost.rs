//! Argon2id (RFC 9106): what turning a passphrase into a key costs, and how much a file may ask for. Never take a cost
//! from a file without [`Cost::within_limits`]: a hostile file could ask for all memory there is.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{Damage, Error, Passphrase};

/// The most memory that a `key.wrapped` may ask for, in KiB: 256 MiB, four times what is written today.
pub const MOST_MEMORY_KIB: u32 = 256 * 1024;
/// The most passes over that memory that a `key.wrapped` may ask for.
pub const MOST_PASSES: u32 = 16;
/// The most lanes that a `key.wrapped` may ask for.
pub const MOST_LANES: u32 = 8;

/// The salt's length in bytes.
pub(crate) const SALT: usize = 16;

/// What one try of a passphrase costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cost {
    /// In KiB.
    pub(crate) memory_kib: u32,
    pub(crate) passes: u32,
    pub(crate) lanes: u32,
}

impl Cost {
    /// RFC 9106's second recommendation (64 MiB, 3 passes), with one lane instead of four: this code has one thread,
    /// and lanes that run one after the other only help an attacker who runs them side by side.
    pub(crate) const NOW: Self = Self {
        memory_kib: 64 * 1024,
        passes: 3,
        lanes: 1,
    };

    /// # Errors
    /// [`Damage::TooCostly`] beyond the limits.
    pub(crate) fn within_limits(self) -> Result<Self, Damage> {
        let Self {
            memory_kib,
            passes,
            lanes,
        } = self;
        if memory_kib > MOST_MEMORY_KIB || passes > MOST_PASSES || lanes > MOST_LANES {
            return Err(Damage::TooCostly {
                memory_kib,
                passes,
                lanes,
            });
        }
        Ok(self)
    }

    /// The key that a passphrase gives. Its memory is wiped afterwards.
    ///
    /// # Errors
    /// [`Error::NoMemory`]; [`Error::Unreadable`] of `what` if Argon2 does not know such a cost (no pass, no lane).
    pub(crate) fn stretch(
        self,
        passphrase: &Passphrase,
        salt: &[u8; SALT],
        what: &'static str,
    ) -> Result<Zeroizing<[u8; 32]>, Error> {
        let unreadable = |_| Error::Unreadable {
            what,
            why: Damage::Form,
        };
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).map_err(unreadable)?;
        let mut memory = Zeroizing::new(Vec::new());
        memory
            .try_reserve_exact(params.block_count())
            .map_err(|_| Error::NoMemory)?;
        memory.resize(params.block_count(), Block::default());
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(passphrase.bytes(), salt, key.as_mut_slice(), memory.as_mut_slice())
            .map_err(unreadable)?;
        Ok(key)
    }
}

#[cfg(test)]
mod tests {
    use super::{Cost, MOST_LANES, MOST_MEMORY_KIB, MOST_PASSES};
    use crate::{Damage, Passphrase};

    #[test]
    fn todays_cost_is_allowed_and_costs_beyond_the_limits_are_not() {
        let most = Cost {
            memory_kib: MOST_MEMORY_KIB,
            passes: MOST_PASSES,
            lanes: MOST_LANES,
        };
        assert_eq!(Cost::NOW.within_limits(), Ok(Cost::NOW));
        assert_eq!(most.within_limits(), Ok(most));
        for beyond in [
            Cost {
                memory_kib: MOST_MEMORY_KIB + 1,
                ..most
            },
            Cost {
                memory_kib: u32::MAX,
                ..most
            },
            Cost {
                passes: MOST_PASSES + 1,
                ..most
            },
            Cost {
                lanes: MOST_LANES + 1,
                ..most
            },
        ] {
            assert!(
                matches!(beyond.within_limits(), Err(Damage::TooCostly { .. })),
                "{beyond:?}"
            );
        }
    }

    #[test]
    fn a_cost_that_argon2_does_not_know_is_refused() {
        let words = Passphrase::new("open sesame");
        for cost in [
            Cost {
                memory_kib: 0,
                passes: 1,
                lanes: 1,
            },
            Cost {
                memory_kib: 64,
                passes: 0,
                lanes: 1,
            },
            Cost {
                memory_kib: 64,
                passes: 1,
                lanes: 0,
            },
        ] {
            assert!(cost.stretch(&words, &[1; 16], "it").is_err(), "{cost:?}");
        }
    }

    #[test]
    fn the_memory_is_really_used() {
        let words = Passphrase::new("open sesame");
        let small = Cost {
            memory_kib: 64,
            passes: 1,
            lanes: 1,
        };
        let keys = [
            small.stretch(&words, &[1; 16], "it").unwrap(),
            small.stretch(&words, &[2; 16], "it").unwrap(),
            Cost {
                memory_kib: 128,
                ..small
            }
            .stretch(&words, &[1; 16], "it")
            .unwrap(),
            Cost { passes: 2, ..small }.stretch(&words, &[1; 16], "it").unwrap(),
        ];
        for (n, key) in keys.iter().enumerate() {
            assert!(keys[..n].iter().all(|other| **other != **key));
        }
    }
}
