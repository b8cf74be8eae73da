//! Events out.

use super::event::{At, Clock, Ends, Event, Person};
use crate::content::fold;
use crate::content::text::escape;

/// From when on a zone's clocks go otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observance {
    /// Summer time.
    pub daylight: bool,
    /// By the clocks as they went until then.
    pub from: Clock,
    /// How far ahead of UTC they were until then, in seconds.
    pub before_s: i32,
    /// And from then on.
    pub after_s: i32,
    /// What the time is called, such as CET.
    pub name: String,
}

/// How the clocks of a zone go, for readers that do not know it by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// Its IANA name.
    pub id: String,
    /// In order, at least one.
    pub observances: Vec<Observance>,
}

/// Writes a calendar that [`super::read`] reads back as the same events; `stamp` is when, in UTC. What the format cannot express:
///
/// - a line break is `\n`; CR and CRLF become that, and other control characters are left out;
/// - a person without an address is left out, and so are quotation marks in a name;
/// - an empty category is as if it were not there.
pub fn write(events: &[Event], zones: &[Zone], stamp: Clock) -> String {
    let mut page = Page { out: String::new() };
    page.line("BEGIN", "VCALENDAR");
    page.line("VERSION", "2.0");
    page.line("PRODID", "-//Outpost//Outpost//EN");
    page.line("CALSCALE", "GREGORIAN");
    zones.iter().for_each(|zone| page.zone(zone));
    events.iter().for_each(|event| page.event(event, stamp));
    page.line("END", "VCALENDAR");
    page.out
}

struct Page {
    out: String,
}

impl Page {
    fn line(&mut self, head: &str, value: &str) {
        fold::push(&mut self.out, &format!("{head}:{value}"));
    }

    fn text(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.line(name, &escape(text));
        }
    }

    fn event(&mut self, event: &Event, stamp: Clock) {
        self.line("BEGIN", "VEVENT");
        self.text("UID", &event.uid);
        self.line("DTSTAMP", &format!("{stamp}Z"));
        self.at("DTSTART", &event.start);
        match &event.ends {
            Ends::At(end) => self.at("DTEND", end),
            Ends::After(lasts) => self.line("DURATION", &lasts.to_string()),
            Ends::Unsaid => {}
        }
        if !event.rule.is_empty() {
            self.line("RRULE", &event.rule);
        }
        event.left_out.iter().for_each(|at| self.at("EXDATE", at));
        event.instead.iter().for_each(|at| self.at("RECURRENCE-ID", at));
        self.text("SUMMARY", &event.title);
        self.text("LOCATION", &event.place);
        self.text("DESCRIPTION", &event.description);
        self.text("STATUS", &event.status);
        if event.free {
            self.line("TRANSP", "TRANSPARENT");
        }
        let categories: Vec<String> = event.categories.iter().map(|category| escape(category)).collect();
        if event.categories.iter().any(|category| !category.is_empty()) {
            self.line("CATEGORIES", &categories.join(","));
        }
        self.text("CONTACT", &event.contact);
        event
            .organizer
            .iter()
            .for_each(|person| self.person("ORGANIZER", person));
        event
            .attendees
            .iter()
            .for_each(|person| self.person("ATTENDEE", person));
        self.line("END", "VEVENT");
    }

    fn at(&mut self, name: &str, at: &At) {
        match at {
            At::Day(day) => self.line(&format!("{name};VALUE=DATE"), &day.to_string()),
            At::Floating(clock) => self.line(name, &clock.to_string()),
            At::Utc(clock) => self.line(name, &format!("{clock}Z")),
            At::In(clock, zone) => self.line(&format!("{name};TZID={}", quoted(zone)), &clock.to_string()),
        }
    }

    fn person(&mut self, name: &str, Person { name: cn, address }: &Person) {
        if address.is_empty() {
            return;
        }
        let name = if cn.is_empty() {
            name.to_owned()
        } else {
            format!("{name};CN={}", quoted(cn))
        };
        let address = address.replace(char::is_control, "");
        // What has a scheme of its own is no e-mail address.
        let scheme = if address.contains('@') || !address.contains(':') {
            "mailto:"
        } else {
            ""
        };
        self.line(&name, &format!("{scheme}{address}"));
    }

    fn zone(&mut self, zone: &Zone) {
        self.line("BEGIN", "VTIMEZONE");
        self.line("TZID", &zone.id);
        for one in &zone.observances {
            let kind = if one.daylight { "DAYLIGHT" } else { "STANDARD" };
            self.line("BEGIN", kind);
            self.line("DTSTART", &one.from.to_string());
            self.line("TZOFFSETFROM", &offset(one.before_s));
            self.line("TZOFFSETTO", &offset(one.after_s));
            self.text("TZNAME", &one.name);
            self.line("END", kind);
        }
        self.line("END", "VTIMEZONE");
    }
}

/// `+0530`, with seconds where there are any (RFC 5545 §3.3.14).
fn offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let all = seconds.unsigned_abs();
    let (hours, minutes, rest) = (all / 3_600, all / 60 % 60, all % 60);
    if rest == 0 {
        format!("{sign}{hours:02}{minutes:02}")
    } else {
        format!("{sign}{hours:02}{minutes:02}{rest:02}")
    }
}

/// A parameter's value: in quotation marks where it needs them, and without any of its own.
fn quoted(text: &str) -> String {
    let text = text.replace(|sign: char| sign == '"' || sign.is_control(), "");
    if text.contains([';', ':', ',']) {
        format!("\"{text}\"")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::offset;

    #[test]
    fn offsets_are_written_as_the_rfc_has_them() {
        let cases = [
            (0, "+0000"),
            (19_800, "+0530"),
            (-12_600, "-0330"),
            (-17_762, "-045602"),
        ];
        for (seconds, expected) in cases {
            assert_eq!(offset(seconds), expected);
        }
    }
}
