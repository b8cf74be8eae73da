//! Cutting a stream of samples into what the database takes at once.

/// Gathers samples until there are enough for one commit.
#[derive(Debug)]
pub struct Segments {
    bytes: Vec<u8>,
    most: usize,
}

impl Segments {
    /// Of so many milliseconds each.
    #[must_use]
    pub fn of_ms(ms: u32) -> Self {
        let most = (u64::from(ms) * crate::BYTES_PER_MS) as usize;
        Self {
            bytes: Vec::with_capacity(most.saturating_mul(2)),
            most,
        }
    }

    /// Takes samples; answers with what is to be committed now, little-endian, where there is enough.
    #[must_use]
    pub fn take(&mut self, pcm: &[i16]) -> Option<Vec<u8>> {
        self.bytes.extend(pcm.iter().flat_map(|sample| sample.to_le_bytes()));
        (self.bytes.len() >= self.most).then(|| self.rest())
    }

    /// What has been gathered so far, for a pause or the end.
    #[must_use]
    pub fn rest(&mut self) -> Vec<u8> {
        let next = Vec::with_capacity(self.bytes.capacity());
        std::mem::replace(&mut self.bytes, next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_is_lost_nor_turned_around_and_no_more_than_a_segment_and_a_block_is_held(
            blocks in prop::collection::vec(prop::collection::vec(any::<i16>(), 0..900), 0..40),
        ) {
            let mut segments = Segments::of_ms(100);
            let mut kept = Vec::new();
            for block in &blocks {
                let held = segments.bytes.len();
                prop_assert!(held < 3_200);
                kept.extend(segments.take(block).unwrap_or_default());
            }
            kept.extend(segments.rest());
            let said: Vec<u8> = blocks.iter().flatten().flat_map(|sample| sample.to_le_bytes()).collect();
            prop_assert_eq!(kept, said);
        }
    }
}
