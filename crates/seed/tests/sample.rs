//! The sample organisation on a real server, and somebody who joins it.
#![expect(clippy::unwrap_used, reason = "a test falls over where it fails")]

use app::{App, KeyPlace, Surroundings, SyncState};
use server::Server;
use std::time::Duration;
use tokio::net::TcpListener;

fn fresh(folder: &tempfile::TempDir) -> App {
    App::new(Surroundings {
        keys: KeyPlace::Passphrase,
        person: "Somebody".to_owned(),
        device: "A new tablet".to_owned(),
        ..Surroundings::of_this_computer(folder.path().to_owned())
    })
}

async fn until(app: &App, stands: impl Fn(&SyncState) -> bool) -> SyncState {
    let mut news = app.news();
    loop {
        let state = app.sync_state().await.unwrap();
        if stands(&state) {
            return state;
        }
        let _lagged = tokio::time::timeout(Duration::from_secs(60), news.recv())
            .await
            .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_device_joins_the_sample_and_sees_what_its_people_did_when_they_did_it() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("server.db");
    let mut way = seed::found(place.to_str().unwrap()).await.unwrap();

    let server = Server::open(place.to_str().unwrap()).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    way.url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(server::serve(server, listener, std::future::pending()));

    let home = tempfile::tempdir().unwrap();
    let app = fresh(&home);
    app.unlock("correct horse battery".into()).await.unwrap();
    let own = app.me().await.unwrap();
    app.join(way.into()).await.unwrap();
    let state = until(&app, |state| {
        state.contact.is_some() && state.position > 0 && state.position >= state.last
    })
    .await;
    assert_eq!(
        (state.waiting, state.refused, state.person.as_str()),
        (0, 0, "Mara Ivens")
    );

    let counts = app.counts().await.unwrap();
    let expected = [
        ("company", 60),
        ("contact", 140),
        ("deal", 90),
        ("issue", 24),
        ("colleague", 9),
        ("pipeline", 2),
        ("service_level", 4),
    ];
    for (kind, number) in expected {
        assert_eq!(counts[kind], number, "{kind}");
    }
    assert_ne!(
        app.me().await.unwrap(),
        own,
        "the person is who joined, without a restart"
    );
    let sample = app.sample_state().await.unwrap();
    assert!(
        sample.served && !sample.loaded,
        "nothing here is to be removed by a click"
    );
    let deals = app.board(None, "everyone", "", 500).await.unwrap();
    let cards = || deals.columns.iter().flat_map(|column| &column.cards);
    assert_eq!(deals.name, "Heating and cooling");
    assert!(
        cards().any(|card| card.quiet.is_some()),
        "the quarter is as long as it was"
    );
    let contested: Vec<_> = cards()
        .filter(|card| card.contested)
        .map(|card| card.line.as_str())
        .collect();
    assert_eq!(contested, ["Avonmouth Cold Store"]);
    let devices = app.fleet().await.unwrap().devices;
    assert_eq!(devices.len(), 9);
    let form = |name: &str| devices.iter().find(|one| one.name == name).map(|one| one.form.as_str());
    assert_eq!(
        (form("Ilse’s phone"), form("Van 2 laptop")),
        (Some("phone"), Some("laptop"))
    );
    assert!(
        devices.iter().all(|one| one.waiting == 0 && one.refused == 0),
        "{devices:?}"
    );
}
