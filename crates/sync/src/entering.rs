//! The server was restored from a backup: this device hands back what the server has forgotten, goes back to what both hold
//! alike, and on from there. Nothing waits for a person, and nothing that was answered before is lost: what no proof covers
//! waits again.

use crate::{
    cause::{Cause, Trouble},
    exchange::{page, signed_by, take_in},
};
use model::{KindKey, Record, RecordId};
use protocol::{
    Answer, Ask, Author, Forgotten, HandBack, Peer, Pulled, Reached, Recall, Welcome, change_bytes, limits,
};
use std::collections::BTreeMap;
use store::{Logged, Place, Server, Source, Store, Tip, Tx};

/// Begins a session's work: what a device hears of epochs at its first contact is noted, and where the server's is another one,
/// or its log ends before what this device holds, it is entered.
///
/// # Errors
/// Those of [`enter`].
pub async fn meet(
    peer: &impl Peer,
    store: &Store,
    server: &mut Server,
    welcome: &Welcome,
    now: i64,
) -> Result<(), Trouble> {
    let first = server.epoch == 0;
    if first {
        server.epoch = welcome.epoch;
    }
    if server.epoch != welcome.epoch || server.cursor > welcome.seq {
        tracing::info!(epoch = welcome.epoch, "the server was restored from a backup");
        return enter(peer, store, server, welcome, now).await;
    }
    if first || server.floors != welcome.floors {
        server.floors.clone_from(&welcome.floors);
        store.enrol(server).await?;
    }
    Ok(())
}

/// Enters the server's epoch.
///
/// # Errors
/// [`Trouble`]; nothing has changed here then, and the next attempt begins anew.
pub async fn enter(
    peer: &impl Peer,
    store: &Store,
    server: &mut Server,
    welcome: &Welcome,
    now: i64,
) -> Result<(), Trouble> {
    let here = Reached {
        epoch: welcome.epoch,
        seq: welcome.seq,
        floors: welcome.floors.clone(),
    };
    let reached = hand_back(peer, store, server, here).await?;
    let kept = alike(server, &reached).min(server.cursor);
    let touched = touched(store, server, kept).await?;
    let (stood, head) = recall(peer, server, &reached, kept, &touched).await?;
    let mut entered = Server {
        epoch: reached.epoch,
        floors: reached.floors,
        cursor: kept,
        head,
        contact: Some(now),
        ..server.clone()
    };
    // Asked for before anything is altered, so that no screen shows a state in between.
    let pages = match kept < server.cursor {
        true => pages_after(peer, &entered).await?,
        false => Vec::new(),
    };
    let mut tx: Tx<'_> = store.begin().await;
    tx.many();
    tx.enter(entered.clone(), kept, stood, touched.came).await?;
    for page in pages {
        take_in(&mut tx, &mut entered, page).await?;
    }
    tx.server(entered.clone());
    tx.commit(Source::Server).await?;
    *server = entered;
    Ok(())
}

/// The server's log after a position.
async fn pages_after(peer: &impl Peer, entered: &Server) -> Result<Vec<Pulled>, Trouble> {
    let mut pages = Vec::new();
    let mut at = entered.clone();
    loop {
        let page = page(peer, &at, limits::PULL).await?;
        let (from, last) = (at.cursor, page.last);
        at.cursor = page.to;
        pages.push(page);
        if at.cursor == from || at.cursor >= last {
            return Ok(pages);
        }
    }
}

/// Up to which position this device and the server number alike: by the newest epoch that both know.
fn alike(server: &Server, reached: &Reached) -> u64 {
    let mine = server.floors.iter().copied().chain([(server.epoch, u64::MAX)]);
    let theirs: BTreeMap<u32, u64> = reached
        .floors
        .iter()
        .copied()
        .chain([(reached.epoch, reached.seq)])
        .collect();
    let mut common = mine
        .rev()
        .filter_map(|(epoch, floor)| Some(floor.min(*theirs.get(&epoch)?)));
    common.next().unwrap_or_default()
}

