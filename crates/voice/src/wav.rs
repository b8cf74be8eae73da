//! What a sound looks like as a WAV file: the header before a blob's bytes, for whoever reads a part of it, and a whole file for
//! whoever wants one. RIFF/WAVE, PCM, one channel ("Multimedia Programming Interface and Data Specifications 1.0", 1991).

use crate::RATE;
use hound::{SampleFormat, WavSpec, WavWriter};
use std::{
    io::{Seek, Write},
    ops::Range,
};

/// Bytes of the header.
pub const HEADER: u64 = 44;

const BYTES_PER_SAMPLE: u16 = 2;

/// The header of a file with so many bytes of sound. What is longer than the format can say (37 hours) is said to be as long as it can.
#[must_use]
pub fn header(sound: u64) -> Vec<u8> {
    let long = u32::try_from(sound).unwrap_or(u32::MAX - HEADER as u32);
    let mut header = Vec::with_capacity(HEADER as usize);
    header.extend(b"RIFF");
    header.extend((long + HEADER as u32 - 8).to_le_bytes());
    header.extend(b"WAVEfmt ");
    header.extend(16u32.to_le_bytes());
    header.extend(1u16.to_le_bytes()); // PCM
    header.extend(1u16.to_le_bytes()); // channels
    header.extend(RATE.to_le_bytes());
    header.extend((RATE * u32::from(BYTES_PER_SAMPLE)).to_le_bytes());
    header.extend(BYTES_PER_SAMPLE.to_le_bytes());
    header.extend((BYTES_PER_SAMPLE * 8).to_le_bytes());
    header.extend(b"data");
    header.extend(long.to_le_bytes());
    header
}

/// A range of a whole file as its two parts: of the header, and of the sound.
#[must_use]
pub fn within(file: Range<u64>) -> (Range<usize>, Range<u64>) {
    let of_header = file.start.min(HEADER) as usize..file.end.min(HEADER) as usize;
    let of_sound = file.start.saturating_sub(HEADER)..file.end.saturating_sub(HEADER);
    (of_header, of_sound)
}

/// A WAV file in the making.
pub struct WavFile<W: Write + Seek>(WavWriter<W>);

impl<W: Write + Seek> WavFile<W> {
    /// Begins one in an empty file.
    ///
    /// # Errors
    /// The system's.
    pub fn new(file: W) -> std::io::Result<Self> {
        let spec = WavSpec {
            channels: 1,
            sample_rate: RATE,
            bits_per_sample: BYTES_PER_SAMPLE * 8,
            sample_format: SampleFormat::Int,
        };
        WavWriter::new(file, spec).map(Self).map_err(of_hound)
    }

    /// Adds bytes of sound: whole samples, little-endian.
    ///
    /// # Errors
    /// The system's.
    pub fn append(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        for sample in bytes.chunks_exact(2) {
            let sample: [u8; 2] = sample.try_into().unwrap_or_default();
            self.0.write_sample(i16::from_le_bytes(sample)).map_err(of_hound)?;
        }
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// The system's.
    pub fn finish(self) -> std::io::Result<()> {
        self.0.finalize().map_err(of_hound)
    }
}

fn of_hound(error: hound::Error) -> std::io::Error {
    match error {
        hound::Error::IoError(error) => error,
        other => std::io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hound::WavReader;
    use proptest::prelude::*;
    use std::io::Cursor;

    const SAID: [i16; 5] = [0, 1, -1, i16::MAX, i16::MIN];

    fn bytes() -> Vec<u8> {
        SAID.iter().flat_map(|sample| sample.to_le_bytes()).collect()
    }

    #[test]
    fn a_header_before_the_bytes_is_the_file_that_hound_writes_and_reads() {
        let mut written = Cursor::new(Vec::new());
        let mut file = WavFile::new(&mut written).unwrap();
        file.append(&bytes()).unwrap();
        file.finish().unwrap();
        let mut made = header(bytes().len() as u64);
        made.extend(bytes());
        assert_eq!(written.into_inner(), made);
        let mut reader = WavReader::new(made.as_slice()).unwrap();
        let read: Vec<i16> = reader.samples().map(Result::unwrap).collect();
        assert_eq!(read, SAID);
    }

    proptest! {
        #[test]
        fn a_range_of_a_file_is_a_part_of_its_header_and_a_part_of_its_sound(from in 0u64..200, length in 0u64..200) {
            let sound: Vec<u8> = (0..200).collect();
            let whole: Vec<u8> = header(200).into_iter().chain(sound.iter().copied()).collect();
            let range = from..(from + length).min(244);
            prop_assume!(range.start <= range.end);
            let (of_header, of_sound) = within(range.clone());
            let joined: Vec<u8> = header(200)[of_header].iter().chain(&sound[of_sound.start as usize..of_sound.end as usize]).copied().collect();
            prop_assert_eq!(&joined[..], &whole[range.start as usize..range.end as usize]);
        }
    }
}
