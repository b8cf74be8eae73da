//! A recording of an hour: what it costs, how soon what is spoken is durable, how soon it is heard again. The sound is invented and comes
//! in the blocks of a usual device: 10 ms of two channels at 48,000 samples a second.

use crate::{
    import,
    measure::{cpu, percentile, since},
    table::Table,
};
use anyhow::{Context as _, anyhow, ensure};
use app::{App, Failure, News, Recording};
use std::{
    collections::VecDeque,
    io::Write,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};
use voice::{Ears, Feed, Heard, Input, Line, Listening, line};

const RATE: u32 = 48_000;
/// Frames of a block.
const BLOCK: usize = 480;
const HOUR_S: usize = 3_600;
/// A run at a voice's own pace.
const PACED_S: usize = 60;
const ROUNDS: usize = 5;

/// When what was spoken until a ms was spoken.
type Spoken = Mutex<VecDeque<(i64, Instant)>>;

/// Speaks for so many seconds; says when each block was spoken, where that is wanted.
struct Voice {
    seconds: usize,
    /// At a voice's own pace then.
    spoken: Option<Arc<Spoken>>,
}

impl Ears for Voice {
    fn inputs(&self) -> Vec<Input> {
        Vec::new()
    }

    fn listen(&self, _: Option<&str>) -> Listening {
        let (line, listening) = line();
        let (seconds, spoken) = (self.seconds, self.spoken.clone());
        thread::spawn(move || speak(&line, seconds, spoken.as_deref()));
        listening
    }
}

fn speak(line: &Line, seconds: usize, spoken: Option<&Spoken>) {
    let Ok(mut feed) = Feed::new(RATE, 2) else { return };
    // A syllable of invented noise, so that nothing compresses or falls silent.
    let syllable: Vec<f32> = (0..RATE as usize * 2)
        .map(|at| ((at * 7_919 % 10_007) as f32 / 10_007.0 - 0.5) * ((at / 24_000 % 3) as f32 / 3.0))
        .collect();
    let began = Instant::now();
    for block in 0..seconds * RATE as usize / BLOCK {
        let from = block * BLOCK * 2 % (RATE as usize * 2);
        let frames = syllable.get(from..from + BLOCK * 2).unwrap_or_default();
        if let Some(spoken) = spoken {
            thread::sleep(Duration::from_millis((block as u64 + 1) * 10).saturating_sub(began.elapsed()));
            let ms = (block as i64 + 1) * 10;
            spoken
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push_back((ms, Instant::now()));
        }
        let Ok(sound) = feed.take(frames) else { return };
        if line.is_stopped() || !line.say(Heard::Sound(sound)) {
            return;
        }
    }
    while !line.is_stopped() {
        thread::sleep(Duration::from_millis(20));
    }
    if let Ok(rest) = feed.end() {
        line.say(Heard::Sound(rest));
    }
}

pub(crate) async fn measure(folder: &Path, table: &mut Table, say: &mut impl Write) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)?;
    let app = import::open(&folder.join("device")).await?;
    table.take("voice.durable_p99_s", &[paced(&app, say).await?]);

    let app = app.hearing(Arc::new(Voice {
        seconds: HOUR_S,
        spoken: None,
    }));
    let before = memory()?;
    let (start, spent) = (Instant::now(), cpu());
    let begun = app.start_recording(None, "An hour", None).await.map_err(failed)?;
    until(&app, |now| now.heard_ms >= HOUR_S as i64 * 1_000 - 200).await?;
    let spent = cpu() - spent;
    let after = memory()?;
    app.stop_recording().await.map_err(failed)?;
    writeln!(
        say,
        "voice: an hour recorded in {:.0} s, memory {before:.1} MiB before and {after:.1} MiB at its end",
        since(start) / 1e3
    )?;
    table.take("voice.cpu_percent", &[spent.as_secs_f64() / HOUR_S as f64 * 100.0]);

    let mut starts = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let note = app.voice_note(&begun.note).await.map_err(failed)?;
        let middle = 44 + HOUR_S as u64 / 2 * 32_000;
        let part = app
            .sound_part(&note.sound, middle, Some(middle + 31_999))
            .await
            .map_err(failed)?;
        ensure!(part.bytes.len() == 32_000 && !note.strokes.is_empty(), "a second of it");
        starts.push(since(start));
    }
    table.take("voice.play_start_ms", &starts);
    app.close().await;
    Ok(())
}

/// Seconds from a sample's being spoken to its being durable, p99, at a voice's own pace.
async fn paced(app: &App, say: &mut impl Write) -> anyhow::Result<f64> {
    let spoken = Arc::new(Mutex::new(VecDeque::new()));
    let ears = Voice {
        seconds: PACED_S,
        spoken: Some(spoken.clone()),
    };
    let app = app.clone().hearing(Arc::new(ears));
    let mut news = app.news();
    app.start_recording(None, "A minute", None).await.map_err(failed)?;
    let mut waited = Vec::new();
    while waited.len() < (PACED_S - 2) * 100 {
        let Ok(News::Recording(now)) = news.recv().await else {
            continue;
        };
        let mut spoken = spoken.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some((_, at)) = spoken.pop_front_if(|(ms, _)| *ms <= now.saved_ms) {
            waited.push(at.elapsed().as_secs_f64());
        }
    }
    app.stop_recording().await.map_err(failed)?;
    let (p50, p99) = (percentile(&waited, 0.5), percentile(&waited, 0.99));
    writeln!(
        say,
        "voice: spoken to durable, p50 {p50:.3} s, p99 {p99:.3} s of {} blocks",
        waited.len()
    )?;
    Ok(p99)
}

async fn until(app: &App, what: impl Fn(&Recording) -> bool) -> anyhow::Result<()> {
    let mut news = app.news();
    while !what(&app.recording()) {
        ensure!(app.recording().ended.is_none(), "the recording has ended");
        drop(news.recv().await);
    }
    Ok(())
}

fn failed(failure: Failure) -> anyhow::Error {
    anyhow!(failure.message)
}

/// Resident memory of this process, MiB.
fn memory() -> anyhow::Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib: f64 = resident.context("its memory")?.trim().trim_end_matches(" kB").parse()?;
    Ok(kib / 1024.0)
}
