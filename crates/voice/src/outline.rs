//! The outline of a sound: how loud it is where, in a fixed number of strokes at most, however long it gets. When they are
//! used up, every two become one and each stands for twice the time.

use crate::{RATE, height, loudest};

/// Strokes at most; after they are used up, half as many.
const MOST: usize = 1_024;
/// Samples of a stroke at first: 50 ms.
const FIRST: u32 = RATE / 20;

/// The outline of what has been said so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    of_stroke: u32,
    strokes: Vec<u8>,
    /// The stroke that is not full yet: its peak, and its samples.
    open: (u16, u32),
}

impl Default for Outline {
    fn default() -> Self {
        Self {
            of_stroke: FIRST,
            strokes: Vec::with_capacity(MOST),
            open: (0, 0),
        }
    }
}

impl Outline {
    /// Takes what was said next.
    pub fn take(&mut self, mut pcm: &[i16]) {
        while !pcm.is_empty() {
            let (peak, samples) = self.open;
            let fits = (self.of_stroke.saturating_sub(samples) as usize).min(pcm.len());
            let (now, later) = pcm.split_at(fits);
            self.open = (peak.max(loudest(now)), samples + now.len() as u32);
            pcm = later;
            if self.open.1 >= self.of_stroke {
                self.close();
            }
        }
    }

    fn close(&mut self) {
        self.strokes.push(height(self.open.0));
        self.open = (0, 0);
        if self.strokes.len() >= MOST {
            let halved = self.strokes.chunks(2).map(|two| two.iter().copied().max().unwrap_or(0));
            self.strokes = halved.collect();
            self.of_stroke *= 2;
        }
    }

    /// Milliseconds of one stroke, and the strokes: 0 to 100.
    #[must_use]
    pub fn strokes(&self) -> (u32, Vec<u8>) {
        let open = (self.open.1 > 0).then(|| height(self.open.0));
        let strokes = self.strokes.iter().copied().chain(open).collect();
        (self.of_stroke / (RATE / 1_000), strokes)
    }

    /// As it is kept: the samples of a stroke (32 bits, little-endian), then the strokes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.of_stroke.to_le_bytes().to_vec();
        bytes.extend(self.strokes().1);
        bytes
    }

    /// Milliseconds of a stroke and the strokes, as they were kept; `None` for what was kept otherwise.
    #[must_use]
    pub fn kept(bytes: &[u8]) -> Option<(u32, Vec<u8>)> {
        let (samples, strokes) = bytes.split_first_chunk::<4>()?;
        let ms = u32::from_le_bytes(*samples) / (RATE / 1_000);
        (ms > 0).then(|| (ms, strokes.to_vec()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(pcm: &[i16]) -> Outline {
        let mut outline = Outline::default();
        outline.take(pcm);
        outline
    }

    #[test]
    fn an_hour_has_no_more_strokes_than_a_minute_and_the_loud_place_is_where_it_was() {
        let mut outline = Outline::default();
        let (quiet, loud) = ([100i16; 16_000], [30_000i16; 16_000]);
        for second in 0..3_600 {
            outline.take(if second == 2_702 { &loud } else { &quiet });
        }
        let (ms, strokes) = outline.strokes();
        assert!((512..=1_024).contains(&strokes.len()), "{}", strokes.len());
        let loudest = strokes.iter().position(|stroke| *stroke > 90).unwrap();
        let at_s = loudest as u32 * ms / 1_000;
        assert!((2_695..=2_702).contains(&at_s), "{at_s}");
        assert_eq!(strokes.iter().filter(|stroke| **stroke > 90).count(), 1);
    }

    proptest! {
        #[test]
        fn however_it_is_cut_the_outline_is_the_same_and_comes_back_as_it_was_kept(
            pcm in prop::collection::vec(any::<i16>(), 0..20_000),
            cut in 1usize..3_000,
        ) {
            let mut outline = Outline::default();
            pcm.chunks(cut).for_each(|block| outline.take(block));
            prop_assert_eq!(&outline, &of(&pcm));
            prop_assert_eq!(Outline::kept(&outline.to_bytes()), Some(outline.strokes()));
        }
    }

    #[test]
    fn what_is_no_outline_is_none() {
        assert_eq!(Outline::kept(&[]), None);
        assert_eq!(Outline::kept(&[0, 0, 0, 0, 9]), None);
    }
}
