//! The beginning of a session: the server proves itself first.

use crate::cause::{Cause, Trouble};
use model::DeviceId;
use protocol::{
    Answer, Ask, Code, Fault, Hello, OLDEST, Peer, Proof, Ready, Retry, VERSION, Welcome, proof_bytes, welcome_bytes,
};
use ring::signature::{ED25519, Ed25519KeyPair, UnparsedPublicKey};
use store::{Server, Store};

/// What a session begins with.
pub struct Opened {
    /// The server's word.
    pub welcome: Welcome,
    /// Who works here.
    pub ready: Ready,
    /// By how much this device's clock is ahead, ms.
    pub skew: i64,
    /// The token that the server took.
    pub token: [u8; 32],
}

/// Opens a session. `now` and `jumps` are of this moment: what the connection took before is no error of the clock.
///
/// A server that was put back from a backup may know no other token than the one before the present: it is tried where the
/// server, having proven itself, says that it is in a later life than this device knows, and nowhere else.
///
/// # Errors
/// [`Trouble`].
pub async fn open(
    peer: &impl Peer,
    server: &Server,
    device: DeviceId,
    n: u64,
    time: (i64, i64),
) -> Result<Opened, Trouble> {
    let token = server.token.ok_or_else(|| Trouble::new(Cause::Account, "signed out"))?;
    let welcome = greet(peer, server, device, n, time).await?;
    let restored = welcome.1.epoch > server.epoch && server.epoch > 0;
    match prove(peer, server, welcome, token).await? {
        Ok(opened) => Ok(opened),
        Err(fault) => match server.former.filter(|_| restored && fault.code == Code::SignIn) {
            Some(former) => {
                let welcome = greet(peer, server, device, n, time).await?;
                Ok(prove(peer, server, welcome, former).await??)
            }
            None => Err(fault.into()),
        },
    }
}

/// The greeting: the server proves itself.
async fn greet(
    peer: &impl Peer,
    server: &Server,
    device: DeviceId,
    n: u64,
    (now, jumps): (i64, i64),
) -> Result<(Hello, Welcome), Trouble> {
    let hello = Hello {
        oldest: OLDEST,
        newest: VERSION,
        org: server.org,
        device,
        nonce: rand::random(),
        now,
        jumps,
        n,
    };
    let greeted = peer.ask(Ask::Hello(hello.clone())).await.map_err(unproven)?;
    let Answer::Welcome(welcome) = greeted else {
        return Err(Trouble::new(Cause::Stranger, "no welcome"));
    };
    let signed = welcome_bytes(&hello, &welcome);
    UnparsedPublicKey::new(&ED25519, server.server_key)
        .verify(&signed, &welcome.signature)
        .map_err(|_| Trouble::new(Cause::Stranger, "a welcome that the server did not sign"))?;
    if !(OLDEST..=VERSION).contains(&welcome.version) {
        return Err(Trouble::new(Cause::Version, "a version that was not offered"));
    }
    Ok((hello, welcome))
}

/// This device proves itself; the inner error is the server's own no.
async fn prove(
    peer: &impl Peer,
    server: &Server,
    (hello, welcome): (Hello, Welcome),
    token: [u8; 32],
) -> Result<Result<Opened, Fault>, Trouble> {
    let key = Ed25519KeyPair::from_pkcs8(&server.device_key)
        .map_err(|_| Trouble::new(Cause::Account, "this device's key cannot be read"))?;
    let signature = key.sign(&proof_bytes(&hello, &welcome.challenge));
    let signature = signature
        .as_ref()
        .try_into()
        .map_err(|_| Trouble::new(Cause::Account, "a signature of another length"))?;
    let ready = match peer.ask(Ask::Proof(Proof { signature, token })).await {
        Ok(Answer::Ready(ready)) => ready,
        Ok(_) => return Err(Trouble::new(Cause::Stranger, "not ready")),
        Err(fault) => return Ok(Err(fault)),
    };
    let skew = hello.now.saturating_sub(welcome.now);
    Ok(Ok(Opened {
        welcome,
        ready,
        skew,
        token,
    }))
}

/// Keeps the token that this device shows from now on, and the one that the server has just taken.
///
/// # Errors
/// The store's.
pub async fn keep_token(store: &Store, server: &mut Server, opened: &Opened) -> Result<(), Trouble> {
    let token = opened.ready.token.unwrap_or(opened.token);
    if server.token != Some(token) {
        (server.token, server.former) = (Some(token), Some(opened.token));
        store.enrol(server).await?;
    }
    Ok(())
}

/// A fault in the greeting comes from somebody who has not proven anything yet. That this organisation or device is not
/// known there is then no reason to have its person sign in: the password would go to whoever said so.
fn unproven(fault: Fault) -> Trouble {
    match fault.code.retry() {
        Retry::SignIn => Trouble::new(Cause::Stranger, format!("not known there: {}", fault.code.key())),
        _ => fault.into(),
    }
}
