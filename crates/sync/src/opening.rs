//! The beginning of a session: the server proves itself first.

use crate::cause::{Cause, Trouble};
use model::DeviceId;
use protocol::{
    Answer, Ask, Fault, Hello, OLDEST, Peer, Proof, Ready, Retry, VERSION, Welcome, proof_bytes, welcome_bytes,
};
use ring::signature::{ED25519, Ed25519KeyPair, UnparsedPublicKey};
use store::Server;

/// What a session begins with.
pub struct Opened {
    /// The server's word.
    pub welcome: Welcome,
    /// Who works here.
    pub ready: Ready,
    /// By how much this device's clock is ahead, ms.
    pub skew: i64,
}

/// Opens a session. `now` and `jumps` are of this moment: what the connection took before is no error of the clock.
///
/// # Errors
/// [`Trouble`].
pub async fn open(
    peer: &impl Peer,
    server: &Server,
    device: DeviceId,
    n: u64,
    (now, jumps): (i64, i64),
) -> Result<Opened, Trouble> {
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
    let token = server.token.ok_or_else(|| Trouble::new(Cause::Account, "signed out"))?;
    let key = Ed25519KeyPair::from_pkcs8(&server.device_key)
        .map_err(|_| Trouble::new(Cause::Account, "this device's key cannot be read"))?;
    let signature = key.sign(&proof_bytes(&hello, &welcome.challenge));
    let signature = signature
        .as_ref()
        .try_into()
        .map_err(|_| Trouble::new(Cause::Account, "a signature of another length"))?;
    let Answer::Ready(ready) = peer.ask(Ask::Proof(Proof { signature, token })).await? else {
        return Err(Trouble::new(Cause::Stranger, "not ready"));
    };
    let skew = now.saturating_sub(welcome.now);
    Ok(Opened { welcome, ready, skew })
}

/// A fault in the greeting comes from somebody who has not proven anything yet. That this organisation or device is not
/// known there is then no reason to have its person sign in: the password would go to whoever said so.
fn unproven(fault: Fault) -> Trouble {
    match fault.code.retry() {
        Retry::SignIn => Trouble::new(Cause::Stranger, format!("not known there: {}", fault.code.key())),
        _ => fault.into(),
    }
}
