//! Files that hang on records: from real files and in pieces, brought to a real server, fetched by another device.

use crate::desk::{self, Desk, PASSPHRASE, app_in};
use crate::recording::in_step;
use app::{App, Attachment, AttachmentLook, BlobPlace, EnrolAsk, FailureCode, News};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use std::{path::PathBuf, time::Duration};
use tokio::time::timeout;

const LONG: Duration = Duration::from_secs(60);

/// So many bytes that begin as a picture does, and are others for another seed.
fn picture(bytes: usize, seed: u8) -> Vec<u8> {
    let mut picture = b"\x89PNG\r\n\x1a\n".to_vec();
    picture.extend((picture.len()..bytes).map(|at| (at % 239) as u8 ^ seed));
    picture
}

fn file(desk: &Desk, name: &str, bytes: &[u8]) -> String {
    let path: PathBuf = desk.folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path.to_string_lossy().into_owned()
}

async fn attach(desk: &Desk, about: &str, name: &str, bytes: &[u8]) -> String {
    let path = file(desk, name, bytes);
    desk.app.attach_file(about, &path).await.unwrap().record
}

/// What the window is served, put together from ranges.
async fn shown(app: &App, content: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let from = bytes.len() as u64;
        let part = app.attachment_part(content, Some((from, None))).await.unwrap();
        assert_eq!((part.first, part.media), (from, "image/png"));
        bytes.extend(part.bytes);
        if bytes.len() as u64 == part.whole {
            return bytes;
        }
    }
}

async fn file_when(app: &App, id: &str, what: impl Fn(&Attachment) -> bool) -> Attachment {
    let mut news = app.news();
    let reached = async {
        loop {
            let file = app.attachment(id).await.unwrap();
            if what(&file) {
                return file;
            }
            while !matches!(news.recv().await, Ok(News::Changed(_)) | Err(_)) {}
        }
    };
    timeout(LONG, reached).await.unwrap()
}

#[tokio::test]
async fn a_file_hangs_on_its_record_and_is_shown_found_told_and_saved_again() {
    let desk = desk::open().await;
    let anneke = desk.create("contact", &[("name", "Anneke Vos")]).await;
    let bytes = picture(2_500_000, 7);
    let id = attach(&desk, &anneke, "Meter cellar.png", &bytes).await;

    let listed = desk.app.attachments(&anneke).await.unwrap();
    assert_eq!(listed, [desk.app.attachment(&id).await.unwrap()]);
    let found = &listed[0];
    assert_eq!(
        (
            found.title.as_str(),
            found.media.as_str(),
            found.size,
            found.who.as_str()
        ),
        ("Meter cellar.png", "image/png", 2_500_000, "You")
    );
    assert_eq!((found.place, found.look), (BlobPlace::Here, AttachmentLook::Picture));
    assert_eq!(found.about.as_ref().unwrap().title, "Anneke Vos");
    assert!(shown(&desk.app, &found.content).await == bytes);
    let whole = desk.app.attachment_part(&found.content, None).await.unwrap();
    assert!(whole.bytes == bytes);

    let hits = desk.app.find("meter cel", 10).await.unwrap();
    assert!(hits.iter().any(|hit| hit.id == id), "{hits:?}");
    let timeline = desk.app.timeline(&anneke, None, 50).await.unwrap();
    let told: Vec<_> = timeline.groups.iter().flat_map(|group| &group.items).collect();
    assert!(told.iter().any(|item| item.what == "attached" && item.record == id));

    let copy = desk.folder.path().join("copy.png");
    desk.app
        .save_attachment(&found.content, copy.to_str().unwrap())
        .await
        .unwrap();
    assert!(std::fs::read(copy).unwrap() == bytes);
    desk.app.close().await;
}

