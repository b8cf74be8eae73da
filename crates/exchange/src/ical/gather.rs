//! From the properties of one event to the event. What stands in it twice and may not goes by the first.

use super::event::{At, Ends, Event, Lasts, Person};
use super::why::Why;
use crate::content::property::Property;
use crate::content::text::{parts, unescape};

/// Dates that are left out, and people, of one event.
const MOST: usize = 5_000;
/// Bytes of a rule: the longest that somebody makes have some hundred.
const RULE_MOST: usize = 1_000;

/// An event under way.
#[derive(Default)]
pub(super) struct Gather {
    pub(super) title: String,
    pub(super) uid: String,
    start: Option<At>,
    ends: Option<Ends>,
    rule: Option<String>,
    left_out: Vec<At>,
    instead: Option<At>,
    place: String,
    description: String,
    status: String,
    free: bool,
    categories: Vec<String>,
    contact: Vec<String>,
    organizer: Option<Person>,
    attendees: Vec<Person>,
    /// The first thing that keeps it from being taken.
    why: Option<Why>,
}

impl Gather {
    /// It cannot be taken. The first reason stands.
    pub(super) fn refuse(&mut self, why: Why) {
        self.why.get_or_insert(why);
    }

    pub(super) fn take(&mut self, property: &Property) {
        let value = property.value.as_str();
        match property.name.as_str() {
            "SUMMARY" => fill(&mut self.title, value),
            "LOCATION" => fill(&mut self.place, value),
            "DESCRIPTION" => fill(&mut self.description, value),
            "UID" => fill(&mut self.uid, value.trim()),
            "STATUS" => fill(&mut self.status, &value.trim().to_ascii_uppercase()),
            "TRANSP" => self.free |= value.trim().eq_ignore_ascii_case("TRANSPARENT"),
            "CONTACT" => self.contact.push(unescape(value, false)),
            "CATEGORIES" => self.categories.extend(categories(value)),
            "DTSTART" => self.start = self.start.take().or_else(|| self.time(property)),
            "DTEND" => self.ends = self.ends.take().or_else(|| self.time(property).map(Ends::At)),
            "DURATION" => self.lasts(value),
            "RRULE" if self.rule.is_some() => self.refuse(Why::TwoRules),
            "RRULE" if value.len() > RULE_MOST => self.refuse(Why::TooLarge),
            "RRULE" => self.rule = Some(value.trim().to_ascii_uppercase()),
            "EXDATE" => self.leave_out(property),
            "RDATE" | "EXRULE" => self.refuse(Why::ExtraDates),
            "RECURRENCE-ID" if property.has("RANGE", "THISANDFUTURE") => self.refuse(Why::FromThereOn),
            "RECURRENCE-ID" => self.instead = self.time(property),
            "ORGANIZER" => self.organizer = self.organizer.take().or_else(|| Some(person(property))),
            "ATTENDEE" if self.attendees.len() >= MOST => self.refuse(Why::TooLarge),
            "ATTENDEE" => self.attendees.push(person(property)),
            _ => {}
        }
    }

    fn time(&mut self, property: &Property) -> Option<At> {
        let at = At::read(&property.value, &zone(property));
        if at.is_none() {
            self.refuse(Why::BadTime);
        }
        at
    }

    fn lasts(&mut self, value: &str) {
        match Lasts::read(value) {
            Some(lasts) => drop(self.ends.get_or_insert(Ends::After(lasts))),
            None => self.refuse(Why::BadTime),
        }
    }

    fn leave_out(&mut self, property: &Property) {
        let zone = zone(property);
        for text in property.value.split(',') {
            match At::read(text, &zone) {
                Some(_) if self.left_out.len() >= MOST => return self.refuse(Why::TooLarge),
                Some(at) => self.left_out.push(at),
                None => return self.refuse(Why::BadTime),
            }
        }
    }

    /// The event, or why it cannot be taken.
    pub(super) fn finish(self) -> Result<Event, Why> {
        if let Some(why) = self.why {
            return Err(why);
        }
        let start = self.start.ok_or(Why::NoStart)?;
        Ok(Event {
            uid: self.uid,
            title: self.title,
            ends: self.ends.unwrap_or(Ends::Unsaid),
            rule: self.rule.unwrap_or_default(),
            left_out: self.left_out,
            instead: self.instead,
            place: self.place,
            description: self.description,
            status: self.status,
            free: self.free,
            categories: self.categories,
            contact: self.contact.join("\n"),
            organizer: self.organizer,
            attendees: self.attendees,
            start,
        })
    }
}

fn fill(into: &mut String, value: &str) {
    if into.is_empty() {
        *into = unescape(value, false);
    }
}

fn categories(value: &str) -> impl Iterator<Item = String> {
    parts(value, ',', false).into_iter().filter(|part| !part.is_empty())
}

/// TZID; a name with commas in it comes in pieces.
fn zone(property: &Property) -> String {
    let pieces: Vec<&str> = property.values_of("TZID").collect();
    pieces.join(", ")
}

fn person(property: &Property) -> Person {
    let name: Vec<&str> = property.values_of("CN").collect();
    let value = property.value.trim();
    let scheme = value.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
    let address = scheme.and_then(|_| value.get(7..)).unwrap_or(value);
    let address = match property.values_of("EMAIL").next() {
        Some(email) if !address.contains('@') => email,
        _ => address,
    };
    Person {
        name: name.join(", "),
        address: address.to_owned(),
    }
}
