//! This computer's microphones. Each is held by a thread of its own: the platform's streams belong to the thread that made
//! them. The platform calls back when it has sound; what it says goes to that thread unaltered, which turns it into what is kept.

use crate::{Ears, Feed, Heard, Input, Line, Listening, Trouble, line};
use cpal::{
    Device, DeviceId, ErrorKind, FromSample, SampleFormat, SizedSample, Stream, SupportedStreamConfig,
    traits::{DeviceTrait, HostTrait, StreamTrait},
};
use std::{
    sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    thread,
    time::{Duration, Instant},
};

/// Blocks of the platform that wait for the thread. It never waits long; if it did, they would be lost, which is written down.
const BLOCKS: usize = 1_024;
/// How often a thread that hears nothing looks whether it is still wanted.
const LOOKS: Duration = Duration::from_millis(50);
/// After so long without a sample a microphone counts as gone.
const PATIENCE: Duration = Duration::from_secs(4);

/// The microphones of this computer.
#[derive(Clone, Copy, Debug, Default)]
pub struct Computer;

impl Ears for Computer {
    fn inputs(&self) -> Vec<Input> {
        let host = cpal::default_host();
        let usual = host.default_input_device().and_then(|device| device.id().ok());
        let Ok(devices) = host.input_devices() else {
            return Vec::new();
        };
        let input = |device: Device| {
            let id = device.id().ok()?;
            Some(Input {
                is_default: usual.as_ref() == Some(&id),
                id: id.to_string(),
                name: device.to_string(),
            })
        };
        devices.filter_map(input).collect()
    }

    fn listen(&self, input: Option<&str>) -> Listening {
        let (line, listening) = line();
        let input = input.map(str::to_owned);
        let held = thread::Builder::new().name("microphone".to_owned()).spawn(move || {
            if let Err(trouble) = hold(&line, input.as_deref()) {
                line.say(Heard::Ended(trouble));
            }
        });
        if let Err(error) = held {
            tracing::warn!(%error, "no thread for the microphone"); // the line has no speaker: whoever listens hears that
        }
        listening
    }
}

/// What the platform calls back with.
enum Called {
    Sound(Vec<f32>),
    Trouble(Trouble),
}

/// Holds a microphone open until nobody listens any more, or it goes away.
fn hold(line: &Line, input: Option<&str>) -> Result<(), Trouble> {
    let device = device(input)?;
    let config = device.default_input_config().map_err(|error| of_opening(&error))?;
    let mut feed = Feed::new(config.sample_rate(), config.channels())?;
    let (to, called) = sync_channel(BLOCKS);
    let stream = opened(&device, &config, &to)?;
    stream.play().map_err(|error| of_opening(&error))?;
    line.say(Heard::Opened(device.to_string()));
    let ended = pass_on(line, &mut feed, &called);
    drop(stream);
    // What was said before the end is not thrown away with it.
    for last in called.try_iter() {
        if let Called::Sound(block) = last {
            line.say(Heard::Sound(feed.take(&block)?));
        }
    }
    line.say(Heard::Sound(feed.end()?));
    ended
}

fn device(input: Option<&str>) -> Result<Device, Trouble> {
    let host = cpal::default_host();
    let device = match input {
        Some(id) => id.parse::<DeviceId>().ok().and_then(|id| host.device_by_id(&id)),
        None => host.default_input_device(),
    };
    device.ok_or(Trouble::NoMicrophone)
}

fn pass_on(line: &Line, feed: &mut Feed, called: &Receiver<Called>) -> Result<(), Trouble> {
    let (mut heard, mut last) = (false, Instant::now());
    while !line.is_stopped() {
        match called.recv_timeout(LOOKS) {
            Ok(Called::Sound(block)) if block.is_empty() => {}
            Ok(Called::Sound(block)) => {
                (heard, last) = (true, Instant::now());
                let kept = feed.take(&block)?;
                if !kept.is_empty() && !line.say(Heard::Sound(kept)) {
                    return Ok(());
                }
            }
            Ok(Called::Trouble(trouble)) => return Err(trouble),
            Err(RecvTimeoutError::Timeout) if last.elapsed() < PATIENCE => {}
            Err(RecvTimeoutError::Timeout) if !heard => return Err(Trouble::Silent),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return Err(Trouble::Lost),
        }
    }
    Ok(())
}

