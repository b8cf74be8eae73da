//! One push or one pull, with the store at one end and the server at the other.

mod lanes;
mod proof;

use crate::{
    cause::{Cause, Trouble},
    plan,
    succeeding::settle_doubts,
};
use lanes::{batches, in_lanes};
use model::{Change, Context, Record, RecordId, decide};
use proof::prove;
pub(crate) use proof::signed_by;
use protocol::{
    Answered, Checksum, Code, Entry, Hash, Judged, Peer, Pull, Pulled, Push, chained, change_of, checksum,
    content_hash, limits,
};
use store::{Progress, Server, Source, Store, Taken, Tip, Tx};

/// Changes that are looked at for the next portion: the urgent ones among them go first.
const DRAIN: u64 = 10_000;
/// Entries above which their words go to the search indexes directly.
const MANY: usize = 64;

/// Brings what waits. Answers with how many changes were answered.
///
/// # Errors
/// [`Trouble`]; what was not committed did not happen, and the same push again answers the same.
pub async fn push(peer: &impl Peer, store: &Store, server: &mut Server, now: i64) -> Result<u64, Trouble> {
    push_some(peer, store, server, now, plan::portion(0)).await
}

/// The same with at most so many at once. The answers of one portion are settled in one transaction.
///
/// # Errors
/// See [`push`].
pub async fn push_some(
    peer: &impl Peer,
    store: &Store,
    server: &mut Server,
    now: i64,
    most: usize,
) -> Result<u64, Trouble> {
    let mut waiting = in_lanes(store.unanswered(0, DRAIN).await?, most);
    waiting.truncate(most);
    let mut answers = Vec::new();
    let (mut position, mut head) = (server.cursor, server.head);
    // Who is narrowed learns from the log what its own work has become: a record may have left with it.
    let mut follows = server.scope == 0;
    let mut receipt = None;
    let mut tip = None;
    let (batches, unfit) = batches(waiting);
    refuse_here(store, unfit).await?;
    for batch in batches {
        let brought = Push {
            author: batch.author,
            cursor: position,
            changes: batch.bytes.clone(),
        };
        let pushed = match peer.push(brought).await {
            Err(fault) if fault.code == Code::Cloned => {
                // Another copy may have brought what waits here; whether the id is still this device's, the next session says.
                settle_doubts(peer, store, server).await?;
                return Err(fault.into());
            }
            pushed => pushed?,
        };
        if pushed.answers.len() != batch.changes.len() {
            return Err(Trouble::new(Cause::Stranger, "an answer of another length"));
        }
        let device = store.device().id;
        let proven = prove(
            server,
            device,
            &batch,
            &pushed.answers,
            &pushed.receipt,
            (position, head),
        )?;
        follows &= proven.follows;
        (position, head) = (proven.last, proven.head);
        receipt = Some(proven.receipt);
        tip = Some(proven.tip);
        let epoch = pushed.receipt.epoch;
        let taken = batch.changes.into_iter().zip(pushed.answers);
        answers.extend(taken.map(|(change, Answered { seq, judged })| Taken {
            change,
            epoch,
            seq,
            judged,
        }));
    }
    let answered = answers.len() as u64;
    let Some(receipt) = receipt else { return Ok(0) };
    server.contact = Some(now);
    server.receipt = serde_json::to_string(&receipt).ok();
    if follows {
        (server.cursor, server.head) = (position, head);
    }
    keep(store, server, answers, tip.filter(|_| follows)).await?;
    Ok(answered)
}

/// Keeps what was answered, in one transaction. `tip`: where the answers follow the cursor without a gap.
async fn keep(store: &Store, server: &Server, answers: Vec<Taken>, tip: Option<Tip>) -> Result<(), Trouble> {
    let mut tx = store.begin().await;
    if answers.len() > MANY {
        tx.many();
    }
    let (refused, held): (Vec<_>, Vec<_>) = answers.into_iter().partition(|taken| taken.seq == 0);
    if tip.is_some() {
        tx.settle(held).await?;
    } else {
        for taken in held {
            tx.answered(taken).await?;
        }
    }
    for taken in refused {
        tx.answered(taken).await?;
    }
    tx.server(server.clone());
    if let Some(tip) = tip.filter(|tip| tip.seq > 0) {
        tx.tip(tip);
    }
    tx.commit(Source::Server).await?;
    Ok(())
}

