//! Messages as each version wrote them first, in hexadecimal. A file that is there is never changed: devices out there speak it.

use crate::any::somebody;
use model::{
    Act, Base, Change, ChangeId, Context, DeviceId, FieldKey, GestureId, Hlc, Judged, KindKey, PersonId, RecordId,
    Role, Schema, Value, Write, apply, decide,
};
use protocol::{
    Answer, Answered, Ask, Call, Checksum, Code, DeviceReport, Entry, Forgotten, HandBack, Hello, Proof, Pull, Pulled,
    Push, Pushed, Reached, Ready, Recall, Recalled, Receipt, SnapshotAsk, SnapshotPage, Succession, Tip, Welcome,
    change_bytes, decode_answer, decode_ask, encode_answer, encode_ask, record_bytes,
};
use std::{collections::BTreeMap, fmt::Write as _, path::PathBuf};

fn path(name: &str) -> PathBuf {
    let version = match name {
        name if OF_VERSION_2.contains(&name) => "v2",
        name if OF_VERSION_3.contains(&name) => "v3",
        _ => "v1",
    };
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    folder.join(version).join(format!("{name}.hex"))
}

const OF_VERSION_2: [&str; 6] = [
    "ask-snapshot",
    "ask-past",
    "ask-succeed",
    "answer-snapshot",
    "answer-past",
    "answer-ready-knowing",
];

const OF_VERSION_3: [&str; 3] = ["ask-pull-scoped", "answer-pulled-scoped", "answer-pulled-anew"];

fn create() -> Change {
    let id = ChangeId::from_parts(1_800_000_000_000, 42);
    let text = |text: &str| Write::of(Value::Text(text.to_owned()));
    Change {
        id,
        on: somebody().on,
        n: 1,
        by: somebody().by,
        record: RecordId::from_bytes(id.to_bytes()),
        kind: KindKey::of("contact"),
        act: Act::Create,
        base: Base::default(),
        writes: BTreeMap::from([
            (FieldKey::of("name"), text("Ben")),
            (FieldKey::of("tags/vip"), Write::of(Value::Flag(true))),
        ]),
        at: Hlc {
            ms: 1_800_000_000_000,
            count: 0,
        },
        jumps: 0,
        of: None,
        gesture: GestureId::from_bytes(id.to_bytes()),
        purged: false,
        v: 1,
    }
}

/// An edit with everything that a change can carry.
fn edit() -> Change {
    let parts = BTreeMap::from([
        ("amount".to_owned(), Value::Text("12.50".to_owned())),
        ("unit".to_owned(), Value::Nothing),
    ]);
    Change {
        id: ChangeId::from_parts(1_800_000_000_500, 43),
        n: 7,
        record: create().record,
        act: Act::Other("book".to_owned()),
        base: Base {
            epoch: 1,
            log: 300,
            own: vec![(somebody().on, 5), (DeviceId::from_bytes([9; 16]), 12)],
            ..Base::default()
        },
        writes: BTreeMap::from([
            (FieldKey::of("amount"), Write::of(Value::Parts(parts))),
            (FieldKey::of("count"), Write::of(Value::Whole(-40))),
            (FieldKey::of("gone"), Write::of(Value::Redacted)),
        ]),
        at: Hlc {
            ms: 1_800_000_000_600,
            count: 3,
        },
        jumps: -90_000,
        of: Some(create().id),
        gesture: GestureId::from_parts(1_800_000_000_500, 44),
        purged: true,
        v: 2,
        ..create()
    }
}

fn plain() -> Judged {
    Judged::Plain {
        when: 1_800_000_000_000,
        role: Role::Field,
    }
}

fn refused() -> Judged {
    let schema = Schema::default();
    let mut context = Context::preview(&schema, Role::Office, 0);
    context.refuse = Some("read-only".to_owned());
    Judged::whole(decide(None, &edit(), &context))
}

