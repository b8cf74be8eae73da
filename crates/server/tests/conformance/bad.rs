//! Facts about input that no honest device sends: a code each, nothing stored, nothing told.

use crate::world::{Place, Replica, Tablet, World, code, refused};
use model::{Act, FieldKey, KindKey, Role, Value, Write};
use protocol::{
    Answer, Ask, Code, DeviceReport, Enrol, Peer as _, Proof, Pull, Push, SignIn, change_bytes, limits, proof_bytes,
};

/// Names as somebody writes them who hopes that they become a path, a query or a page.
const STRANGE: [&str; 6] = [
    "../../../../etc/passwd",
    "..\\..\\windows\\system32",
    "/dev/null",
    "'; DROP TABLE device; --",
    "a\u{0}b",
    "<script>alert(1)</script>",
];

async fn log_is_empty(world: &World, tablet: &Tablet) {
    let mut replica = Replica::default();
    replica.follow(&tablet.connect(world).await, 10).await;
    assert!(replica.seqs.is_empty());
}

pub(crate) async fn a_signature_that_was_overheard_opens_nothing(place: Place) {
    let world = World::new(place).await;
    let ann = world.tablet(1, Role::Field).await;
    let session = world.server.session();
    let hello = ann.hello(0);
    let Answer::Welcome(welcome) = session.ask(Ask::Hello(hello.clone())).await.unwrap() else {
        panic!("no welcome");
    };
    let overheard = Proof {
        signature: ann.sign(&proof_bytes(&hello, &welcome.challenge)),
        token: ann.token,
    };
    session.ask(Ask::Proof(overheard.clone())).await.unwrap();
    // The same words on another connection: the challenge is another one, every time.
    for _ in 0..3 {
        let thief = world.server.session();
        let Answer::Welcome(again) = thief.ask(Ask::Hello(hello.clone())).await.unwrap() else {
            panic!("no welcome");
        };
        assert_ne!(again.challenge, welcome.challenge);
        assert_eq!(code(thief.ask(Ask::Proof(overheard.clone())).await), Code::SignIn);
        assert_eq!(code(thief.pull(Pull::default()).await), Code::NotReady);
    }
    // A ready session that greets anew has to prove itself anew.
    session.ask(Ask::Hello(hello)).await.unwrap();
    assert_eq!(code(session.pull(Pull::default()).await), Code::NotReady);
    log_is_empty(&world, &ann).await;
}

pub(crate) async fn another_organisations_ids_lead_nowhere(place: Place) {
    let world = World::new(place).await;
    let mut ann = world.tablet(1, Role::Admin).await;
    let session = ann.connect(&world).await;
    let made = ann.change(None, 0, &[("name", "Secret customer")]);
    ann.push(&session, 0, std::slice::from_ref(&made)).await.unwrap();
    // Eve is an administrator of another organisation on the same server.
    let other = world.server.found("Suedwind", "Eve").await.unwrap();
    let mut eve = Tablet::new(7);
    eve.name = "Eve".to_owned();
    eve.enrol(&world.server, &other.code).await.unwrap();
    let of_eve = eve.connect(&world).await;
    assert_eq!(
        code(of_eve.ask(Ask::Revoke(ann.device.to_string())).await),
        Code::NotYours
    );
    let Answer::Fleet(lines) = of_eve.ask(Ask::Fleet).await.unwrap() else {
        panic!("no fleet");
    };
    assert_eq!(lines.len(), 1);
    let asked = Pull {
        doubts: vec![made.id],
        most: 100,
        ..Pull::default()
    };
    let pulled = of_eve.pull(asked).await.unwrap();
    assert_eq!((pulled.verdicts.len(), pulled.entries.len(), pulled.last), (0, 0, 0));
    // An edit of the other's record, and the other's change handed in as one's own.
    let edit = eve.change(Some(made.record), 0, &[("role", "Mine")]);
    let pushed = eve.push(&of_eve, 0, &[edit]).await.unwrap();
    assert_eq!(refused(&pushed.answers[0].judged), Some("unknown-record"));
    let mut stolen = made.clone();
    (stolen.on, stolen.by, stolen.n) = (eve.device, eve.person, 9);
    let pushed = eve.push(&of_eve, 0, &[stolen]).await.unwrap();
    assert_eq!(
        pushed.answers[0].seq, 1,
        "it is a record of her own, in her own organisation"
    );
    let mut replica = Replica::default();
    replica.follow(&session, 10).await;
    assert_eq!(replica.seqs, [1]);
    assert_eq!(
        world.place.stored(world.org, made.record).await,
        replica.records[&made.record]
    );
    assert!(
        ann.connect_at(&world.server, 0).await.is_ok(),
        "nobody has taken the access away"
    );
}

