//! From the bytes of a file to its events, in one pass: components may stand in each other as deep as they like, since nothing but
//! their number is kept.

use super::event::{At, Ends, Event};
use super::gather::Gather;
use super::why::Why;
use crate::Encoding;
use crate::content::line::{Line, Lines};
use crate::content::property::Property;
use encoding_rs::{UTF_16BE, UTF_16LE};
use std::borrow::Cow;
use std::collections::HashMap;

/// Events of one file; what comes after them is reported.
pub const MOST_EVENTS: usize = 50_000;
/// Content lines of one event; its alarms and attachments count.
const MOST_LINES: usize = 20_000;
/// Reports of one file.
const MOST_REPORTS: usize = 100_000;
/// Zones that a file describes.
const MOST_ZONES: usize = 1_000;

/// One component of a calendar that wants to be an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The line of the file, from 1, at which it begins.
    pub line: u64,
    /// What it is called, as far as that could be read.
    pub title: String,
    /// Its UID, as far as that could be read.
    pub uid: String,
    /// The event, or why it cannot be taken.
    pub outcome: Result<Event, Why>,
}

/// Reads all events of a file, in order: RFC 5545, and what of RFC 2445 and vCalendar 1.0 reads the same.
///
/// Zones are called as the file calls them; where it says in passing which IANA zone it means (X-LIC-LOCATION), by that name.
pub fn read(bytes: &[u8]) -> Vec<Entry> {
    let bytes = match Encoding::declared(bytes) {
        Some(Encoding::Utf16Le) => Cow::Owned(UTF_16LE.decode_with_bom_removal(bytes).0.into_owned().into_bytes()),
        Some(Encoding::Utf16Be) => Cow::Owned(UTF_16BE.decode_with_bom_removal(bytes).0.into_owned().into_bytes()),
        _ => Cow::Borrowed(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)),
    };
    let mut reader = Reader::default();
    for line in Lines::new(&bytes) {
        if !reader.take(&line) {
            break;
        }
    }
    reader.close(Some(Why::CutShort));
    reader.finish()
}

impl Entry {
    fn refused(line: u64, why: Why) -> Self {
        Self {
            line,
            title: String::new(),
            uid: String::new(),
            outcome: Err(why),
        }
    }
}

#[derive(Default)]
struct Reader {
    entries: Vec<Entry>,
    events: usize,
    open: Option<Open>,
    zone: Zone,
    /// What zones are called elsewhere, by what they are called here.
    zones: HashMap<String, String>,
}

/// An event that has begun.
struct Open {
    line: u64,
    gather: Gather,
    /// The property that a broken line may belong to.
    last: Option<Property>,
    /// Components within it that have not ended.
    within: u32,
    lines: usize,
}

/// A zone that is being described.
#[derive(Default)]
struct Zone {
    id: String,
    location: String,
}

impl Reader {
    /// False where no more is read.
    fn take(&mut self, line: &Line) -> bool {
        let text = line.bytes.trim_ascii();
        if let Some(name) = border(text, b"BEGIN:") {
            self.begin(line.number, name);
        } else if let Some(name) = border(text, b"END:") {
            self.end(name);
        } else if let Some(open) = &mut self.open {
            open.take(line);
        } else {
            self.describe(line);
        }
        if self.entries.len() < MOST_REPORTS && self.events <= MOST_EVENTS {
            return true;
        }
        self.open = None;
        self.entries.push(Entry::refused(line.number, Why::TooMany));
        false
    }

    fn begin(&mut self, line: u64, name: &[u8]) {
        if is(name, b"VEVENT") {
            self.close(Some(Why::CutShort));
            self.events += 1;
            self.open = Some(Open {
                line,
                gather: Gather::default(),
                last: None,
                within: 0,
                lines: 0,
            });
        } else if let Some(open) = &mut self.open {
            open.within = open.within.saturating_add(1);
        } else if [&b"VTODO"[..], b"VJOURNAL", b"VFREEBUSY"]
            .iter()
            .any(|other| is(name, other))
        {
            self.entries.push(Entry::refused(line, Why::NotAnEvent));
        } else if is(name, b"VTIMEZONE") {
            self.zone = Zone::default();
        }
    }

    fn end(&mut self, name: &[u8]) {
        if is(name, b"VEVENT") {
            self.close(None);
        } else if is(name, b"VCALENDAR") {
            self.close(Some(Why::CutShort));
        } else if let Some(open) = &mut self.open {
            open.within = open.within.saturating_sub(1);
        } else if is(name, b"VTIMEZONE") {
            let Zone { id, location } = std::mem::take(&mut self.zone);
            if !id.is_empty() && !location.is_empty() && self.zones.len() < MOST_ZONES {
                self.zones.insert(id, location);
            }
        }
    }

    /// A line outside of events.
    fn describe(&mut self, line: &Line) {
        let Some(property) = Property::parse(&line.bytes) else {
            return;
        };
        match property.name.as_str() {
            "TZID" => property.value.trim().clone_into(&mut self.zone.id),
            "X-LIC-LOCATION" => property.value.trim().clone_into(&mut self.zone.location),
            // What a task is called stands in its first report.
            "SUMMARY" => {
                let last = self.entries.last_mut();
                let untold = last.filter(|entry| entry.outcome == Err(Why::NotAnEvent) && entry.title.is_empty());
                if let Some(entry) = untold {
                    entry.title = crate::content::text::unescape(&property.value, false);
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, why: Option<Why>) {
        let Some(mut open) = self.open.take() else { return };
        open.flush();
        if let Some(why) = why {
            open.gather.refuse(why);
        }
        self.entries.push(Entry {
            line: open.line,
            // The first line of it: the rest may be a line of the file that was cut.
            title: open.gather.title.lines().next().unwrap_or_default().to_owned(),
            uid: open.gather.uid.clone(),
            outcome: open.gather.finish(),
        });
    }

    fn finish(self) -> Vec<Entry> {
        let Self { mut entries, zones, .. } = self;
        let rename = |at: &mut At| {
            if let At::In(_, zone) = at
                && let Some(location) = zones.get(zone)
            {
                location.clone_into(zone);
            }
        };
        for event in entries.iter_mut().filter_map(|entry| entry.outcome.as_mut().ok()) {
            rename(&mut event.start);
            if let Ends::At(end) = &mut event.ends {
                rename(end);
            }
            event.left_out.iter_mut().chain(&mut event.instead).for_each(rename);
        }
        entries
    }
}

impl Open {
    fn take(&mut self, line: &Line) {
        self.lines += 1;
        if self.lines > MOST_LINES {
            self.gather.refuse(Why::TooLarge);
        } else if self.within == 0 {
            match (Property::parse(&line.bytes), &mut self.last) {
                (Some(property), _) => {
                    self.flush();
                    self.last = Some(property);
                }
                // It lost its fold.
                (None, Some(before)) if !line.bytes.trim_ascii().is_empty() => before.append(&line.bytes),
                _ => {}
            }
        }
    }

    fn flush(&mut self) {
        if let Some(property) = self.last.take() {
            self.gather.take(&property);
        }
    }
}

/// What begins or ends.
fn border<'a>(line: &'a [u8], word: &[u8]) -> Option<&'a [u8]> {
    let (start, name) = line.split_at_checked(word.len())?;
    start.eq_ignore_ascii_case(word).then(|| name.trim_ascii())
}

fn is(name: &[u8], word: &[u8]) -> bool {
    name.eq_ignore_ascii_case(word)
}
