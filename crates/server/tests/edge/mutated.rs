//! A ready session that says altered things: each gets an answer or a code, the server goes on, and its log holds what it
//! has said to have accepted, and nothing else.

use crate::line::{House, Line};
use model::{Act, Role};
use protocol::{Answer, Ask, Call, Code, DeviceReport, Pull, Push, change_bytes, encode_ask, limits, seal};

/// Steele, Lea & Flood, "Fast Splittable Pseudorandom Number Generators" (2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % (end.max(1) as u64)).unwrap()
    }

    fn alter(&mut self, mut bytes: Vec<u8>) -> Vec<u8> {
        for _ in 0..=self.below(3) {
            let at = self.below(bytes.len());
            match self.below(4) {
                0 => bytes[at] ^= 1 << self.below(8),
                1 => bytes.truncate(at.max(1)),
                2 => bytes.insert(at, u8::try_from(self.below(256)).unwrap()),
                _ => bytes[at] = [0x00, 0x1b, 0x5b, 0x7b, 0x9b, 0xbb, 0xf6, 0xff][self.below(8)],
            }
        }
        bytes
    }
}

fn questions(line: &mut Line) -> Vec<Ask> {
    let made = line.create("Anneke Vos");
    let mut edit = line.edit(made.record, "Farmer".to_owned());
    edit.act = Act::Edit;
    let push = Push {
        author: None,
        cursor: 0,
        changes: vec![change_bytes(&made), change_bytes(&edit)],
    };
    let pull = Pull {
        doubts: vec![made.id],
        most: 10,
        ..Pull::default()
    };
    vec![
        Ask::Push(push.clone()),
        Ask::Pull(pull),
        Ask::Push(push),
        Ask::Report(DeviceReport::default()),
        Ask::Revoke(line.device.to_string()),
        Ask::Fleet,
        Ask::Invite(Role::Admin),
    ]
}

#[tokio::test]
async fn six_hundred_altered_questions_are_answered_or_coded_and_only_what_was_accepted_is_in_the_log() {
    let house = House::open().await;
    let mut ann = Line::new(1);
    ann.enrol(&house, Role::Field).await;
    let mut dice = Dice(20_261_121);
    let (mut accepted, mut coded, mut ended) = (std::collections::BTreeSet::new(), 0, 0);
    ann.connect(&house).await;
    for round in 0..600 {
        let asks = questions(&mut ann);
        let what = asks[dice.below(asks.len())].clone();
        let altered = dice.alter(encode_ask(&Call { number: round, what }));
        ann.send(seal(&altered)).await;
        match ann.hears().await {
            Some(Ok(Answer::Pushed(pushed))) => {
                accepted.extend(pushed.answers.iter().map(|answer| answer.seq).filter(|seq| *seq > 0));
                continue;
            }
            Some(Ok(answer)) => {
                assert!(!matches!(answer, Answer::Invited(_) | Answer::Fleet(_)), "{answer:?}");
                continue;
            }
            Some(Err(fault)) => {
                assert!(!matches!(fault.code, Code::Internal | Code::Other(_)), "{fault:?}");
                assert!(!fault.words.contains("Anneke"), "what was said is not said again");
                coded += 1;
                if !matches!(fault.code, Code::Unreadable | Code::NotReady) {
                    continue;
                }
            }
            None => ended += 1,
        }
        ann.connect(&house).await;
    }
    println!("{} accepted, {coded} coded, {ended} ended", accepted.len());
    assert!(accepted.len() > 20 && coded > 200);
    let pulled = ann
        .ask(Ask::Pull(Pull {
            most: 4_000,
            ..Pull::default()
        }))
        .await
        .unwrap();
    let Answer::Pulled(pulled) = pulled else {
        panic!("no answer to a pull");
    };
    assert_eq!(pulled.last, accepted.len() as u64);
    house.close().await;
}

#[tokio::test]
async fn a_frame_beyond_the_limit_ends_the_connection_before_it_is_read() {
    let house = House::open().await;
    let mut ann = Line::new(1);
    ann.enrol(&house, Role::Field).await;
    ann.connect(&house).await;
    // The server may be gone before all of it was sent.
    let sent = ann.may_send(vec![0; limits::FRAME + 1]).await;
    assert!(!sent || ann.is_closed().await);
    // What unpacks to more than a message may hold.
    ann.connect(&house).await;
    ann.send(seal(&vec![0; limits::UNPACKED + 1])).await;
    assert_eq!(ann.hears().await.unwrap().unwrap_err().code, Code::Unreadable);
    assert!(ann.is_closed().await);
    ann.connect(&house).await;
    house.close().await;
}
