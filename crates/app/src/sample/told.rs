//! The sample organisation as its own people make it, each on a device of their own: what a server is founded with, so that
//! whoever joins it looks around among changes that really travelled. Nobody writes in another's name here.

use super::{Entry, SampleAct, acts, entries, filled, fresh, nameless};
use crate::{
    App, Failure,
    acting::{Author, Intent, gesture_of},
    clock::zone,
    fields::read_form,
    issues,
};
use jiff::{Timestamp, Zoned, civil::Date};
use model::{Act, Base, ChangeId, KindKey, Record, RecordId};
use std::collections::{BTreeMap, HashMap};
use store::{Source, Store, Tx};

/// Deeds that are committed at once.
const AT_ONCE: usize = 16;

/// What happened in the sample organisation, up to a moment.
#[derive(Debug)]
pub struct SampleStory {
    entries: Vec<Entry>,
    now: Zoned,
}

/// One deed of one of its people.
#[derive(Clone, Copy, Debug)]
pub struct SampleDeed<'a>(SampleAct<'a>);

/// What the story calls a record → its id.
#[derive(Clone, Debug)]
pub struct SampleNames(HashMap<String, RecordId>);

/// What somebody was looking at when they did something: how far the log had come to their device.
#[derive(Clone, Copy, Debug)]
pub struct SampleLook(u32, u64);

impl SampleStory {
    /// The story as of `now`, ms since 1970, in a time zone.
    ///
    /// # Errors
    /// `Internal` where this build is damaged.
    pub fn until(now: i64, name: &str) -> Result<Self, Failure> {
        let now = Timestamp::from_millisecond(now).unwrap_or(Timestamp::UNIX_EPOCH);
        Ok(Self {
            entries: entries()?,
            now: now.to_zoned(zone(name)),
        })
    }

    /// All deeds, the oldest first.
    #[must_use]
    pub fn deeds(&self) -> Vec<SampleDeed<'_>> {
        acts(&self.entries, &self.now).into_iter().map(SampleDeed).collect()
    }

    fn today(&self) -> Date {
        self.now.date()
    }
}

impl<'a> SampleDeed<'a> {
    /// Who did it, as the story calls them.
    #[must_use]
    pub fn by(&self) -> &'a str {
        self.0.by
    }

    /// To which record, as the story calls it.
    #[must_use]
    pub fn of(&self) -> &'a str {
        self.0.name
    }

    /// The record's kind.
    #[must_use]
    pub fn kind(&self) -> &'a str {
        self.0.kind
    }

    /// When, ms since 1970.
    #[must_use]
    pub fn at(&self) -> i64 {
        self.0.at
    }

    /// Whether it made the record.
    #[must_use]
    pub fn makes(&self) -> bool {
        self.0.act.is_none()
    }

    /// Whether it was done without having seen the deed before it.
    #[must_use]
    pub fn is_unseen(&self) -> bool {
        self.0.unseen
    }
}

impl App {
    /// Names for the story's records; `people` already have a record: theirs.
    ///
    /// # Errors
    /// `NotFound` where one of these is no record's id.
    pub fn sample_names(&self, story: &SampleStory, people: &BTreeMap<&str, String>) -> Result<SampleNames, Failure> {
        let made = story.deeds().into_iter().filter(SampleDeed::makes);
        let fresh = |deed: SampleDeed<'_>| RecordId::from_ulid(fresh(self, deed.at()).ulid());
        let mut names: HashMap<String, RecordId> = made.map(|deed| (deed.of().to_owned(), fresh(deed))).collect();
        for (name, id) in people {
            names.insert((*name).to_owned(), id.parse()?);
        }
        Ok(SampleNames(names))
    }

    /// What somebody who does something here now is looking at.
    ///
    /// # Errors
    /// `Shut`.
    pub async fn look(&self) -> Result<SampleLook, Failure> {
        let (epoch, log) = self.store().await?.position();
        Ok(SampleLook(epoch, log))
    }

    /// Does what the person who works here did in the story, each deed at its time and from what they were looking at.
    ///
    /// # Errors
    /// What is not allowed to them, or the store's.
    pub async fn tell(
        &self,
        story: &SampleStory,
        names: &SampleNames,
        deeds: &[(SampleDeed<'_>, SampleLook)],
    ) -> Result<(), Failure> {
        let store = self.store().await?;
        let telling = Telling {
            app: self,
            store: &store,
            story,
            names,
            levels: issues::levels(&store).await?,
        };
        for some in deeds.chunks(AT_ONCE) {
            let mut tx = store.begin().await;
            for (deed, look) in some {
                if let Err(failure) = telling.one(&mut tx, &deed.0, *look).await {
                    tx.roll_back().await;
                    return Err(failure);
                }
            }
            tx.commit(Source::Here).await?;
        }
        Ok(())
    }
}

struct Telling<'a> {
    app: &'a App,
    store: &'a Store,
    story: &'a SampleStory,
    names: &'a SampleNames,
    levels: issues::Levels,
}

impl Telling<'_> {
    async fn one(&self, tx: &mut Tx<'_>, act: &SampleAct<'_>, look: SampleLook) -> Result<(), Failure> {
        let (record, kind) = (self.id(act.name)?, KindKey::owned(act.kind));
        let before = tx.record(Some(act.kind), record).await?.cloned();
        let doing = match (act.act, &before) {
            (Some(act), _) => Act::from(act.to_owned()),
            (None, None) => Act::Create,
            // Whoever works here has a record of their own since the first start.
            (None, Some(_)) => Act::Edit,
        };
        let mut form = filled(act, self.story.today(), |name| self.id(name))?;
        if doing == Act::Edit && act.act.is_none() {
            form.remove("name");
        }
        let writes = self.writes(act, &kind, before.as_ref(), &form)?;
        // A record made here is named by its Create.
        let id = match doing {
            Act::Create => ChangeId::from_ulid(record.ulid()),
            _ => fresh(self.app, act.at),
        };
        let base = Base {
            epoch: look.0,
            log: look.1,
            ..tx.base()
        };
        let intent = Intent {
            id,
            gesture: gesture_of(id),
            record,
            kind,
            act: doing,
            base: Some(base),
            writes,
            of: None,
        };
        let author = Author {
            person: self.store.device().person,
            at: act.at,
        };
        self.app.make_as(self.store, tx, intent, Some(author)).await?;
        Ok(())
    }

    fn writes(
        &self,
        act: &SampleAct<'_>,
        kind: &KindKey,
        before: Option<&Record>,
        form: &BTreeMap<String, String>,
    ) -> Result<crate::several::Writes, Failure> {
        let schema = self.store.schema();
        let surroundings = &self.app.0.surroundings;
        let mut writes = read_form(&schema, kind, before, form, surroundings.reading())?.writes;
        if act.kind == "issue" {
            let now = crate::clock::at(act.at, &zone(&surroundings.zone));
            self.app.with_clock(&mut writes, before, &schema, &self.levels, &now);
        }
        Ok(writes)
    }

    fn id(&self, name: &str) -> Result<RecordId, Failure> {
        self.names.0.get(name).copied().ok_or_else(|| nameless(name))
    }
}
