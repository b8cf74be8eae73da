//! The decoders against a hundred thousand messages that were altered at a few places: the same ones on every run. A fuzzer
//! with feedback is in `fuzz/`; this needs none.

use crate::any::somebody;
use protocol::{
    change_bytes, change_of, decode_answer, decode_ask, encode_answer, encode_ask, judged_bytes, judged_of, open, seal,
};
use std::path::PathBuf;

/// Steele, Lea & Flood, "Fast Splittable Pseudorandom Number Generators" (2014).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % (end.max(1) as u64)).unwrap()
    }
}

/// Bytes that mean something in CBOR or here: lengths, lists, maps, floats, the end of what was open.
const TELLING: [u8; 16] = [
    0x00, 0x01, 0x18, 0x1b, 0x20, 0x3b, 0x40, 0x5b, 0x60, 0x7b, 0x80, 0x9b, 0xa0, 0xbb, 0xf6, 0xff,
];

pub(crate) fn mutated(seed: &[u8], other: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len() + 1);
        let here = at.min(bytes.len().saturating_sub(1));
        match dice.below(7) {
            0 if !bytes.is_empty() => bytes[here] ^= 1 << dice.below(8),
            1 if !bytes.is_empty() => bytes[here] = TELLING[dice.below(TELLING.len())],
            2 => bytes.insert(at, TELLING[dice.below(TELLING.len())]),
            3 if !bytes.is_empty() => drop(bytes.remove(here)),
            4 => bytes.truncate(at),
            5 => {
                let from = dice.below(other.len());
                let to = (from + dice.below(24)).min(other.len());
                bytes.splice(at..at, other[from..to].iter().copied());
            }
            _ => {
                let end = (at + dice.below(24)).min(bytes.len());
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
        }
    }
    bytes
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v1");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    let unhex = |text: &str| {
        let text: String = text.split_whitespace().collect();
        let digits = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
        (0..text.len()).step_by(2).map(digits).collect()
    };
    files
        .iter()
        .map(|file| unhex(&std::fs::read_to_string(file).unwrap()))
        .collect()
}

/// What can be read is read as the same again, once it was written by this version.
fn holds(bytes: &[u8]) -> usize {
    let mut read = 0;
    if let Ok(call) = decode_ask(bytes) {
        assert_eq!(decode_ask(&encode_ask(&call)).unwrap(), call);
        read += 1;
    }
    if let Ok(call) = decode_answer(bytes) {
        assert_eq!(decode_answer(&encode_answer(&call)).unwrap(), call);
        read += 1;
    }
    if let Ok(change) = change_of(bytes, somebody()) {
        assert_eq!(change_of(&change_bytes(&change), somebody()).unwrap(), change);
        read += 1;
    }
    if let Ok(judged) = judged_of(bytes) {
        assert_eq!(judged_of(&judged_bytes(&judged)).unwrap(), judged);
        read += 1;
    }
    read
}

#[test]
fn a_hundred_thousand_altered_messages_are_read_or_refused_and_nothing_worse() {
    let seeds = seeds();
    assert!(seeds.len() > 5);
    assert!(seeds.iter().all(|seed| holds(seed) > 0), "every seed is a message");
    let (mut dice, mut read) = (Dice(20_261_121), 0);
    for _ in 0..100_000 {
        let (seed, other) = (&seeds[dice.below(seeds.len())], &seeds[dice.below(seeds.len())]);
        let bytes = mutated(seed, other, &mut dice);
        read += holds(&bytes);
        // The same as a frame that says how it is packed, rightly or not.
        if read % 64 == 0 {
            let mut frame = seal(&bytes);
            let at = dice.below(frame.len());
            frame[at] ^= 1 << dice.below(8);
            let _either = open(&frame).is_ok();
        }
    }
    assert!(
        read > 5_000,
        "{read} were still messages: the alterations are too coarse to find anything"
    );
}
