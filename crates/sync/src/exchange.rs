//! One push or one pull, with the store at one end and the server at the other.

use crate::{
    cause::{Cause, Trouble},
    plan,
    status::LastReceipt,
};
use model::{Change, ChangeId, Context, DeviceId, VerdictKind, decide};
use protocol::{
    Answered, Author, Code, Entry, Hash, Judged, Peer, Pull, Pulled, Push, Receipt, Signed, chained, change_bytes,
    change_of, content_hash, limits, said, signed_bytes,
};
use ring::signature::{ED25519, UnparsedPublicKey};
use std::collections::{BTreeMap, HashSet};
use store::{Server, Source, Store, Taken, Tip, Tx};

/// Changes that are looked at for the next portion: the urgent ones among them go first.
const DRAIN: u64 = 10_000;
/// Bytes of changes in one push, so that a frame stays well below its limit.
const BYTES: usize = limits::FRAME / 2;
/// Entries above which their words go to the search indexes directly.
const MANY: usize = 64;

/// Kinds that go before others when much waits: what somebody else may be waiting for.
const URGENT: [&str; 4] = ["approval", "issue", "task", "appointment"];

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
        let pushed = peer
            .push(Push {
                author: batch.author,
                cursor: position,
                changes: batch.bytes.clone(),
            })
            .await?;
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

/// Urgent kinds first, where more waits than one push takes; within one record the order stays.
fn in_lanes(changes: Vec<Change>, most: usize) -> Vec<Change> {
    if changes.len() <= limits::PUSH.min(most) {
        return changes;
    }
    let urgent: HashSet<_> = changes
        .iter()
        .filter(|change| URGENT.contains(&change.kind.as_str()))
        .map(|change| change.record)
        .collect();
    // What an urgent record hangs on was made before it and may be waiting too: it goes along.
    let made: BTreeMap<_, _> = changes
        .iter()
        .map(|change| (change.record.to_string(), change.record))
        .collect();
    let parents = changes
        .iter()
        .filter(|change| urgent.contains(&change.record))
        .flat_map(|change| {
            let links = change.writes.values().filter_map(|write| write.value.as_text());
            links.filter_map(|link| made.get(link).copied()).collect::<Vec<_>>()
        });
    let first: HashSet<_> = parents.chain(urgent.iter().copied()).collect();
    let (mut first, rest): (Vec<_>, Vec<_>) = changes.into_iter().partition(|change| first.contains(&change.record));
    first.extend(rest);
    first
}

struct Batch {
    author: Option<Author>,
    changes: Vec<Change>,
    bytes: Vec<Vec<u8>>,
}

/// Bounded pushes of one author each, and what fits into none.
fn batches(changes: Vec<Change>) -> (Vec<Batch>, Vec<Change>) {
    let (mut batches, mut unfit): (Vec<Batch>, _) = (Vec::new(), Vec::new());
    let mut size = 0;
    for change in changes {
        let bytes = change_bytes(&change);
        if bytes.len() > limits::CHANGE || change.writes.len() > limits::WRITES {
            unfit.push(change);
            continue;
        }
        let author = Author {
            on: change.on,
            by: change.by,
        };
        let fits = |batch: &&mut Batch| {
            batch.changes.len() < limits::PUSH && batch.author == Some(author) && size + bytes.len() <= BYTES
        };
        if let Some(batch) = batches.last_mut().filter(fits) {
            size += bytes.len();
            batch.changes.push(change);
            batch.bytes.push(bytes);
        } else {
            size = bytes.len();
            batches.push(Batch {
                author: Some(author),
                changes: vec![change],
                bytes: vec![bytes],
            });
        }
    }
    (batches, unfit)
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

struct Proven {
    /// The answers' positions follow the cursor without a gap.
    follows: bool,
    last: u64,
    head: Hash,
    receipt: LastReceipt,
    tip: Tip,
}

/// Verifies a receipt. Nothing is called synced before that.
fn prove(
    server: &Server,
    device: DeviceId,
    batch: &Batch,
    answers: &[Answered],
    receipt: &Receipt,
    (position, head): (u64, Hash),
) -> Result<Proven, Trouble> {
    let stranger = |words: &str| Trouble::new(Cause::Stranger, words);
    let (mut last, mut chain, mut follows) = (position, head, true);
    let mut signed = Vec::with_capacity(answers.len());
    for ((change, bytes), answer) in batch.changes.iter().zip(&batch.bytes).zip(answers) {
        let author = Author {
            on: change.on,
            by: change.by,
        };
        let content = content_hash(author, bytes);
        let kind = answer.judged.kind();
        signed.push((content, kind, answer.seq));
        if kind == VerdictKind::Refused {
            continue;
        }
        follows &= answer.seq == last + 1;
        last = answer.seq;
        chain = chained(&chain, answer.seq, &content, &answer.judged);
    }
    let end = match receipt.head {
        Some(head) if !follows || head == chain => head,
        Some(_) => return Err(stranger("another chain than this device holds")),
        None if follows => chain,
        None => return Err(stranger("a receipt without the chain's head")),
    };
    let whole = Signed {
        org: server.org,
        device,
        epoch: receipt.epoch,
        at: receipt.at,
        answers: &signed,
        head: end,
    };
    UnparsedPublicKey::new(&ED25519, server.server_key)
        .verify(&signed_bytes(&whole), &receipt.signature)
        .map_err(|_| stranger("a receipt that the server did not sign"))?;
    Ok(Proven {
        follows: follows && receipt.epoch == server.epoch,
        last,
        head: end,
        receipt: LastReceipt {
            at: receipt.at,
            seq: last,
            changes: answers.len() as u64,
            head: hex(&end),
            signature: hex(&receipt.signature),
        },
        tip: Tip {
            epoch: receipt.epoch,
            seq: last,
            head: end,
            said: said(&whole),
            signature: receipt.signature,
        },
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
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
    let mut head = server.head;
    let mut seen: Option<ChangeId> = None;
    for entry in pulled.entries {
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
        if seen.replace(change.id) == Some(change.id) {
            return Err(Trouble::new(Cause::Stranger, "one change twice"));
        }
        head = chained(&head, seq, &content_hash(author, &bytes), &judged);
        tx.take(taken(change, pulled.epoch, seq, judged)).await?;
    }
    if head != pulled.head {
        return Err(Trouble::new(Cause::Stranger, "the chain does not hold"));
    }
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

/// Verifies what the server signed of a position.
pub(crate) fn signed_by(server: &Server, tip: &Tip) -> Result<(), Trouble> {
    let proof = protocol::Tip {
        epoch: tip.epoch,
        seq: tip.seq,
        head: tip.head,
        said: tip.said,
        signature: tip.signature,
    };
    UnparsedPublicKey::new(&ED25519, server.server_key)
        .verify(&proof.signed(&server.org), &tip.signature)
        .map_err(|_| Trouble::new(Cause::Stranger, "a position that the server did not sign"))
}

fn taken(change: Change, epoch: u32, seq: u64, judged: Judged) -> Taken {
    Taken {
        change,
        epoch,
        seq,
        judged,
    }
}
