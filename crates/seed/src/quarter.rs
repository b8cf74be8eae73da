//! The walk through the quarter. Everybody works without a network until somebody needs what somebody else has done: then
//! the one brings, and the other fetches. So every deed is dated as it was done, and nobody acts on what had not reached
//! them.

use crate::{
    ORGANISATION, cast, code,
    desk::{Clock, Desk, PASSPHRASE},
    desks,
};
use anyhow::{Context, Result, bail};
use app::{SampleDeed, SampleLook, SampleNames, SampleStory, Surroundings};
use server::{OrgId, Server};
use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

/// Between the first starts and the first deed, ms.
const BEFORE: i64 = 600_000;
/// The last deeds lie so far back, ms: when the clocks run again, every device's next report is due.
const BACK: i64 = 60_000;
/// How long to breathe between two looks at the fleet, and how many looks are enough.
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);
const LOOKS: u32 = 3_000;

struct Quarter<'a> {
    server: &'a Server,
    clock: &'a Clock,
    url: &'a str,
    org: OrgId,
    /// The founder's invitation, until it is used.
    founding: Option<String>,
    desks: BTreeMap<&'static str, Desk>,
    story: &'a SampleStory,
    deeds: &'a [SampleDeed<'a>],
    names: SampleNames,
}

/// Tells the whole quarter, and leaves everybody in step.
pub(crate) async fn tell(server: &Server, clock: &Clock, url: &str) -> Result<()> {
    let zone = Surroundings::of_this_computer(std::env::temp_dir()).zone;
    let story = SampleStory::until(server::system()() - BACK, &zone)?;
    let deeds = story.deeds();
    let start = deeds.first().context("an empty story")?.at() - BEFORE;
    clock.set(start);
    let founded = server.found(ORGANISATION, cast::ME.name).await?;
    let desks = desks()?;
    let names = begin(&desks, &story, start).await?;
    let mut quarter = Quarter {
        server,
        clock,
        url,
        org: founded.org,
        founding: Some(founded.code),
        desks,
        story: &story,
        deeds: &deeds,
        names,
    };
    quarter.join(cast::ME.called).await?;
    quarter.walk().await?;
    quarter.end().await
}

/// The first starts, all at once: sealing a device takes a while. Everybody has a record of their own from then on.
async fn begin(desks: &BTreeMap<&'static str, Desk>, story: &SampleStory, start: i64) -> Result<SampleNames> {
    let opening = desks.values().map(|desk| {
        desk.clock.set(start);
        let app = desk.app.clone();
        tokio::spawn(async move { app.unlock(PASSPHRASE.to_owned()).await })
    });
    for opened in opening.collect::<Vec<_>>() {
        opened.await??;
    }
    let mut people = BTreeMap::new();
    for (called, desk) in desks {
        people.insert(*called, desk.app.me().await?);
    }
    let me = desks.get(cast::ME.called).context("nobody founds it")?;
    Ok(me.app.sample_names(story, &people)?)
}

impl Quarter<'_> {
    async fn walk(&mut self) -> Result<()> {
        let mut last: HashMap<&str, &'static str> = HashMap::new();
        let mut opened: HashMap<&str, SampleLook> = HashMap::new();
        for (place, deed) in self.deeds.iter().enumerate() {
            let by = whose(deed);
            self.clock_at(deed.at());
            let before = last.get(deed.of()).copied();
            if let (Some(other), false) = (before.filter(|other| *other != by), deed.is_unseen()) {
                self.bring(other, by).await?;
            }
            // Who is about to write without having seen this deed has the form open already.
            if let Some(next) = self.next_of(place).filter(|next| next.is_unseen()) {
                let reader = whose(&next);
                self.bring(before.unwrap_or(by), reader).await?;
                opened.insert(deed.of(), self.desk(reader)?.app.look().await?);
            }
            let look = match opened.remove(deed.of()).filter(|_| deed.is_unseen()) {
                Some(look) => look,
                None => self.desk(by)?.app.look().await?,
            };
            self.desk(by)?.does(place, look);
            last.insert(deed.of(), by);
        }
        Ok(())
    }

    /// The next deed to the record of a deed.
    fn next_of(&self, place: usize) -> Option<SampleDeed<'_>> {
        let of = self.deeds.get(place)?.of();
        self.deeds.iter().skip(place + 1).find(|deed| deed.of() == of).copied()
    }

    fn clock_at(&self, at: i64) {
        self.clock.set(at);
        self.desks.values().for_each(|desk| desk.clock.set(at));
    }

    fn desk(&mut self, called: &str) -> Result<&mut Desk> {
        self.desks
            .get_mut(called)
            .with_context(|| format!("nobody is called {called}"))
    }

    async fn join(&mut self, called: &str) -> Result<()> {
        let role = self.desk(called)?.role();
        let code = match self.founding.take() {
            Some(code) => code,
            None => code(self.server, self.org, role).await?,
        };
        let url = self.url;
        self.desk(called)?.join(url, code).await
    }

    /// Has one say what they did, so that it is at the server.
    async fn say(&mut self, called: &str) -> Result<i64> {
        if !self.desk(called)?.has_joined() {
            self.join(called).await?;
        }
        let (story, deeds, names) = (self.story, self.deeds, self.names.clone());
        self.desk(called)?.say(story, &names, deeds).await
    }

    /// Has one bring what the other fetches.
    async fn bring(&mut self, from: &str, to: &str) -> Result<()> {
        let position = self.say(from).await?;
        if !self.desk(to)?.has_joined() {
            self.join(to).await?;
        }
        // What the other had done before goes first, or it would be taken for having seen what comes now.
        self.desk(to)?.reach(position).await
    }

    /// Today: everybody says what they have left, is in step, and the server has heard so.
    async fn end(&mut self) -> Result<()> {
        let mut last = 0;
        for called in cast::ALL.iter().map(|one| one.called) {
            last = self.say(called).await?.max(last);
        }
        for desk in self.desks.values() {
            desk.reach(last).await?;
        }
        self.clock.run();
        for desk in self.desks.values() {
            desk.clock.run();
            desk.app.sync_now().await?;
        }
        let me = self.desk(cast::ME.called)?.app.clone();
        for _ in 0..LOOKS {
            let fleet = me.fleet().await?;
            if fleet.devices.iter().all(|one| one.waiting == 0 && one.behind == 0) {
                for desk in self.desks.values() {
                    desk.app.close().await;
                }
                return Ok(());
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
        bail!("the server did not hear that everybody is in step")
    }
}

/// On whose device a deed is done. Somebody with a device writes their own record; who has none is written by the founder.
fn whose(deed: &SampleDeed<'_>) -> &'static str {
    let of = cast::ALL.iter().find(|one| deed.makes() && one.called == deed.of());
    let by = cast::ALL.iter().find(|one| one.called == deed.by());
    of.or(by).map_or(cast::ME.called, |one| one.called)
}