/// Hands back what the server does not hold, as far as there is proof. Answers with how far its log reaches then.
async fn hand_back(peer: &impl Peer, store: &Store, server: &Server, mut reached: Reached) -> Result<Reached, Trouble> {
    let mut after = alike(server, &reached);
    let mut before = None;
    for tip in store.tips_after(after).await? {
        let logged = store.log_between(after, tip.seq).await?;
        let entries: Vec<Forgotten> = logged.iter().filter_map(forgotten).collect();
        if entries.len() as u64 != tip.seq - after {
            tracing::warn!(
                after,
                to = tip.seq,
                "this device does not hold all of the log that it would hand back"
            );
            break;
        }
        let seq = tip.seq;
        let tip = proof(tip);
        let back = HandBack {
            after,
            before: before.replace(tip.clone()),
            floors: server.floors.clone(),
            entries,
            tip,
        };
        let Answer::Reached(answer) = peer.ask(Ask::HandBack(Box::new(back))).await? else {
            return Err(Trouble::new(Cause::Stranger, "an answer to another question"));
        };
        (after, reached) = (seq, answer);
    }
    Ok(reached)
}

fn proof(tip: Tip) -> protocol::Tip {
    protocol::Tip {
        epoch: tip.epoch,
        seq: tip.seq,
        head: tip.head,
        said: tip.said,
        signature: tip.signature,
    }
}

fn forgotten(logged: &Logged) -> Option<Forgotten> {
    let Place::Held { judged, .. } = &logged.standing else {
        return None;
    };
    Some(Forgotten {
        author: Author {
            on: logged.change.on,
            by: logged.change.by,
        },
        bytes: change_bytes(&logged.change),
        judged: judged.clone(),
    })
}

/// Records that may stand otherwise than they did at a position.
struct Touched {
    records: BTreeMap<RecordId, KindKey>,
    /// This device does not hold the log from there on: how the records came to stand as they do is not known here.
    came: bool,
}

/// The records that the log touched between a position and this device's cursor. Where records came by pages, the log does not say
/// so: then those that bear a later position.
async fn touched(store: &Store, server: &Server, kept: u64) -> Result<Touched, Trouble> {
    let logged = store.log_between(kept, server.cursor).await?;
    if logged.len() as u64 == server.cursor - kept && store.first_sync().is_none() {
        let each = logged.into_iter().map(|logged| logged.change);
        return Ok(Touched {
            records: each.map(|change| (change.record, change.kind)).collect(),
            came: false,
        });
    }
    tracing::info!(kept, "records came by pages that are later than the backup");
    Ok(Touched {
        records: store.positioned_after(kept).await?.into_iter().collect(),
        came: true,
    })
}

/// How records stood at the last position that both hold alike, and the chain's head there.
async fn recall(
    peer: &impl Peer,
    server: &Server,
    reached: &Reached,
    kept: u64,
    touched: &Touched,
) -> Result<(Vec<(KindKey, RecordId, Option<Record>)>, [u8; 32]), Trouble> {
    let ids: Vec<RecordId> = touched.records.keys().copied().collect();
    if kept == server.cursor && ids.is_empty() {
        return Ok((Vec::new(), server.head));
    }
    let (mut stood, mut head) = (Vec::with_capacity(ids.len()), [0; 32]);
    // Asked once at least, for the chain's head.
    let parts = match ids.is_empty() {
        true => vec![ids.as_slice()],
        false => ids.chunks(limits::DOUBTS / 8).collect(),
    };
    for records in parts {
        let recall = Recall {
            at: kept,
            records: records.to_vec(),
        };
        let Answer::Recalled(recalled) = peer.ask(Ask::Recall(recall)).await? else {
            return Err(Trouble::new(Cause::Stranger, "an answer to another question"));
        };
        let tip = Tip {
            epoch: reached.epoch,
            seq: kept,
            head: recalled.head,
            said: [0; 32],
            signature: recalled.signature,
        };
        signed_by(server, &tip)?;
        head = recalled.head;
        let kind = |id: &RecordId| touched.records.get(id).cloned();
        let each = recalled.records.into_iter();
        stood.extend(each.filter_map(|(id, record)| Some((kind(&id)?, id, record))));
    }
    Ok((stood, head))
}
