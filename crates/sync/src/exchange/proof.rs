//! Verifies what the server signed. Nothing is called synced before that.

use super::lanes::Batch;
use crate::{
    cause::{Cause, Trouble},
    status::LastReceipt,
};
use model::{DeviceId, VerdictKind};
use protocol::{Answered, Author, Hash, Receipt, Signed, chained, content_hash, said, signed_bytes};
use ring::signature::{ED25519, UnparsedPublicKey};
use store::{Server, Tip};

/// What a receipt proved.
pub(super) struct Proven {
    /// The answers' positions follow the cursor without a gap.
    pub(super) follows: bool,
    pub(super) last: u64,
    pub(super) head: Hash,
    pub(super) receipt: LastReceipt,
    pub(super) tip: Tip,
}

/// Verifies the receipt of one push.
pub(super) fn prove(
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
