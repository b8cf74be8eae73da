//! From the bytes of a file to its cards.

use super::bad::{BadCard, Why};
use super::card::Card;
use super::gather;
use crate::Encoding;
use crate::content::line::{Line, Lines};
use crate::content::property::Property;
use encoding_rs::{UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// Reads all cards of a file, in order, in 2.1, 3.0 or 4.0.
///
/// A card that was read with a reserve comes twice: as a [`Card`], and after it as a [`BadCard`] that says what to check.
pub fn read(bytes: &[u8]) -> Vec<Result<Card, BadCard>> {
    let bytes = match Encoding::declared(bytes) {
        Some(Encoding::Utf16Le) => Cow::Owned(UTF_16LE.decode_with_bom_removal(bytes).0.into_owned().into_bytes()),
        Some(Encoding::Utf16Be) => Cow::Owned(UTF_16BE.decode_with_bom_removal(bytes).0.into_owned().into_bytes()),
        _ => Cow::Borrowed(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)),
    };
    let mut reader = Reader::default();
    let mut lines = Lines::new(&bytes);
    while let Some(line) = lines.next() {
        reader.take(&line);
        lines.keep_blank = reader.open.as_ref().is_some_and(|open| open.old);
    }
    reader.close(false);
    reader.loose = None;
    reader.cards
}

#[derive(Default)]
struct Reader {
    cards: Vec<Result<Card, BadCard>>,
    open: Option<Open>,
    /// Where a run of lines outside of any card began; it has been reported.
    loose: Option<u64>,
}

/// A card that has begun.
struct Open {
    line: u64,
    properties: Vec<Property>,
    /// Version 2.1.
    old: bool,
    /// The first line that is neither a property nor the rest of one.
    strange: Option<u64>,
}

impl Reader {
    fn take(&mut self, line: &Line) {
        let border = line.bytes.trim_ascii();
        if border.eq_ignore_ascii_case(b"BEGIN:VCARD") {
            self.close(false);
            self.loose = None;
            self.open = Some(Open {
                line: line.number,
                properties: Vec::new(),
                old: false,
                strange: None,
            });
        } else if border.eq_ignore_ascii_case(b"END:VCARD") && self.open.is_some() {
            self.close(true);
        } else if !border.is_empty() {
            match &mut self.open {
                Some(open) => open.take(line),
                None => self.report_loose(line.number),
            }
        }
    }

    fn report_loose(&mut self, line: u64) {
        if self.loose.is_none() {
            self.loose = Some(line);
            self.cards.push(Err(BadCard {
                line,
                why: Why::NotACard,
            }));
        }
    }

    fn close(&mut self, ended: bool) {
        let Some(open) = self.open.take() else { return };
        let card = gather::card(open.properties, open.old);
        if card.is_empty() {
            self.cards.push(Err(BadCard {
                line: open.line,
                why: Why::EmptyCard,
            }));
            return;
        }
        let name = card.full_name.clone();
        self.cards.push(Ok(card));
        if let Some(line) = open.strange {
            self.cards.push(Err(BadCard {
                line,
                why: Why::StrangeLine { name: name.clone() },
            }));
        }
        if !ended {
            self.cards.push(Err(BadCard {
                line: open.line,
                why: Why::NoEnd { name },
            }));
        }
    }
}

impl Open {
    fn take(&mut self, line: &Line) {
        match (Property::parse(&line.bytes), self.properties.last_mut()) {
            (Some(property), _) if ["BEGIN", "END"].contains(&property.name.as_str()) => self.strange(line),
            (Some(property), _) => {
                self.old |= property.name == "VERSION" && property.value.trim().starts_with('2');
                self.properties.push(property);
            }
            (None, Some(before)) if before.name != "VERSION" => before.append(&line.bytes),
            (None, _) => self.strange(line),
        }
    }
    fn strange(&mut self, line: &Line) {
        self.strange = self.strange.or(Some(line.number));
    }
}
