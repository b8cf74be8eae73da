//! Voice notes: spoken by a test into the app's ears, kept in real files, brought to a real server.

use crate::desk::{self, Desk, PASSPHRASE, app_in};
use app::{
    App, BlobPlace, EnrolAsk, FailureCode, News, PhaseOf, Recording, RecordingPhase, SyncState, TimelineItem, VoiceNote,
};
use std::{
    f64::consts::TAU,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    time::Duration,
};
use tokio::time::timeout;
use voice::{Ears, Heard, Input, Listening, Trouble, line};

const LONG: Duration = Duration::from_secs(60);
const HEADER: usize = 44;

/// A microphone that says what the test says.
struct Mouth {
    said: Arc<Mutex<Receiver<Heard>>>,
    open: Arc<AtomicUsize>,
}

/// The test's end of it.
struct Speaker {
    says: Sender<Heard>,
    open: Arc<AtomicUsize>,
}

fn mouth() -> (Arc<Mouth>, Speaker) {
    let (says, said) = channel();
    let open = Arc::new(AtomicUsize::new(0));
    let said = Arc::new(Mutex::new(said));
    (
        Arc::new(Mouth {
            said,
            open: open.clone(),
        }),
        Speaker { says, open },
    )
}

impl Ears for Mouth {
    fn inputs(&self) -> Vec<Input> {
        vec![Input {
            id: "mouth".into(),
            name: "A mouth".into(),
            is_default: true,
        }]
    }

    fn listen(&self, _: Option<&str>) -> Listening {
        let (line, listening) = line();
        let (said, open) = (self.said.clone(), self.open.clone());
        std::thread::spawn(move || {
            let said = said.lock().unwrap();
            open.fetch_add(1, Ordering::SeqCst);
            line.say(Heard::Opened("A mouth".into()));
            while !line.is_stopped() {
                match said.recv_timeout(Duration::from_millis(5)) {
                    Ok(heard) => {
                        let last = matches!(heard, Heard::Ended(_));
                        if !line.say(heard) || last {
                            break;
                        }
                    }
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => break,
                }
            }
            open.fetch_sub(1, Ordering::SeqCst);
        });
        listening
    }
}

impl Speaker {
    /// A tone, in blocks as a device gives them. Answers with what was said.
    fn tone(&self, hz: f64, ms: usize) -> Vec<u8> {
        let at = |sample: usize| ((TAU * hz * sample as f64 / 16_000.0).sin() * 12_000.0) as i16;
        let pcm: Vec<i16> = (0..ms * 16).map(at).collect();
        for block in pcm.chunks(320) {
            self.says.send(Heard::Sound(block.to_vec())).unwrap();
        }
        pcm.iter().flat_map(|sample| sample.to_le_bytes()).collect()
    }

    fn ends(&self, why: Trouble) {
        self.says.send(Heard::Ended(why)).unwrap();
    }
}

async fn talking() -> (Desk, Speaker) {
    let mut desk = desk::open().await;
    let (mouth, speaker) = mouth();
    desk.app = desk.app.hearing(mouth);
    (desk, speaker)
}

async fn until(app: &App, what: impl Fn(&Recording) -> bool) -> Recording {
    let mut news = app.news();
    let reached = async {
        loop {
            let now = app.recording();
            if what(&now) {
                return now;
            }
            drop(news.recv().await);
        }
    };
    timeout(LONG, reached).await.unwrap()
}

/// The note as soon as it is like that.
async fn note_when(app: &App, id: &str, what: impl Fn(&VoiceNote) -> bool) -> VoiceNote {
    let mut news = app.news();
    let reached = async {
        loop {
            let note = app.voice_note(id).await.unwrap();
            if what(&note) {
                return note;
            }
            while !matches!(news.recv().await, Ok(News::Changed(_)) | Err(_)) {}
        }
    };
    timeout(LONG, reached).await.unwrap()
}

async fn spoken(app: &App, about: &str) -> Vec<TimelineItem> {
    let timeline = app.timeline(about, None, 50).await.unwrap();
    let items = timeline.groups.into_iter().flat_map(|group| group.items);
    items.filter(|item| item.what == "recorded").collect()
}

