//! Whatever comes over the wire: it is read or refused, and what is read is the same after writing it again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use model::{DeviceId, PersonId};
use protocol::{
    Author, change_bytes, change_of, decode_answer, decode_ask, encode_answer, encode_ask, judged_bytes, judged_of,
    open,
};

fuzz_target!(|frame: &[u8]| {
    holds(frame);
    if let Ok(message) = open(frame) {
        holds(&message);
    }
});

fn holds(bytes: &[u8]) {
    if let Ok(call) = decode_ask(bytes) {
        assert_eq!(decode_ask(&encode_ask(&call)).as_ref(), Ok(&call));
    }
    if let Ok(call) = decode_answer(bytes) {
        assert_eq!(decode_answer(&encode_answer(&call)).as_ref(), Ok(&call));
    }
    let somebody = Author {
        on: DeviceId::from_bytes([1; 16]),
        by: PersonId::from_bytes([2; 16]),
    };
    if let Ok(change) = change_of(bytes, somebody) {
        assert_eq!(change_of(&change_bytes(&change), somebody).as_ref(), Ok(&change));
    }
    if let Ok(judged) = judged_of(bytes) {
        assert_eq!(judged_of(&judged_bytes(&judged)).as_ref(), Ok(&judged));
    }
}
