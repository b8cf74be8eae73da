//! Facts about the log.

use crate::world::{Place, Replica, START, World, code, refused};
use model::{Act, KindKey, Outcome, RecordId, Role, Value};
use protocol::{Code, Judged, Peer as _, Pull};

pub(crate) async fn pushing_again_changes_nothing_and_answers_the_same(place: Place) {
    let world = World::new(place).await;
    let mut ann = world.tablet(1, Role::Field).await;
    let session = ann.connect(&world).await;
    let made = ann.change(None, 0, &[("name", "Ben")]);
    let edit = ann.change(Some(made.record), 0, &[("role", "Farmer")]);
    let stray = ann.change(Some(RecordId::from_bytes([9; 16])), 0, &[("role", "Nobody")]);
    let empty = ann.change(None, 0, &[("name", "")]);
    let changes = [made, edit, stray, empty];
    let first = ann.push(&session, 0, &changes).await.unwrap();
    assert_eq!(
        first.answers.iter().map(|answer| answer.seq).collect::<Vec<_>>(),
        [1, 2, 0, 0]
    );
    assert_eq!(refused(&first.answers[2].judged), Some("unknown-record"));
    assert_eq!(refused(&first.answers[3].judged), Some("missing-field"));
    world.later(5_000);
    let again = ann.push(&session, 0, &changes).await.unwrap();
    assert_eq!(first.answers, again.answers);
    let alone = ann.push(&session, 1, &changes[1..2]).await.unwrap();
    assert_eq!(alone.answers[0], first.answers[1]);
    assert_eq!(alone.receipt.head, None); // it follows from what the device holds
    let mut replica = Replica::default();
    replica.follow(&session, 100).await;
    assert_eq!(replica.seqs, [1, 2]);
}

pub(crate) async fn the_same_id_with_other_content_is_refused(place: Place) {
    let world = World::new(place).await;
    let mut ann = world.tablet(1, Role::Field).await;
    let session = ann.connect(&world).await;
    let made = ann.change(None, 0, &[("name", "Ben")]);
    let mut other = made.clone();
    other.writes = ann.change(None, 0, &[("name", "Bob")]).writes;
    // Within one push, and in a later one.
    let first = ann.push(&session, 0, &[made.clone(), other.clone()]).await.unwrap();
    assert_eq!((first.answers[0].seq, first.answers[1].seq), (1, 0));
    assert_eq!(refused(&first.answers[1].judged), Some("id-reused"));
    let later = ann.push(&session, 0, &[other, made]).await.unwrap();
    assert_eq!(refused(&later.answers[0].judged), Some("id-reused"));
    assert_eq!(later.answers[1], first.answers[0]);
    let mut replica = Replica::default();
    replica.follow(&session, 100).await;
    assert_eq!(replica.seqs, [1]);
}

pub(crate) async fn the_same_counter_under_another_id_is_of_another_copy_and_nothing_of_the_push_is_taken(
    place: Place,
) {
    let world = World::new(place).await;
    let mut ann = world.tablet(1, Role::Field).await;
    let session = ann.connect(&world).await;
    let made = ann.change(None, 0, &[("name", "Ben")]);
    ann.push(&session, 0, &[made]).await.unwrap();
    let mut other = ann.change(None, 0, &[("name", "Bob")]);
    other.n = 1;
    let beside = ann.change(None, 0, &[("name", "Cleo")]);
    assert_eq!(code(ann.push(&session, 1, &[beside, other]).await), Code::Cloned);
    let mut replica = Replica::default();
    replica.follow(&session, 100).await;
    assert_eq!(replica.seqs, [1]);
}

pub(crate) async fn replicas_fold_the_log_to_the_servers_own_records(place: Place) {
    let world = World::new(place).await;
    let (mut ann, mut ben) = (world.tablet(1, Role::Field).await, world.tablet(2, Role::Office).await);
    let (of_ann, of_ben) = (ann.connect(&world).await, ben.connect(&world).await);
    let made: Vec<_> = (0..40)
        .map(|k| ann.change(None, 0, &[("name", &format!("Customer {k}"))]))
        .collect();
    ann.push(&of_ann, 0, &made).await.unwrap();
    let mut small = Replica::default();
    small.follow(&of_ben, 7).await;
    for (at, made) in made.iter().enumerate() {
        let log = if at % 3 == 0 { 40 } else { 20 };
        let edit = ben.change(Some(made.record), log, &[("role", "Farmer"), ("lead", "working")]);
        let own = ann.change(Some(made.record), log, &[("role", "Smith"), ("lead", "qualified")]);
        ben.push(&of_ben, 0, &[edit]).await.unwrap();
        ann.push(&of_ann, 0, &[own]).await.unwrap();
    }
    let mut whole = Replica::default();
    whole.follow(&of_ann, 4_000).await;
    small.follow(&of_ben, 5).await;
    assert_eq!(whole.seqs, (1..=120).collect::<Vec<u64>>());
    assert_eq!(whole.records, small.records);
    for (id, record) in &whole.records {
        assert_eq!(world.place.stored(world.org, *id).await, *record);
        assert!(record.standing("lead").len() == 2, "both stand until somebody decides");
    }
}

