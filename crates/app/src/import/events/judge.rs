//! Every event of a file: is it an appointment, is it here already, is its time free?

use super::super::{RowReport, SHOWN_MOST, Why};
use super::{
    EventAdded,
    known::Known,
    wanted::{Wanted, original, status, unfit, wanted, why as why_of},
};
use crate::{
    App, Failure, FailureCode, ProgressOf,
    calendar::{Beside, Wish, refuse_taken_beside, spanned},
    fields::tidy_tag,
    reading::count,
    several::{Writes, link},
};
use exchange::ical::{At, Entry, Event};
use jiff::civil::DateTime;
use model::{FieldKey, FieldType, KindKey, RecordId, Span, Value, Write, typed};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::Store;

/// An appointment that will be written.
pub(super) struct Booked {
    line: u64,
    pub(super) id: RecordId,
    title: String,
    span: Span,
    left_out: BTreeSet<DateTime>,
    of: Vec<RecordId>,
    pub(super) writes: Writes,
    /// Which beginning of its series it takes the place of.
    pub(super) instead: Option<DateTime>,
    /// Where in the list the series stands.
    pub(super) series: usize,
}

/// What the events of a file come to.
#[derive(Default)]
pub(super) struct Judged {
    pub(super) booked: Vec<Booked>,
    pub(super) duplicates: Vec<RowReport>,
    pub(super) rejected: Vec<RowReport>,
}

/// An event with its line.
type Lined<'a> = (u64, &'a Event);

/// What shares a name: an appointment, with the dates of it that were moved.
#[derive(Default)]
struct Together<'a> {
    main: Option<Lined<'a>>,
    moved: Vec<Lined<'a>>,
    /// Part of it cannot be read.
    broken: bool,
}

/// A file under judgement.
pub(super) struct Judging<'a> {
    app: &'a App,
    store: &'a Store,
    known: Known,
    /// Whose calendar it is.
    of: Option<(&'static str, RecordId)>,
    beside: Beside,
    judged: Judged,
}

impl<'a> Judging<'a> {
    /// Looks up what is here.
    pub(super) async fn begin(app: &'a App, store: &'a Store, of: &str, entries: &[Entry]) -> Result<Self, Failure> {
        let events = entries.iter().filter_map(|entry| entry.outcome.as_ref().ok());
        let of = match of.trim() {
            "" => None,
            of => Some(owner(store, of.parse()?).await?),
        };
        Ok(Self {
            app,
            store,
            known: Known::of(store, events).await?,
            of,
            beside: Beside::default(),
            judged: Judged::default(),
        })
    }

    /// Judges all events, in the order of the file.
    ///
    /// # Errors
    /// `Stopped`, or the store's.
    pub(super) async fn judge(mut self, entries: &[Entry], what: ProgressOf) -> Result<Judged, Failure> {
        let all = self.together(entries);
        let total = all.len() as u64;
        for (done, together) in (1..).zip(all) {
            if done % 64 == 0 {
                self.app.progress(done, total, what)?;
            }
            self.take(together).await?;
        }
        self.judged.rejected.sort_by_key(|row| row.row);
        Ok(self.judged)
    }

