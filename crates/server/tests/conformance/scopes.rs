//! Facts about scopes: what a device is given is what its person may see.

use crate::world::{Place, Tablet, World, code, refused};
use model::{Act, Change, KindKey, Record, RecordId, Role, Verdict, VerdictKind, apply};
use protocol::{
    Answer, Ask, Code, Entry, Judged, Peer as _, Pull, Pulled, Recall, SCOPES, SnapshotAsk, Tip, chained, change_of,
    checksum, content_hash, records_of, snapshot_bytes,
};
use ring::signature::{ED25519, UnparsedPublicKey};
use server::Session;
use std::collections::{BTreeMap, BTreeSet};

/// What a device holds that follows a scope, as a device does: pages, then the log; every page and every answer is verified.
#[derive(Default)]
struct Held {
    epoch: u32,
    cursor: u64,
    head: [u8; 32],
    scope: u64,
    records: BTreeMap<RecordId, Record>,
    ahead: BTreeMap<RecordId, u64>,
    /// What the answers held, each in a letter: a change, a masked stretch, a record that came, one that left.
    seen: String,
}

impl Held {
    /// Fetches everything anew, by pages of two.
    async fn fetch(&mut self, world: &World, tablet: &Tablet, from: &Session) {
        let mut ask = SnapshotAsk {
            most: 2,
            ..SnapshotAsk::default()
        };
        *self = Self::default();
        loop {
            let Answer::Snapshot(page) = from.ask(Ask::Snapshot(ask.clone())).await.unwrap() else {
                panic!("no page");
            };
            let key = UnparsedPublicKey::new(&ED25519, &tablet.server_key);
            let signed = snapshot_bytes(&world.org, tablet.device, &ask, &page);
            key.verify(&signed, &page.signature).unwrap();
            if ask.follow == 0 {
                (self.epoch, self.cursor, self.head, self.scope) = (page.epoch, page.as_of, page.head, page.scope);
            }
            let here = records_of(&page.records).unwrap();
            ask = SnapshotAsk {
                epoch: page.epoch,
                follow: self.cursor,
                after: here.last().map(|(id, _)| *id),
                scope: page.scope,
                ..ask
            };
            for place in &page.ahead {
                self.ahead.insert(here[usize::try_from(*place).unwrap()].0, page.as_of);
            }
            self.records.extend(here);
            if page.end {
                return;
            }
        }
    }

    async fn pull(&self, from: &Session, most: u32) -> Pulled {
        let pull = Pull {
            epoch: self.epoch,
            cursor: self.cursor,
            most,
            scope: self.scope,
            check: true,
            ..Pull::default()
        };
        from.pull(pull).await.unwrap()
    }

    /// Follows the log until nothing is new; `false`: everything is to be fetched anew.
    async fn follow(&mut self, world: &World, tablet: &Tablet, from: &Session, most: u32) -> bool {
        loop {
            let pulled = self.pull(from, most).await;
            assert_eq!(pulled.from, self.cursor);
            if pulled.anew {
                assert_eq!((pulled.entries.len(), pulled.to), (0, self.cursor));
                return false;
            }
            if pulled.to > self.cursor {
                let tip = Tip {
                    epoch: pulled.epoch,
                    seq: pulled.to,
                    head: pulled.head,
                    said: [0; 32],
                    signature: pulled.signature.unwrap(),
                };
                let key = UnparsedPublicKey::new(&ED25519, &tablet.server_key);
                key.verify(&tip.signed(&world.org), &tip.signature).unwrap();
            }
            let last = pulled.last;
            self.take(pulled);
            if self.cursor == last {
                return true;
            }
        }
    }

    fn take(&mut self, pulled: Pulled) {
        for entry in pulled.entries {
            match entry {
                Entry::Accepted {
                    seq,
                    author,
                    bytes,
                    judged,
                } => {
                    self.seen.push('c');
                    self.head = chained(&self.head, seq, &content_hash(author, &bytes), &judged);
                    let change = change_of(&bytes, author).unwrap();
                    if self.ahead.get(&change.record).is_none_or(|as_of| *as_of < seq) {
                        self.one(&change, seq, &judged);
                    }
                }
                Entry::Masked { head, .. } => {
                    self.seen.push('m');
                    self.head = head;
                }
                Entry::Snapshot { as_of, id, record } => {
                    self.seen.push('s');
                    self.ahead.insert(id, as_of);
                    self.records.insert(id, *record);
                }
                Entry::Leave { id, .. } => {
                    self.seen.push('l');
                    self.records.remove(&id);
                }
            }
        }
        self.cursor = pulled.to;
        assert_eq!(self.head, pulled.head, "the chain at {}", pulled.to);
    }

