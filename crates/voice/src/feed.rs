//! From what a device gives (any rate, any number of channels) to mono at [`RATE`].

use crate::{RATE, Trouble};
use rubato::{Fft, FixedSync, Resampler, audioadapter_buffers::direct::InterleavedSlice};

/// Frames that are turned over at once: 20 ms or a little more, as the two rates divide each other.
const AT_ONCE_PER_S: u32 = 50;

/// Takes blocks as they come, gives samples as they are kept. It holds a few hundredths of a second, never more.
pub struct Feed {
    channels: usize,
    /// Frames taken, and samples given.
    taken: u64,
    given: u64,
    rate: u64,
    turning: Option<Turning>,
}

/// Turning one rate into the other.
struct Turning {
    fft: Fft<f32>,
    waiting: Vec<f32>,
    out: Vec<f32>,
    /// Samples that the filter makes before the first that was said.
    before: usize,
}

impl Feed {
    /// For a device with this rate and so many channels.
    ///
    /// # Errors
    /// [`Trouble::Unsupported`] for what is no rate, or no channel.
    pub fn new(rate: u32, channels: u16) -> Result<Self, Trouble> {
        if rate == 0 || channels == 0 {
            return Err(Trouble::Unsupported);
        }
        let turning = (rate != RATE).then(|| Turning::new(rate)).transpose()?;
        Ok(Self {
            channels: usize::from(channels),
            taken: 0,
            given: 0,
            rate: u64::from(rate),
            turning,
        })
    }

    /// Takes a block of whole frames, channel beside channel, from -1 to 1.
    ///
    /// # Errors
    /// [`Trouble::Unsupported`]; it does not come from the sound itself.
    pub fn take(&mut self, block: &[f32]) -> Result<Vec<i16>, Trouble> {
        let frames = block.chunks_exact(self.channels);
        let channels = self.channels as f32;
        let mono = frames.map(|frame| frame.iter().sum::<f32>() / channels);
        self.taken += (block.len() / self.channels) as u64;
        let given = match &mut self.turning {
            None => mono.map(sample).collect(),
            Some(turning) => {
                turning.waiting.extend(mono);
                turning.turn()?
            }
        };
        self.given += given.len() as u64;
        Ok(given)
    }

    /// What is still within the filter when the last block was taken. Everything together is then as long as what was said.
    ///
    /// # Errors
    /// As [`Self::take`].
    pub fn end(mut self) -> Result<Vec<i16>, Trouble> {
        let whole = (self.taken * u64::from(RATE)).div_ceil(self.rate);
        let missing = usize::try_from(whole.saturating_sub(self.given)).unwrap_or(0);
        let mut rest = Vec::new();
        while let (Some(turning), true) = (&mut self.turning, rest.len() < missing) {
            let full = turning.fft.input_frames_next();
            let silence = full.saturating_sub(turning.waiting.len() % full);
            turning.waiting.extend(std::iter::repeat_n(0.0, silence));
            rest.extend(turning.turn()?);
        }
        rest.truncate(missing);
        Ok(rest)
    }
}

impl Turning {
    fn new(rate: u32) -> Result<Self, Trouble> {
        let at_once = (rate / AT_ONCE_PER_S).max(1) as usize;
        let fft = Fft::new(rate as usize, RATE as usize, at_once, 1, FixedSync::Both);
        let fft = fft.map_err(|_| Trouble::Unsupported)?;
        Ok(Self {
            waiting: Vec::with_capacity(fft.input_frames_next() * 2),
            out: vec![0.0; fft.output_frames_next()],
            before: fft.output_delay(),
            fft,
        })
    }

