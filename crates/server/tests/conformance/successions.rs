//! Facts about old copies of devices, which go on as devices of their own.

use crate::world::{Place, Replica, Tablet, World, code};
use model::{Change, DeviceId, Role};
use protocol::{Answer, Ask, Code, DeviceLine, Fault, Peer, Succession, succession_bytes};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use server::Session;

/// What `tablet` would go on as.
fn successor(tablet: &Tablet, seed: u8) -> Tablet {
    let mut successor = Tablet::new(seed);
    (successor.person, successor.org) = (tablet.person, tablet.org);
    (successor.server_key, successor.n) = (tablet.server_key.clone(), tablet.n);
    successor.token = [seed; 32];
    successor
}

fn succession(old: &Tablet, new: &Tablet) -> Succession {
    let mut succession = Succession {
        device: new.device,
        key: new.key.public_key().as_ref().try_into().unwrap(),
        token: new.token,
        by_old: [0; 64],
        by_new: [0; 64],
    };
    let said = succession_bytes(&old.org, old.device, &succession);
    (succession.by_old, succession.by_new) = (old.sign(&said), new.sign(&said));
    succession
}

async fn succeed(session: &Session, succession: Succession) -> Result<Answer, Fault> {
    session.ask(Ask::Succeed(Box::new(succession))).await
}

/// The tablet as it was, on another disk; it draws its own ids.
fn copy(tablet: &Tablet) -> Tablet {
    let mut copy = successor(tablet, 100);
    copy.device = tablet.device;
    copy.key = Ed25519KeyPair::from_seed_unchecked(&tablet.device.to_bytes().repeat(2)).unwrap();
    copy.token = tablet.token;
    copy
}

async fn names(world: &World, tablet: &Tablet) -> usize {
    let mut replica = Replica::default();
    replica.follow(&tablet.connect(world).await, 100).await;
    replica.records.len()
}

async fn fleet(world: &World, boss: &Tablet) -> Vec<DeviceLine> {
    let session = boss.connect(world).await;
    match session.ask(Ask::Fleet).await.unwrap() {
        Answer::Fleet(lines) => lines,
        _ => panic!("no fleet"),
    }
}

fn line(lines: &[DeviceLine], device: DeviceId) -> &DeviceLine {
    lines.iter().find(|line| line.device == device.to_string()).unwrap()
}

/// The same change from another device.
fn anew(change: &Change, on: &Tablet) -> Change {
    let mut change = change.clone();
    change.on = on.device;
    change.base.own.push((on.device, change.n - 1));
    change.base.own.sort_unstable();
    change
}

pub(crate) async fn an_old_copy_is_told_and_goes_on_as_a_device_of_its_own(place: Place) {
    let world = World::new(place).await;
    let (mut ann, boss) = (world.tablet(1, Role::Field).await, world.tablet(2, Role::Manager).await);
    let session = ann.connect(&world).await;
    let first = ann.change(None, 0, &[("name", "Ben")]);
    ann.push(&session, 0, std::slice::from_ref(&first)).await.unwrap();
    let mut old = copy(&ann);
    let lost = ann.change(None, 1, &[("name", "Lost")]);
    ann.push(&session, 1, std::slice::from_ref(&lost)).await.unwrap();
    let own = old.change(None, 1, &[("name", "Own")]);
    let (of_old, ready) = old.connect_at(&world.server, world.now()).await.unwrap();
    assert_eq!(
        (ready.known_n, ready.known_id),
        (2, Some(lost.id)),
        "another than its own"
    );
    assert_eq!(
        code(old.push(&of_old, 1, std::slice::from_ref(&own)).await),
        Code::Cloned
    );
    let new = successor(&old, 7);
    let asked = succession(&old, &new);
    assert_eq!(succeed(&of_old, asked.clone()).await.unwrap(), Answer::Done);
    // The answer was lost: the same again.
    assert_eq!(succeed(&of_old, asked).await.unwrap(), Answer::Done);
    let (of_new, ready) = new.connect_at(&world.server, world.now()).await.unwrap();
    assert_eq!((ready.known_n, ready.known_id, ready.role), (0, None, Role::Field));
    let pushed = new.push(&of_new, 2, &[anew(&own, &new)]).await.unwrap();
    assert_eq!(pushed.answers[0].seq, 3);
    assert_eq!(names(&world, &boss).await, 3);
    let lines = fleet(&world, &boss).await;
    assert_eq!(line(&lines, new.device).copy_of, Some(ann.device.to_string()));
    assert_eq!(line(&lines, ann.device).succeeded, Some(world.now()));
    let Answer::Cursors(cursors) = of_new.ask(Ask::Cursors).await.unwrap() else {
        panic!("no cursors");
    };
    assert_eq!(cursors.len(), 2, "what a copy goes on for holds nothing any more");
}

