//! After a restore: a device hands back what this server has forgotten. It is read here and proven by the writer, under the
//! lock.

use crate::{
    Session,
    session::Member,
    writer::{Back, BackEntry, Incoming},
};
use protocol::{Code, Fault, HandBack, Reached, Tip, change_of, content_hash, limits};

impl Session {
    pub(crate) async fn taken_back(&self, mut back: HandBack, member: &Member) -> Result<Reached, Fault> {
        let mut tx = self.server().inner().database.read().await?;
        self.standing(&mut *tx, member).await?;
        drop(tx);
        let mut entries = Vec::with_capacity(back.entries.len());
        for entry in std::mem::take(&mut back.entries) {
            if entry.bytes.len() > limits::CHANGE {
                return Err(Code::TooLarge.into());
            }
            entries.push(BackEntry {
                incoming: Incoming {
                    change: change_of(&entry.bytes, entry.author)?,
                    content: content_hash(entry.author, &entry.bytes),
                    bytes: entry.bytes,
                },
                judged: entry.judged,
            });
        }
        let HandBack {
            after,
            before,
            floors,
            tip,
            ..
        } = back;
        let signed_by_us = |tip: &Tip| member.org.signed(&tip.signed(&member.org.id), &tip.signature);
        let whole = after.checked_add(entries.len() as u64) == Some(tip.seq);
        let fits = before.iter().all(|before| before.seq == after && signed_by_us(before));
        if !whole || !fits || !signed_by_us(&tip) {
            return Err(Code::NotYours.into());
        }
        let back = Back {
            after,
            before,
            floors,
            entries,
            tip,
        };
        member.org.writer.take_back(back).await
    }
}
