//! One function per thing that a person wants to do; no Tauri. The window, the tests and any later command line call this
//! and nothing below it.
//!
//! Time and chance come from [`Surroundings`]; what can be said in the window's language comes out as plain structs that
//! become the TypeScript bindings; every error comes out as a [`Failure`].
//!
//! The one thing not to do here: SQL, HTTP, or a rule about merging.

mod acting;
mod alike;
mod approvals;
mod attachments;
mod board;
mod calendar;
mod clock;
mod custody;
mod deals;
mod drafts;
mod export;
mod failure;
mod fields;
mod filter;
mod forecast;
mod gate;
mod gestures;
mod handoff;
mod history;
mod import;
mod issues;
mod larger;
mod many;
mod marks;
mod naming;
mod news;
mod outside;
mod palette;
mod pipelines;
mod preferences;
mod quick;
mod reading;
mod recording;
mod records;
mod review;
mod rewind;
mod room;
mod sample;
mod saved_views;
pub mod schema_ts;
mod several;
mod starting;
mod story;
mod surroundings;
mod timeline;
mod today;
mod undo;
mod views;

pub use drafts::Draft;
pub use export::{CalendarExport, Exported, Format};
pub use failure::{Failure, FailureCode};
pub use filter::{Clause, Op, ops};
mod sums;
mod syncing;
mod tasks;
pub use alike::{AlikeHit, MergeField, MergePlan};
pub use approvals::{ApprovalAsk, ApprovalNeeded, ApprovalView};
pub use attachments::{Attachment, AttachmentLook};
pub use board::{Board, BoardCard, BoardColumn, StageState};
pub use calendar::{
    BookAsk, Calendar, CalendarEntry, CalendarLane, CalendarService, FreeSlot, MoveAsk, SlotAsk, StepAsk, Stretch,
};
pub use custody::{BlobPart, BlobPlace};
pub use deals::{StageMove, StageStep};
pub use forecast::{Forecast, ForecastCell, ForecastRow, ForecastWhen};
pub use gate::Gate;
pub use gestures::GestureLine;
pub use handoff::{Handoff, HandoffLine};
pub use history::{History, Step};
pub use import::{
    Duplicates, EventAdded, EventsAsk, EventsPlan, ImportAsk, ImportFormat, ImportPlan, ImportReport, NewLinks,
    RowReport, TablePreview, Target,
};
pub use issues::{IssueClock, IssueClockState};
pub use larger::{Counted, Larger};
pub use many::{LeftOne, ManySaved};
pub use news::{Changed, ChangedBy, News, Progress, ProgressOf};
pub use outside::{Way, addresses};
pub use palette::Found;
pub use pipelines::{PipelineAnswer, PipelineAsk, PipelineStage, PipelineView, Stranded};
pub use quick::{AboutCandidate, QuickMeaning, QuickPlan, QuickSpan};
pub use reading::{Hit, ListAsk, Page, Sort, Truth};
pub use recording::{Marker, Microphone, Recording, RecordingEnd, RecordingPhase, VoiceNote};
pub use records::Saved;
pub use review::{
    Choice, DecideAsk, Decision, PatternAsk, PatternKeep, PatternLine, PatternPlan, ReviewInbox, ReviewLine,
    ReviewRecord, RuleLine, Side,
};
pub use rewind::{RewindAsk, RewindKept, RewindLine, RewindPlan};
pub use sample::{SampleDeed, SampleLook, SampleNames, SampleRemoved, SampleState, SampleStory};
pub use saved_views::{SavedView, ViewAsk};
pub use sums::Total;
pub use surroundings::{DeviceForm, KeyPlace, Surroundings};
pub use syncing::{
    AgeOf, AtStake, CauseOf, DeviceSeen, EnrolAsk, Fleet, HeldItem, JoinAsk, LogAudit, PhaseOf, Receipt, SyncState,
    WaitingItem,
};
pub use tasks::FollowUp;
pub use timeline::{Named, Timeline, TimelineGroup, TimelineItem};
pub use today::{QuietDeal, Today, TodayRow};
pub use undo::Undone;
pub use views::{Card, Competing, FieldView, Mark, Row};

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};
use store::Store;
use tokio::sync::{RwLock, broadcast};

