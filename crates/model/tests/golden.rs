//! The shapes on disk and on the wire: changes and verdicts are written as exactly these bytes, and these bytes are read
//! for ever. Files are only ever added: a shape that changes gets a file of its own, and the old one must still be read.
//! `OUTPOST_WRITE=1` writes the files that are missing; it never touches one that is there.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a helper that falls over is a failed test"
)]

use model::{
    Act, Base, Change, ChangeId, Context, DeviceId, FieldKey, GestureId, Hlc, KindKey, LIFE, PersonId, Record,
    RecordId, Role, Schema, Value, Verdict, VerdictKind, Write, apply, decide, text::TextEdit, typed,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{collections::BTreeMap, fmt::Debug, fs, path::PathBuf};

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(format!("{name}.json"))
}

/// Written as the file has it, read as it was, and read the same with what a newer version may add.
fn golden<T: Serialize + DeserializeOwned + PartialEq + Debug>(name: &str, value: &T) {
    let bytes = serde_json::to_string(value).unwrap() + "\n";
    if std::env::var_os("OUTPOST_WRITE").is_some() && !file(name).exists() {
        fs::create_dir_all(file(name).parent().unwrap()).unwrap();
        fs::write(file(name), &bytes).unwrap();
    }
    let kept = fs::read_to_string(file(name)).unwrap_or_else(|why| panic!("{name}: {why}"));
    assert_eq!(bytes, kept, "{name} is written differently now");
    assert_eq!(serde_json::from_str::<T>(&kept).unwrap(), *value, "{name}");
    let mut newer: serde_json::Value = serde_json::from_str(&kept).unwrap();
    newer["from_the_future"] = serde_json::json!({ "what": ["nobody", "knows"] });
    assert_eq!(
        serde_json::from_value::<T>(newer).unwrap(),
        *value,
        "{name} with a key that is not known"
    );
}

fn change(n: u64, act: Act, writes: &[(FieldKey, Write)]) -> Change {
    let device = DeviceId::from_parts(1_700_000_000_000, 7);
    Change {
        id: ChangeId::from_parts(1_700_000_000_000, u128::from(n)),
        on: device,
        n,
        by: PersonId::from_parts(1_600_000_000_000, 3),
        record: RecordId::from_parts(1_650_000_000_000, 5),
        kind: KindKey::of("issue"),
        act,
        base: Base {
            epoch: 1,
            log: 41,
            own: vec![(device, n - 1)],
            ..Base::default()
        },
        writes: writes.iter().cloned().collect(),
        at: Hlc {
            ms: 1_700_000_000_123,
            count: 2,
        },
        jumps: 0,
        of: None,
        gesture: GestureId::from_parts(1_700_000_000_000, 9),
        purged: false,
        v: 1,
    }
}

fn create() -> Change {
    let triage = Value::parts([("status", Value::text("new")), ("priority", Value::text("high"))]);
    let writes = [
        ("title".into(), Write::of(Value::text("Łódź: pump 2 leaks"))),
        ("triage".into(), Write::of(triage)),
        ("detail".into(), Write::of(Value::text("One. Two.\nThree.\n"))),
        ("company".into(), Write::of(Value::Nothing)),
        (FieldKey::element("tags", "vip"), Write::of(Value::Flag(true))),
    ];
    change(1, Act::Create, &writes)
}

fn edit_text() -> Change {
    let after = "One. Two, or three.\nThree.\nFour.\n";
    let text = TextEdit::between("One. Two.\nThree.\n", after);
    let write = Write {
        text: Some(text),
        ..Write::of(Value::text(after))
    };
    Change {
        jumps: -3_600_000,
        ..change(2, Act::Edit, &[("detail".into(), write)])
    }
}

/// The record after the create, as a lone device previews it.
fn record() -> Record {
    let schema = Schema::default();
    let verdict = decide(
        None,
        &create(),
        &Context::preview(&schema, Role::Field, 1_700_000_000_123),
    );
    apply(None, &create(), &verdict).unwrap()
}

fn verdict(change: &Change, context: Context) -> Verdict {
    decide(Some(&record()), change, &context)
}

#[test]
fn changes_of_every_shape() {
    golden("change-create", &create());
    golden("change-edit-text", &edit_text());
    let back = record().standing("title").to_vec();
    let undo = change(
        3,
        Act::Undo,
        &[(
            "title".into(),
            Write {
                back,
                ..Write::default()
            },
        )],
    );
    golden(
        "change-undo",
        &Change {
            of: Some(edit_text().id),
            ..undo
        },
    );
    golden(
        "change-delete",
        &change(4, Act::Delete, &[(LIFE, Write::of(typed::deleted()))]),
    );
    golden("change-unknown-act", &change(5, Act::Other("escalate".to_owned()), &[]));
    let nested = Value::Parts(BTreeMap::from([(
        "z".to_owned(),
        Value::parts([("deep", Value::Whole(-1))]),
    )]));
    golden(
        "change-unknown-field",
        &change(6, Act::Edit, &[("from_the_future".into(), Write::of(nested))]),
    );
    let mut purged = edit_text();
    purged.redact(&"detail".into());
    golden("change-purged", &Change { purged: true, ..purged });
}

#[test]
fn verdicts_of_every_shape() {
    let schema = Schema::default();
    let preview = || Context::preview(&schema, Role::Field, 1_700_000_000_500);
    let server = || Context {
        seqs: vec![(1, 42), (2, 40)],
        epoch: 2,
        seq: 40,
        ..preview()
    };
    golden("verdict-preview", &verdict(&edit_text(), preview()));
    golden("verdict-accepted", &verdict(&edit_text(), server()));
    golden(
        "verdict-refused",
        &verdict(
            &edit_text(),
            Context {
                refuse: Some("not-yours".to_owned()),
                ..server()
            },
        ),
    );
    golden(
        "verdict-proposed",
        &verdict(
            &edit_text(),
            Context {
                propose: true,
                ..server()
            },
        ),
    );
    let kinds = [VerdictKind::Accepted, VerdictKind::Refused, VerdictKind::Proposed];
    assert_eq!(
        serde_json::to_string(&kinds).unwrap(),
        r#"["accepted","refused","proposed"]"#
    );
}

#[test]
fn a_record_with_everything_in_it() {
    let proposal = edit_text();
    let stamp = proposal.stamp(vec![(1, 43)]);
    let mut record = record().redact(&"title".into(), stamp, PersonId::from_parts(1_600_000_000_000, 4));
    record.proposals.insert(proposal.id, proposal);
    golden("record", &record);
}