    /// Events by their names, in the order in which they come up. What cannot be read is reported at once.
    fn together<'e>(&mut self, entries: &'e [Entry]) -> Vec<Together<'e>> {
        let (mut all, mut by_name): (Vec<Together<'e>>, HashMap<&str, usize>) = (Vec::new(), HashMap::new());
        for entry in entries {
            let at = match entry.uid.as_str() {
                "" => all.len(),
                uid => *by_name.entry(uid).or_insert(all.len()),
            };
            if at == all.len() {
                all.push(Together::default());
            }
            let Some(together) = all.get_mut(at) else { continue };
            match &entry.outcome {
                Ok(event) if event.instead.is_some() => together.moved.push((entry.line, event)),
                Ok(event) if together.main.is_none() => together.main = Some((entry.line, event)),
                Ok(event) => self.judged.duplicates.push(here(entry.line, event)),
                Err(reason) => {
                    together.broken = true;
                    let reason = why_of(reason.code(), &reason.to_string());
                    let title = entry.title.trim().to_owned();
                    self.judged.rejected.push(RowReport::of(entry.line, title, reason));
                }
            }
        }
        all
    }

    async fn take(&mut self, together: Together<'_>) -> Result<(), Failure> {
        let Together { main, moved, broken } = together;
        if let Some(main) = main {
            return self.take_all(main, &moved, broken).await;
        }
        // Dates of a series that the file does not hold stand for themselves.
        for (line, event) in moved {
            let mut alone = event.clone();
            alone.uid = format!("{} {}", event.uid, named(&alone));
            self.take_all((line, &alone), &[], broken).await?;
        }
        Ok(())
    }

    /// A series with the dates of it that were moved, or an event by itself: all of them or none.
    async fn take_all(&mut self, main: Lined<'_>, moved: &[Lined<'_>], broken: bool) -> Result<(), Failure> {
        let first = self.plan(main, None);
        if let Ok(booked) = &first
            && self.known.has(&main.1.uid, &booked.title, &booked.span)
        {
            let all = std::iter::once(&main).chain(moved);
            self.judged
                .duplicates
                .extend(all.map(|(line, event)| here(*line, event)));
            return Ok(());
        }
        let series = first.as_ref().ok().map(|booked| booked.span.clone());
        let mut all = vec![(main, first)];
        for lined in moved {
            all.push((*lined, self.plan(*lined, series.as_ref())));
        }
        let instead: BTreeSet<DateTime> = all
            .iter()
            .filter_map(|(_, booked)| booked.as_ref().ok()?.instead)
            .collect();
        if let Some((_, Ok(series))) = all.first_mut() {
            series.leave_out(instead);
        }
        let fine = !broken && all.iter().all(|(_, booked)| booked.is_ok());
        let mut reasons = Vec::new();
        for (lined, booked) in &all {
            reasons.push(match booked {
                Err(why) => Some(why.clone()),
                Ok(booked) if fine => self.taken(lined.1, booked).await?,
                Ok(_) => None,
            });
        }
        if !fine || reasons.iter().any(Option::is_some) {
            for (((line, event), _), why) in all.iter().zip(reasons) {
                let whole = || {
                    why_of(
                        "ical_with_series",
                        "Another date of this series cannot be taken, so none was.",
                    )
                };
                self.judged
                    .rejected
                    .push(RowReport::of(*line, title(event), why.unwrap_or_else(whole)));
            }
            return Ok(());
        }
        let at = self.judged.booked.len();
        for ((_, event), booked) in all {
            if let Ok(booked) = booked {
                self.book(event, booked, at);
            }
        }
        Ok(())
    }

    /// It will be written. `series` is where in the list its series stands, or would.
    fn book(&mut self, event: &Event, mut booked: Booked, series: usize) {
        if booked.instead.is_some() && event.status == "CANCELLED" {
            return; // the series leaves it out, which says as much
        }
        booked.series = series;
        if takes_time(event) {
            self.beside.add(&booked.wish(), &booked.title, &self.app.find_zone());
        }
        if booked.instead.is_none() {
            self.known.add(&event.uid, &booked.title, &booked.span);
        }
        self.judged.booked.push(booked);
    }

    /// Why its time cannot be had.
    async fn taken(&self, event: &Event, booked: &Booked) -> Result<Option<Why>, Failure> {
        if !takes_time(event) {
            return Ok(None);
        }
        match refuse_taken_beside(self.app, self.store, &booked.wish(), &self.beside).await {
            Ok(()) => Ok(None),
            Err(Failure {
                code: FailureCode::Taken,
                message,
                detail,
            }) => Ok(Some(Why {
                words: message,
                detail: format!("taken\t{}", detail.unwrap_or_default()),
            })),
            Err(failure) => Err(failure),
        }
    }

    /// What an event would be written as; one date of a series that was moved, together with that.
    fn plan(&self, (line, event): Lined<'_>, series: Option<&Span>) -> Result<Booked, Why> {
        let Wanted { span, left_out } = wanted(event, &self.app.0.surroundings.zone)?;
        let value = span.to_value();
        spanned(self.app, &value).map_err(|failure| Why {
            words: failure.message,
            detail: failure.detail.unwrap_or_default(),
        })?;
        let instead = match (&event.instead, series) {
            (Some(at), Some(series)) if series.repeats.is_some() => Some(original(at, series).ok_or_else(beside_rule)?),
            (Some(_), Some(_)) => return Err(beside_rule()),
            _ => None,
        };
        let title = title(event);
        if title.is_empty() {
            return Err(why_of("no_name", "It has no name."));
        }
        let of = self.whose(event);
        let mut booked = Booked {
            line,
            id: RecordId::from_ulid(self.app.fresh_change().ulid()),
            writes: self.writes(event, &title, instead.is_none())?,
            title,
            of: of.values().flatten().copied().collect(),
            span,
            left_out: BTreeSet::new(),
            instead,
            series: 0,
        };
        booked.writes.insert(FieldKey::of("span"), Write::of(value));
        for (field, ids) in of {
            let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
            if !ids.is_empty() {
                booked
                    .writes
                    .insert(FieldKey::of(field), Write::of(Value::Text(ids.join(" "))));
            }
        }
        booked.leave_out(left_out);
        Ok(booked)
    }

    /// Whose time it takes up, by field. What is marked as free takes up nobody's.
    fn whose(&self, event: &Event) -> BTreeMap<&'static str, BTreeSet<RecordId>> {
        let mut of: BTreeMap<&'static str, BTreeSet<RecordId>> = BTreeMap::new();
        if !event.free {
            of.entry("people").or_default().extend(self.known.colleagues(event));
            of.entry("resources")
                .or_default()
                .extend(self.known.resource(&event.place));
            if let Some((field, id)) = self.of {
                of.entry(field).or_default().insert(id);
            }
        }
        of
    }

    fn writes(&self, event: &Event, title: &str, with_name: bool) -> Result<Writes, Why> {
        let mut notes = vec![event.description.trim().to_owned(), event.contact.trim().to_owned()];
        notes.push(self.known.strangers(event).join("\n"));
        notes.retain(|part| !part.is_empty());
        let place = match self.known.resource(&event.place) {
            Some(_) => "",
            None => event.place.as_str(),
        };
        let uid = if with_name { event.uid.as_str() } else { "" };
        let texts = [
            ("title", FieldType::Text, title),
            ("place", FieldType::Text, place),
            ("uid", FieldType::Text, uid),
            ("notes", FieldType::LongText, &notes.join("\n\n")),
        ];
        let mut writes = Writes::from([(FieldKey::of("status"), Write::of(Value::text(status(event))))]);
        for (field, kind, text) in texts {
            if !text.trim().is_empty() {
                let value = typed::parse(kind, text, self.app.0.surroundings.reading());
                let value = value.map_err(|invalid| unfit(field, &invalid))?;
                writes.insert(FieldKey::of(field), Write::of(value));
            }
        }
        if let Some((contact, company)) = self.known.customer(event) {
            let links = [("contact", Some(contact)), ("company", company)];
            let links = links
                .into_iter()
                .filter_map(|(field, id)| Some((FieldKey::of(field), Write::of(link(id?)))));
            writes.extend(links);
        }
        let tags = event
            .categories
            .iter()
            .map(|tag| tidy_tag(tag))
            .filter(|tag| !tag.is_empty());
        writes.extend(tags.map(|tag| (FieldKey::element("tags", &tag), Write::of(Value::Flag(true)))));
        Ok(writes)
    }
}