#[tokio::test]
async fn a_file_is_removed_brought_back_and_called_otherwise_as_any_record_is() {
    let desk = desk::open().await;
    let anneke = desk.create("contact", &[("name", "Anneke Vos")]).await;
    let id = attach(&desk, &anneke, "IMG_2041.png", &picture(9_000, 1)).await;
    let token = desk.app.attachment(&id).await.unwrap().token;
    desk.edit(&id, &[("title", "Meter reading.png")]).await;
    let renamed = desk.app.attachment(&id).await.unwrap();
    assert_eq!(renamed.title, "Meter reading.png");
    assert_ne!(renamed.token, token);
    let gone = desk.app.delete_record(&id, &renamed.token).await.unwrap();
    assert!(desk.app.attachments(&anneke).await.unwrap().is_empty());
    desk.app.undo(&gone.gesture).await.unwrap();
    let back = desk.app.attachments(&anneke).await.unwrap();
    assert_eq!((back.len(), back[0].look), (1, AttachmentLook::Picture));
    desk.app.close().await;
}

#[tokio::test]
async fn the_same_file_twice_is_two_attachments_of_one_content() {
    let desk = desk::open().await;
    let anneke = desk.create("contact", &[("name", "Anneke Vos")]).await;
    let bytes = picture(700_000, 3);
    let one = attach(&desk, &anneke, "a.png", &bytes).await;
    let file_of_blobs = desk.folder.path().join(store::BLOBS);
    let size = || std::fs::metadata(&file_of_blobs).unwrap().len();
    desk.app.close().await;
    let before = size();
    let app = app_in(desk.folder.path(), &desk.clock);
    app.unlock(PASSPHRASE.into()).await.unwrap();
    let two = app
        .attach_file(&anneke, desk.folder.path().join("a.png").to_str().unwrap())
        .await
        .unwrap()
        .record;
    let contents = [&one, &two].map(|id| app.attachment(id));
    let [one, two] = contents;
    let (one, two) = (one.await.unwrap(), two.await.unwrap());
    assert_eq!(one.content, two.content);
    assert_eq!((one.look, two.look), (AttachmentLook::Picture, AttachmentLook::Picture));
    // Between the two a third one's pages are reused, of which none is left behind twice.
    for _ in 0..4 {
        app.attach_file(&anneke, desk.folder.path().join("a.png").to_str().unwrap())
            .await
            .unwrap();
    }
    app.close().await;
    assert!(size() < before * 5 / 2, "{before} bytes became {}", size());
}

#[tokio::test]
async fn what_is_dropped_comes_in_pieces_and_a_part_of_it_is_never_kept() {
    let desk = desk::open().await;
    let anneke = desk.create("contact", &[("name", "Anneke Vos")]).await;
    let bytes = picture(300_000, 9);
    let app = &desk.app;
    let pieces = || bytes.chunks(100_000).map(|piece| BASE64_STANDARD.encode(piece));
    let begin = async |size: u64| app.begin_attachment(&anneke, "Dropped.png", size).await.unwrap();

    let whole = begin(300_000).await;
    for piece in pieces() {
        app.attach_piece(&whole, &piece).await.unwrap();
    }
    let kept = app.end_attachment(&whole).await.unwrap();
    let file = app.attachment(&kept.record).await.unwrap();
    assert!(shown(app, &file.content).await == bytes);

    let stopped = begin(300_000).await;
    app.attach_piece(&stopped, &pieces().next().unwrap()).await.unwrap();
    app.stop_attachment(&stopped).await.unwrap();
    let short = begin(300_001).await;
    for piece in pieces() {
        app.attach_piece(&short, &piece).await.unwrap();
    }
    let failure = app.end_attachment(&short).await.unwrap_err();
    assert_eq!(failure.detail.as_deref(), Some("file_changed"));
    let long = begin(99_999).await;
    let failure = app.attach_piece(&long, &pieces().next().unwrap()).await.unwrap_err();
    assert_eq!(failure.detail.as_deref(), Some("file_changed"));
    let torn = begin(10).await;
    assert!(app.attach_piece(&torn, "no base64!").await.is_err());
    for over in [&stopped, &short, &long, &torn] {
        assert_eq!(app.end_attachment(over).await.unwrap_err().code, FailureCode::NotFound);
    }
    assert_eq!(app.attachments(&anneke).await.unwrap().len(), 1);
    desk.app.close().await;
}

