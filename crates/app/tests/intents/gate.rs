use crate::desk::{self, PASSPHRASE, app_in};
use app::{FailureCode, Gate};

#[tokio::test]
async fn a_wrong_passphrase_is_told_and_the_right_one_still_opens() {
    let desk = desk::open().await;
    desk.app.close().await;
    let app = app_in(desk.folder.path(), &desk.clock);
    assert_eq!(app.gate().await.unwrap(), Gate::Passphrase);
    assert_eq!(
        app.unlock("something else".into()).await.unwrap_err().code,
        FailureCode::WrongPassphrase
    );
    assert!(matches!(
        app.unlock(PASSPHRASE.into()).await.unwrap(),
        Gate::Open { .. }
    ));
    assert!(matches!(app.gate().await.unwrap(), Gate::Open { .. }));
}

#[tokio::test]
async fn a_short_passphrase_is_refused_before_anything_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let app = app_in(folder.path(), &std::sync::Arc::new(1.into()));
    assert_eq!(
        app.unlock("short".into()).await.unwrap_err().code,
        FailureCode::WeakPassphrase
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    assert_eq!(app.gate().await.unwrap(), Gate::ChoosePassphrase);
}

#[tokio::test]
async fn whoever_asks_while_it_is_opening_gets_the_same_answer() {
    let folder = tempfile::tempdir().unwrap();
    let app = app_in(folder.path(), &std::sync::Arc::new(1.into()));
    let (one, other, gate) = tokio::join!(app.unlock(PASSPHRASE.into()), app.unlock(PASSPHRASE.into()), app.gate());
    let one = one.unwrap();
    assert!(matches!(one, Gate::Open { .. }));
    assert_eq!((other.unwrap(), gate.unwrap()), (one.clone(), one));
}

#[tokio::test]
async fn a_database_whose_key_is_gone_is_kept_and_a_new_one_begins_only_when_asked_for() {
    let desk = desk::open().await;
    desk.create("contact", &[("name", "Anneke Vos")]).await;
    desk.app.close().await;
    let folder = desk.folder.path();
    std::fs::remove_file(folder.join(keys_file())).unwrap();
    let before = std::fs::read(folder.join("outpost.db")).unwrap();

    let app = app_in(folder, &desk.clock);
    let Gate::Trouble {
        failure,
        can_start_beside,
    } = app.gate().await.unwrap()
    else {
        panic!("it opened")
    };
    assert_eq!((failure.code, can_start_beside), (FailureCode::KeyMissing, true));
    assert_eq!(std::fs::read(folder.join("outpost.db")).unwrap(), before);

    assert_eq!(app.start_beside().await.unwrap(), Gate::ChoosePassphrase);
    app.unlock(PASSPHRASE.into()).await.unwrap();
    assert_eq!(app.counts().await.unwrap()["contact"], 0);
    let aside = std::fs::read_dir(folder)
        .unwrap()
        .flatten()
        .find(|entry| entry.file_name().to_string_lossy().starts_with("set-aside-"))
        .unwrap();
    assert_eq!(std::fs::read(aside.path().join("outpost.db")).unwrap(), before);
}

fn keys_file() -> &'static str {
    "key.wrapped"
}

#[tokio::test]
async fn nothing_is_set_aside_without_trouble() {
    let desk = desk::open().await;
    assert_eq!(desk.app.start_beside().await.unwrap_err().code, FailureCode::Refused);
}

#[tokio::test]
async fn a_second_app_on_the_same_folder_is_told_that_it_is_open() {
    let desk = desk::open().await;
    let other = app_in(desk.folder.path(), &desk.clock);
    let Gate::Trouble {
        failure,
        can_start_beside,
    } = other.unlock(PASSPHRASE.into()).await.unwrap()
    else {
        panic!("two at once")
    };
    assert_eq!((failure.code, can_start_beside), (FailureCode::Locked, false));
}