    fn one(&mut self, change: &Change, seq: u64, judged: &Judged) {
        let before = self.records.remove(&change.record);
        assert_eq!(
            before.is_none(),
            change.act == Act::Create,
            "of a record that is held, or a new one"
        );
        let verdict: Verdict = judged.verdict(before.as_ref(), change, self.epoch, seq);
        self.records
            .insert(change.record, apply(before, change, &verdict).unwrap());
    }

    fn ids(&self) -> BTreeSet<RecordId> {
        self.records.keys().copied().collect()
    }
}

/// Two field workers whose role is narrowed, and an administrator.
struct Team {
    world: World,
    ada: Tablet,
    ann: Tablet,
    ben: Tablet,
}

impl Team {
    async fn new(place: Place) -> Self {
        let world = World::new(place).await;
        let mut ada = world.tablet(3, Role::Admin).await;
        let mut ann = world.tablet(1, Role::Field).await;
        let mut ben = world.tablet(2, Role::Field).await;
        for tablet in [&mut ada, &mut ann, &mut ben] {
            tablet.newest = SCOPES;
        }
        Self { world, ada, ann, ben }
    }

    async fn narrow(&self, narrow: bool) {
        assert!(
            self.world
                .server
                .narrow(self.world.org, Role::Field, narrow)
                .await
                .unwrap()
        );
    }

    /// Ada writes; the position of what she wrote.
    async fn writes(&mut self, changes: &[Change]) -> u64 {
        let session = self.ada.connect(&self.world).await;
        let pushed = self.ada.push(&session, 0, changes).await.unwrap();
        assert_eq!(
            pushed
                .answers
                .iter()
                .filter_map(|answer| refused(&answer.judged))
                .count(),
            0
        );
        pushed.answers.last().unwrap().seq
    }

    /// A person whose owner is one of the two.
    fn contact(&mut self, owner: &str) -> Change {
        self.ada.change(None, 0, &[("name", "Customer"), ("owner", owner)])
    }

    fn of_kind(&mut self, kind: &'static str, writes: &[(&'static str, &str)]) -> Change {
        let mut change = self.ada.change(None, 0, writes);
        change.kind = KindKey::of(kind);
        change
    }

    fn names(&self) -> (String, String) {
        (self.ann.person.to_string(), self.ben.person.to_string())
    }
}

fn ids(changes: &[&Change]) -> BTreeSet<RecordId> {
    changes.iter().map(|change| change.record).collect()
}

pub(crate) async fn who_is_narrowed_gets_what_names_them_and_what_is_linked_with_it(place: Place) {
    let mut team = Team::new(place).await;
    let (ann, ben) = team.names();
    let of_ann = team.contact(&ann);
    let of_ben = team.contact(&ben);
    let of_nobody = team.contact("");
    let note = team.of_kind("note", &[("body", "Calls back"), ("about", &of_ann.record.to_string())]);
    let deal = team.of_kind(
        "deal",
        &[
            ("name", "Roof"),
            ("contact", &of_ben.record.to_string()),
            ("owner", &ann),
        ],
    );
    let patch = team.of_kind("territory", &[("name", "North"), ("owner", &ben)]);
    let in_patch = team.ada.change(
        None,
        0,
        &[("name", "Neighbour"), ("territory", &patch.record.to_string())],
    );
    let all = [&of_ann, &of_ben, &of_nobody, &note, &deal, &patch, &in_patch];
    team.writes(&all.map(Clone::clone)).await;
    let (of_a, of_b) = (team.ann.connect(&team.world).await, team.ben.connect(&team.world).await);

    // Until somebody says otherwise, everybody sees everything.
    let mut held = Held::default();
    held.fetch(&team.world, &team.ann, &of_a).await;
    assert_eq!((held.scope, held.ids()), (0, ids(&all)));
    team.narrow(true).await;
    assert!(
        !held.follow(&team.world, &team.ann, &of_a, 100).await,
        "what it held was of another scope"
    );
    held.fetch(&team.world, &team.ann, &of_a).await;
    assert!(held.scope > 0);
    assert_eq!(held.ids(), ids(&[&of_ann, &of_ben, &of_nobody, &note, &deal, &patch]));
    let mut held_by_ben = Held::default();
    held_by_ben.fetch(&team.world, &team.ben, &of_b).await;
    assert_eq!(held_by_ben.ids(), ids(&[&of_ben, &of_nobody, &deal, &patch, &in_patch]));
    assert_ne!(held_by_ben.scope, held.scope);
    for (id, record) in &held.records {
        assert_eq!(*record, team.world.place.stored(team.world.org, *id).await);
    }
    // The checksums are of just that.
    let sums = held.pull(&of_a, 10).await.sums;
    let contacts = checksum("contact", ids(&[&of_ann, &of_ben, &of_nobody]));
    assert_eq!(sums.iter().find(|sum| sum.kind == "contact"), Some(&contacts));

    team.narrow(false).await;
    assert!(!held.follow(&team.world, &team.ann, &of_a, 100).await);
    held.fetch(&team.world, &team.ann, &of_a).await;
    assert_eq!((held.scope, held.ids()), (0, ids(&all)));
    let roles = [Role::Manager, Role::Admin, Role::Auditor];
    for role in roles {
        assert!(!team.world.server.narrow(team.world.org, role, true).await.unwrap());
    }
}

