//! A first sync by pages: one page after the other, each proven by the server's signature before it is taken in. While one
//! is written, the next is on its way. What was interrupted goes on where it was: how far it is lies beside the rows.

use crate::cause::{Cause, Trouble};
use model::{DeviceId, Record, RecordId};
use protocol::{Answer, Ask, Peer, SnapshotAsk, SnapshotPage, limits, records_of, snapshot_bytes};
use ring::signature::{ED25519, UnparsedPublicKey};
use store::{Page, Progress, Server, Source, Store};

/// Records of the first page: what a screen shows at first.
const FIRST: u32 = 250;
/// Records of the pages after it, and of those that come once so many are here that somebody can work: a list that is looked at
/// may be of a kind whose records do not come first.
const FEW: u32 = 1_000;
const MANY: u32 = 4_000;
const WORKABLE: u64 = 8_000;

/// A page that was asked for ahead.
pub struct Coming {
    ask: SnapshotAsk,
    page: Read,
}

/// A page that was proven and read.
struct Read {
    page: SnapshotPage,
    records: Vec<(RecordId, Record)>,
}

/// What a step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paged {
    /// There is more.
    More,
    /// Everything is here; the log is followed from now on.
    End,
    /// The server says that following the log is less.
    Follow,
}

/// Takes one page in. `coming`: what was asked for ahead.
///
/// # Errors
/// [`Trouble`]; the page is not kept then, those before it are.
pub async fn page(
    peer: &impl Peer,
    store: &Store,
    server: &mut Server,
    coming: &mut Option<Coming>,
    now: i64,
) -> Result<Paged, Trouble> {
    let device = store.device().id;
    // What began in an earlier life of the server begins anew: those records may stand otherwise now.
    let before = store
        .first_sync()
        .and_then(|progress| match progress.epoch == server.epoch {
            true => Some(progress),
            false => progress.anew.then(|| Progress::anew(server.epoch, progress.scope)),
        });
    let ask = ask(server, before.as_ref());
    let read = match coming.take().filter(|coming| coming.ask == ask) {
        Some(coming) => coming.page,
        None => match fetch(peer, server, device, &ask).await? {
            Some(read) => read,
            None => return Ok(Paged::Follow),
        },
    };
    let progress = after(server, before, &read);
    if progress.scope != read.page.scope {
        begin_anew(store, Progress::anew(server.epoch, read.page.scope)).await?;
        return Ok(Paged::More);
    }
    if read.page.end {
        (server.epoch, server.cursor, server.head) = (progress.epoch, progress.follow, progress.head);
        server.scope = progress.scope;
        server.contact = Some(now);
        keep(store, read, progress, Some(server)).await?;
        return Ok(Paged::End);
    }
    let next = self::ask(server, Some(&progress));
    let (kept, fetched) = tokio::join!(keep(store, read, progress, None), fetch(peer, server, device, &next));
    kept?;
    // Where asking ahead failed, the next step finds out why.
    *coming = fetched.ok().flatten().map(|page| Coming { ask: next, page });
    Ok(Paged::More)
}

fn ask(server: &Server, progress: Option<&Progress>) -> SnapshotAsk {
    match progress {
        Some(progress) => SnapshotAsk {
            epoch: progress.epoch,
            since: progress.since,
            follow: progress.follow,
            after: Some(progress.after),
            scope: progress.scope,
            most: if progress.taken < WORKABLE { FEW } else { MANY },
        },
        None => SnapshotAsk {
            epoch: server.epoch,
            since: server.cursor,
            most: FIRST,
            ..SnapshotAsk::default()
        },
    }
}

fn after(server: &Server, before: Option<Progress>, read: &Read) -> Progress {
    let page = &read.page;
    let first = Progress {
        epoch: page.epoch,
        since: before.map_or(server.cursor, |before| before.since),
        follow: page.as_of,
        head: page.head,
        after: RecordId::from_bytes([0; 16]),
        taken: 0,
        whole: page.of,
        scope: page.scope,
        anew: before.is_some_and(|before| before.anew),
    };
    let begun = before
        .filter(|before| !before.anew || before.follow > 0)
        .unwrap_or(first);
    Progress {
        after: read.records.iter().map(|(id, _)| *id).max().unwrap_or(begun.after),
        taken: begun.taken + read.records.len() as u64,
        ..begun
    }
}

/// Asks, verifies and reads; `None`: the log is to be followed.
async fn fetch(
    peer: &impl Peer,
    server: &Server,
    device: DeviceId,
    ask: &SnapshotAsk,
) -> Result<Option<Read>, Trouble> {
    let stranger = |words: &str| Trouble::new(Cause::Stranger, words);
    let page = match peer.ask(Ask::Snapshot(ask.clone())).await? {
        Answer::Snapshot(page) => page,
        Answer::Done if ask.follow == 0 => return Ok(None),
        _ => return Err(stranger("an answer to another question")),
    };
    UnparsedPublicKey::new(&ED25519, server.server_key)
        .verify(&snapshot_bytes(&server.org, device, ask, &page), &page.signature)
        .map_err(|_| stranger("a page that the server did not sign"))?;
    if page.epoch != server.epoch || page.as_of < ask.follow {
        return Err(stranger("an answer to another question"));
    }
    // Thousands of records: other tasks go on meanwhile.
    let reading = tokio::task::spawn_blocking(move || {
        let records = records_of(&page.records)?;
        Ok::<_, protocol::Unreadable>(Read { page, records })
    });
    let read = reading
        .await
        .map_err(|_| Trouble::new(Cause::Version, "a page was not read"))?;
    let mut read = read.map_err(|error| Trouble::new(Cause::Version, error.to_string()))?;
    read.page.records = Vec::new(); // read
    let mut last = ask.after;
    let mut rises = |id: RecordId| last.replace(id).is_none_or(|last| last < id);
    let rises = read.records.iter().all(|(id, _)| rises(*id));
    let fits = read.records.len() <= limits::SNAPSHOT && (!read.records.is_empty() || read.page.end);
    match rises && fits {
        true => Ok(Some(read)),
        false => Err(stranger("records out of their order")),
    }
}

/// The scope has become another while its pages came: they begin again.
async fn begin_anew(store: &Store, progress: Progress) -> Result<(), Trouble> {
    let mut tx = store.begin().await;
    tx.fetch_anew(progress);
    tx.commit(Source::Server).await?;
    Ok(())
}

async fn keep(store: &Store, read: Read, progress: Progress, server: Option<&Server>) -> Result<(), Trouble> {
    let mut tx = store.begin().await;
    tx.snapshot(Page {
        progress,
        as_of: read.page.as_of,
        records: read.records,
        ahead: read.page.ahead,
        end: read.page.end,
    })
    .await?;
    if let Some(server) = server {
        tx.server(server.clone());
    }
    tx.commit(Source::Server).await?;
    Ok(())
}
