//! The sealed file: pieces of at most 64 KiB, each under AES-256-GCM with a key that Argon2id (RFC 9106) makes of the
//! passphrase. A piece's nonce is its number and whether it is the last, so that none can be left out, repeated or moved
//! (Hoang, Reyhanitabar, Rogaway, Vizár, "Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", 2015:
//! STREAM).
//!
//! ```text
//! "OUTPOST BACKUP 1\n"  memory KiB u32  passes u32  lanes u32  salt 16     all of it authenticated with every piece
//! each piece: length u32, sealed bytes with their tag of 16
//! ```
//! Numbers are big-endian.

use crate::{ServerError, clock::chance};
use argon2::{Algorithm, Argon2, Params, Version};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use std::io::{self, Read, Write};

const MAGIC: &[u8; 17] = b"OUTPOST BACKUP 1\n";
/// What OWASP names for Argon2id, times two: a backup lies where its owner does not look.
const COST: [u32; 3] = [38_912, 3, 1];
/// The most that a file may ask for, so that a forged one does not take the machine's memory.
const MOST: [u32; 3] = [1 << 20, 16, 16];
const HEAD: usize = MAGIC.len() + 12 + 16;
const PIECE: usize = 64 << 10;
const TAG: usize = 16;

struct Sealing {
    key: LessSafeKey,
    head: [u8; HEAD],
    piece: u64,
}

impl Sealing {
    fn new(passphrase: &str, cost: [u32; 3], salt: [u8; 16]) -> Result<Self, ServerError> {
        let [memory, passes, lanes] = cost;
        let params = Params::new(memory, passes, lanes, Some(32)).map_err(|_| ServerError::Keys)?;
        let mut key = [0; 32];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), &salt, &mut key)
            .map_err(|_| ServerError::Keys)?;
        let key = UnboundKey::new(&AES_256_GCM, &key).map_err(|_| ServerError::Keys)?;
        let numbers = cost.into_iter().flat_map(u32::to_be_bytes);
        let mut head = [0; HEAD];
        let bytes = MAGIC.iter().copied().chain(numbers).chain(salt);
        head.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
        Ok(Self {
            key: LessSafeKey::new(key),
            head,
            piece: 0,
        })
    }

    fn nonce(&mut self, last: bool) -> Nonce {
        let mut nonce = [0; 12];
        let bytes = [u8::from(last), 0, 0, 0].into_iter().chain(self.piece.to_be_bytes());
        nonce.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
        self.piece += 1;
        Nonce::assume_unique_for_key(nonce)
    }
}

/// Seals what is written. Without [`Sealer::finish`] the file has no end, and nobody opens it.
pub(super) struct Sealer<W> {
    to: W,
    sealing: Sealing,
    waiting: Vec<u8>,
}

impl<W: Write> Sealer<W> {
    pub(super) fn new(mut to: W, passphrase: &str) -> Result<Self, ServerError> {
        let sealing = Sealing::new(passphrase, COST, chance()?)?;
        to.write_all(&sealing.head)?;
        Ok(Self {
            to,
            sealing,
            waiting: Vec::with_capacity(PIECE + TAG),
        })
    }

    fn piece(&mut self, last: bool) -> io::Result<()> {
        let nonce = self.sealing.nonce(last);
        self.sealing
            .key
            .seal_in_place_append_tag(nonce, Aad::from(self.sealing.head), &mut self.waiting)
            .map_err(|_| io::Error::other("a piece of the backup could not be sealed"))?;
        let length = u32::try_from(self.waiting.len()).unwrap_or(u32::MAX);
        self.to.write_all(&length.to_be_bytes())?;
        self.to.write_all(&self.waiting)?;
        self.waiting.clear();
        Ok(())
    }

    /// Seals the last piece.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.piece(true)?;
        self.to.flush()?;
        Ok(self.to)
    }
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.waiting.len() == PIECE {
            self.piece(false)?;
        }
        let taken = bytes.len().min(PIECE - self.waiting.len());
        self.waiting.extend(bytes.iter().take(taken));
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(()) // pieces are whole; the end is `finish`
    }
}

/// Opens what was sealed.
pub(super) struct Opener<R> {
    from: R,
    sealing: Sealing,
    opened: Vec<u8>,
    at: usize,
    ended: bool,
}

