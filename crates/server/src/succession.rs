//! An old copy of a device becomes a device of its own, on the strength of the old device's key.
//!
//! The old id stays with whoever holds its whole past: a copy that lacks some of it can bring nothing under it
//! (`writer/batch.rs`), so nothing else has to keep the two apart. Until that device brings something it counts as gone, and
//! its key is good for one succession: a further copy asks its person for the password.

use crate::{
    Session,
    session::{Member, token_hash},
    tables::people::{self, DeviceRow},
    tokens::Tokens,
};
use protocol::{Code, Fault, Succession, succession_bytes};
use ring::signature::{ED25519, UnparsedPublicKey};

impl Session {
    /// Takes the successor of this session's device in. To be asked again harmlessly.
    pub(crate) async fn succeeded(&self, succession: &Succession, member: &Member) -> Result<(), Fault> {
        let (org, inner) = (member.org.id, self.server().inner());
        let mut tx = inner.database.write().await?;
        let old = self.standing(&mut *tx, member).await?;
        let said = succession_bytes(&org, old.id, succession);
        let signed = |key: &[u8], signature: &[u8; 64]| UnparsedPublicKey::new(&ED25519, key).verify(&said, signature);
        if signed(&old.public_key, &succession.by_old).is_err() || signed(&succession.key, &succession.by_new).is_err()
        {
            return Err(Code::SignIn.into());
        }
        let known = people::device_of(&mut *tx, org, succession.device).await?;
        let again = match &known {
            Some(known) if known.copy_of != Some(old.id) || known.public_key != succession.key => {
                return Err(Code::NotYours.into());
            }
            Some(known) if known.revoked.is_some() => return Err(Code::Revoked.into()),
            Some(_) => true,
            None => false,
        };
        if !again && old.succeeded.is_some() {
            return Err(Code::Succeeded.into());
        }
        let now = (inner.clock)();
        let successor = DeviceRow {
            id: succession.device,
            public_key: succession.key.to_vec(),
            tokens: Tokens::fresh(token_hash(&succession.token), now),
            enrolled: now,
            heard: None,
            skew: 0,
            report: None,
            copy_of: Some(old.id),
            succeeded: None,
            ..old.clone()
        };
        people::keep_device(&mut *tx, org, &successor).await?;
        if !again {
            people::succeeded(&mut *tx, org, old.id, Some(now)).await?;
        }
        tx.commit().await?;
        tracing::info!(device = %succession.device, copy_of = %old.id, "an old copy goes on as a device of its own");
        Ok(())
    }
}
