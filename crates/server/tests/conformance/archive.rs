//! Facts about backups.

use crate::world::{Place, Replica, World};
use model::Role;
use server::{Server, ServerError};

pub(crate) async fn a_backup_of_either_database_is_restored_into_an_empty_one_and_nothing_else_is(place: Place) {
    let world = World::new(place).await;
    let mut ann = world.tablet(1, Role::Field).await;
    let session = ann.connect(&world).await;
    let made: Vec<_> = (0..50)
        .map(|k| ann.change(None, 0, &[("name", &format!("Customer {k}"))]))
        .collect();
    ann.push(&session, 0, &made).await.unwrap();
    let refused = ann.change(None, 0, &[("name", "")]);
    ann.push(&session, 0, &[refused]).await.unwrap();
    let mut before = Replica::default();
    before.follow(&session, 4_000).await;
    let folder = tempfile::tempdir().unwrap();
    let (file, words) = (folder.path().join("backup"), "correct horse");
    let held = world.server.back_up(&file, words).await.unwrap();
    assert_eq!((held[0].name.as_str(), held[0].seq), ("Nordlicht", 50));

    let elsewhere = Place::file();
    let server = elsewhere.open(&world).await;
    let wrong = server.restore(&file, "correct house").await;
    assert!(matches!(wrong, Err(ServerError::Passphrase)));
    let cut = folder.path().join("cut");
    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&cut, &whole[..whole.len() - 40]).unwrap();
    assert!(server.restore(&cut, words).await.is_err());
    assert_eq!(server.organisations().await.unwrap(), [], "nothing was restored");
    server.restore(&file, words).await.unwrap();
    assert!(matches!(
        server.restore(&file, words).await,
        Err(ServerError::NameTaken)
    ));

    // The same people, by the same keys and tokens; the same log, by its chain; the same records.
    let (session, ready) = ann.connect_at(&server, world.now()).await.unwrap();
    assert_eq!(ready.known_n, ann.n);
    let mut after = Replica::default();
    after.follow(&session, 4_000).await;
    assert_eq!((after.seqs, after.head), (before.seqs, before.head));
    for change in &made {
        assert_eq!(
            elsewhere.stored(world.org, change.record).await,
            world.place.stored(world.org, change.record).await
        );
    }
}

pub(crate) async fn an_entry_that_was_altered_in_the_database_is_found_and_its_place_told(place: Place) {
    let world = World::new(place).await;
    let mut ann = world.tablet(1, Role::Field).await;
    let session = ann.connect(&world).await;
    let made: Vec<_> = (0..5).map(|_| ann.change(None, 0, &[("name", "Ben")])).collect();
    ann.push(&session, 0, &made).await.unwrap();
    let server: &Server = &world.server;
    assert_eq!(server.renew().await.unwrap()[0].seq, 5);
    // The bytes of one change under the name of another.
    world
        .place
        .alter("UPDATE log SET bytes = (SELECT other.bytes FROM log other WHERE other.seq = 1) WHERE seq = 3")
        .await;
    assert!(matches!(server.renew().await, Err(ServerError::Chain(3))));
}