pub(crate) async fn a_succession_takes_both_keys_and_is_good_once(place: Place) {
    let world = World::new(place).await;
    let (ann, other) = (world.tablet(1, Role::Field).await, world.tablet(2, Role::Field).await);
    let session = ann.connect(&world).await;
    let (new, later) = (successor(&ann, 7), successor(&ann, 8));
    let good = succession(&ann, &new);
    let forged = [
        Succession {
            by_old: good.by_new,
            ..good.clone()
        },
        Succession {
            by_new: good.by_old,
            ..good.clone()
        },
        Succession {
            token: [0; 32],
            ..good.clone()
        },
        Succession {
            device: later.device,
            ..good.clone()
        },
        succession(&other, &new),
    ];
    for forged in forged {
        assert_eq!(code(succeed(&session, forged).await), Code::SignIn);
    }
    // Nobody takes a device over that is there.
    let mut theirs = successor(&ann, 2);
    theirs.key = Ed25519KeyPair::from_seed_unchecked(&[9; 32]).unwrap();
    assert_eq!(code(succeed(&session, succession(&ann, &theirs)).await), Code::NotYours);
    succeed(&session, good).await.unwrap();
    assert_eq!(code(succeed(&session, succession(&ann, &later)).await), Code::Succeeded);
    assert_eq!(code(later.connect_at(&world.server, 0).await), Code::SignIn);
}

pub(crate) async fn the_id_stays_with_whoever_holds_its_whole_past(place: Place) {
    let world = World::new(place).await;
    let (mut ann, boss) = (world.tablet(1, Role::Field).await, world.tablet(2, Role::Manager).await);
    let mut clone = copy(&ann);
    let of_ann = ann.connect(&world).await;
    let made = ann.change(None, 0, &[("name", "Ben")]);
    ann.push(&of_ann, 0, &[made]).await.unwrap();
    let of_clone = clone.connect(&world).await;
    let theirs = clone.change(None, 0, &[("name", "Cleo")]);
    assert_eq!(code(clone.push(&of_clone, 0, &[theirs]).await), Code::Cloned);
    succeed(&of_clone, succession(&clone, &successor(&clone, 7)))
        .await
        .unwrap();
    assert!(line(&fleet(&world, &boss).await, ann.device).succeeded.is_some());
    // The first that spoke is there all the same.
    let edit = ann.change(None, 1, &[("name", "Dora")]);
    ann.push(&of_ann, 1, &[edit]).await.unwrap();
    assert_eq!(line(&fleet(&world, &boss).await, ann.device).succeeded, None);
    assert_eq!(names(&world, &boss).await, 2);
}

pub(crate) async fn a_change_that_another_copy_has_brought_is_not_taken_twice(place: Place) {
    let world = World::new(place).await;
    let mut ann = world.tablet(1, Role::Field).await;
    let shared = ann.change(None, 0, &[("name", "Ben")]);
    let clone = copy(&ann);
    let of_clone = clone.connect(&world).await;
    let new = successor(&clone, 7);
    succeed(&of_clone, succession(&clone, &new)).await.unwrap();
    let of_new = new.connect(&world).await;
    let pushed = new.push(&of_new, 0, &[anew(&shared, &new)]).await.unwrap();
    assert_eq!(pushed.answers[0].seq, 1);
    let of_ann = ann.connect(&world).await;
    let beside = ann.change(None, 0, &[("name", "Cleo")]);
    assert_eq!(
        code(ann.push(&of_ann, 0, &[beside.clone(), shared.clone()]).await),
        Code::Cloned
    );
    let asked = protocol::Pull {
        doubts: vec![shared.id, beside.id],
        most: 1,
        ..protocol::Pull::default()
    };
    let known = of_ann.pull(asked).await.unwrap().verdicts;
    assert_eq!(
        known.iter().map(|(id, answer)| (*id, answer.seq)).collect::<Vec<_>>(),
        [(shared.id, 1)]
    );
    assert_eq!(ann.push(&of_ann, 1, &[beside]).await.unwrap().answers[0].seq, 2);
}

pub(crate) async fn two_sessions_of_one_id_do_not_write_past_each_other(place: Place) {
    let world = World::new(place).await;
    let mut ann = world.tablet(1, Role::Field).await;
    let mut clone = copy(&ann);
    clone.n = 4; // it has written more, so that no number is used twice
    let (of_ann, of_clone) = (ann.connect(&world).await, clone.connect(&world).await);
    let one = ann.change(None, 0, &[("name", "Ben")]);
    let two = clone.change(None, 0, &[("name", "Cleo")]);
    ann.push(&of_ann, 0, std::slice::from_ref(&one)).await.unwrap();
    assert_eq!(code(clone.push(&of_clone, 0, &[two]).await), Code::Cloned);
    // A push that arrives twice, or again in a session that begins meanwhile, is no other copy.
    ann.push(&of_ann, 0, std::slice::from_ref(&one)).await.unwrap();
    let later = ann.connect(&world).await;
    let next = ann.change(None, 0, &[("name", "Dora")]);
    ann.push(&of_ann, 1, std::slice::from_ref(&next)).await.unwrap();
    assert_eq!(ann.push(&later, 1, &[next]).await.unwrap().answers[0].seq, 2);
}

pub(crate) async fn taking_a_copys_access_away_takes_that_of_the_id_it_came_from(place: Place) {
    let world = World::new(place).await;
    let (ann, boss) = (world.tablet(1, Role::Field).await, world.tablet(2, Role::Admin).await);
    let session = ann.connect(&world).await;
    let new = successor(&ann, 7);
    succeed(&session, succession(&ann, &new)).await.unwrap();
    let of_boss = boss.connect(&world).await;
    of_boss.ask(Ask::Revoke(new.device.to_string())).await.unwrap();
    for tablet in [&ann, &new] {
        assert_eq!(code(tablet.connect_at(&world.server, 0).await), Code::Revoked);
    }
}
