//! The beginning of a session: the server proves itself first.

use crate::cause::{Cause, Trouble};
use model::DeviceId;
use protocol::{Answer, Ask, Hello, OLDEST, Peer, Proof, Ready, VERSION, Welcome, proof_bytes, welcome_bytes};
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

/// Opens a session.
///
/// # Errors
/// [`Trouble`].
pub async fn open(peer: &impl Peer, server: &Server, device: DeviceId, n: u64, now: i64) -> Result<Opened, Trouble> {
    let hello = Hello {
        oldest: OLDEST,
        newest: VERSION,
        org: server.org,
        device,
        nonce: rand::random(),
        now,
        jumps: 0,
        n,
    };
    let Answer::Welcome(welcome) = peer.ask(Ask::Hello(hello.clone())).await? else {
        return Err(Trouble::new(Cause::Stranger, "no welcome"));
    };
    let signed = welcome_bytes(&hello, &welcome);
    UnparsedPublicKey::new(&ED25519, server.server_key)
        .verify(&signed, &welcome.signature)
        .map_err(|_| Trouble::new(Cause::Stranger, "a welcome that the server did not sign"))?;
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
