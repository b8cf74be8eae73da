//! How loud.

/// What counts as silence on the meter, dBFS.
pub const FLOOR_DB: f32 = -90.0;
/// From here on a stroke is seen, dBFS: what a room does without anybody in it is below.
const SEEN_DB: f32 = -54.0;

/// The loudest sample, from 0 to 32,768.
#[must_use]
pub fn loudest(pcm: &[i16]) -> u16 {
    pcm.iter().map(|sample| sample.unsigned_abs()).max().unwrap_or(0)
}

/// A peak in dB below full scale, from [`FLOOR_DB`] to 0.
#[must_use]
pub fn peak_db(peak: u16) -> f32 {
    if peak == 0 {
        return FLOOR_DB;
    }
    (20.0 * (f32::from(peak) / 32_768.0).log10()).clamp(FLOOR_DB, 0.0)
}

/// A peak as the height of a stroke, from 0 to 100: even steps of loudness are even steps of height.
#[must_use]
pub fn height(peak: u16) -> u8 {
    let share = (peak_db(peak) - SEEN_DB) / -SEEN_DB;
    (share.clamp(0.0, 1.0) * 100.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn levels_are_what_they_are_by_definition() {
        let cases: [(&[i16], f32, u8); 5] = [
            (&[], FLOOR_DB, 0),
            (&[0, 0], FLOOR_DB, 0),
            (&[1, -3, 2], -80.77, 0),
            (&[-32_768], 0.0, 100),
            (&[16_384, 0], -6.02, 89),
        ];
        for (pcm, db, high) in cases {
            let peak = loudest(pcm);
            assert!((peak_db(peak) - db).abs() < 0.01, "{pcm:?}: {}", peak_db(peak));
            assert_eq!(height(peak), high, "{pcm:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_louder_is_never_lower(a in 0u16..=32_768, b in 0u16..=32_768) {
            prop_assert!((height(a) <= height(b)) || a > b);
            prop_assert!((FLOOR_DB..=0.0).contains(&peak_db(a)));
        }
    }
}