#[tokio::test]
async fn what_cannot_be_attached_is_refused_with_the_reason_and_nothing_of_it_stays() {
    let desk = desk::open().await;
    let anneke = desk.create("contact", &[("name", "Anneke Vos")]).await;
    let folder = desk.folder.path().to_str().unwrap().to_owned();
    let empty = file(&desk, "empty.txt", b"");
    let huge = desk.folder.path().join("huge.bin");
    std::fs::File::create(&huge).unwrap().set_len(100_000_001).unwrap(); // a hole: nothing of it is written
    let cases = [
        (folder, "file_folder"),
        (empty, "file_empty"),
        (
            huge.to_str().unwrap().to_owned(),
            "file_too_large\t100000000\t100000001",
        ),
        (format!("{}x", huge.display()), "file_gone"),
    ];
    for (path, detail) in cases {
        let failure = desk.app.attach_file(&anneke, &path).await.unwrap_err();
        assert_eq!(
            (failure.code, failure.detail.as_deref()),
            (FailureCode::UnreadableFile, Some(detail))
        );
    }
    let nobody = ulid_like(&anneke);
    let one = file(&desk, "a.png", &picture(9_000, 0));
    let failure = desk.app.attach_file(&nobody, &one).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::NotFound);
    assert!(desk.app.attachments(&anneke).await.unwrap().is_empty());
    desk.app.close().await;
}

/// An id of nobody.
fn ulid_like(id: &str) -> String {
    let last = if id.ends_with('0') { "1" } else { "0" };
    format!("{}{last}", &id[..id.len() - 1])
}