/// A change that no message can carry would hold everything behind it for ever: it is refused here, where its author sees
/// it with all it says.
async fn refuse_here(store: &Store, unfit: Vec<Change>) -> Result<(), Trouble> {
    if unfit.is_empty() {
        return Ok(());
    }
    let schema = store.schema();
    let mut context = Context::preview(&schema, store.device().role, 0);
    context.refuse = Some(Code::TooLarge.key().to_owned());
    let mut tx = store.begin().await;
    for change in unfit {
        let verdict = decide(None, &change, &context);
        let judged = Judged::of(None, &change, &verdict);
        tx.answered(taken(change, 0, 0, judged)).await?;
    }
    tx.commit(Source::Here).await?;
    Ok(())
}

/// Asks what is new and takes it in. Answers with the server's last position.
///
/// # Errors
/// [`Trouble`]; nothing of the answer is kept then.
pub async fn pull(peer: &impl Peer, store: &Store, server: &mut Server, now: i64) -> Result<u64, Trouble> {
    pull_some(peer, store, server, now, plan::portion(0)).await
}

/// The same with at most so many entries at once.
///
/// # Errors
/// See [`pull`].
pub async fn pull_some(
    peer: &impl Peer,
    store: &Store,
    server: &mut Server,
    now: i64,
    most: usize,
) -> Result<u64, Trouble> {
    let pulled = page(peer, server, most).await?;
    let last = pulled.last;
    let mut tx = store.begin().await;
    if pulled.entries.len() > MANY {
        tx.many();
    }
    take_in(&mut tx, server, pulled).await?;
    server.contact = Some(now);
    tx.server(server.clone());
    tx.commit(Source::Server).await?;
    Ok(last)
}

/// What is new to a device that is as far as `server` says, at most so many entries.
pub(crate) async fn page(peer: &impl Peer, server: &Server, most: usize) -> Result<Pulled, Trouble> {
    let pulled = peer
        .pull(Pull {
            epoch: server.epoch,
            cursor: server.cursor,
            doubts: Vec::new(),
            most: u32::try_from(most.min(limits::PULL)).unwrap_or(u32::MAX),
            scope: server.scope,
            check: false,
        })
        .await?;
    if (pulled.epoch, pulled.from) == (server.epoch, server.cursor) {
        Ok(pulled)
    } else {
        Err(Trouble::new(Cause::Stranger, "an answer to another question"))
    }
}

/// Takes a page in behind what `server` says has been reached, and says there how far that is now.
pub(crate) async fn take_in(tx: &mut Tx<'_>, server: &mut Server, pulled: Pulled) -> Result<(), Trouble> {
    server.floors = pulled.floors;
    tx.server(server.clone());
    if pulled.anew {
        tracing::info!(scope = pulled.scope, "what this device holds is fetched anew");
        tx.fetch_anew(Progress::anew(pulled.epoch, pulled.scope));
        return Ok(());
    }
    if pulled.scope != server.scope {
        return Err(Trouble::new(Cause::Stranger, "news of another scope"));
    }
    let unfolded = unfold(pulled.entries, pulled.epoch, server.head)?;
    let head = unfolded.head;
    if head != pulled.head {
        return Err(Trouble::new(Cause::Stranger, "the chain does not hold"));
    }
    tx.take_all(unfolded.page).await?;
    if let Some(signature) = pulled.signature {
        let tip = Tip {
            epoch: pulled.epoch,
            seq: pulled.to,
            head,
            said: [0; 32],
            signature,
        };
        signed_by(server, &tip)?;
        tx.tip(tip);
    } else if pulled.to > server.cursor {
        return Err(Trouble::new(Cause::Stranger, "news that the server did not sign"));
    }
    (server.cursor, server.head) = (pulled.to, head);
    // What came and went is as the device stands behind the page.
    tx.server(server.clone());
    for (id, as_of, record) in unfolded.coming {
        tx.come_in(id, as_of, record).await?;
    }
    for id in unfolded.leaving {
        tx.leave(None, id).await?;
    }
    Ok(())
}

