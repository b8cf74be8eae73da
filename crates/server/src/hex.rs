//! Bytes as hexadecimal text, and back.

use std::fmt::Write as _;

pub(crate) fn text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _infallible = write!(text, "{byte:02x}");
    }
    text
}

/// `None`: not the text of exactly `N` bytes.
pub(crate) fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != N * 2 {
        return None;
    }
    let mut bytes = [0; N];
    if !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
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