fn opened(device: &Device, config: &SupportedStreamConfig, to: &SyncSender<Called>) -> Result<Stream, Trouble> {
    match config.sample_format() {
        SampleFormat::I8 => stream::<i8>(device, config, to),
        SampleFormat::I16 => stream::<i16>(device, config, to),
        SampleFormat::I32 => stream::<i32>(device, config, to),
        SampleFormat::U8 => stream::<u8>(device, config, to),
        SampleFormat::U16 => stream::<u16>(device, config, to),
        SampleFormat::U32 => stream::<u32>(device, config, to),
        SampleFormat::F32 => stream::<f32>(device, config, to),
        SampleFormat::F64 => stream::<f64>(device, config, to),
        _ => Err(Trouble::Unsupported),
    }
}

fn stream<T>(device: &Device, config: &SupportedStreamConfig, to: &SyncSender<Called>) -> Result<Stream, Trouble>
where
    T: SizedSample + 'static,
    f32: FromSample<T>,
{
    let (sound, trouble) = (to.clone(), to.clone());
    let heard = move |block: &[T], _: &cpal::InputCallbackInfo| {
        let block = block.iter().map(|sample| sample.to_sample::<f32>()).collect();
        if sound.try_send(Called::Sound(block)).is_err() {
            tracing::warn!("a block of sound was lost: the thread that takes it is behind");
        }
    };
    let wrong = move |error: cpal::Error| {
        if let Some(why) = of_running(&error) {
            // A full channel is no loss: the thread sees for itself that nothing comes any more.
            let _full = trouble.try_send(Called::Trouble(why));
        }
    };
    let built = device.build_input_stream(config.config(), heard, wrong, None);
    built.map_err(|error| of_opening(&error))
}

/// Why a microphone could not be opened.
fn of_opening(error: &cpal::Error) -> Trouble {
    match error.kind() {
        ErrorKind::PermissionDenied => Trouble::Refused,
        ErrorKind::DeviceBusy => Trouble::Busy,
        ErrorKind::UnsupportedConfig | ErrorKind::UnsupportedOperation | ErrorKind::InvalidInput => {
            Trouble::Unsupported
        }
        _ => Trouble::NoMicrophone,
    }
}

/// Why one that was open gives nothing any more; `None` where it goes on.
fn of_running(error: &cpal::Error) -> Option<Trouble> {
    match error.kind() {
        ErrorKind::DeviceChanged | ErrorKind::Xrun | ErrorKind::RealtimeDenied => None,
        ErrorKind::PermissionDenied => Some(Trouble::Refused),
        _ => Some(Trouble::Lost),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trouble_of_a_device_has_its_name() {
        for (kind, opening, running) in [
            (
                ErrorKind::DeviceNotAvailable,
                Trouble::NoMicrophone,
                Some(Trouble::Lost),
            ),
            (ErrorKind::HostUnavailable, Trouble::NoMicrophone, Some(Trouble::Lost)),
            (ErrorKind::StreamInvalidated, Trouble::NoMicrophone, Some(Trouble::Lost)),
            (ErrorKind::PermissionDenied, Trouble::Refused, Some(Trouble::Refused)),
            (ErrorKind::DeviceBusy, Trouble::Busy, Some(Trouble::Lost)),
            (ErrorKind::UnsupportedConfig, Trouble::Unsupported, Some(Trouble::Lost)),
            (ErrorKind::DeviceChanged, Trouble::NoMicrophone, None),
            (ErrorKind::Xrun, Trouble::NoMicrophone, None),
        ] {
            let error = cpal::Error::new(kind);
            assert_eq!((of_opening(&error), of_running(&error)), (opening, running), "{kind:?}");
        }
    }
}