    /// Turns what waits, as far as it fills whole pieces.
    fn turn(&mut self) -> Result<Vec<i16>, Trouble> {
        let unsupported = |_| Trouble::Unsupported;
        let mut given = Vec::new();
        loop {
            let full = self.fft.input_frames_next();
            let Some(piece) = self.waiting.get(..full) else {
                return Ok(given);
            };
            let out_frames = self.out.len();
            let from = InterleavedSlice::new(piece, 1, full).map_err(unsupported)?;
            let mut to = InterleavedSlice::new_mut(self.out.as_mut_slice(), 1, out_frames).map_err(unsupported)?;
            let turned = self.fft.process_into_buffer(&from, &mut to, None);
            let (_, made) = turned.map_err(|_| Trouble::Unsupported)?;
            let skipped = self.before.min(made);
            self.before -= skipped;
            given.extend(self.out.iter().take(made).skip(skipped).copied().map(sample));
            self.waiting.drain(..full);
        }
    }
}

/// A sample as it is kept.
fn sample(loud: f32) -> i16 {
    (loud.clamp(-1.0, 1.0) * f32::from(i16::MAX)).round() as i16
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::f32::consts::TAU;

    /// A tone on every channel.
    fn tone(hz: f32, rate: u32, channels: u16, ms: u32) -> Vec<f32> {
        let frames = rate * ms / 1_000;
        let at = |frame: u32| (TAU * hz * frame as f32 / rate as f32).sin() * 0.5;
        (0..frames)
            .flat_map(|frame| std::iter::repeat_n(at(frame), usize::from(channels)))
            .collect()
    }

    fn fed(said: &[f32], rate: u32, channels: u16, cut: usize) -> Vec<i16> {
        let mut feed = Feed::new(rate, channels).unwrap();
        let mut kept = Vec::new();
        for block in said.chunks(cut * usize::from(channels)) {
            kept.extend(feed.take(block).unwrap());
        }
        kept.extend(feed.end().unwrap());
        kept
    }

    /// Rising crossings of zero a second, without the edges.
    fn pitch(pcm: &[i16]) -> f32 {
        let inner = &pcm[pcm.len() / 10..pcm.len() * 9 / 10];
        let rises = inner.windows(2).filter(|two| two[0] < 0 && two[1] >= 0).count();
        rises as f32 * RATE as f32 / inner.len() as f32
    }

    #[test]
    fn a_tone_keeps_its_pitch_its_length_and_its_loudness_from_every_usual_device() {
        for (rate, channels) in [
            (8_000, 1),
            (16_000, 1),
            (16_000, 2),
            (22_050, 1),
            (44_100, 2),
            (48_000, 1),
            (48_000, 2),
            (48_000, 8),
            (96_000, 2),
            (192_000, 2),
            (47_999, 1),
        ] {
            let kept = fed(&tone(440.0, rate, channels, 2_000), rate, channels, 480);
            assert!(kept.len().abs_diff(32_000) <= 1, "{rate}: {} samples", kept.len());
            assert!((pitch(&kept) - 440.0).abs() < 2.0, "{rate}: {} Hz", pitch(&kept));
            let loudest = crate::loudest(&kept[8_000..24_000]);
            assert!((15_000..=17_500).contains(&loudest), "{rate}: {loudest}");
        }
    }

    #[test]
    fn what_is_above_the_kept_band_does_not_come_back_as_something_else() {
        let kept = fed(&tone(12_000.0, 48_000, 1, 1_000), 48_000, 1, 480);
        let loudest = crate::loudest(&kept[1_600..14_400]);
        assert!(loudest < 300, "{loudest}"); // a tone of 4 kHz, were it not filtered
    }

    #[test]
    fn what_is_no_device_is_refused() {
        assert_eq!(Feed::new(0, 1).err(), Some(Trouble::Unsupported));
        assert_eq!(Feed::new(48_000, 0).err(), Some(Trouble::Unsupported));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn however_the_blocks_are_cut_the_sound_is_the_same(
            cut in 1usize..5_000,
            rate in prop::sample::select(vec![16_000u32, 44_100, 48_000]),
        ) {
            let said = tone(300.0, rate, 2, 400);
            prop_assert_eq!(fed(&said, rate, 2, cut), fed(&said, rate, 2, 333));
        }
    }
}