/// What an answer to a pull holds.
pub(crate) struct Unfolded {
    /// The changes of the log.
    pub(crate) page: Vec<Taken>,
    /// The chain's head behind them.
    pub(crate) head: Hash,
    /// Records that come into the device's scope, each as it stands at a position.
    pub(crate) coming: Vec<(RecordId, u64, Record)>,
    /// Records that leave it.
    pub(crate) leaving: Vec<RecordId>,
}

/// Unfolds a part of the log, `head` being the chain's head before it. Of a stretch that is not for this device there is the
/// head behind it, which the server vouches for with the whole answer: it was signed.
pub(crate) fn unfold(entries: Vec<Entry>, epoch: u32, head: Hash) -> Result<Unfolded, Trouble> {
    let mut unfolded = Unfolded {
        page: Vec::with_capacity(entries.len()),
        head,
        coming: Vec::new(),
        leaving: Vec::new(),
    };
    for entry in entries {
        match entry {
            Entry::Accepted {
                seq,
                author,
                bytes,
                judged,
            } => {
                let change =
                    change_of(&bytes, author).map_err(|error| Trouble::new(Cause::Version, error.to_string()))?;
                if unfolded.page.last().is_some_and(|before| before.change.id == change.id) {
                    return Err(Trouble::new(Cause::Stranger, "one change twice"));
                }
                unfolded.head = chained(&unfolded.head, seq, &content_hash(author, &bytes), &judged);
                unfolded.page.push(taken(change, epoch, seq, judged));
            }
            Entry::Masked { head, .. } => unfolded.head = head,
            Entry::Snapshot { as_of, id, record } => unfolded.coming.push((id, as_of, *record)),
            Entry::Leave { id, .. } => unfolded.leaving.push(id),
        }
    }
    Ok(unfolded)
}

/// Asks whether what is held here is what the server has given out; to be asked where nothing waits and nothing is new. Where
/// it is not, all of it is fetched anew. `false`: that is so.
///
/// # Errors
/// [`Trouble`].
pub async fn check(peer: &impl Peer, store: &Store, server: &Server) -> Result<bool, Trouble> {
    let pulled = peer
        .pull(Pull {
            epoch: server.epoch,
            cursor: server.cursor,
            doubts: Vec::new(),
            most: 1,
            scope: server.scope,
            check: true,
        })
        .await?;
    if (pulled.epoch, pulled.from) != (server.epoch, server.cursor) {
        return Err(Trouble::new(Cause::Stranger, "an answer to another question"));
    }
    let differs = match pulled.anew {
        true => true,
        // Something has come since: the next pull brings it, and the next session asks again.
        false if pulled.last != server.cursor || store.waiting().await? > 0 => false,
        false => differs(&pulled.sums, store).await?,
    };
    if differs {
        tracing::warn!(
            scope = pulled.scope,
            "this device holds other records than its person may see"
        );
        let mut tx = store.begin().await;
        tx.fetch_anew(Progress::anew(pulled.epoch, pulled.scope));
        tx.commit(Source::Server).await?;
    }
    Ok(!differs)
}

/// Of kinds that this version does not know nothing is here.
async fn differs(sums: &[Checksum], store: &Store) -> Result<bool, Trouble> {
    if sums.is_empty() {
        return Ok(false);
    }
    for (kind, ids) in store.held().await? {
        let here = checksum(kind, ids);
        let there = sums.iter().find(|sum| sum.kind == kind);
        if there.map_or(here.count > 0, |there| *there != here) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn taken(change: Change, epoch: u32, seq: u64, judged: Judged) -> Taken {
    Taken {
        change,
        epoch,
        seq,
        judged,
    }
}