pub(crate) async fn who_gets_a_record_gets_it_as_it_stands_and_who_had_it_lets_it_go(place: Place) {
    let mut team = Team::new(place).await;
    team.narrow(true).await;
    let (ann, ben) = team.names();
    let (of_a, of_b) = (team.ann.connect(&team.world).await, team.ben.connect(&team.world).await);
    let (mut a, mut b) = (Held::default(), Held::default());
    a.fetch(&team.world, &team.ann, &of_a).await;
    b.fetch(&team.world, &team.ben, &of_b).await;

    let moving = team.contact(&ann);
    let staying = team.contact(&ben);
    let note = team.of_kind("note", &[("body", "Dog bites"), ("about", &moving.record.to_string())]);
    let made = team.writes(&[moving.clone(), staying.clone(), note.clone()]).await;
    assert!(a.follow(&team.world, &team.ann, &of_a, 100).await);
    assert!(b.follow(&team.world, &team.ben, &of_b, 100).await);
    assert_eq!(
        (a.seen.as_str(), a.ids()),
        ("cmc", ids(&[&moving, &note])),
        "new ones come with their beginning"
    );
    assert_eq!((b.seen.as_str(), b.ids()), ("mcm", ids(&[&staying])));

    // One page each for what happens, so that a stretch ends in the middle of a handover.
    let named = team.ada.change(Some(moving.record), made, &[("name", "Renamed")]);
    let handed = team.ada.change(Some(moving.record), made, &[("owner", &ben)]);
    let after = team.ada.change(Some(moving.record), made, &[("role", "Farmer")]);
    team.writes(&[named]).await;
    team.writes(&[handed]).await;
    let last = team.writes(&[after]).await;
    assert!(a.follow(&team.world, &team.ann, &of_a, 1).await);
    assert!(b.follow(&team.world, &team.ben, &of_b, 1).await);
    assert_eq!(
        (a.seen.as_str(), a.ids()),
        ("cmcmmllm", BTreeSet::new()),
        "the note leaves with whom it is about"
    );
    assert_eq!(
        (b.seen.as_str(), b.ids()),
        ("mcmmmssc", ids(&[&staying, &moving, &note]))
    );
    for held in [&a, &b] {
        assert_eq!(held.cursor, last);
        for (id, record) in &held.records {
            assert_eq!(*record, team.world.place.stored(team.world.org, *id).await);
        }
    }
    assert_eq!(a.head, b.head, "one chain, whoever follows it");
    // And back again, seen by the other process of the server, if there are two.
    let server = team.world.another().await;
    let back = team.ada.change(Some(moving.record), last, &[("owner", &ann)]);
    let of_ada = team.ada.connect_at(&server, team.world.now()).await.unwrap().0;
    team.ada.push(&of_ada, 0, &[back]).await.unwrap();
    assert!(a.follow(&team.world, &team.ann, &of_a, 100).await);
    assert!(b.follow(&team.world, &team.ben, &of_b, 100).await);
    assert_eq!((a.ids(), b.ids()), (ids(&[&moving, &note]), ids(&[&staying])));
}

