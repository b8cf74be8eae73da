//! From the properties of one card to the card.

use super::card::{Address, Card};
use super::{birthday, label};
use crate::content::property::Property;
use crate::content::text;
use std::collections::{HashMap, HashSet};

/// The card that these properties make. `old` is for 2.1.
pub(super) fn card(properties: Vec<Property>, old: bool) -> Card {
    let labels = properties
        .iter()
        .filter(|property| is_label(property))
        .map(|property| (property.group.clone(), text::unescape(&property.value, old)))
        .collect();
    let mut gather = Gather {
        old,
        labels,
        ..Gather::default()
    };
    let (beside, main): (Vec<_>, Vec<_>) = properties.into_iter().partition(is_label);
    for property in main {
        gather.take(property);
    }
    for property in beside {
        // A label whose property has found its field went with it.
        if !gather.used.contains(&property.group) {
            gather.carry(property);
        }
    }
    gather.finish()
}

fn is_label(property: &Property) -> bool {
    property.name == "X-ABLABEL" && !property.group.is_empty()
}

#[derive(Default)]
struct Gather {
    card: Card,
    old: bool,
    /// Labels by group.
    labels: HashMap<String, String>,
    /// Groups of properties that have found their field.
    used: HashSet<String>,
    phones: Vec<Ranked>,
    emails: Vec<Ranked>,
}

/// Rank, label, value.
type Ranked = (u32, String, String);

impl Gather {
    fn take(&mut self, property: Property) {
        let group = property.group.clone();
        match self.place(&property) {
            true => drop(self.used.insert(group)),
            false => self.carry(property),
        }
    }

    /// Puts the value into its field. False where it has none, or the field is taken.
    fn place(&mut self, property: &Property) -> bool {
        let value = text::unescape(&property.value, self.old);
        match property.name.as_str() {
            "VERSION" => true,
            "FN" => first(&mut self.card.full_name, value),
            "TITLE" => first(&mut self.card.title, value),
            "ROLE" => first(&mut self.card.role, value),
            "URL" => first(&mut self.card.website, value),
            "UID" => first(&mut self.card.uid, value),
            "N" => self.name(property),
            "ORG" => self.organisation(property),
            "TEL" => {
                let ranked = self.ranked(property, value, "tel:");
                self.phones.extend(ranked);
                true
            }
            "EMAIL" => {
                let ranked = self.ranked(property, value, "mailto:");
                self.emails.extend(ranked);
                true
            }
            "ADR" => self.address(property),
            "NOTE" => {
                if !self.card.note.is_empty() && !value.is_empty() {
                    self.card.note.push('\n');
                }
                self.card.note.push_str(&value);
                true
            }
            "CATEGORIES" => {
                let parts = self.parts(property, ',').into_iter().filter(|part| !part.is_empty());
                self.card.categories.extend(parts);
                true
            }
            "BDAY" | "X-BDAY-TEXT" => self.birthday(property, value),
            _ => false,
        }
    }

    fn parts(&self, property: &Property, separator: char) -> Vec<String> {
        text::parts(&property.value, separator, self.old)
    }

    fn name(&mut self, property: &Property) -> bool {
        let card = &mut self.card;
        let mut fields = [
            &mut card.family,
            &mut card.given,
            &mut card.additional,
            &mut card.prefix,
            &mut card.suffix,
        ];
        if fields.iter().any(|field| !field.is_empty()) {
            return false;
        }
        for (field, part) in fields.iter_mut().zip(text::parts(&property.value, ';', self.old)) {
            **field = part;
        }
        true
    }

    fn organisation(&mut self, property: &Property) -> bool {
        if !self.card.organisation.is_empty() || !self.card.units.is_empty() {
            return false;
        }
        let mut parts = self.parts(property, ';').into_iter();
        self.card.organisation = parts.next().unwrap_or_default();
        self.card.units = parts.filter(|unit| !unit.is_empty()).collect();
        true
    }

    fn ranked(&self, property: &Property, value: String, scheme: &str) -> Option<Ranked> {
        let bare = value
            .split_at_checked(scheme.len())
            .filter(|(start, _)| start.eq_ignore_ascii_case(scheme));
        let value = match bare {
            Some((_, bare)) if property.has("VALUE", "uri") => bare.to_owned(),
            _ => value,
        };
        (!value.is_empty()).then(|| (label::rank(property), self.label(property), value))
    }

    fn label(&self, property: &Property) -> String {
        label::of(property, self.labels.get(&property.group).map(String::as_str))
    }

    fn address(&mut self, property: &Property) -> bool {
        let mut parts = self.parts(property, ';').into_iter();
        let mut next = || parts.next().unwrap_or_default();
        let street: Vec<String> = [next(), next(), next()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        let address = Address {
            label: self.label(property),
            street: street.join(", "),
            locality: next(),
            region: next(),
            code: next(),
            country: next(),
        };
        if address.is_empty() {
            return true;
        }
        let free = self.card.address.is_none();
        if free {
            self.card.address = Some(address);
        }
        free
    }

    fn birthday(&mut self, property: &Property, value: String) -> bool {
        if self.card.birthday.is_some() {
            return false;
        }
        let verbatim = property.name != "BDAY" || property.has("VALUE", "text");
        let no_year = property.values_of("X-APPLE-OMIT-YEAR").next();
        let birthday = if verbatim {
            value
        } else {
            birthday::read(&value, no_year)
        };
        self.card.birthday = (!birthday.is_empty()).then_some(birthday);
        true
    }

    fn carry(&mut self, property: Property) {
        let value = if self.old {
            text::modernise(&property.value)
        } else {
            property.value
        };
        self.card.rest.push((property.head, text::one_line(&value)));
    }

    fn finish(mut self) -> Card {
        let in_order = |mut ranked: Vec<Ranked>| {
            ranked.sort_by_key(|(rank, ..)| *rank);
            ranked.into_iter().map(|(_, label, value)| (label, value)).collect()
        };
        self.card.phones = in_order(self.phones);
        self.card.emails = in_order(self.emails);
        self.card.full_name = self.card.display_name();
        self.card
    }
}

/// Sets a field that is still empty. True as well where there is nothing to set.
fn first(field: &mut String, value: String) -> bool {
    if value.is_empty() {
        return true;
    }
    let free = field.is_empty();
    if free {
        *field = value;
    }
    free
}
