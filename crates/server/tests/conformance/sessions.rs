//! Facts about sessions: who may ask for what.

use crate::world::{Place, Replica, World, code};
use model::Role;
use protocol::{Answer, Ask, Author, Code, DeviceReport, Peer as _, Proof, Pull, Push, change_bytes, proof_bytes};

pub(crate) async fn nothing_is_answered_before_the_proof(place: Place) {
    let world = World::new(place).await;
    let ann = world.tablet(1, Role::Admin).await;
    let session = world.server.session();
    assert_eq!(code(session.ask(Ask::Fleet).await), Code::NotReady);
    assert_eq!(code(session.pull(Pull::default()).await), Code::NotReady);
    assert!(session.news().is_none());
    session.ask(Ask::Hello(ann.hello(0))).await.unwrap();
    assert_eq!(code(session.pull(Pull::default()).await), Code::NotReady);
    let mut stranger = ann.hello(0);
    stranger.org = [7; 16];
    assert_eq!(code(session.ask(Ask::Hello(stranger)).await), Code::SignIn);
    let mut newer = ann.hello(0);
    (newer.oldest, newer.newest) = (900, 901);
    assert_eq!(code(session.ask(Ask::Hello(newer)).await), Code::Version);
}

pub(crate) async fn a_wrong_token_or_key_is_asked_to_sign_in(place: Place) {
    let world = World::new(place).await;
    let ann = world.tablet(1, Role::Field).await;
    let mut wrong = world.tablet(2, Role::Field).await;
    wrong.token[31] ^= 1;
    assert_eq!(code(wrong.connect_at(&world.server, 0).await), Code::SignIn);
    // Ann's token under a key that is not hers.
    let session = world.server.session();
    let hello = ann.hello(0);
    let Answer::Welcome(welcome) = session.ask(Ask::Hello(hello.clone())).await.unwrap() else {
        panic!("no welcome");
    };
    let proof = Proof {
        signature: wrong.sign(&proof_bytes(&hello, &welcome.challenge)),
        token: ann.token,
    };
    assert_eq!(code(session.ask(Ask::Proof(proof)).await), Code::SignIn);
    let right = Proof {
        signature: ann.sign(&proof_bytes(&hello, &welcome.challenge)),
        token: ann.token,
    };
    assert_eq!(code(session.ask(Ask::Proof(right)).await), Code::NotReady); // one attempt for each hello
    ann.connect(&world).await;
}

pub(crate) async fn a_device_without_access_can_do_nothing(place: Place) {
    let world = World::new(place).await;
    let mut ann = world.tablet(1, Role::Field).await;
    let admin = world.tablet(2, Role::Admin).await;
    let of_ann = ann.connect(&world).await;
    let of_admin = admin.connect(&world).await;
    let revoke = || Ask::Revoke(ann.device.to_string());
    assert_eq!(code(of_ann.ask(revoke()).await), Code::NotYours);
    assert_eq!(
        code(of_admin.ask(Ask::Revoke("nobody".to_owned())).await),
        Code::NotYours
    );
    of_admin.ask(revoke()).await.unwrap();
    let change = ann.change(None, 0, &[("name", "Ben")]);
    assert_eq!(code(ann.push(&of_ann, 0, &[change]).await), Code::Revoked);
    assert_eq!(code(of_ann.pull(Pull::default()).await), Code::Revoked);
    assert_eq!(code(ann.connect_at(&world.server, 0).await), Code::Revoked);
    let mut replica = Replica::default();
    replica.follow(&of_admin, 10).await;
    assert!(replica.seqs.is_empty());
}

pub(crate) async fn what_belongs_to_somebody_else_is_not_stored(place: Place) {
    let world = World::new(place).await;
    let mut ann = world.tablet(1, Role::Field).await;
    let ben = world.tablet(2, Role::Field).await;
    let session = ann.connect(&world).await;
    let change = ann.change(None, 0, &[("name", "Ben")]);
    for author in [
        ben.author(),
        Author {
            by: ben.person,
            ..ann.author()
        },
        Author {
            on: ben.device,
            ..ann.author()
        },
    ] {
        let push = Push {
            author: Some(author),
            cursor: 0,
            changes: vec![change_bytes(&change)],
        };
        assert_eq!(code(session.push(push).await), Code::NotYours);
    }
    // Another organisation on the same server knows neither the device nor its log.
    let other = world.server.found("Suedwind", "Eve").await.unwrap();
    let mut hello = ann.hello(0);
    hello.org = other.org;
    let stranger = world.server.session();
    let Answer::Welcome(welcome) = stranger.ask(Ask::Hello(hello.clone())).await.unwrap() else {
        panic!("no welcome");
    };
    let proof = Proof {
        signature: ann.sign(&proof_bytes(&hello, &welcome.challenge)),
        token: ann.token,
    };
    assert_eq!(code(stranger.ask(Ask::Proof(proof)).await), Code::SignIn);
    let mut replica = Replica::default();
    replica.follow(&session, 10).await;
    assert!(replica.seqs.is_empty());
}