pub(crate) async fn sessions_that_push_at_once_get_every_position_once(place: Place) {
    let world = World::new(place).await;
    let mut tasks = Vec::new();
    for seed in 1..=4 {
        let mut tablet = world.tablet(seed, Role::Field).await;
        let session = tablet.connect(&world).await;
        tasks.push(tokio::spawn(async move {
            let mut seqs = Vec::new();
            for _ in 0..20 {
                let changes: Vec<_> = (0..5).map(|_| tablet.change(None, 0, &[("name", "Ben")])).collect();
                let pushed = tablet.push(&session, 0, &changes).await.unwrap();
                seqs.extend(pushed.answers.iter().map(|answer| answer.seq));
            }
            seqs
        }));
    }
    let mut seqs = Vec::new();
    for task in tasks {
        let own = task.await.unwrap();
        assert!(own.is_sorted(), "a device's own changes keep their order");
        seqs.extend(own);
    }
    seqs.sort_unstable();
    assert_eq!(seqs, (1..=400).collect::<Vec<u64>>());
    let tablet = world.tablet(9, Role::Auditor).await;
    let mut replica = Replica::default();
    replica.follow(&tablet.connect(&world).await, 64).await;
    assert_eq!(replica.seqs, seqs);
}

pub(crate) async fn two_processes_take_turns_without_a_gap(place: Place) {
    if !place.is_shared() {
        return; // an embedded database is one process's own
    }
    let world = World::new(place).await;
    let other = world.another().await;
    let (mut ann, mut ben) = (world.tablet(1, Role::Field).await, world.tablet(2, Role::Office).await);
    let here = ann.connect(&world).await;
    let there = ben.connect_at(&other, world.now()).await.unwrap().0;
    let made = ann.change(None, 0, &[("name", "Ben")]);
    ann.push(&here, 0, std::slice::from_ref(&made)).await.unwrap();
    for turn in 0..10 {
        let edit = ann.change(Some(made.record), 1, &[("role", &format!("A{turn}"))]);
        let own = ben.change(Some(made.record), 1, &[("role", &format!("B{turn}"))]);
        let (one, two) = ([edit], [own]);
        let (one, two) = tokio::join!(ann.push(&here, 0, &one), ben.push(&there, 0, &two));
        assert!(one.unwrap().answers[0].seq > 0 && two.unwrap().answers[0].seq > 0);
    }
    let (mut one, mut two) = (Replica::default(), Replica::default());
    one.follow(&here, 100).await;
    two.follow(&there, 3).await;
    assert_eq!(one.seqs, (1..=21).collect::<Vec<u64>>());
    assert_eq!(one.records, two.records);
    assert_eq!(
        world.place.stored(world.org, made.record).await,
        one.records[&made.record]
    );
    other.stop().await.unwrap();
}

pub(crate) async fn a_field_that_two_have_changed_is_judged_the_same_everywhere(place: Place) {
    let world = World::new(place).await;
    let (mut ann, mut ben) = (world.tablet(1, Role::Field).await, world.tablet(2, Role::Office).await);
    let (of_ann, of_ben) = (ann.connect(&world).await, ben.connect(&world).await);
    let made = ann.change(None, 0, &[("name", "Ben")]);
    ann.push(&of_ann, 0, std::slice::from_ref(&made)).await.unwrap();
    let one = ann.change(Some(made.record), 1, &[("lead", "working")]);
    let two = ben.change(Some(made.record), 1, &[("lead", "customer")]);
    let plain = ann.push(&of_ann, 1, &[one]).await.unwrap();
    assert!(matches!(plain.answers[0].judged, Judged::Plain { .. }));
    let both = ben.push(&of_ben, 1, &[two]).await.unwrap();
    let Judged::Whole { verdict } = &both.answers[0].judged else {
        panic!("two values stand, which is not plain");
    };
    assert_eq!(verdict.outcomes.values().collect::<Vec<_>>(), [&Outcome::KeptBeside]);
    assert!(both.receipt.head.is_some()); // position 2 is not ben's own
    let mut replica = Replica::default();
    replica.follow(&of_ben, 100).await;
    assert_eq!(replica.records[&made.record].standing("lead").len(), 2);
}

pub(crate) async fn what_saw_more_than_was_given_out_is_not_judged_but_told(place: Place) {
    let world = World::new(place).await;
    let mut ann = world.tablet(1, Role::Field).await;
    let session = ann.connect(&world).await;
    let future = ann.change(None, 7, &[("name", "Ben")]);
    let mut epoch = ann.change(None, 0, &[("name", "Ben")]);
    epoch.base.epoch = 2;
    for ahead in [future, epoch] {
        let pushed = ann.push(&session, 0, &[ahead]).await;
        assert_eq!(pushed.unwrap_err().code, Code::Ahead);
    }
}

