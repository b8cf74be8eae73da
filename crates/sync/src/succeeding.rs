//! This device turns out to be an old copy of itself: restored from a backup, or one of two that go on from one disk. Another copy
//! has written under its id what it does not know. It takes another id, on the strength of its old key, and goes on: nothing
//! twice, nothing lost.
//!
//! 1. The server says which change of this id it holds with the highest counter. Numbers only rise: a device that has made that
//!    very change knows everything that was ever brought under its id, and is the one that the id belongs to.
//! 2. Another one decides what it goes on as (`store::Successor`), has the old key say so to the server, and comes back under
//!    the new id.
//! 3. Now it asks which of its waiting changes the server has, from whichever copy; those are no longer waiting. The rest becomes
//!    the new id's, in one transaction, with everything else of the device.
//!
//! Each step may be the last one before the battery is empty; the next start goes on from it. The one thing not to do here:
//! push under an id that may be another's.

use crate::{
    DeviceKey,
    cause::{Cause, Trouble},
    exchange::{page, signed_by, unfold},
};
use model::{Change, DeviceId};
use protocol::{Answer, Answered, Ask, Peer, Pull, Ready, Recall, Succession, limits, succession_bytes};
use ring::signature::Ed25519KeyPair;
use std::collections::BTreeMap;
use store::{Server, Source, Store, Successor, Taken, Tip};

/// Who this device is to the server at the moment.
pub struct Name {
    /// The id that it connects under.
    pub device: DeviceId,
    /// The server, with that id's key and token.
    pub server: Server,
    successor: Option<Successor>,
}

/// What is to be done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The session is the device's own: it goes on in it.
    GoOn,
    /// The device has another name now, and connects under that.
    ConnectAnew,
}

/// Under which name this device connects: as what it goes on as, once the server knows that.
///
/// # Errors
/// The store's.
pub async fn name(store: &Store, server: &Server) -> Result<Name, Trouble> {
    let successor = store.successor().await?.filter(|successor| successor.admitted);
    let mut server = server.clone();
    if let Some(successor) = &successor {
        server.device_key.clone_from(&successor.key);
        server.token = Some(successor.token);
    }
    Ok(Name {
        device: successor.as_ref().map_or(store.device().id, |successor| successor.id),
        server,
        successor,
    })
}

/// Finds out whether this device is what its id says, and does the next step of going on as another one where it is not. `server`
/// is the one of the present epoch.
///
/// # Errors
/// [`Trouble`]; what was done stays, and the next attempt goes on from it. `Copied`: the person has to sign in.
pub async fn settle(
    peer: &impl Peer,
    store: &Store,
    server: &mut Server,
    name: Name,
    ready: &Ready,
    now: i64,
) -> Result<Next, Trouble> {
    if let Some(successor) = name.successor {
        settle_doubts(peer, store, server).await?;
        store.go_on_as(successor.clone(), now).await?;
        (server.device_key, server.token) = (successor.key, Some(successor.token));
        tracing::info!(device = %successor.id, "this device goes on as another one");
    } else if !is_itself(store, ready).await? {
        tracing::warn!("another copy of this device has written under its id");
        succeed(peer, store, server).await?;
        return Ok(Next::ConnectAnew);
    }
    // A key that was to be another one's, and is not needed any more, harms nobody.
    Ok(Next::GoOn)
}

async fn is_itself(store: &Store, ready: &Ready) -> Result<bool, Trouble> {
    if ready.known_n > store.last_n().await? {
        return Ok(false);
    }
    match ready.known_id {
        Some(id) => Ok(store.has_made(ready.known_n, id).await?),
        None => Ok(true),
    }
}

/// Has the server take the successor in, in the name of the device that this one was.
async fn succeed(peer: &impl Peer, store: &Store, server: &Server) -> Result<(), Trouble> {
    let mut successor = decided(store).await?;
    let (old, new) = (key(&server.device_key)?, key(&successor.key)?);
    let mut succession = Succession {
        device: successor.id,
        key: public(&new)?,
        token: successor.token,
        by_old: [0; 64],
        by_new: [0; 64],
    };
    let said = succession_bytes(&server.org, store.device().id, &succession);
    (succession.by_old, succession.by_new) = (signed(&old, &said)?, signed(&new, &said)?);
    let Answer::Done = peer.ask(Ask::Succeed(Box::new(succession))).await? else {
        return Err(Trouble::new(Cause::Stranger, "an answer to another question"));
    };
    successor.admitted = true;
    Ok(store.decide_successor(&successor).await?)
}

/// What this device is to go on as: what it has decided before, or decides now.
///
/// # Errors
/// The store's, and where this system gives no chance.
pub async fn decided(store: &Store) -> Result<Successor, Trouble> {
    if let Some(successor) = store.successor().await? {
        return Ok(successor);
    }
    let successor = Successor {
        id: DeviceId::from_bytes(rand::random()),
        key: DeviceKey::fresh()?.pkcs8,
        token: rand::random(),
        admitted: false,
    };
    store.decide_successor(&successor).await?;
    Ok(successor)
}