pub(crate) async fn what_is_too_much_is_told_and_nothing_of_it_is_kept(place: Place) {
    let world = World::new(place).await;
    let mut ann = world.tablet(1, Role::Field).await;
    let session = ann.connect(&world).await;
    let one = change_bytes(&ann.change(None, 0, &[("name", "Ben")]));
    let brings = |changes: Vec<Vec<u8>>| {
        session.push(Push {
            author: None,
            cursor: 0,
            changes,
        })
    };
    assert_eq!(code(brings(vec![one.clone(); limits::PUSH + 1]).await), Code::TooLarge);
    let long = "x".repeat(limits::CHANGE);
    let large = change_bytes(&ann.change(None, 0, &[("name", &long)]));
    assert_eq!(code(brings(vec![one.clone(), large]).await), Code::TooLarge);
    let mut many = ann.change(None, 0, &[("name", "Ben")]);
    for number in 0..=limits::WRITES {
        let field = FieldKey::owned(format!("field_{number}"));
        many.writes.insert(field, Write::of(Value::Flag(true)));
    }
    assert_eq!(
        code(brings(vec![one.clone(), change_bytes(&many)]).await),
        Code::Unreadable
    );
    for cut in [0, 1, one.len() / 2, one.len() - 1] {
        let torn = one[..cut].to_vec();
        assert_eq!(code(brings(vec![one.clone(), torn]).await), Code::Unreadable);
    }
    let doubts = vec![ann.change(None, 0, &[("name", "Ben")]).id; limits::DOUBTS + 1];
    let asked = Pull {
        doubts,
        ..Pull::default()
    };
    assert_eq!(code(session.pull(asked).await), Code::TooLarge);
    let report = DeviceReport {
        app: "x".repeat(100_000),
        ..DeviceReport::default()
    };
    let told = session.ask(Ask::Report(report)).await;
    assert_eq!(code(told), Code::TooLarge);
    log_is_empty(&world, &ann).await;
}

pub(crate) async fn values_of_another_type_are_refused_one_by_one(place: Place) {
    let world = World::new(place).await;
    let mut ann = world.tablet(1, Role::Field).await;
    let session = ann.connect(&world).await;
    let mut bad = Vec::new();
    for value in [
        Value::Flag(true),
        Value::Whole(7),
        Value::Parts([("a".to_owned(), Value::text("b"))].into()),
        Value::text("no address"),
    ] {
        let mut change = ann.change(None, 0, &[("name", "Ben")]);
        change.writes.insert(FieldKey::of("email"), Write::of(value));
        bad.push(change);
    }
    let mut act = ann.change(None, 0, &[("name", "Ben")]);
    act.act = Act::Other("drop".to_owned());
    bad.push(act);
    let good = ann.change(None, 0, &[("name", "Good")]);
    bad.push(good);
    let pushed = ann.push(&session, 0, &bad).await.unwrap();
    let codes: Vec<_> = pushed.answers.iter().map(|answer| refused(&answer.judged)).collect();
    assert_eq!(codes[..4], [Some("unfit-value"); 4]);
    assert_eq!(codes[4..], [Some("unknown-record"), None]);
    assert_eq!(pushed.answers[5].seq, 1);
    let mut replica = Replica::default();
    replica.follow(&session, 10).await;
    assert_eq!(replica.seqs, [1]);
}

pub(crate) async fn strange_names_are_words_and_nothing_else(place: Place) {
    let world = World::new(place).await;
    let mut ann = world.tablet(1, Role::Admin).await;
    let session = ann.connect(&world).await;
    for (number, name) in (20..).zip(STRANGE) {
        let tablet = Tablet::new(number);
        let sign_in = SignIn {
            name: name.to_owned(),
            org: name.to_owned(),
            password: name.to_owned(),
            device: tablet.known(),
        };
        assert_eq!(code(world.server.sign_in(sign_in, name).await), Code::SignIn);
        assert_eq!(code(session.ask(Ask::Revoke(name.to_owned())).await), Code::NotYours);
        let enrol = |code: &str, device: protocol::Known| Enrol {
            code: code.to_owned(),
            name: name.to_owned(),
            password: "correct horse".to_owned(),
            device,
        };
        assert_eq!(
            code(world.server.enrol(enrol(name, tablet.known()), name).await),
            Code::Invitation
        );
        // As a person's name it is taken as it is, or not at all.
        let invited = world.server.invite(world.org, Role::Field).await.unwrap();
        let mut known = tablet.known();
        known.name = name.to_owned();
        if let Err(fault) = world.server.enrol(enrol(&invited, known), name).await {
            assert_eq!(fault.code.key(), "name-unfit", "{name}");
        }
        let mut made = ann.change(None, 0, &[("name", name)]);
        made.writes
            .insert(FieldKey::owned(format!("tags/{name}")), Write::of(Value::Flag(true)));
        // A kind that is not known is a newer peer's, and carried: under whatever name.
        let mut newer = ann.change(None, 0, &[("name", name)]);
        newer.kind = KindKey::owned(name.to_owned());
        let pushed = ann.push(&session, 0, &[made, newer]).await.unwrap();
        for answer in &pushed.answers {
            assert!(answer.seq > 0 || refused(&answer.judged).is_some());
        }
    }
    let Answer::Fleet(_) = session.ask(Ask::Fleet).await.unwrap() else {
        panic!("no fleet");
    };
}
