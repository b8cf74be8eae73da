//! Markers as the lines of a text, `1:04 what was said`, so that they are searched, edited and merged as any text is.

use super::Marker;

/// The markers of a text, in the order of their places. What is no marker is passed over; it stays in the text.
pub(super) fn read(text: &str) -> Vec<Marker> {
    let mut markers: Vec<Marker> = text.lines().filter_map(line).collect();
    markers.sort_by_key(|marker| marker.at_ms);
    markers
}

fn line(line: &str) -> Option<Marker> {
    let line = line.trim();
    let (place, words) = line.split_once(' ').unwrap_or((line, ""));
    let mut seconds = 0i64;
    let parts: Vec<&str> = place.split(':').collect();
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    for part in parts {
        let digits = (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        seconds = seconds * 60 + part.parse::<i64>().ok().filter(|_| digits)?;
    }
    Some(Marker {
        at_ms: seconds * 1_000,
        words: words.trim().to_owned(),
    })
}

/// A text with one more marker, among the others where it belongs.
pub(super) fn with(text: &str, at_ms: i64, words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let new = format!("{} {words}", place(at_ms)).trim_end().to_owned();
    let mut lines: Vec<&str> = text.lines().collect();
    let later = |other: &&str| line(other).is_some_and(|marker| marker.at_ms > at_ms / 1_000 * 1_000);
    let before = lines.iter().position(later).unwrap_or(lines.len());
    lines.insert(before, &new);
    lines.join("\n")
}

/// `1:04`, `1:02:03`.
fn place(at_ms: i64) -> String {
    let seconds = at_ms.max(0) / 1_000;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marker(at_ms: i64, words: &str) -> Marker {
        Marker {
            at_ms,
            words: words.to_owned(),
        }
    }

    #[test]
    fn lines_that_begin_with_a_place_are_markers_and_others_are_words() {
        let text = "3:10 price of the exchanger\n0:04\nasked twice\n1:02:03 call back\n12 bar\n:30 no";
        let expected = [
            marker(4_000, ""),
            marker(190_000, "price of the exchanger"),
            marker(3_723_000, "call back"),
        ];
        assert_eq!(read(text), expected);
        assert_eq!(
            with(text, 60_999, " weld  weeps "),
            text.replacen("3:10", "1:00 weld weeps\n3:10", 1)
        );
    }

    proptest! {
        #[test]
        fn a_marker_that_was_put_in_is_read_and_the_others_stay(
            places in prop::collection::vec(0i64..40_000, 0..12),
            words in "[a-z]{0,8}",
        ) {
            let text = places.iter().fold(String::new(), |text, at| with(&text, at * 1_000 + 7, &words));
            let mut expected: Vec<i64> = places.iter().map(|at| at * 1_000).collect();
            expected.sort_unstable();
            let read = read(&text);
            prop_assert_eq!(read.iter().map(|marker| marker.at_ms).collect::<Vec<_>>(), expected);
            prop_assert!(read.iter().all(|marker| marker.words == words));
        }
    }
}