impl<R: Read> Opener<R> {
    pub(super) fn new(mut from: R, passphrase: &str) -> Result<Self, ServerError> {
        let mut head = [0; HEAD];
        from.read_exact(&mut head).map_err(|_| ServerError::NoBackup)?;
        let (magic, rest) = head.split_at(MAGIC.len());
        let (numbers, salt) = rest.split_at(12);
        let number = |at: usize| numbers.get(at * 4..at * 4 + 4).and_then(|four| four.try_into().ok());
        let cost = [0, 1, 2].map(|at| number(at).map_or(u32::MAX, u32::from_be_bytes));
        let salt = salt.try_into().map_err(|_| ServerError::NoBackup)?;
        if magic != MAGIC || cost.iter().zip(&MOST).any(|(asked, most)| asked > most) {
            return Err(ServerError::NoBackup);
        }
        let mut opener = Self {
            from,
            sealing: Sealing::new(passphrase, cost, salt)?,
            opened: Vec::new(),
            at: 0,
            ended: false,
        };
        // The passphrase is tried at once.
        opener.next().map_err(|_| ServerError::Passphrase)?;
        Ok(opener)
    }

    fn next(&mut self) -> io::Result<()> {
        let mut length = [0; 4];
        self.from.read_exact(&mut length)?;
        let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
        let torn = || io::Error::new(io::ErrorKind::InvalidData, "the backup is damaged or not whole");
        if !(TAG..=PIECE + TAG).contains(&length) {
            return Err(torn());
        }
        let mut sealed = vec![0; length];
        self.from.read_exact(&mut sealed)?;
        let piece = self.sealing.piece;
        for last in [false, true] {
            self.sealing.piece = piece;
            let nonce = self.sealing.nonce(last);
            let mut bytes = sealed.clone();
            let aad = Aad::from(self.sealing.head);
            if let Ok(opened) = self.sealing.key.open_in_place(nonce, aad, &mut bytes) {
                self.opened = opened.to_vec();
                (self.at, self.ended) = (0, last);
                return Ok(());
            }
        }
        Err(torn())
    }
}

impl<R: Read> Read for Opener<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.at == self.opened.len() && !self.ended {
            self.next()?;
        }
        let rest = self.opened.get(self.at..).unwrap_or_default();
        let taken = rest.len().min(to.len());
        to.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        self.at += taken;
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sealed(bytes: &[u8]) -> Vec<u8> {
        let mut sealer = Sealer::new(Vec::new(), "correct horse").unwrap();
        sealer.write_all(bytes).unwrap();
        sealer.finish().unwrap()
    }

    fn opened(bytes: &[u8], passphrase: &str) -> Result<Vec<u8>, String> {
        let mut opener = Opener::new(bytes, passphrase).map_err(|error| error.to_string())?;
        let mut all = Vec::new();
        opener.read_to_end(&mut all).map_err(|error| error.to_string())?;
        Ok(all)
    }

    #[test]
    fn only_the_whole_file_opens_and_only_with_its_passphrase() {
        let bytes: Vec<u8> = (0..150_000_u32).map(|number| (number % 251) as u8).collect();
        let whole = sealed(&bytes);
        assert_eq!(opened(&whole, "correct horse").unwrap(), bytes);
        assert_eq!(opened(&sealed(b""), "correct horse").unwrap(), b"");
        assert!(opened(&whole, "correct house").unwrap_err().contains("passphrase"));
        let third = HEAD + 2 * (4 + PIECE + TAG);
        for wrong in [&whole[..third], &whole[..whole.len() - 1], b"", b"OUTPOST"] {
            assert!(opened(wrong, "correct horse").is_err());
        }
        let mut swapped = whole[..HEAD].to_vec();
        swapped.extend(&whole[HEAD + 4 + PIECE + TAG..third]);
        swapped.extend(&whole[HEAD..HEAD + 4 + PIECE + TAG]);
        swapped.extend(&whole[third..]);
        assert!(opened(&swapped, "correct horse").is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        #[test]
        fn a_byte_altered_anywhere_is_found(at in any::<prop::sample::Index>(), bit in 0..8_u8) {
            let mut whole = sealed(&[7; 3_000]);
            // More memory than allowed, or another salt: both are found; what is found does not matter.
            let place = at.index(whole.len());
            whole[place] ^= 1 << bit;
            prop_assume!(!(MAGIC.len()..MAGIC.len() + 12).contains(&place));
            prop_assert!(opened(&whole, "correct horse").is_err());
        }
    }
}