fn asks() -> Vec<(&'static str, Ask)> {
    let hello = Hello {
        oldest: 1,
        newest: 1,
        org: [4; 16],
        device: somebody().on,
        nonce: [5; 32],
        now: 1_800_000_000_000,
        jumps: -90_000,
        n: 7,
    };
    let changes = vec![change_bytes(&create()), change_bytes(&edit())];
    let push = Push {
        author: None,
        cursor: 300,
        changes,
    };
    let back = HandBack {
        after: 300,
        before: None,
        floors: vec![(1, 250)],
        entries: vec![Forgotten {
            author: somebody(),
            bytes: change_bytes(&create()),
            judged: plain(),
        }],
        tip: Tip {
            epoch: 1,
            seq: 301,
            head: [8; 32],
            said: [0; 32],
            signature: [6; 64],
        },
    };
    let recall = Recall {
        at: 300,
        records: vec![create().record],
    };
    let pull = Pull {
        epoch: 1,
        cursor: 300,
        doubts: vec![create().id],
        most: 4_000,
        scope: 0,
        check: false,
    };
    let proof = Proof {
        signature: [6; 64],
        token: [7; 32],
    };
    vec![
        ("ask-hello", Ask::Hello(hello)),
        ("ask-proof", Ask::Proof(proof)),
        ("ask-push", Ask::Push(push)),
        ("ask-pull", Ask::Pull(pull)),
        ("ask-pull-scoped", Ask::Pull(scoped_pull())),
        ("ask-report", Ask::Report(DeviceReport::default())),
        ("ask-fleet", Ask::Fleet),
        ("ask-cursors", Ask::Cursors),
        ("ask-invite", Ask::Invite(Role::Manager)),
        ("ask-revoke", Ask::Revoke("01".to_owned())),
        ("ask-hand-back", Ask::HandBack(Box::new(back))),
        ("ask-recall", Ask::Recall(recall)),
        ("ask-snapshot", Ask::Snapshot(snapshot_ask())),
        ("ask-past", Ask::Past(create().record)),
        ("ask-succeed", Ask::Succeed(Box::new(succession()))),
    ]
}

fn scoped_pull() -> Pull {
    Pull {
        epoch: 1,
        cursor: 300,
        doubts: Vec::new(),
        most: 4_000,
        scope: 190_733_021,
        check: true,
    }
}

fn succession() -> Succession {
    Succession {
        device: DeviceId::from_bytes([9; 16]),
        key: [8; 32],
        token: [7; 32],
        by_old: [6; 64],
        by_new: [5; 64],
    }
}

fn snapshot_ask() -> SnapshotAsk {
    SnapshotAsk {
        epoch: 1,
        since: 40,
        follow: 300,
        after: Some(create().record),
        most: 4_000,
        scope: 3,
    }
}

/// A page with a record that an edit has touched.
fn snapshot_page() -> SnapshotPage {
    let schema = Schema::default();
    let mut record = None;
    for (seq, change) in [(301, create()), (302, edit())] {
        let mut context = Context::preview(&schema, Role::Office, change.at.ms);
        context.seqs = vec![(1, seq)];
        let verdict = decide(record.as_ref(), &change, &context);
        record = apply(record, &change, &verdict);
    }
    SnapshotPage {
        epoch: 1,
        as_of: 302,
        head: [8; 32],
        of: 1,
        end: true,
        ahead: vec![0],
        records: record_bytes(create().record, &record.unwrap()),
        scope: 3,
        signature: [6; 64],
    }
}

fn pulled() -> Pulled {
    let accepted = |seq, change: &Change| Entry::Accepted {
        seq,
        author: somebody(),
        bytes: change_bytes(change),
        judged: plain(),
    };
    Pulled {
        epoch: 1,
        from: 300,
        to: 302,
        last: 500,
        head: [8; 32],
        backed_up: 100,
        signature: None,
        floors: Vec::new(),
        verdicts: vec![
            (
                create().id,
                Answered {
                    seq: 301,
                    judged: plain(),
                },
            ),
            (
                edit().id,
                Answered {
                    seq: 0,
                    judged: refused(),
                },
            ),
        ],
        entries: vec![
            accepted(301, &create()),
            accepted(302, &edit()),
            Entry::Leave {
                id: create().record,
                why: "scope".to_owned(),
            },
        ],
        scope: 0,
        anew: false,
        sums: Vec::new(),
    }
}

/// What is for others comes as a stretch with the chain's head behind it.
fn scoped() -> Pulled {
    Pulled {
        signature: Some([6; 64]),
        verdicts: Vec::new(),
        entries: vec![
            Entry::Masked { to: 301, head: [7; 32] },
            Entry::Accepted {
                seq: 302,
                author: somebody(),
                bytes: change_bytes(&edit()),
                judged: plain(),
            },
            Entry::Masked { to: 499, head: [5; 32] },
        ],
        to: 499,
        scope: 190_733_021,
        sums: vec![Checksum {
            kind: "contact".to_owned(),
            count: 2,
            sum: 77,
        }],
        ..pulled()
    }
}

