//! A push: read, handed to the writer, signed for. Reading and signing happen here, beside the writer.

use crate::{
    Session,
    session::Member,
    writer::{Brought, Given, Incoming},
};
use protocol::{
    Author, Code, Fault, Hash, Push, Pushed, Receipt, Signed, change_of, content_hash, limits, signed_bytes,
};

impl Session {
    pub(crate) async fn pushed(&self, push: Push, member: &Member) -> Result<Pushed, Fault> {
        if push.changes.len() > limits::PUSH {
            return Err(Code::TooLarge.into());
        }
        let author = author(&push, member)?;
        let mut changes = Vec::with_capacity(push.changes.len());
        for bytes in push.changes {
            if bytes.len() > limits::CHANGE {
                return Err(Code::TooLarge.into());
            }
            changes.push(Incoming {
                change: change_of(&bytes, author)?,
                content: content_hash(author, &bytes),
                bytes,
            });
        }
        let contents: Vec<Hash> = changes.iter().map(|incoming| incoming.content).collect();
        let brought = Brought {
            author,
            skew: member.skew,
            jumps: member.jumps,
            cursor: push.cursor,
            knows: member.knows.clone(),
            changes,
        };
        let given = member.org.writer.bring(brought).await?;
        Ok(receipt(given, &contents, member))
    }
}

/// Whose the changes are: the session's own device, under one of its person's ids.
fn author(push: &Push, member: &Member) -> Result<Author, Fault> {
    let own = Author {
        on: member.device,
        by: member.person,
    };
    let author = push.author.unwrap_or(own);
    if author.on == own.on && member.ids.contains(&author.by) {
        Ok(author)
    } else {
        Err(Code::NotYours.into())
    }
}

fn receipt(given: Given, contents: &[Hash], member: &Member) -> Pushed {
    let answers = contents.iter().zip(&given.answers);
    let answers: Vec<_> = answers
        .map(|(content, answer)| (*content, answer.judged.kind(), answer.seq))
        .collect();
    let signed = Signed {
        org: member.org.id,
        device: member.device,
        epoch: given.epoch,
        at: given.at,
        answers: &answers,
        head: given.head,
    };
    Pushed {
        receipt: Receipt {
            epoch: given.epoch,
            at: given.at,
            head: (!given.follows).then_some(given.head),
            signature: member.org.sign(&signed_bytes(&signed)),
        },
        answers: given.answers,
    }
}
