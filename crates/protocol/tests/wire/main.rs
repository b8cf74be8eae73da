//! The bytes on the wire: whatever is written is read back, whatever is not a message is an error, and what earlier
//! versions wrote stays readable.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fall over")]

mod any;
mod golden;
mod mutated;
mod page;

use any::{answered, author, change, hand_back, pull, pulled, push, reached, recall, recalled};
use proptest::prelude::*;
use protocol::{
    Answer, Ask, Call, Pushed, Receipt, change_bytes, change_of, content_hash, decode_answer, decode_ask,
    encode_answer, encode_ask, judged_bytes, judged_of, limits, open, seal,
};

fn ask_again(what: Ask) -> Ask {
    let call = Call { number: 7, what };
    let frame = seal(&encode_ask(&call));
    let heard = decode_ask(&open(&frame).unwrap()).unwrap();
    assert_eq!(heard.number, 7);
    heard.what
}

fn answer_again(what: Answer) -> Answer {
    let call = Call { number: 7, what };
    let frame = seal(&encode_answer(&call));
    let heard = decode_answer(&open(&frame).unwrap()).unwrap();
    assert_eq!(heard.number, 7);
    heard.what
}

proptest! {
    #[test]
    fn a_change_is_read_as_it_was_written((author, change) in author().prop_flat_map(|author| (Just(author), change(author)))) {
        let bytes = change_bytes(&change);
        let again = change_of(&bytes, author).unwrap();
        prop_assert_eq!(&again, &change);
        prop_assert_eq!(change_bytes(&again), bytes);
    }

    #[test]
    fn a_push_is_read_as_it_was_written(push in push()) {
        prop_assert_eq!(ask_again(Ask::Push(push.clone())), Ask::Push(push));
    }

    #[test]
    fn a_pull_is_read_as_it_was_written(pull in pull()) {
        prop_assert_eq!(ask_again(Ask::Pull(pull.clone())), Ask::Pull(pull));
    }

    #[test]
    fn a_pulls_answer_is_read_as_it_was_written(pulled in pulled()) {
        prop_assert_eq!(answer_again(Answer::Pulled(pulled.clone())), Answer::Pulled(pulled));
    }

    #[test]
    fn what_is_handed_back_and_recalled_is_read_as_it_was_written(
        (back, recall) in (hand_back(), recall()),
        (reached, recalled) in (reached(), recalled()),
    ) {
        for ask in [Ask::HandBack(Box::new(back)), Ask::Recall(recall)] {
            prop_assert_eq!(ask_again(ask.clone()), ask);
        }
        for answer in [Answer::Reached(reached), Answer::Recalled(recalled)] {
            prop_assert_eq!(answer_again(answer.clone()), answer);
        }
    }

    #[test]
    fn a_pushs_answer_is_read_as_it_was_written(
        answers in prop::collection::vec(answered(), 0..12),
        head in prop::option::of(any::<[u8; 32]>()),
        (epoch, at) in (any::<u32>(), 0..4_000_000_000_000_i64),
    ) {
        let receipt = Receipt { epoch, at, head, signature: [5; 64] };
        let pushed = Pushed { answers, receipt };
        prop_assert_eq!(answer_again(Answer::Pushed(pushed.clone())), Answer::Pushed(pushed));
    }

    #[test]
    fn a_verdict_is_kept_as_it_travels(answered in answered()) {
        prop_assert_eq!(judged_of(&judged_bytes(&answered.judged)).unwrap(), answered.judged);
    }

    #[test]
    fn noise_is_an_error_and_nothing_worse(noise in prop::collection::vec(any::<u8>(), 0..300)) {
        let _any = (decode_ask(&noise).is_ok(), decode_answer(&noise).is_ok(), open(&noise).is_ok());
        let _any = (judged_of(&noise).is_ok(), change_of(&noise, any::somebody()).is_ok());
    }

    #[test]
    fn a_message_with_a_byte_altered_or_its_end_missing_is_nothing_worse(
        push in push(),
        pulled in pulled(),
        (at, to, cut) in (any::<prop::sample::Index>(), any::<u8>(), any::<prop::sample::Index>()),
    ) {
        let mut asked = encode_ask(&Call { number: 1, what: Ask::Push(push) });
        let mut answered = encode_answer(&Call { number: 1, what: Answer::Pulled(pulled) });
        for bytes in [&asked, &answered] {
            let end = cut.index(bytes.len());
            prop_assert!(decode_ask(&bytes[..end]).is_err());
            prop_assert!(decode_answer(&bytes[..end]).is_err());
        }
        for bytes in [&mut asked, &mut answered] {
            let place = at.index(bytes.len());
            bytes[place] = to;
            let _any = (decode_ask(bytes).is_ok(), decode_answer(bytes).is_ok());
        }
    }
}

#[test]
fn a_frame_that_unpacks_to_more_than_the_limit_is_not_unpacked() {
    let bomb = seal(&vec![0; limits::UNPACKED + 1]);
    assert!(bomb.len() < 10_000);
    assert!(open(&bomb).is_err());
    let just = seal(&vec![0; limits::UNPACKED]);
    assert_eq!(open(&just).unwrap().len(), limits::UNPACKED);
    assert!(open(&vec![0; limits::FRAME + 1]).is_err());
}

#[test]
fn lists_that_lie_about_their_length_are_noticed() {
    // [1, 2, {2: a list of 2^63 changes}]
    let lie = [
        0x83, 0x01, 0x02, 0xa1, 0x02, 0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    ];
    assert!(decode_ask(&lie).is_err());
    // A value within a value within …
    let mut deep = vec![0x83, 0x01, 0x02];
    deep.extend([0x81; 100_000]);
    assert!(decode_ask(&deep).is_err());
}

#[test]
fn a_hash_names_its_author_too() {
    let (one, other) = (any::somebody(), any::somebody_else());
    assert_ne!(content_hash(one, b"x"), content_hash(other, b"x"));
    assert_ne!(content_hash(one, b"x"), content_hash(one, b"y"));
}
