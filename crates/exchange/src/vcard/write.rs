//! Cards out.

use super::birthday;
use super::card::{Address, Card};
use super::label::{self, Written};
use crate::content::fold;
use crate::content::property::{Property, is_name};
use crate::content::text::{escape, escape_uri, one_line};
use std::collections::HashSet;

/// The version of the format that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// vCard 3.0, RFC 2426: what phones and older programs take.
    V3,
    /// vCard 4.0, RFC 6350.
    V4,
}

/// Writes cards that [`super::read`] reads back equal. What the format cannot express, in either version:
///
/// - a line break is `\n`; CR and CRLF become that, and other control characters are left out;
/// - a card without a full name gets [`Card::display_name`], because FN is required;
/// - an empty number, category, unit or address is as if it were not there;
/// - an entry of `rest` whose name is no property name is left out.
///
/// A birthday that is no date is text in 4.0. 3.0 has dates with a year only, so there it goes into `X-BDAY-TEXT`.
/// What is carried in `rest` is written as it came, also where the version would write it otherwise (PHOTO).
pub fn write(cards: &[Card], version: Version) -> String {
    let mut out = String::new();
    for card in cards {
        Page::new(&mut out, version, card).write(card);
    }
    out
}

/// One card under way.
struct Page<'a> {
    out: &'a mut String,
    version: Version,
    /// Groups that `rest` uses.
    taken: HashSet<String>,
    group: usize,
}

impl<'a> Page<'a> {
    fn new(out: &'a mut String, version: Version, card: &Card) -> Self {
        let groups = card
            .rest
            .iter()
            .filter_map(|(head, _)| Some(head.split([';', ':']).next()?.rsplit_once('.')?.0));
        Self {
            out,
            version,
            taken: groups.map(str::to_ascii_lowercase).collect(),
            group: 0,
        }
    }

    fn write(&mut self, card: &Card) {
        self.line("BEGIN", "VCARD");
        self.line("VERSION", if self.version == Version::V3 { "3.0" } else { "4.0" });
        self.line("FN", &escape(&card.display_name()));
        self.line(
            "N",
            &joined(
                &[&card.family, &card.given, &card.additional, &card.prefix, &card.suffix],
                ";",
            ),
        );
        if !card.organisation.is_empty() || card.units.iter().any(|unit| !unit.is_empty()) {
            let parts: Vec<&String> = std::iter::once(&card.organisation).chain(&card.units).collect();
            self.line("ORG", &joined(&parts, ";"));
        }
        self.text("TITLE", &card.title);
        self.text("ROLE", &card.role);
        for (name, pairs) in [("TEL", &card.phones), ("EMAIL", &card.emails)] {
            for (label, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
                self.labelled(name, label, &escape(value));
            }
        }
        if let Some(address) = card.address.as_ref().filter(|address| !address.is_empty()) {
            self.address(address);
        }
        if !card.website.is_empty() {
            self.line("URL", &escape_uri(&card.website));
        }
        self.birthday(card.birthday.as_deref().unwrap_or_default());
        self.text("NOTE", &card.note);
        let categories: Vec<&String> = card.categories.iter().filter(|category| !category.is_empty()).collect();
        if !categories.is_empty() {
            self.line("CATEGORIES", &joined(&categories, ","));
        }
        self.uid(&card.uid);
        for (head, value) in card.rest.iter().filter(|(head, _)| may_carry(head)) {
            self.line(head, &one_line(value));
        }
        self.line("END", "VCARD");
    }

    fn line(&mut self, head: &str, value: &str) {
        fold::push(self.out, &format!("{head}:{value}"));
    }

    fn text(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.line(name, &escape(text));
        }
    }

    fn labelled(&mut self, name: &str, label: &str, value: &str) {
        match label::written(label, name) {
            Written::Nothing => self.line(name, value),
            Written::Types(types) => self.line(&format!("{name};TYPE={types}"), value),
            Written::Beside(label) => {
                let group = self.free_group();
                self.line(&format!("{group}.{name}"), value);
                self.line(&format!("{group}.X-ABLabel"), &escape(&label));
            }
        }
    }

    fn free_group(&mut self) -> String {
        loop {
            self.group += 1;
            let group = format!("item{}", self.group);
            if !self.taken.contains(&group) {
                return group;
            }
        }
    }

    fn address(&mut self, address: &Address) {
        let none = String::new();
        let Address {
            label,
            street,
            locality,
            region,
            code,
            country,
        } = address;
        let value = joined(&[&none, &none, street, locality, region, code, country], ";");
        self.labelled("ADR", label, &value);
    }

    fn birthday(&mut self, text: &str) {
        match (birthday::compact(text), self.version) {
            _ if text.is_empty() => {}
            (Some(compact), Version::V4) => self.line("BDAY", &compact),
            (Some(compact), Version::V3) if !compact.starts_with('-') => self.line("BDAY", text),
            (None, Version::V4) => self.line("BDAY;VALUE=text", &escape(text)),
            (_, Version::V3) => self.line("X-BDAY-TEXT", &escape(text)),
        }
    }

    /// A UID is a URI in 4.0 unless it says that it is text (RFC 6350 §6.7.6).
    fn uid(&mut self, uid: &str) {
        let scheme = uid
            .split_once(':')
            .map(|(scheme, _)| scheme)
            .filter(|scheme| is_name(scheme));
        let is_uri = scheme.is_some() && !uid.contains(char::is_whitespace);
        match (self.version, is_uri) {
            _ if uid.is_empty() => {}
            (Version::V4, true) => self.line("UID", &escape_uri(uid)),
            (Version::V4, false) => self.line("UID;VALUE=text", &escape(uid)),
            (Version::V3, _) => self.line("UID", &escape(uid)),
        }
    }
}

fn joined(parts: &[&String], separator: &str) -> String {
    parts
        .iter()
        .map(|part| escape(part))
        .collect::<Vec<_>>()
        .join(separator)
}

/// Whether the head reads as one property that is not a card's frame.
fn may_carry(head: &str) -> bool {
    let line = format!("{head}:");
    let Some(property) = Property::parse(line.as_bytes()) else {
        return false;
    };
    let frame = ["BEGIN", "END", "VERSION"].contains(&property.name.as_str());
    property.head == head && !frame && !head.contains(char::is_control)
}
