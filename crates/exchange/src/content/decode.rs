//! The bytes of a value as text.

use encoding_rs::{Encoding, WINDOWS_1252};

/// Text in the named character set; without a known one, UTF-8 if it is that, and windows-1252 otherwise.
/// NULs and the like are no text and are left out (RFC 6350 §3.3 has no place for them).
pub(crate) fn text(bytes: &[u8], charset: Option<&str>) -> String {
    let named = charset.and_then(|label| Encoding::for_label(label.as_bytes()));
    let text = match (named, std::str::from_utf8(bytes)) {
        (Some(encoding), _) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
        (None, Ok(text)) => text.to_owned(),
        (None, Err(_)) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    };
    text.replace(
        |sign: char| sign.is_control() && !matches!(sign, '\t' | '\r' | '\n'),
        "",
    )
}

/// RFC 2045 §6.7. What is not well formed stays as it is.
pub(crate) fn quoted_printable(value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some((byte, after)) = rest.split_first() {
        let pair = after
            .split_at_checked(2)
            .and_then(|(pair, after)| Some((hex(pair)?, after)));
        rest = match (byte, pair) {
            (b'=', Some((decoded, after))) => {
                out.push(decoded);
                after
            }
            _ => {
                out.push(*byte);
                after
            }
        };
    }
    out
}

fn hex(pair: &[u8]) -> Option<u8> {
    let text = std::str::from_utf8(pair)
        .ok()
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u8::from_str_radix(text, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_printable_is_decoded_and_slips_stay() {
        assert_eq!(quoted_printable(b"=C3=A9=3d 50=% =+1 ="), "é= 50=% =+1 =".as_bytes());
    }

    #[test]
    fn the_character_set_is_used_or_told() {
        assert_eq!(text(b"M\xFCller", Some("ISO-8859-1")), "Müller");
        assert_eq!(text(b"M\xFCller", None), "Müller");
        assert_eq!(text("Müller".as_bytes(), Some("no-such-set")), "Müller");
        assert_eq!(text(b"\x83\x65\x83\x58\x83\x67", Some("Shift_JIS")), "テスト");
        assert_eq!(text(b"a\0b\x07", None), "ab");
    }
}
