//! The battery dies while somebody speaks. A process of this same test binary records what counts upwards, as fast as a voice does,
//! and says how far it has come; it is killed by SIGKILL at a random moment. What is found afterwards is what was said, from the
//! beginning on, and at most a second short. `OUTPOST_KILLS=100` is the campaign.
#![expect(clippy::unwrap_used, reason = "a test may fall over")]

use app::{App, KeyPlace, News, Surroundings, VoiceNote};
use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{runtime::Runtime, time::timeout};
use voice::{Ears, Heard, Input, Listening, line};

const PASSPHRASE: &str = "correct horse battery";
const FOLDER: &str = "OUTPOST_TEST_RECORDER";
const NAME: &str = "a_recording_that_is_killed_at_any_moment_is_whole_up_to_its_last_second";
const LONG: Duration = Duration::from_secs(60);
/// Samples of a block, and how long it takes to say: 20 ms.
const BLOCK: usize = 320;

/// Counts upwards, a number a sample, in real time; says how many it has said.
struct Counting;

impl Ears for Counting {
    fn inputs(&self) -> Vec<Input> {
        Vec::new()
    }

    fn listen(&self, _: Option<&str>) -> Listening {
        let (line, listening) = line();
        std::thread::spawn(move || {
            let (began, mut said) = (Instant::now(), 0usize);
            while !line.is_stopped() {
                let block = (said..said + BLOCK).map(|count| count as i16).collect();
                said += BLOCK;
                let due = Duration::from_micros(said as u64 * 1_000_000 / 16_000);
                std::thread::sleep(due.saturating_sub(began.elapsed())); // a voice takes its time
                line.say(Heard::Sound(block));
                let mut out = std::io::stdout();
                writeln!(out, "said {said}").unwrap();
                out.flush().unwrap();
            }
        });
        listening
    }
}

async fn opened(folder: &Path) -> App {
    let mut surroundings = Surroundings::of_this_computer(folder.to_owned());
    surroundings.keys = KeyPlace::Passphrase;
    let app = App::new(surroundings).hearing(Arc::new(Counting));
    app.unlock(PASSPHRASE.to_owned()).await.unwrap();
    app
}

/// The child: records until it dies.
async fn records(folder: &Path) {
    let app = opened(folder).await;
    let begun = app.start_recording(None, "Voice note", None).await.unwrap();
    let mut out = std::io::stdout();
    writeln!(out, "note {}", begun.note).unwrap();
    out.flush().unwrap();
    std::future::pending::<()>().await;
}

/// What the child said before it died: its note, and how many samples.
fn killed_after(folder: &Path, ms: u64) -> (String, usize) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", NAME, "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut note, mut said, mut begun) = (String::new(), 0, None::<Instant>);
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        match line.split_once(' ') {
            Some(("note", id)) => (note, begun) = (id.to_owned(), Some(Instant::now())),
            Some(("said", count)) => said = count.parse().unwrap(),
            _ => {}
        }
        if begun.is_some_and(|begun| begun.elapsed() >= Duration::from_millis(ms)) {
            child.kill().unwrap(); // what it had still to say comes, then the end
            begun = None;
        }
    }
    child.wait().unwrap();
    (note, said)
}

async fn recovered(app: &App, id: &str) -> VoiceNote {
    let mut news = app.news();
    let reached = async {
        loop {
            let note = app.voice_note(id).await.unwrap();
            if !note.sound.is_empty() || !note.alive {
                return note;
            }
            while !matches!(news.recv().await, Ok(News::Changed(_)) | Err(_)) {}
        }
    };
    timeout(LONG, reached).await.unwrap()
}

/// Every sample is the number that it was said as.
async fn counts_on(app: &App, note: &VoiceNote) {
    let (mut at, mut count) = (44u64, 0usize);
    while at < 44 + note.length_ms as u64 * 32 {
        let part = app.sound_part(&note.sound, at, None).await.unwrap();
        for two in part.bytes.chunks_exact(2) {
            assert_eq!(i16::from_le_bytes(two.try_into().unwrap()), count as i16);
            count += 1;
        }
        at += part.bytes.len() as u64;
    }
}

#[test]
fn a_recording_that_is_killed_at_any_moment_is_whole_up_to_its_last_second() {
    let runtime = Runtime::new().unwrap();
    if let Some(folder) = std::env::var_os(FOLDER) {
        return runtime.block_on(records(Path::new(&folder)));
    }
    let kills: usize = std::env::var("OUTPOST_KILLS").map_or(4, |kills| kills.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let mut worst = 0;
    for kill in 0..kills {
        // Spread over the second in which a segment is committed, and over what follows.
        let ms = 40 + (kill as u64 * 617) % 2_900;
        let (id, said) = killed_after(folder.path(), ms);
        runtime.block_on(async {
            let app = opened(folder.path()).await;
            let note = recovered(&app, &id).await;
            let kept = if note.alive { note.length_ms as usize * 16 } else { 0 };
            let lost_ms = said.saturating_sub(kept) / 16;
            assert!(
                lost_ms <= 1_000,
                "{lost_ms} ms of {} ms, killed after {ms} ms",
                said / 16
            );
            if note.alive {
                assert_eq!(note.ended, "recovered");
                counts_on(&app, &note).await;
            }
            worst = worst.max(lost_ms);
            app.close().await;
        });
    }
    println!("{kills} kills, at most {worst} ms lost");
}
