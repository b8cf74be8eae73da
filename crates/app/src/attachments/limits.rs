//! What is taken in as a file, and what is refused; each refusal says which, with its numbers. Pure.

use crate::{Failure, FailureCode, room::RESERVE};

/// Bytes of a file, at most.
pub(super) const LARGEST: u64 = 100_000_000;
/// Letters of a file's name, at most.
const NAME: usize = 180;

/// Whether a file of so many bytes is taken in, where so many are free on the disk, as far as that is known.
pub(super) fn fits(size: u64, free: Option<u64>) -> Result<(), Failure> {
    if size == 0 {
        return Err(refused("file_empty", "This file is empty. Nothing was attached."));
    }
    if size > LARGEST {
        let words = format!(
            "This file has {size} bytes; at most {LARGEST} are taken. Make it smaller, or attach a part of it. Nothing was attached."
        );
        return Err(refused(&format!("file_too_large\t{LARGEST}\t{size}"), &words));
    }
    // What the database adds to it is less than a tenth.
    let needs = size.saturating_add(size / 10).saturating_add(RESERVE);
    match free {
        Some(free) if free < needs => {
            let room = free.saturating_sub(RESERVE);
            let words = format!(
                "This file has {size} bytes, and the disk has room for {room}. Make some room, then attach it again."
            );
            let detail = format!("file_no_room\t{room}\t{size}");
            Err(Failure::new(FailureCode::DiskFull, words).about(detail))
        }
        _ => Ok(()),
    }
}

/// It was another file at the end than at the beginning.
pub(super) fn changed() -> Failure {
    refused(
        "file_changed",
        "This file changed while it was read. Nothing was attached; attach it again.",
    )
}

/// Refuses a file; the window has words of its own for the detail.
pub(super) fn refused(detail: &str, words: &str) -> Failure {
    Failure::new(FailureCode::UnreadableFile, words).about(detail)
}

/// A name that is a file's: no folder, no sign that is not seen or turns the others around, not too long. Its end stays.
pub(super) fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let unseen = |sign: char| {
        sign.is_control()
            || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let seen: String = last.chars().filter(|sign| !unseen(*sign)).collect();
    let tidy = seen.trim().trim_start_matches('.').trim_end_matches(['.', ' ']);
    if tidy.is_empty() {
        return "file".to_owned();
    }
    let letters = tidy.chars().count();
    if letters <= NAME {
        return tidy.to_owned();
    }
    let (stem, end) = match tidy.rsplit_once('.') {
        Some((stem, end)) if end.chars().count() < 12 => (stem, format!(".{end}")),
        _ => (tidy, String::new()),
    };
    let kept: String = stem.chars().take(NAME - end.chars().count()).collect();
    kept + &end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_refused_with_the_limit_and_its_size_and_where_there_is_no_room_for_it() {
        for (size, free, expected) in [
            (0, None, Some("file_empty")),
            (1, None, None),
            (LARGEST, None, None),
            (LARGEST + 1, None, Some("file_too_large\t100000000\t100000001")),
            (
                u64::MAX,
                Some(0),
                Some("file_too_large\t100000000\t18446744073709551615"),
            ),
            (1_000, Some(RESERVE + 1_100), None),
            (1_000, Some(RESERVE + 1_099), Some("file_no_room\t1099\t1000")),
            (1_000, Some(0), Some("file_no_room\t0\t1000")),
        ] {
            let refused = fits(size, free).err().and_then(|failure| failure.detail);
            assert_eq!(refused.as_deref(), expected, "{size} {free:?}");
        }
    }

    #[test]
    fn a_name_is_a_files_name_and_shows_what_it_ends_in() {
        let long = format!("{}.pdf", "a".repeat(400));
        for (given, expected) in [
            ("Meter cellar.jpg", "Meter cellar.jpg"),
            ("/home/anneke/Meter.jpg", "Meter.jpg"),
            ("C:\\Users\\anneke\\Meter.jpg", "Meter.jpg"),
            ("../../.bashrc", "bashrc"),
            ("quote\u{202e}fdp.exe", "quotefdp.exe"),
            ("two\nlines\u{200b}.txt", "twolines.txt"),
            ("exe. . ", "exe"),
            ("..", "file"),
            ("", "file"),
            (&long, &format!("{}.pdf", "a".repeat(NAME - 4))),
        ] {
            assert_eq!(file_name(given), expected, "{given:?}");
        }
    }
}
