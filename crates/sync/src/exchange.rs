//! One push or one pull, with the store at one end and the server at the other.

mod lanes;
mod proof;

use crate::{
    cause::{Cause, Trouble},
    plan,
    succeeding::settle_doubts,
};
use lanes::{batches, in_lanes};
use model::{Change, Context, decide};
use proof::prove;
pub(crate) use proof::signed_by;
use protocol::{
    Answered, Code, Entry, Hash, Judged, Peer, Pull, Pulled, Push, chained, change_of, content_hash, limits,
};
use store::{Server, Source, Store, Taken, Tip, Tx};

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
    let mut follows = true;
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
    let pulled = page(peer, server.epoch, server.cursor, most).await?;
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

/// What is new after a cursor, at most so many entries.
pub(crate) async fn page(peer: &impl Peer, epoch: u32, cursor: u64, most: usize) -> Result<Pulled, Trouble> {
    let pulled = peer
        .pull(Pull {
            epoch,
            cursor,
            doubts: Vec::new(),
            most: u32::try_from(most.min(limits::PULL)).unwrap_or(u32::MAX),
        })
        .await?;
    if (pulled.epoch, pulled.from) == (epoch, cursor) {
        Ok(pulled)
    } else {
        Err(Trouble::new(Cause::Stranger, "an answer to another question"))
    }
}

/// Takes a page in behind what `server` says has been reached, and says there how far that is now.
pub(crate) async fn take_in(tx: &mut Tx<'_>, server: &mut Server, pulled: Pulled) -> Result<(), Trouble> {
    server.floors = pulled.floors;
    tx.server(server.clone());
    let (page, head) = unfold(pulled.entries, pulled.epoch, server.head)?;
    if head != pulled.head {
        return Err(Trouble::new(Cause::Stranger, "the chain does not hold"));
    }
    tx.take_all(page).await?;
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
    Ok(())
}

/// The changes of a part of the log, and the chain's head behind them, `head` being the one before.
pub(crate) fn unfold(entries: Vec<Entry>, epoch: u32, mut head: Hash) -> Result<(Vec<Taken>, Hash), Trouble> {
    let mut page: Vec<Taken> = Vec::with_capacity(entries.len());
    for entry in entries {
        let Entry::Accepted {
            seq,
            author,
            bytes,
            judged,
        } = entry
        else {
            return Err(Trouble::new(Cause::Version, "an entry that is not known yet"));
        };
        let change = change_of(&bytes, author).map_err(|error| Trouble::new(Cause::Version, error.to_string()))?;
        if page.last().is_some_and(|before| before.change.id == change.id) {
            return Err(Trouble::new(Cause::Stranger, "one change twice"));
        }
        head = chained(&head, seq, &content_hash(author, &bytes), &judged);
        page.push(taken(change, epoch, seq, judged));
    }
    Ok((page, head))
}

fn taken(change: Change, epoch: u32, seq: u64, judged: Judged) -> Taken {
    Taken {
        change,
        epoch,
        seq,
        judged,
    }
}
