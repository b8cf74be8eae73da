//! Bytes as hexadecimal text, and back.

use std::fmt::Write as _;

pub(crate) fn text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _infallible = write!(text, "{byte:02x}");
    }
    text
}

/// `None`: not the text of bytes.
pub(crate) fn any_bytes(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect()
}

/// `None`: not the text of exactly `N` bytes.
pub(crate) fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != N * 2 {
        return None;
    }
    any_bytes(text)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_not_hexadecimal_is_nothing() {
        assert_eq!(super::bytes(&super::text(&[1, 255, 16])), Some([1, 255, 16]));
        for wrong in ["", "01ff1", "01ff1g", "+1ff10", "01ff1000", "äöü"] {
            assert_eq!(super::bytes::<3>(wrong), None, "{wrong}");
        }
    }
}
