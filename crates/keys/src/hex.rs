//! Lower-case hexadecimal. Reading accepts exactly what writing produces, so one value has one spelling on disk.

use zeroize::Zeroizing;

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Two digits per byte. The buffer has its final size from the start, so no copy stays behind in freed memory.
pub(crate) fn write(bytes: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(bytes.len() * 2));
    for byte in bytes {
        for digit in [byte >> 4, byte & 15] {
            if let Some(&character) = DIGITS.get(usize::from(digit)) {
                text.push(char::from(character));
            }
        }
    }
    text
}

/// The bytes that `text` spells, if it spells exactly `into.len()` of them.
pub(crate) fn read(text: &str, into: &mut [u8]) -> Option<()> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != into.len() || !rest.is_empty() {
        return None;
    }
    for (byte, &[high, low]) in into.iter_mut().zip(pairs) {
        *byte = digit(high)? << 4 | digit(low)?;
    }
    Some(())
}

fn digit(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'a'..=b'f' => Some(character - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{read, write};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_written_is_read_back(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let mut back = vec![0; bytes.len()];
            prop_assert_eq!(read(&write(&bytes), &mut back), Some(()));
            prop_assert_eq!(back, bytes);
        }
    }

    #[test]
    fn another_spelling_of_the_same_value_is_refused() {
        let mut into = [0; 2];
        for text in ["", "00", "00F0", "00f", "00f00", "00 f", "0x0f", "00fg", "0\u{e9}f"] {
            assert_eq!(read(text, &mut into), None, "{text}");
        }
        assert_eq!(read("0af9", &mut into), Some(()));
        assert_eq!(into, [0x0a, 0xf9]);
    }
}
