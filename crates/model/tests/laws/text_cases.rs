//! Stories of two people in one text.

use crate::{
    fields::r2,
    life::Life,
    telling::{A, B, C, calm, standing},
};
use model::{Change, Outcome, Value, Write, text::TextEdit};

const NOTE: &str = "x_note";

impl Life {
    /// Somebody replaces a part of the note on their screen.
    fn note(&mut self, k: usize, from: &str, to: &str) -> Change {
        let before = self.note_of(k);
        assert!(before.contains(from), "{before}");
        let after = before.replace(from, to);
        let write = Write {
            text: Some(TextEdit::between(&before, &after)),
            ..Write::of(Value::text(after))
        };
        self.write_into(k, r2(), NOTE, write)
    }

    fn note_of(&self, k: usize) -> String {
        self.shown(k, NOTE).0
    }
}

#[test]
fn edits_of_different_sentences_are_merged_and_the_history_says_so() {
    let mut life = calm();
    life.note(A, "One.", "Uno.");
    let second = life.note(B, "Four.", "Vier.");
    life.sync(&[A, B, A]);
    assert_eq!(life.outcome(&second, NOTE), Some(Outcome::Merged));
    assert_eq!(life.note_of(A), "Uno. Two.\nThree.\nVier. Five.\n");
    assert_eq!((life.note_of(A), life.shown(A, NOTE).1), (life.note_of(B), false));
}

#[test]
fn an_overlap_keeps_all_texts_until_somebody_decides() {
    let mut life = calm();
    life.note(A, "Three.", "Trois.");
    life.note(B, "Three.", "Drei.");
    life.note(C, "Three.", "Tre.");
    life.sync(&[A, B, C, A]);
    assert_eq!(standing(life.deal(), NOTE).len(), 3);
    assert!(life.shown(A, NOTE).1);
    let shown = life.note_of(A);
    life.note(A, &shown, "One. Two.\nTrois, drei, tre.\nFour. Five.\n");
    life.sync(&[A, B]);
    assert_eq!(
        (life.note_of(B), life.shown(B, NOTE).1),
        ("One. Two.\nTrois, drei, tre.\nFour. Five.\n".to_owned(), false)
    );
}

#[test]
fn a_merged_text_counts_as_seen_only_by_who_saw_all_its_parts() {
    let mut life = calm();
    life.note(A, "One.", "Uno.");
    life.sync(&[A, C]);
    let from_c = life.note(C, "Five.", "Cinque."); // saw A's word, not B's
    life.note(B, "Three.", "Drei.");
    life.sync(&[B, C]);
    assert_eq!(life.outcome(&from_c, NOTE), Some(Outcome::Merged));
    assert_eq!(standing(life.deal(), NOTE), ["Uno. Two.\nDrei.\nFour. Cinque.\n"]);
}

#[test]
fn the_text_somebody_started_from_is_the_one_on_their_screen_not_the_servers() {
    let mut life = calm();
    life.note(A, "Two.", "Two, or so.");
    life.note(A, "Two, or so.", "Two."); // back again, on top of the unsent edit
    life.note(B, "Three.", "Drei.");
    life.sync(&[B, A, B]);
    assert_eq!(life.note_of(B), "One. Two.\nDrei.\nFour. Five.\n");
}

#[test]
fn a_text_without_what_it_started_from_is_kept_beside() {
    let mut life = calm();
    life.note(A, "One.", "Uno.");
    let foreign = TextEdit::between("something else.", "entirely.");
    let write = Write {
        text: Some(foreign),
        ..Write::of(Value::text("Mine. All mine."))
    };
    let lost = life.write_into(B, r2(), NOTE, write);
    life.sync(&[A, B]);
    assert_eq!(life.outcome(&lost, NOTE), Some(Outcome::KeptBeside));
    assert_eq!(standing(life.deal(), NOTE).len(), 2);
}

#[test]
fn a_cleared_text_and_an_edit_of_it_go_to_review() {
    let mut life = calm();
    life.note(A, "One.", "Uno.");
    let before = life.note_of(B);
    let cleared = Write {
        text: Some(TextEdit::between(&before, "")),
        ..Write::of(Value::Nothing)
    };
    life.write_into(B, r2(), NOTE, cleared);
    life.sync(&[A, B, A]);
    assert!(life.shown(A, NOTE).1);
    assert_eq!(standing(life.deal(), NOTE).len(), 2);
}
