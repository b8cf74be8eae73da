//! "Synced" without a receipt that holds is impossible: whoever alters a byte of an answer, or leaves something out, leaves
//! everything waiting.

use crate::desk::House;
use model::Role;
use protocol::{Answer, Ask, Entry, Fault, Judged, Peer};
use server::Session;
use sync::{Cause, exchange};

type Alters = fn(&mut Answer);

/// A line on which somebody alters what the server answers.
struct Between<'a> {
    session: &'a Session,
    alters: Alters,
}

impl Peer for Between<'_> {
    async fn ask(&self, ask: Ask) -> Result<Answer, Fault> {
        let mut answer = self.session.ask(ask).await?;
        (self.alters)(&mut answer);
        Ok(answer)
    }
}

/// What can be done to the answer to a push.
const PUSHED: [(&str, Alters); 8] = [
    ("nothing but thanks", |answer| *answer = Answer::Done),
    ("a byte of the signature", |answer| {
        if let Answer::Pushed(pushed) = answer {
            pushed.receipt.signature[17] ^= 1;
        }
    }),
    ("the moment", |answer| {
        if let Answer::Pushed(pushed) = answer {
            pushed.receipt.at += 1;
        }
    }),
    ("the epoch", |answer| {
        if let Answer::Pushed(pushed) = answer {
            pushed.receipt.epoch += 1;
        }
    }),
    ("a position", |answer| {
        if let Answer::Pushed(pushed) = answer {
            pushed.answers[1].seq += 1;
        }
    }),
    ("a verdict, from accepted to refused", |answer| {
        if let Answer::Pushed(pushed) = answer
            && let Judged::Plain { .. } = pushed.answers[1].judged
        {
            pushed.answers[1].seq = 0;
        }
    }),
    ("one answer less", |answer| {
        if let Answer::Pushed(pushed) = answer {
            pushed.answers.pop();
        }
    }),
    ("a head of another chain", |answer| {
        if let Answer::Pushed(pushed) = answer {
            pushed.receipt.head = Some([7; 32]);
        }
    }),
];

#[tokio::test]
async fn an_answer_with_anything_altered_leaves_everything_waiting() {
    let house = House::new().await;
    let mut ana = house.desk(1, Role::Field).await;
    for number in 0..3 {
        ana.create(&format!("Person {number}"), "").await;
    }
    for (what, alters) in PUSHED {
        let (session, mut row) = ana.connect(&house.server).await.unwrap();
        let line = Between {
            session: &session,
            alters,
        };
        let pushed = exchange::push(&line, &ana.store, &mut row, ana.wall()).await;
        assert!(pushed.is_err(), "{what}");
        assert_eq!(ana.store.waiting().await.unwrap(), 3, "{what}");
        let kept = ana.store.server().await.unwrap().unwrap();
        assert_eq!((kept.cursor, kept.receipt), (0, None), "{what}");
    }
    ana.sync(&house.server).await;
    assert_eq!(ana.store.waiting().await.unwrap(), 0);
    let receipt = ana.store.server().await.unwrap().unwrap().receipt.unwrap();
    assert!(receipt.contains("signature"), "{receipt}");
}

/// What can be done to the answer to a pull.
const PULLED: [(&str, Alters); 4] = [
    ("a byte of a change", |answer| {
        if let Answer::Pulled(pulled) = answer
            && let Entry::Accepted { bytes, .. } = &mut pulled.entries[1]
        {
            let last = bytes.len() - 1;
            bytes[last] ^= 1;
        }
    }),
    ("one entry less", |answer| {
        if let Answer::Pulled(pulled) = answer {
            pulled.entries.remove(1);
        }
    }),
    ("two in another order", |answer| {
        if let Answer::Pulled(pulled) = answer {
            pulled.entries.swap(0, 1);
        }
    }),
    ("another author", |answer| {
        if let Answer::Pulled(pulled) = answer
            && let Entry::Accepted { author, .. } = &mut pulled.entries[2]
        {
            author.by = model::PersonId::from_bytes([9; 16]);
        }
    }),
];

#[tokio::test]
async fn a_log_with_anything_altered_is_not_taken_in() {
    let house = House::new().await;
    let mut ana = house.desk(1, Role::Field).await;
    let ben = house.desk(2, Role::Office).await;
    for number in 0..3 {
        ana.create(&format!("Person {number}"), "").await;
    }
    ana.sync(&house.server).await;
    let before = ben.hash().await;
    for (what, alters) in PULLED {
        let (session, mut row) = ben.connect(&house.server).await.unwrap();
        let line = Between {
            session: &session,
            alters,
        };
        let trouble = exchange::pull(&line, &ben.store, &mut row, ben.wall())
            .await
            .unwrap_err();
        assert!(
            matches!(trouble.cause, Cause::Stranger | Cause::Version),
            "{what}: {trouble}"
        );
        assert_eq!(ben.hash().await, before, "{what}");
        assert_eq!(ben.store.server().await.unwrap().unwrap().cursor, 0, "{what}");
    }
    ben.sync(&house.server).await;
    assert_eq!(ana.hash().await, ben.hash().await);
}