/// The whole file, read as a player does.
async fn file(app: &App, sound: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let part = app
            .sound_part(sound, bytes.len() as u64, Some(bytes.len() as u64 + 9_999))
            .await
            .unwrap();
        assert!(part.bytes.len() <= 10_000);
        bytes.extend(part.bytes);
        if bytes.len() as u64 == part.whole {
            return bytes;
        }
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[tokio::test]
async fn a_note_is_there_from_its_first_sound_and_in_the_end_is_what_was_said() {
    let (desk, speaker) = talking().await;
    let anneke = desk.create("contact", &[("name", "Anneke Vos")]).await;
    let said = speaker.tone(440.0, 3_240);
    let begun = desk
        .app
        .start_recording(Some(&anneke), "Voice note", None)
        .await
        .unwrap();
    assert_eq!(
        (begun.phase, begun.microphone.as_str()),
        (RecordingPhase::Recording, "A mouth")
    );
    assert_eq!(
        begun.about.as_ref().map(|about| about.title.as_str()),
        Some("Anneke Vos")
    );
    assert_eq!(spoken(&desk.app, &anneke).await.len(), 1, "while it is recorded");
    assert_eq!(
        desk.app.voice_note(&begun.note).await.unwrap().place,
        BlobPlace::Recording
    );
    let now = until(&desk.app, |now| now.saved_ms >= 3_000 && now.heard_ms >= 3_200).await;
    assert!(now.level_db > -10 && now.strokes.len() >= 30, "{now:?}");
    let two = desk.app.start_recording(None, "Voice note", None).await.unwrap_err();
    assert_eq!(two.code, FailureCode::Refused);

    let ended = desk.app.stop_recording().await.unwrap().ended.unwrap();
    assert_eq!(
        (ended.why.as_str(), ended.length_ms, ended.trouble),
        ("kept", 3_240, None)
    );
    let note = desk.app.voice_note(&begun.note).await.unwrap();
    assert_eq!(
        (note.place, note.length_ms, note.ended.as_str()),
        (BlobPlace::Here, 3_240, "kept")
    );
    assert_eq!((note.stroke_ms, note.strokes.len()), (50, 65));
    let whole = file(&desk.app, &note.sound).await;
    assert_eq!(&whole[HEADER..], said);
    let digest = ring_hex(&said);
    assert_eq!(note.sound, digest);
    assert!(
        desk.app
            .sound_part(&note.sound, whole.len() as u64, None)
            .await
            .is_err(),
        "behind the end"
    );

    let elsewhere = tempfile::tempdir().unwrap();
    let wav = elsewhere.path().join("said.wav");
    desk.app
        .export_sound(&note.sound, &wav.to_string_lossy())
        .await
        .unwrap();
    assert_eq!(std::fs::read(wav).unwrap(), whole);
    // Nothing of it lies in the clear beside the databases.
    let tone = &said[3_200..3_264];
    for entry in std::fs::read_dir(desk.folder.path()).unwrap().map(Result::unwrap) {
        let bytes = std::fs::read(entry.path()).unwrap();
        assert!(
            !bytes.windows(tone.len()).any(|part| part == tone),
            "{:?}",
            entry.path()
        );
    }
    let desk = desk.reopened().await;
    assert_eq!(file(&desk.app, &note.sound).await, whole);
}

fn ring_hex(bytes: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn what_was_being_recorded_when_the_disk_was_copied_is_recovered_in_place() {
    let (desk, speaker) = talking().await;
    let anneke = desk.create("contact", &[("name", "Anneke Vos")]).await;
    let said = speaker.tone(660.0, 2_700);
    let begun = desk
        .app
        .start_recording(Some(&anneke), "Voice note", None)
        .await
        .unwrap();
    until(&desk.app, |now| now.heard_ms >= 2_700 && now.saved_ms >= 2_000).await;
    // A battery that dies leaves just this; nothing was flushed for it.
    let other = tempfile::tempdir().unwrap();
    copy(desk.folder.path(), other.path());
    let found = app_in(other.path(), &desk.clock);
    found.unlock(PASSPHRASE.into()).await.unwrap();
    let note = note_when(&found, &begun.note, |note| note.ended == "recovered").await;
    assert!((1_700..=2_700).contains(&note.length_ms), "{}", note.length_ms);
    assert_eq!(note.place, BlobPlace::Here);
    let whole = file(&found, &note.sound).await;
    assert_eq!(&whole[HEADER..], &said[..note.length_ms as usize * 32], "to the sample");
    assert!(!note.strokes.is_empty());
    assert_eq!(spoken(&found, &anneke).await[0].record, begun.note);
    found.close().await;
    // The one that went on does so.
    let ended = desk.app.stop_recording().await.unwrap().ended.unwrap();
    assert_eq!(ended.length_ms, 2_700);
}

#[tokio::test]
async fn a_pause_closes_the_microphone_and_what_is_said_then_is_in_no_note() {
    let (desk, speaker) = talking().await;
    let mut said = speaker.tone(440.0, 700);
    let begun = desk.app.start_recording(None, "Voice note", None).await.unwrap();
    until(&desk.app, |now| now.heard_ms >= 700).await;
    let paused = desk.app.pause_recording().await.unwrap();
    assert_eq!(
        (paused.phase, paused.saved_ms),
        (RecordingPhase::Paused, 700),
        "all of it is saved"
    );
    while speaker.open.load(Ordering::SeqCst) > 0 {
        tokio::task::yield_now().await;
    }
    said.extend(speaker.tone(880.0, 400));
    let resumed = desk.app.resume_recording().await.unwrap();
    assert_eq!(resumed.phase, RecordingPhase::Recording);
    until(&desk.app, |now| now.heard_ms >= 1_100).await;
    // Whoever closes the app keeps what was said.
    let desk = desk.reopened().await;
    let note = desk.app.voice_note(&begun.note).await.unwrap();
    assert_eq!((note.ended.as_str(), note.length_ms), ("kept", 1_100));
    assert_eq!(&file(&desk.app, &note.sound).await[HEADER..], said);
}

#[tokio::test]
async fn a_microphone_that_goes_away_ends_the_note_and_keeps_what_was_said() {
    let (desk, speaker) = talking().await;
    speaker.tone(440.0, 900);
    let begun = desk.app.start_recording(None, "Voice note", None).await.unwrap();
    speaker.ends(Trouble::Lost);
    let now = until(&desk.app, |now| now.ended.is_some()).await;
    let ended = now.ended.unwrap();
    assert_eq!(
        (ended.why.as_str(), ended.trouble.as_deref(), ended.length_ms),
        ("lost", Some("lost"), 900)
    );
    let note = desk.app.voice_note(&begun.note).await.unwrap();
    assert_eq!((note.ended.as_str(), note.place), ("lost", BlobPlace::Here));
    let gone = desk.app.stop_recording().await.unwrap_err();
    assert_eq!(
        (gone.code, gone.detail.as_deref()),
        (FailureCode::Refused, Some("no_recording"))
    );
}

#[tokio::test]
async fn without_a_sound_nothing_is_announced_and_no_note_is_made() {
    let (desk, speaker) = talking().await;
    let before = desk.app.counts().await.unwrap();
    for why in [Trouble::NoMicrophone, Trouble::Refused, Trouble::Busy] {
        speaker.ends(why);
        let failure = desk.app.start_recording(None, "Voice note", None).await.unwrap_err();
        assert_eq!(
            (failure.code, failure.detail.as_deref()),
            (FailureCode::NoSound, Some(why.code()))
        );
        assert_eq!(desk.app.recording(), Recording::default());
    }
    assert_eq!(desk.app.counts().await.unwrap(), before);
    speaker.tone(440.0, 100);
    desk.app.start_recording(None, "Voice note", None).await.unwrap();
    desk.app.stop_recording().await.unwrap();
}

#[tokio::test]
async fn a_discarded_note_is_gone_and_comes_back_with_its_sound_when_that_is_undone() {
    let (desk, speaker) = talking().await;
    let anneke = desk.create("contact", &[("name", "Anneke Vos")]).await;
    let said = speaker.tone(440.0, 800);
    let begun = desk
        .app
        .start_recording(Some(&anneke), "Voice note", None)
        .await
        .unwrap();
    until(&desk.app, |now| now.heard_ms >= 800).await;
    let discarded = desk.app.discard_recording().await.unwrap();
    assert!(spoken(&desk.app, &anneke).await.is_empty());
    assert_eq!(
        desk.app.voice_note(&begun.note).await.unwrap().sound,
        "",
        "it waits for nobody"
    );
    desk.app.undo(&discarded.gesture).await.unwrap();
    let note = note_when(&desk.app, &begun.note, |note| !note.sound.is_empty()).await;
    assert_eq!((note.alive, note.ended.as_str(), note.length_ms), (true, "kept", 800));
    assert_eq!(&file(&desk.app, &note.sound).await[HEADER..], said);
}

#[tokio::test]
async fn a_note_is_found_by_its_title_its_summary_and_its_markers() {
    let (desk, speaker) = talking().await;
    speaker.tone(440.0, 1_600);
    let begun = desk.app.start_recording(None, "Voice note", None).await.unwrap();
    until(&desk.app, |now| now.heard_ms >= 1_600).await;
    desk.app.mark_recording("weld weeps").await.unwrap();
    assert_eq!(desk.app.recording().markers, 1);
    desk.app.stop_recording().await.unwrap();
    desk.app.mark_sound(&begun.note, 400, "gasket").await.unwrap();
    desk.edit(
        &begun.note,
        &[("title", "Boiler two"), ("summary", "Exchanger leaks, a cup an hour")],
    )
    .await;
    let note = desk.app.voice_note(&begun.note).await.unwrap();
    let markers: Vec<(i64, &str)> = note
        .markers
        .iter()
        .map(|marker| (marker.at_ms, marker.words.as_str()))
        .collect();
    assert_eq!(markers, [(0, "gasket"), (1_000, "weld weeps")]);
    for words in ["boiler two", "exchanger", "weeps", "gasket"] {
        let hits = desk.app.find(words, 10).await.unwrap();
        assert!(hits.iter().any(|hit| hit.id == begun.note), "{words}");
    }
}

pub(crate) async fn in_step(app: &App, what: impl Fn(&SyncState) -> bool) {
    let mut news = app.news();
    app.sync_now().await.unwrap();
    let reached = async {
        loop {
            let state = app.sync_state().await.unwrap();
            if state.phase == PhaseOf::Online && state.waiting == 0 && state.position == state.last && what(&state) {
                return;
            }
            drop(news.recv().await);
        }
    };
    timeout(LONG, reached).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sound_goes_to_the_server_and_another_device_fetches_it_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let server = server::Server::open(folder.path().join("server.db").to_str().unwrap())
        .await
        .unwrap();
    let org = server.found("Nordlicht", "Ada").await.unwrap().org;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let serving = tokio::spawn(server::serve(server.clone(), listener, std::future::pending()));
    let ask = async |name: &str| EnrolAsk {
        url: url.clone(),
        code: server.invite(org, model::Role::Office).await.unwrap(),
        name: name.to_owned(),
        password: "correct horse".to_owned(),
    };
    let (ana, speaker) = talking().await;
    let anneke = ana.create("contact", &[("name", "Anneke Vos")]).await;
    let said = speaker.tone(440.0, 12_000);
    let begun = ana
        .app
        .start_recording(Some(&anneke), "Voice note", None)
        .await
        .unwrap();
    until(&ana.app, |now| now.heard_ms >= 12_000).await;
    ana.app.stop_recording().await.unwrap();
    ana.app.enrol(ask("Ana").await).await.unwrap();
    let held = note_when(&ana.app, &begun.note, |note| note.place == BlobPlace::Held).await;

    let ben = desk::open().await;
    ben.app.enrol(ask("Ben").await).await.unwrap();
    in_step(&ben.app, |_| true).await;
    assert_eq!(spoken(&ben.app, &anneke).await.len(), 1);
    let seen = ben.app.voice_note(&begun.note).await.unwrap();
    assert_eq!(
        (seen.place, seen.length_ms, seen.strokes.len()),
        (BlobPlace::Away, 12_000, 0)
    );
    assert!(
        ben.app.sound_part(&seen.sound, 0, None).await.is_err(),
        "it is not here"
    );
    ben.app.fetch_sound(&begun.note).await.unwrap();
    let fetched = note_when(&ben.app, &begun.note, |note| note.place == BlobPlace::Held).await;
    assert_eq!(
        (fetched.sound, fetched.strokes),
        (held.sound, held.strokes),
        "the same outline, from the bytes alone"
    );
    assert_eq!(&file(&ben.app, &seen.sound).await[HEADER..], said);
    ana.app.close().await;
    ben.app.close().await;
    serving.abort();
}