/// A record of Ben's and a note about it, and the position of the last of them.
async fn hidden(place: Place) -> (Team, RecordId, u64) {
    let mut team = Team::new(place).await;
    team.narrow(true).await;
    let (_, ben) = team.names();
    let hidden = team.contact(&ben);
    let about = hidden.record.to_string();
    let secret = team.of_kind("note", &[("body", "Key under the mat"), ("about", &about)]);
    let last = team.writes(&[hidden.clone(), secret]).await;
    (team, hidden.record, last)
}

pub(crate) async fn what_one_may_not_see_is_as_if_it_were_not_there(place: Place) {
    let (mut team, hidden, last) = hidden(place).await;
    let before = team.world.place.stored(team.world.org, hidden).await;
    let of_a = team.ann.connect(&team.world).await;
    let nowhere = RecordId::from_parts(7, 7);

    // Every way to ask for it, beside the same way to ask for what was never there.
    let mut verdicts = Vec::new();
    for record in [hidden, nowhere] {
        for (act, writes) in [
            (Act::Edit, &[("name", "Mine")][..]),
            (Act::Delete, &[]),
            (Act::Edit, &[("owner", "01ARZ3NDEKTSV4RRFFQ69G5FAV")]),
            (Act::Edit, &[("email", "no address")]),
        ] {
            let mut change = team.ann.change(Some(record), last, writes);
            change.act = act;
            let pushed = team.ann.push(&of_a, 0, &[change.clone()]).await.unwrap();
            let [answer] = pushed.answers.as_slice() else {
                panic!("one answer");
            };
            assert_eq!(answer.seq, 0);
            let Judged::Whole { verdict } = &answer.judged else {
                panic!("a refusal is whole");
            };
            verdicts.push((verdict.code.clone(), verdict.outcomes.clone(), verdict.effects.clone()));
            let again = team.ann.push(&of_a, 0, &[change]).await.unwrap();
            assert_eq!(again.answers, pushed.answers);
        }
        let Answer::Past(past) = of_a.ask(Ask::Past(record)).await.unwrap() else {
            panic!("no past");
        };
        assert_eq!((past.entries.len(), past.head), (0, [0; 32]));
        let recall = Recall {
            at: last,
            records: vec![record],
        };
        let Answer::Recalled(recalled) = of_a.ask(Ask::Recall(recall)).await.unwrap() else {
            panic!("nothing recalled");
        };
        assert_eq!(recalled.records, [(record, None)]);
    }
    assert_eq!(verdicts[..4], verdicts[4..]);
    let codes: Vec<_> = verdicts[..4].iter().filter_map(|(code, ..)| code.as_deref()).collect();
    assert_eq!(
        codes,
        ["unknown-record", "unknown-record", "unknown-record", "unfit-value"]
    );
    // Taking its id for one's own says no more.
    let mut taken = team.ann.change(Some(hidden), last, &[("name", "Mine")]);
    taken.act = Act::Create;
    let pushed = team.ann.push(&of_a, 0, &[taken]).await.unwrap();
    assert_eq!(refused(&pushed.answers[0].judged), Some("unknown-record"));
    assert_eq!(team.world.place.stored(team.world.org, hidden).await, before);
}

pub(crate) async fn no_answer_has_a_word_of_what_one_may_not_see(place: Place) {
    let (team, _, last) = hidden(place).await;
    let of_a = team.ann.connect(&team.world).await;
    let mut held = Held::default();
    held.fetch(&team.world, &team.ann, &of_a).await;
    assert_eq!(held.ids(), BTreeSet::new());
    let from_the_start = Held {
        epoch: held.epoch,
        scope: held.scope,
        ..Held::default()
    };
    let pulled = from_the_start.pull(&of_a, 100).await;
    assert_eq!((pulled.to, pulled.last), (last, last));
    assert!(matches!(pulled.entries[..], [Entry::Masked { to, .. }] if to == last));
    assert!(
        pulled
            .sums
            .iter()
            .all(|sum| sum.kind != "contact" && sum.kind != "note")
    );
}

