//! One piece of a blob to the server.

use super::way::{Asking, Reply, Way, sha};
use crate::cause::{Cause, Trouble};
use hyper::body::Bytes;
use protocol::{BlobAct, BlobName, BlobReceipt, Code, Fault, Retry, blob_receipt_bytes, header};
use ring::signature::{ED25519, UnparsedPublicKey};
use store::{Blobs, Going, Server};

/// What is on its way, as far as this connection knows.
#[derive(Default)]
pub(super) struct Bringing(Option<(Going, u64)>);

impl Bringing {
    /// Another connection: how far the server is, it says itself.
    pub(super) fn begins_anew(&mut self) {
        self.0 = None;
    }

    /// Brings a piece of at most `most` bytes; the first time, asks how far the server is.
    pub(super) async fn piece(&mut self, way: &mut Way, blobs: &Blobs, most: usize) -> Result<(), Trouble> {
        let Some(going) = blobs.next_up().await? else {
            return Ok(());
        };
        let name = BlobName::from_hash(going.name);
        let known = self.0.take().filter(|(known, _)| *known == going);
        let offset = match known {
            Some((_, offset)) => offset,
            None => match begin(way, &going).await? {
                Ok(reply) => match self.taken(way, blobs, &going, &reply).await? {
                    Some(offset) => offset,
                    None => return Ok(()),
                },
                Err(code) => return refused(blobs, &going, code).await,
            },
        };
        let bytes = Bytes::from(blobs.read(going.name, offset, most).await?);
        let (piece, length) = (sha(&bytes), bytes.len() as u64);
        let appended = way
            .ask(Asking {
                name,
                act: BlobAct::Append { offset, piece },
                body: bytes,
            })
            .await?;
        let reply = match appended {
            Ok(reply) => reply,
            Err(Code::Offset) => {
                self.begins_anew(); // it is asked where it stands
                return Ok(());
            }
            Err(code) => return refused(blobs, &going, code).await,
        };
        match self.taken(way, blobs, &going, &reply).await? {
            Some(reached) if reached != offset + length => {
                Err(Trouble::new(Cause::Stranger, "an upload that stands elsewhere"))
            }
            _ => Ok(()),
        }
    }

    /// Takes note of how far the server is. `None`: it holds the blob, and has proven that.
    async fn taken(&mut self, way: &Way, blobs: &Blobs, going: &Going, reply: &Reply) -> Result<Option<u64>, Trouble> {
        if !matches!(reply.status, 200 | 201 | 204) {
            return Err(Trouble::new(Cause::Portal, format!("an answer {}", reply.status)));
        }
        let reached: u64 = reply.says(header::OFFSET)?;
        if reached > going.size {
            return Err(Trouble::new(Cause::Stranger, "more than there is"));
        }
        if let Some(receipt) = reply.text(header::RECEIPT) {
            let receipt = prove(&way.server, going, receipt)?;
            blobs
                .is_on_server(going.name, receipt.epoch, &receipt.to_string())
                .await?;
            return Ok(None);
        }
        blobs.reached(going.name, reached).await?;
        self.0 = Some((going.clone(), reached));
        Ok(Some(reached))
    }
}

/// How far the server is with a blob; one that it does not know begins.
async fn begin(way: &mut Way, going: &Going) -> Result<Result<Reply, Code>, Trouble> {
    let name = BlobName::from_hash(going.name);
    let asking = |act| Asking {
        name,
        act,
        body: Bytes::new(),
    };
    match way.ask(asking(BlobAct::Look)).await? {
        Err(Code::Absent) => way.ask(asking(BlobAct::Begin { size: going.size })).await,
        looked => Ok(looked),
    }
}

/// Only the server's signature, in the epoch that this device is in, over this name and this size.
fn prove(server: &Server, going: &Going, receipt: &str) -> Result<BlobReceipt, Trouble> {
    let wrong = |words: &str| Trouble::new(Cause::Stranger, words);
    let receipt: BlobReceipt = receipt.parse().map_err(|_| wrong("a receipt that is none"))?;
    let name = BlobName::from_hash(going.name);
    let signed = blob_receipt_bytes(&server.org, name, going.size, (receipt.epoch, receipt.at));
    UnparsedPublicKey::new(&ED25519, server.server_key)
        .verify(&signed, &receipt.signature)
        .map_err(|_| wrong("a receipt that the server did not sign"))?;
    if receipt.epoch != server.epoch {
        return Err(Trouble::new(Cause::Restored, "a receipt of another epoch"));
    }
    Ok(receipt)
}

/// The server's own no: where asking again does not help, the blob stays here with the reason.
async fn refused(blobs: &Blobs, going: &Going, code: Code) -> Result<(), Trouble> {
    if matches!(code, Code::NotAsNamed | Code::TooLarge) && code.retry() == Retry::Never {
        tracing::warn!(code = code.key(), "the server does not take a blob");
        blobs.is_refused(going.name, code.key()).await?;
        return Ok(());
    }
    Err(Fault::from(code).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::signature::{Ed25519KeyPair, KeyPair as _};

    fn server(key: &Ed25519KeyPair) -> Server {
        Server {
            url: String::new(),
            org: [1; 16],
            org_name: String::new(),
            server_key: key.public_key().as_ref().try_into().unwrap(),
            device_key: Vec::new(),
            token: None,
            person_name: String::new(),
            epoch: 3,
            cursor: 0,
            head: [0; 32],
            floors: Vec::new(),
            skew: 0,
            contact: None,
            former: None,
            scope: 0,
            receipt: None,
        }
    }

    #[test]
    fn only_the_servers_signature_over_this_blob_in_this_epoch_is_a_receipt() {
        let [key, other] = [1, 2].map(|seed| Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap());
        let here = server(&key);
        let going = |name, size| Going { name: [name; 32], size };
        let signs = |key: &Ed25519KeyPair, org: u8, going: &Going, (epoch, at): (u32, i64)| {
            let name = BlobName::from_hash(going.name);
            let signed = blob_receipt_bytes(&[org; 16], name, going.size, (epoch, at));
            let signature = key.sign(&signed).as_ref().try_into().unwrap();
            BlobReceipt { epoch, at, signature }
        };
        let wanted = going(7, 100);
        let good = signs(&key, 1, &wanted, (3, 5));
        assert_eq!(prove(&here, &wanted, &good.to_string()), Ok(good));
        let (mut later, mut flipped) = (good, good);
        later.at += 1;
        flipped.signature[9] ^= 1;
        for (what, receipt) in [
            ("another signature", flipped),
            ("another time", later),
            ("another key", signs(&other, 1, &wanted, (3, 5))),
            ("another organisation", signs(&key, 2, &wanted, (3, 5))),
            ("another blob", signs(&key, 1, &going(8, 100), (3, 5))),
            ("another size", signs(&key, 1, &going(7, 99), (3, 5))),
            ("another epoch", signs(&key, 1, &wanted, (2, 5))),
        ] {
            assert!(prove(&here, &wanted, &receipt.to_string()).is_err(), "{what}");
        }
        assert!(prove(&here, &wanted, "<html>").is_err());
    }
}