pub(crate) async fn a_late_change_that_was_replaced_before_it_came_stays_replaced(place: Place) {
    let mut world = World::new(place).await;
    let mut ann = world.tablet(1, Role::Field).await;
    let session = ann.connect(&world).await;
    let made = ann.change(None, 0, &[("name", "Ben")]);
    let late = ann.change(Some(made.record), 0, &[("role", "Farmer")]);
    let newer = ann.change(Some(made.record), 0, &[("role", "Smith")]);
    ann.push(&session, 0, &[made.clone(), newer]).await.unwrap();
    world.restart().await; // nothing of it is in memory any more
    let session = ann.connect(&world).await;
    let pushed = ann.push(&session, 0, &[late]).await.unwrap();
    let Judged::Whole { verdict } = &pushed.answers[0].judged else {
        panic!("what was replaced is not plain");
    };
    assert_eq!(
        verdict.outcomes.values().collect::<Vec<_>>(),
        [&Outcome::AlreadyReplaced]
    );
}

pub(crate) async fn a_custom_field_is_declared_by_its_record(place: Place) {
    let mut world = World::new(place).await;
    let mut ann = world.tablet(1, Role::Admin).await;
    let session = ann.connect(&world).await;
    let mut field = ann.change(
        None,
        0,
        &[("label", "Acres"), ("for_kind", "contact"), ("type", "whole")],
    );
    field.kind = KindKey::of("custom_field");
    let key = format!("x_{}", field.record.to_string().to_lowercase());
    let key: &'static str = Box::leak(key.into_boxed_str());
    let mut fits = ann.change(None, 0, &[("name", "Ben"), (key, "")]);
    fits.writes.get_mut(key).unwrap().value = Value::Whole(40);
    let wrong = ann.change(None, 0, &[("name", "Bob"), (key, "many")]);
    let pushed = ann.push(&session, 0, &[field, fits, wrong]).await.unwrap();
    assert_eq!(
        pushed.answers.iter().map(|answer| answer.seq).collect::<Vec<_>>(),
        [1, 2, 0]
    );
    assert_eq!(refused(&pushed.answers[2].judged), Some("unfit-value"));
    world.restart().await;
    let session = ann.connect(&world).await;
    let wrong = ann.change(None, 0, &[("name", "Bob"), (key, "many")]);
    let pushed = ann.push(&session, 0, &[wrong]).await.unwrap();
    assert_eq!(refused(&pushed.answers[0].judged), Some("unfit-value"));
    // Only an administrator declares one.
    let mut rep = world.tablet(2, Role::Field).await;
    let mut field = rep.change(
        None,
        0,
        &[("label", "Acres"), ("for_kind", "contact"), ("type", "whole")],
    );
    field.kind = KindKey::of("custom_field");
    let session = rep.connect(&world).await;
    let pushed = rep.push(&session, 0, &[field]).await.unwrap();
    assert_eq!(refused(&pushed.answers[0].judged), Some("admins-only"));
}

pub(crate) async fn a_restart_forgets_nothing(place: Place) {
    let mut world = World::new(place).await;
    let mut ann = world.tablet(1, Role::Field).await;
    let session = ann.connect(&world).await;
    let made = ann.change(None, 0, &[("name", "Ben")]);
    let gone = {
        let mut gone = ann.change(Some(made.record), 0, &[("life", "deleted")]);
        gone.act = Act::Delete;
        gone
    };
    let stray = ann.change(Some(RecordId::from_bytes([9; 16])), 0, &[("role", "Nobody")]);
    let changes = [made, gone, stray];
    let first = ann.push(&session, 0, &changes).await.unwrap();
    world.restart().await;
    let (session, ready) = ann.connect_at(&world.server, START).await.unwrap();
    assert_eq!(ready.known_n, 3);
    assert_eq!(ann.push(&session, 0, &changes).await.unwrap().answers, first.answers);
    let doubts = changes.iter().map(|change| change.id).collect();
    let pulled = session
        .pull(Pull {
            epoch: 1,
            cursor: 0,
            doubts,
            most: 10,
            ..Pull::default()
        })
        .await
        .unwrap();
    for (change, answer) in changes.iter().zip(&first.answers) {
        assert!(pulled.verdicts.contains(&(change.id, answer.clone())));
    }
    // Somebody else's are not theirs to ask for.
    let ben = world.tablet(2, Role::Admin).await;
    let pull = Pull {
        doubts: vec![changes[0].id],
        most: 1,
        ..Pull::default()
    };
    let pulled = ben.connect(&world).await.pull(pull).await.unwrap();
    assert_eq!((pulled.verdicts, pulled.entries.len(), pulled.last), (Vec::new(), 1, 2));
}