pub(crate) async fn an_edit_that_met_a_handover_waits_with_whoever_has_the_record_now(place: Place) {
    let mut team = Team::new(place).await;
    team.narrow(true).await;
    let (ann, ben) = team.names();
    let moving = team.contact(&ann);
    let made = team.writes(std::slice::from_ref(&moving)).await;
    let handed = team.ada.change(Some(moving.record), made, &[("owner", &ben)]);
    let handed = team.writes(&[handed]).await;
    let of_a = team.ann.connect(&team.world).await;
    // Written while Ann had it, brought when she has it no more.
    let in_time = team
        .ann
        .change(Some(moving.record), made, &[("mobile", "+44 113 496 0000")]);
    let pushed = team.ann.push(&of_a, 0, std::slice::from_ref(&in_time)).await.unwrap();
    assert_eq!(pushed.answers[0].judged.kind(), VerdictKind::Proposed);
    let stored = team.world.place.stored(team.world.org, moving.record).await;
    assert_eq!(stored.proposals.keys().copied().collect::<Vec<_>>(), [in_time.id]);
    assert_eq!(stored.proposals[&in_time.id].by, team.ann.person, "its author is kept");
    assert!(stored.standing("mobile").is_empty());
    // And to who says that they had seen the handover, it is not there, the more so once something of theirs is.
    let mut eve = Tablet::new(4);
    eve.newest = SCOPES;
    let invitation = team.world.server.invite(team.world.org, Role::Field).await.unwrap();
    eve.enrol(&team.world.server, &invitation).await.unwrap();
    let of_eve = eve.connect(&team.world).await;
    let strange = eve.change(Some(moving.record), handed, &[("mobile", "+44 113 496 9999")]);
    let pushed = eve.push(&of_eve, 0, &[strange]).await.unwrap();
    assert_eq!(refused(&pushed.answers[0].judged), Some("unknown-record"));
    let of_b = team.ben.connect(&team.world).await;
    let mut b = Held::default();
    b.fetch(&team.world, &team.ben, &of_b).await;
    assert_eq!(b.records[&moving.record].proposals.len(), 1);
}

pub(crate) async fn a_device_that_does_not_know_of_scopes_gets_nothing_of_a_narrowed_role(place: Place) {
    let mut team = Team::new(place).await;
    let (ann, _) = team.names();
    let contact = team.contact(&ann);
    team.writes(&[contact]).await;
    team.ann.newest = SCOPES - 1;
    let of_a = team.ann.connect(&team.world).await;
    let pull = || {
        of_a.pull(Pull {
            most: 10,
            ..Pull::default()
        })
    };
    assert_eq!(pull().await.unwrap().entries.len(), 1);
    team.narrow(true).await;
    assert_eq!(code(pull().await), Code::Version);
    let pages = Ask::Snapshot(SnapshotAsk {
        most: 10,
        ..SnapshotAsk::default()
    });
    assert_eq!(code(of_a.ask(pages).await), Code::Version);
    let past = Ask::Past(RecordId::from_parts(7, 7));
    assert_eq!(code(of_a.ask(past).await), Code::Version);
    // What waits on it still comes.
    let own = team.ann.change(None, 0, &[("name", "Waited")]);
    assert_eq!(team.ann.push(&of_a, 0, &[own]).await.unwrap().answers[0].seq, 2);
}

pub(crate) async fn a_role_stays_narrowed_when_a_backup_is_put_back(place: Place) {
    let mut team = Team::new(place).await;
    team.narrow(true).await;
    let (ann, ben) = team.names();
    let [of_ann, of_ben] = [team.contact(&ann), team.contact(&ben)];
    team.writes(&[of_ann.clone(), of_ben]).await;
    let of_a = team.ann.connect(&team.world).await;
    let mut held = Held::default();
    held.fetch(&team.world, &team.ann, &of_a).await;
    let folder = tempfile::tempdir().unwrap();
    let (file, words) = (folder.path().join("backup"), "correct horse");
    team.world.server.back_up(&file, words).await.unwrap();
    let elsewhere = Place::file();
    team.world.later(1_000);
    let server = elsewhere.open(&team.world).await;
    server.restore(&file, words).await.unwrap();
    let of_a = team.ann.connect_at(&server, team.world.now()).await.unwrap().0;
    let before = held.scope;
    held.fetch(&team.world, &team.ann, &of_a).await;
    assert_eq!(held.ids(), ids(&[&of_ann]));
    assert_ne!(
        held.scope, before,
        "who saw what before it is forgotten: all is fetched anew"
    );
}