/// The app on this device. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) surroundings: Surroundings,
    /// The database, once it is open.
    pub(crate) open: RwLock<Option<Store>>,
    /// Held by whoever is opening it: two at a time might make two keys.
    pub(crate) opening: tokio::sync::Mutex<()>,
    /// Whether the trouble that was told last may be answered with a new database beside the old one.
    pub(crate) may_start_beside: Mutex<bool>,
    pub(crate) news: broadcast::Sender<News>,
    /// A new database begins with the sample organisation.
    pub(crate) with_sample: AtomicBool,
    /// The server that a device which belongs to none joins when it is opened.
    pub(crate) joins: Mutex<Option<JoinAsk>>,
    /// Set by the person who stops an import.
    pub(crate) stop: AtomicBool,
    /// What keeps this device in step, where it has a server.
    pub(crate) engine: tokio::sync::Mutex<Option<sync::Handle>>,
    /// The rows that the last plan or run of an import did not take.
    pub(crate) last_report: Mutex<Vec<RowReport>>,
    /// Where voice notes are recorded.
    pub(crate) studio: recording::Studio,
    /// Files of which a part is here.
    pub(crate) arriving: tokio::sync::Mutex<BTreeMap<model::RecordId, attachments::Arriving>>,
    /// Whether the window is told how far blobs have come.
    pub(crate) following_blobs: AtomicBool,
    /// What the day begins with, made before the window asks.
    pub(crate) ahead: tokio::sync::Mutex<Option<today::Ahead>>,
}

impl App {
    /// The app in its surroundings; nothing is opened yet.
    #[must_use]
    pub fn new(surroundings: Surroundings) -> Self {
        Self(Arc::new(Inner {
            surroundings,
            open: RwLock::new(None),
            opening: tokio::sync::Mutex::new(()),
            may_start_beside: Mutex::new(false),
            news: broadcast::channel(256).0,
            with_sample: AtomicBool::new(false),
            joins: Mutex::default(),
            stop: AtomicBool::new(false),
            engine: tokio::sync::Mutex::default(),
            last_report: Mutex::default(),
            studio: recording::Studio::default(),
            arriving: tokio::sync::Mutex::default(),
            following_blobs: AtomicBool::new(false),
            ahead: tokio::sync::Mutex::default(),
        }))
    }

    /// Has a new database begin with the sample organisation. One that is there already is left as it is.
    #[must_use]
    pub fn with_sample(self) -> Self {
        self.0.with_sample.store(true, Ordering::SeqCst);
        self
    }

    /// Has the database join a server when it is opened, as a further device of somebody who is known there. One that belongs
    /// to a server already is left as it is.
    #[must_use]
    pub fn joining(self, ask: JoinAsk) -> Self {
        *self.0.joins.lock().unwrap_or_else(PoisonError::into_inner) = Some(ask);
        self
    }

    /// What happens from now on that a window should know.
    #[must_use]
    pub fn news(&self) -> broadcast::Receiver<News> {
        self.0.news.subscribe()
    }

    /// Closes the database, so that everything is in its file and its lock is free. A recording is ended and kept.
    pub async fn close(&self) {
        self.end_recording().await;
        if let Some(engine) = self.0.engine.lock().await.take() {
            engine.stop().await;
        }
        if let Some(store) = self.0.open.write().await.take() {
            store.close().await;
        }
    }

    /// The open database.
    pub(crate) async fn store(&self) -> Result<Store, Failure> {
        self.0.open.read().await.clone().ok_or_else(Failure::shut)
    }
}