#[tokio::test]
async fn a_page_or_a_program_is_kept_and_saved_and_never_given_to_the_window() {
    let desk = desk::open().await;
    let anneke = desk.create("contact", &[("name", "Anneke Vos")]).await;
    let cases: [(&str, &[u8], AttachmentLook); 4] = [
        ("logo.svg", b"<svg onload='alert(1)'/>", AttachmentLook::CouldRun),
        ("photo.png", b"<html><script>", AttachmentLook::CouldRun),
        ("tool.exe", b"MZ\x90\0", AttachmentLook::CouldRun),
        ("quote.pdf", b"%PDF-1.7 quote", AttachmentLook::Outside),
    ];
    for (name, bytes, look) in cases {
        let id = attach(&desk, &anneke, name, bytes).await;
        let file = desk.app.attachment(&id).await.unwrap();
        assert_eq!(file.look, look, "{name}");
        for range in [None, Some((0, None))] {
            let served = desk.app.attachment_part(&file.content, range).await;
            assert_eq!(served.unwrap_err().code, FailureCode::NotFound, "{name}");
        }
        let copy = desk.folder.path().join(format!("copy of {name}"));
        let saved = desk.app.save_attachment(&file.content, copy.to_str().unwrap()).await;
        saved.unwrap();
        assert_eq!(std::fs::read(copy).unwrap(), bytes);
    }
    desk.app.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_who_attach_at_once_keep_both_and_each_fetches_the_others() {
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
    let ana = desk::open().await;
    let anneke = ana.create("contact", &[("name", "Anneke Vos")]).await;
    ana.app.enrol(ask("Ana").await).await.unwrap();
    in_step(&ana.app, |_| true).await;
    let ben = desk::open().await;
    ben.app.enrol(ask("Ben").await).await.unwrap();
    in_step(&ben.app, |_| true).await;

    // Neither has seen the other's; the name is the same, the content is not, and a third one is the same file.
    let same = picture(900_000, 40);
    let (of_ana, of_ben) = (picture(1_300_000, 41), picture(600_000, 42));
    let a = attach(&ana, &anneke, "Meter.png", &of_ana).await;
    let b = attach(&ben, &anneke, "Meter.png", &of_ben).await;
    attach(&ana, &anneke, "Plan.png", &same).await;
    attach(&ben, &anneke, "Plan.png", &same).await;
    for (desk, own) in [(&ana, &a), (&ben, &b)] {
        file_when(&desk.app, own, |file| file.place == BlobPlace::Held).await;
    }
    for (desk, theirs, bytes, who) in [(&ana, &b, &of_ben, "Ben"), (&ben, &a, &of_ana, "Ana")] {
        let all = timeout(LONG, async {
            let mut news = desk.app.news();
            loop {
                let all = desk.app.attachments(&anneke).await.unwrap();
                if all.len() == 4 {
                    return all;
                }
                while !matches!(news.recv().await, Ok(News::Changed(_)) | Err(_)) {}
            }
        });
        let all = all.await.unwrap();
        let plans: Vec<_> = all.iter().filter(|file| file.title == "Plan.png").collect();
        assert_eq!(plans.len(), 2);
        assert_eq!(plans[0].content, plans[1].content);
        assert!(
            plans.iter().all(|plan| plan.look == AttachmentLook::Picture),
            "one content for both"
        );
        let seen = all.iter().find(|file| file.id == *theirs).unwrap();
        assert_eq!(
            (seen.place, seen.look, seen.who.as_str(), seen.size),
            (BlobPlace::Away, AttachmentLook::NotHere, who, bytes.len() as u64)
        );
        assert!(desk.app.attachment_part(&seen.content, None).await.is_err());
        desk.app.fetch_attachment(theirs).await.unwrap();
        let fetched = file_when(&desk.app, theirs, |file| file.place == BlobPlace::Held).await;
        assert_eq!(fetched.look, AttachmentLook::Picture);
        assert!(shown(&desk.app, &fetched.content).await == *bytes);
    }
    ana.app.close().await;
    ben.app.close().await;
    serving.abort();
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_disk_that_fills_up_half_way_keeps_nothing_of_the_file_and_takes_it_with_room_again() {
    use grounds::namespace::{Own, inside, tmpfs};
    let name = "attachments::a_disk_that_fills_up_half_way_keeps_nothing_of_the_file_and_takes_it_with_room_again";
    if !inside(Own::Mounts, name).unwrap() {
        return;
    }
    let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    tmpfs(folder.path(), "size=80m").unwrap();
    let clock = std::sync::Arc::new(std::sync::atomic::AtomicI64::new(1_790_000_000_000));
    let app = app_in(folder.path(), &clock);
    app.unlock(PASSPHRASE.into()).await.unwrap();
    let form = desk::form(&[("name", "Anneke Vos")]);
    let anneke = app.create_record("contact", form).await.unwrap().record;
    let bytes = picture(12_000_000, 8);
    let path = outside.path().join("Plan.png");
    std::fs::write(&path, &bytes).unwrap();

    let begun = app
        .begin_attachment(&anneke, "Plan.png", bytes.len() as u64)
        .await
        .unwrap();
    let piece = BASE64_STANDARD.encode(&bytes[..600_000]);
    app.attach_piece(&begun, &piece).await.unwrap();
    let ballast = folder.path().join("ballast");
    let mut file = std::fs::File::create(&ballast).unwrap();
    let block = vec![0xaa; 4096];
    while std::io::Write::write_all(&mut file, &block).is_ok() {}
    drop(file);
    let failure = async {
        loop {
            if let Err(failure) = app.attach_piece(&begun, &piece).await {
                return failure;
            }
        }
    };
    let failure = failure.await;
    assert_eq!(failure.code, FailureCode::DiskFull, "{failure:?}");
    assert_eq!(
        app.end_attachment(&begun).await.unwrap_err().code,
        FailureCode::NotFound
    );
    let refused = app.attach_file(&anneke, path.to_str().unwrap()).await.unwrap_err();
    assert_eq!(refused.code, FailureCode::DiskFull);
    assert!(refused.detail.unwrap().starts_with("file_no_room\t"));
    assert!(app.attachments(&anneke).await.unwrap().is_empty());

    std::fs::remove_file(&ballast).unwrap();
    let kept = app.attach_file(&anneke, path.to_str().unwrap()).await.unwrap();
    let file = app.attachment(&kept.record).await.unwrap();
    assert!(shown(&app, &file.content).await == bytes);
    app.close().await;
}