pub(crate) async fn a_pull_says_when_the_cursor_is_of_another_life(place: Place) {
    let world = World::new(place).await;
    let mut ann = world.tablet(1, Role::Field).await;
    let session = ann.connect(&world).await;
    let change = ann.change(None, 0, &[("name", "Ben")]);
    ann.push(&session, 0, &[change]).await.unwrap();
    let pull = |epoch, cursor| {
        session.pull(Pull {
            epoch,
            cursor,
            doubts: Vec::new(),
            most: 10,
            ..Pull::default()
        })
    };
    assert_eq!(code(pull(2, 1).await), Code::Epoch);
    assert_eq!(code(pull(1, 2).await), Code::Ahead);
    assert_eq!(pull(0, 0).await.unwrap().to, 1); // a device that holds nothing yet
}

pub(crate) async fn news_comes_after_the_commit(place: Place) {
    let world = World::new(place).await;
    let (mut ann, ben) = (world.tablet(1, Role::Field).await, world.tablet(2, Role::Office).await);
    let other = if world.place.is_shared() {
        world.another().await
    } else {
        world.server.clone()
    };
    let of_ben = ben.connect_at(&other, 0).await.unwrap().0;
    let mut news = of_ben.news().unwrap();
    assert_eq!(*news.borrow_and_update(), (1, 0));
    let of_ann = ann.connect(&world).await;
    let change = ann.change(None, 0, &[("name", "Ben")]);
    ann.push(&of_ann, 0, &[change]).await.unwrap();
    news.changed().await.unwrap();
    assert_eq!(*news.borrow(), (1, 1));
}

pub(crate) async fn only_managers_see_the_fleet(place: Place) {
    let world = World::new(place).await;
    let mut ann = world.tablet(1, Role::Field).await;
    let boss = world.tablet(2, Role::Manager).await;
    let of_ann = ann.connect_at(&world.server, world.now() + 90_000).await.unwrap().0;
    let of_boss = boss.connect(&world).await;
    let report = DeviceReport {
        app: "0.1.0".to_owned(),
        waiting: 4,
        ..DeviceReport::default()
    };
    of_ann.ask(Ask::Report(report.clone())).await.unwrap();
    let change = ann.change(None, 0, &[("name", "Ben")]);
    ann.push(&of_ann, 0, &[change]).await.unwrap();
    assert_eq!(code(of_ann.ask(Ask::Fleet).await), Code::NotYours);
    assert_eq!(code(of_boss.ask(Ask::Invite(Role::Field)).await), Code::NotYours);
    let Answer::Fleet(lines) = of_boss.ask(Ask::Fleet).await.unwrap() else {
        panic!("no fleet");
    };
    let line = lines.iter().find(|line| line.device == ann.device.to_string()).unwrap();
    assert_eq!((line.skew, line.here, line.behind), (90_000, true, 1));
    assert_eq!((&line.report, line.revoked), (&report, false));
    let report = DeviceReport {
        cursor: 1,
        ..DeviceReport::default()
    };
    of_boss.ask(Ask::Report(report)).await.unwrap();
    let asked = of_ann.ask(Ask::Cursors).await.unwrap();
    assert_eq!(asked, Answer::Cursors(vec![0, 1]), "on how many devices, not on whose");
    drop(of_ann);
    let Answer::Fleet(lines) = of_boss.ask(Ask::Fleet).await.unwrap() else {
        panic!("no fleet");
    };
    assert_eq!(lines.iter().filter(|line| line.here).count(), 1);
}

pub(crate) async fn a_device_that_is_connected_too_often_is_asked_to_come_again(place: Place) {
    let world = World::new(place).await;
    let (ann, ben) = (world.tablet(1, Role::Field).await, world.tablet(2, Role::Field).await);
    let mut sessions = Vec::new();
    for _ in 0..32 {
        sessions.push(ann.connect(&world).await);
    }
    let refused = ann.connect_at(&world.server, world.now()).await;
    assert_eq!(refused.unwrap_err().code, Code::Busy);
    ben.connect(&world).await; // nobody else is kept out
    sessions.pop();
    assert!(ann.connect_at(&world.server, world.now()).await.is_ok());
}