impl Booked {
    /// Beginnings of its rule that do not take place.
    fn leave_out(&mut self, starts: BTreeSet<DateTime>) {
        let writes = starts.iter().map(|at| {
            (
                FieldKey::element("left_out", &at.to_string()),
                Write::of(Value::Flag(true)),
            )
        });
        self.writes.extend(writes);
        self.left_out.extend(starts);
    }

    fn wish(&self) -> Wish<'_> {
        Wish {
            id: None,
            replaces: None,
            span: &self.span,
            left_out: self.left_out.clone(),
            of: self.of.clone(),
        }
    }
}

impl Judged {
    /// The first events that will be added, as the window shows them.
    pub(super) async fn adding(&self, app: &App, store: &Store) -> Result<Vec<EventAdded>, Failure> {
        let shown = self.booked.get(..SHOWN_MOST).unwrap_or(&self.booked);
        let of: BTreeSet<RecordId> = shown.iter().flat_map(|booked| booked.of.iter().copied()).collect();
        let of: Vec<RecordId> = of.into_iter().collect();
        let titles: HashMap<RecordId, String> = store
            .titles(&of)
            .await?
            .into_iter()
            .map(|(id, _, title)| (id, title))
            .collect();
        let find = app.find_zone();
        let added = shown.iter().filter_map(|booked| {
            let (start, end) = booked.span.times(&find)?;
            Some(EventAdded {
                row: count(booked.line),
                title: booked.title.clone(),
                start: start.as_millisecond(),
                end: end.as_millisecond(),
                repeats: booked
                    .span
                    .repeats
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
                of: booked.of.iter().filter_map(|id| titles.get(id).cloned()).collect(),
            })
        });
        Ok(added.collect())
    }
}

/// Whose calendar it is, and the field of an appointment for that.
async fn owner(store: &Store, id: RecordId) -> Result<(&'static str, RecordId), Failure> {
    for (kind, field) in [("resource", "resources"), ("colleague", "people")] {
        if !store.living(&KindKey::of(kind), &[id]).await?.is_empty() {
            return Ok((field, id));
        }
    }
    Err(Failure::not_found())
}

fn takes_time(event: &Event) -> bool {
    !event.free && event.status != "CANCELLED"
}

/// On one line.
fn title(event: &Event) -> String {
    event.title.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn here(line: u64, event: &Event) -> RowReport {
    RowReport::of(line, title(event), why_of("here_already", "It is here already."))
}

fn beside_rule() -> Why {
    why_of("ical_beside_rule", "It does not begin on a day that its own rule has.")
}

/// Which date of its series an event is, for a name of its own.
fn named(event: &Event) -> String {
    match &event.instead {
        Some(At::Day(day)) => day.to_string(),
        Some(At::Floating(clock) | At::Utc(clock) | At::In(clock, _)) => clock.to_string(),
        None => String::new(),
    }
}
