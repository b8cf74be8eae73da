//! What is known about a person, company or deal: everything that hangs on it, told as things that happened and things that
//! are open. The timeline and the handoff are two ways to read the same facts.
//!
//! A company's story holds those of its people and its deals. Of each kind the newest few thousand are read; a longer story
//! has its beginning in the lists.

mod telling;

use telling::Teller;

use crate::{
    App, Failure,
    clock::Clock,
    naming::{Names, first_line, ids_in, record_of},
};
use model::{
    Act, Change, KindKey, Money, Record, RecordId,
    typed::{Moment, Stages},
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::{Listing, Store};

/// Records of one kind that a story is told from, at most.
const MOST: u32 = 5_000;

/// Something that happened.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Happened {
    /// When, ms since 1970.
    pub(crate) at: i64,
    /// Whether the time of day is known.
    pub(crate) timed: bool,
    /// Which sign it gets.
    pub(crate) key: &'static str,
    /// What happened, in a word that the window knows.
    pub(crate) what: &'static str,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) who: String,
    pub(crate) record: Option<RecordId>,
    pub(crate) kind: &'static str,
    /// What it was about, where that is not the story's own record.
    pub(crate) about: Option<RecordId>,
    pub(crate) review: bool,
    pub(crate) minutes: Option<u32>,
    pub(crate) amount: String,
    pub(crate) stage: String,
    pub(crate) due: String,
}

/// Something that is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Open {
    /// `approval`, `deal`, `issue`, `task`, `call`, `email`, `visit`, `promise`, `next_action`, `follow_up`.
    pub(crate) key: &'static str,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) who: String,
    pub(crate) record: Option<RecordId>,
    pub(crate) kind: &'static str,
    /// In the kept form.
    pub(crate) due: Option<Moment>,
    pub(crate) amount: Option<Money>,
    pub(crate) stage: String,
    pub(crate) made: i64,
}

/// Everything that is known.
#[derive(Default)]
pub(crate) struct Story {
    /// Newest first.
    pub(crate) happened: Vec<Happened>,
    pub(crate) open: Vec<Open>,
    /// Names and kinds of what the parts are about.
    pub(crate) abouts: HashMap<RecordId, (KindKey, String)>,
}

type Known = Vec<(RecordId, Record)>;

impl App {
    /// Reads a story.
    pub(crate) async fn story(&self, store: &Store, id: RecordId, clock: &Clock) -> Result<Story, Failure> {
        let own = store.record(id).await?.ok_or_else(Failure::not_found)?;
        let kind = own.record.kind.clone();
        let me = [id];
        let linked = |kind, fields, to| linked(store, kind, fields, to);
        let (people, deals) = match kind.as_str() {
            "company" => (
                linked("contact", &["company"], &me).await?,
                linked("deal", &["company"], &me).await?,
            ),
            "contact" => (Vec::new(), linked("deal", &["contact"], &me).await?),
            "deal" => (Vec::new(), vec![(id, own.record.clone())]),
            _ => (Vec::new(), Vec::new()),
        };
        let mut around: Vec<RecordId> = vec![id];
        around.extend(people.iter().map(|(id, _)| *id));
        if kind.as_str() == "company" {
            around.extend(deals.iter().map(|(id, _)| *id));
        }
        let hanging = [
            ("note", linked("note", &["about"], &around).await?),
            ("voice_note", linked("voice_note", &["about"], &around).await?),
            ("attachment", linked("attachment", &["about"], &around).await?),
            ("task", linked("task", &["about", "promised_to"], &around).await?),
            ("approval", linked("approval", &["about"], &around).await?),
            ("issue", linked("issue", &["contact", "company"], &around).await?),
            (
                "appointment",
                linked("appointment", &["contact", "company"], &around).await?,
            ),
            ("deal", deals),
        ];
        let moves = self.moves(store, &hanging).await?;
        let closing = closing(store).await?;
        let everything = hanging.iter().flat_map(|(_, records)| records);
        let ids = everything.flat_map(|(id, record)| std::iter::once(*id).chain(ids_in(record)));
        let ids: BTreeSet<RecordId> = ids.chain(ids_in(&own.record)).chain([id]).collect();
        let ids: Vec<RecordId> = ids.into_iter().collect();
        let names = Names::of(store, ids.iter().copied()).await?;
        let schema = store.schema();
        let mut teller = Teller {
            schema: &schema,
            names: &names,
            clock,
            own: id,
            closing: &closing,
            moves: &moves,
            story: Story::default(),
        };
        for (kind, records) in &hanging {
            for (id, record) in records {
                teller.tell(kind, *id, record);
            }
        }
        teller.own(&own.record, self.came_with(store, id).await?);
        let mut story = teller.story;
        let named = store.titles(&ids).await?;
        story.abouts = named
            .into_iter()
            .map(|(id, kind, title)| (id, (kind, first_line(&title))))
            .collect();
        story
            .happened
            .sort_by(|a, b| (b.at, b.record, b.what).cmp(&(a.at, a.record, a.what)));
        Ok(story)
    }

    /// The changes of stage of those deals that have changed it since they were made.
    async fn moves(&self, store: &Store, hanging: &[(&str, Known)]) -> Result<HashMap<RecordId, Vec<Change>>, Failure> {
        let mut moves = HashMap::new();
        let deals = hanging
            .iter()
            .filter(|(kind, _)| *kind == "deal")
            .flat_map(|(_, deals)| deals);
        for (id, deal) in deals {
            let moved = deal.standing("stage").iter().any(|standing| {
                standing
                    .writer()
                    .is_some_and(|change| change.to_bytes() != id.to_bytes())
            });
            if moved {
                let changes = store.changes_of(*id).await?;
                moves.insert(*id, changes.into_iter().map(|logged| logged.change).collect());
            }
        }
        Ok(moves)
    }

    /// The words of the import that a record came with; empty where somebody typed it in.
    async fn came_with(&self, store: &Store, id: RecordId) -> Result<String, Failure> {
        let changes = store.changes_of(id).await?;
        let made = changes.first().filter(|logged| logged.change.act == Act::Create);
        let Some(gesture) = made.map(|logged| logged.change.gesture) else {
            return Ok(String::new());
        };
        Ok(store.words_of(&[gesture]).await?.remove(&gesture).unwrap_or_default())
    }
}

async fn linked(store: &Store, kind: &'static str, fields: &[&str], to: &[RecordId]) -> Result<Known, Failure> {
    Ok(store.linked(&KindKey::of(kind), fields, to, MOST).await?)
}

/// Names of stages that close a deal, with whether they win it.
pub(crate) async fn closing(store: &Store) -> Result<BTreeMap<String, bool>, Failure> {
    let pipelines = Listing {
        limit: 200,
        ..Listing::of(KindKey::of("pipeline"))
    };
    let mut closing = BTreeMap::new();
    for pipeline in store.list(&pipelines).await?.rows {
        let stages = pipeline.values.iter().filter(|(key, _)| *key == "stages");
        for stage in stages
            .filter_map(|(_, value)| Stages::from_value(value))
            .flat_map(|stages| stages.0)
        {
            if matches!(stage.chance, 0 | 100) {
                closing.insert(stage.name, stage.chance == 100);
            }
        }
    }
    Ok(closing)
}

/// When a record was made: its id says.
fn made(id: RecordId) -> i64 {
    i64::try_from(id.ulid().timestamp_ms()).unwrap_or_default()
}

/// Whoever works here, as a colleague.
pub(crate) fn me(store: &Store) -> RecordId {
    record_of(store.device().person)
}