fn unreadable() -> Trouble {
    Trouble::new(Cause::Account, "this device's key cannot be read")
}

fn key(pkcs8: &[u8]) -> Result<Ed25519KeyPair, Trouble> {
    Ed25519KeyPair::from_pkcs8(pkcs8).map_err(|_| unreadable())
}

fn public(key: &Ed25519KeyPair) -> Result<[u8; 32], Trouble> {
    use ring::signature::KeyPair as _;
    key.public_key().as_ref().try_into().map_err(|_| unreadable())
}

fn signed(key: &Ed25519KeyPair, said: &[u8]) -> Result<[u8; 64], Trouble> {
    key.sign(said).as_ref().try_into().map_err(|_| unreadable())
}

/// Finds out which of the waiting changes the server has, from this device or from a copy of it. Of what it holds it has to show
/// the log's own entry, proven by its signature; what it refused is told as refused.
///
/// # Errors
/// [`Trouble`]; what was found out before stays.
pub async fn settle_doubts(peer: &impl Peer, store: &Store, server: &Server) -> Result<(), Trouble> {
    let mut after = 0;
    loop {
        let waiting = store.unanswered(after, limits::DOUBTS as u64).await?;
        let Some(last) = waiting.last() else { return Ok(()) };
        after = last.n;
        let found = found(peer, server, waiting).await?;
        if found.is_empty() {
            continue;
        }
        tracing::info!(changes = found.len(), "what waited is on the server already");
        let mut tx = store.begin().await;
        tx.many();
        for taken in found {
            tx.known(taken).await?;
        }
        tx.commit(Source::Server).await?;
    }
}

async fn found(peer: &impl Peer, server: &Server, waiting: Vec<Change>) -> Result<Vec<Taken>, Trouble> {
    let asked = Pull {
        epoch: server.epoch,
        cursor: server.cursor,
        doubts: waiting.iter().map(|change| change.id).collect(),
        most: 1,
        scope: server.scope,
        check: false,
    };
    let verdicts = peer.pull(asked).await?.verdicts;
    let mut by_id: BTreeMap<_, Change> = waiting.into_iter().map(|change| (change.id, change)).collect();
    let (mut found, mut held) = (Vec::new(), BTreeMap::new());
    for (id, Answered { seq, judged }) in verdicts {
        match by_id.remove(&id) {
            Some(change) if seq > 0 => drop(held.insert(seq, (change, judged))),
            Some(change) => found.push(Taken {
                change,
                epoch: server.epoch,
                seq,
                judged,
            }),
            None => return Err(Trouble::new(Cause::Stranger, "a verdict that nobody asked for")),
        }
    }
    while let Some(first) = held.keys().next().copied() {
        let (shown, whole) = shown(peer, server, first).await?;
        for taken in shown {
            match held.remove(&taken.seq) {
                Some((own, _)) if (own.id, own.n) == (taken.change.id, taken.change.n) => found.push(taken),
                Some(_) => return Err(Trouble::new(Cause::Stranger, "another change at that position")),
                None => {}
            }
        }
        match held.remove(&first) {
            Some(_) if whole => return Err(Trouble::new(Cause::Stranger, "a position without its change")),
            // Its record has left this device's scope: the server's word for it is all that there is.
            Some((change, judged)) => found.push(Taken {
                change,
                epoch: server.epoch,
                seq: first,
                judged,
            }),
            None => {}
        }
    }
    Ok(found)
}

/// The log from a position on, proven by what the server signed of the position before, and whether that is all of it.
async fn shown(peer: &impl Peer, server: &Server, from: u64) -> Result<(Vec<Taken>, bool), Trouble> {
    let stranger = |words: &str| Trouble::new(Cause::Stranger, words);
    let tip = |seq, head, signature| Tip {
        epoch: server.epoch,
        seq,
        head,
        said: [0; 32],
        signature,
    };
    let before = from.saturating_sub(1);
    let mut head = [0; 32];
    if before > 0 {
        let recall = Recall {
            at: before,
            records: Vec::new(),
        };
        let Answer::Recalled(recalled) = peer.ask(Ask::Recall(recall)).await? else {
            return Err(stranger("an answer to another question"));
        };
        head = recalled.head;
        signed_by(server, &tip(before, head, recalled.signature))?;
    }
    let there = Server {
        cursor: before,
        ..server.clone()
    };
    let pulled = page(peer, &there, limits::PULL).await?;
    if pulled.anew {
        return Ok((Vec::new(), false));
    }
    let unfolded = unfold(pulled.entries, pulled.epoch, head)?;
    let signature = pulled
        .signature
        .ok_or_else(|| stranger("news that the server did not sign"))?;
    signed_by(server, &tip(pulled.to, unfolded.head, signature))?;
    Ok((unfolded.page, server.scope == 0))
}