fn anew() -> Pulled {
    Pulled {
        to: 300,
        verdicts: Vec::new(),
        entries: Vec::new(),
        scope: 190_733_021,
        anew: true,
        ..pulled()
    }
}

fn ready() -> Ready {
    Ready {
        person: PersonId::from_bytes([2; 16]),
        role: Role::Auditor,
        known_n: 7,
        known_id: None,
        token: Some([7; 32]),
    }
}

fn answers() -> Vec<(&'static str, Answer)> {
    let receipt = Receipt {
        epoch: 1,
        at: 1_800_000_001_000,
        head: Some([8; 32]),
        signature: [6; 64],
    };
    let pushed = Pushed {
        answers: vec![
            Answered {
                seq: 301,
                judged: plain(),
            },
            Answered {
                seq: 0,
                judged: refused(),
            },
        ],
        receipt,
    };
    let welcome = Welcome {
        version: 1,
        epoch: 1,
        seq: 500,
        now: 1_800_000_000_000,
        challenge: [3; 32],
        floors: Vec::new(),
        signature: [6; 64],
    };
    let signed = Pulled {
        signature: Some([6; 64]),
        floors: vec![(1, 250)],
        ..pulled()
    };
    let recalled = Recalled {
        head: [8; 32],
        signature: [6; 64],
        records: vec![(create().record, None)],
    };
    let reached = Reached {
        epoch: 1_800_000_000,
        seq: 301,
        floors: vec![(1, 301)],
    };
    let ready_knowing = Ready {
        known_id: Some(create().id),
        token: None,
        ..ready()
    };
    vec![
        ("answer-welcome", Answer::Welcome(welcome)),
        ("answer-ready", Answer::Ready(ready())),
        ("answer-ready-knowing", Answer::Ready(ready_knowing)),
        ("answer-pushed", Answer::Pushed(pushed)),
        ("answer-pulled", Answer::Pulled(pulled())),
        ("answer-pulled-signed", Answer::Pulled(signed)),
        ("answer-pulled-scoped", Answer::Pulled(scoped())),
        ("answer-pulled-anew", Answer::Pulled(anew())),
        ("answer-done", Answer::Done),
        ("answer-fleet", Answer::Fleet(Vec::new())),
        ("answer-cursors", Answer::Cursors(vec![3, 900])),
        ("answer-invited", Answer::Invited("23456-789AB".to_owned())),
        ("answer-fault", Answer::Fault(Code::Revoked.into())),
        ("answer-reached", Answer::Reached(reached)),
        ("answer-recalled", Answer::Recalled(recalled)),
        ("answer-snapshot", Answer::Snapshot(snapshot_page())),
        ("answer-past", Answer::Past(pulled())),
        ("answer-news", Answer::News { epoch: 1, seq: 500 }),
    ]
}

fn messages() -> Vec<(&'static str, Vec<u8>)> {
    let asks = asks()
        .into_iter()
        .map(|(name, what)| (name, encode_ask(&Call { number: 1, what })));
    let answers = answers()
        .into_iter()
        .map(|(name, what)| (name, encode_answer(&Call { number: 1, what })));
    asks.chain(answers).collect()
}

fn text(bytes: &[u8]) -> String {
    let mut text = String::new();
    for line in bytes.chunks(32) {
        line.iter().for_each(|byte| write!(text, "{byte:02x}").unwrap());
        text.push('\n');
    }
    text
}

fn bytes(name: &str) -> Vec<u8> {
    let path = path(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let digits: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let pair = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16).unwrap();
    digits.chunks(2).map(pair).collect()
}

#[test]
fn what_every_version_wrote_is_read() {
    for (name, ask) in asks() {
        assert_eq!(decode_ask(&bytes(name)).unwrap().what, ask, "{name}");
    }
    for (name, answer) in answers() {
        assert_eq!(decode_answer(&bytes(name)).unwrap().what, answer, "{name}");
    }
}

#[test]
fn this_version_writes_what_earlier_ones_wrote() {
    for (name, written) in messages() {
        assert_eq!(text(&written), text(&bytes(name)), "{name}");
    }
}

/// For a message that is new: `cargo test -p protocol --test wire -- --ignored`. What is there stays as it is.
#[test]
#[ignore = "writes files"]
fn write_what_is_missing() {
    for (name, written) in messages() {
        let path = path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        if !path.exists() {
            std::fs::write(path, text(&written)).unwrap();
        }
    }
}
