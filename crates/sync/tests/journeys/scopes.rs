//! What a device holds is what its person may see, whoever hands what to whom, and nothing that anybody wrote is lost on the way.

use crate::desk::{Broken, Desk, House};
use model::{
    Act, KindKey, RecordId, Role,
    declare::KINDS,
    scope::{Naming, seen_by},
};
use protocol::{Peer, SCOPES};
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::AtomicUsize,
};
use store::{Source, Store};
use sync::{Trouble, exchange, snapshot};

impl Desk {
    /// Does as the engine does until there is nothing more to do.
    async fn settle(&self, house: &House) {
        let (session, mut row) = self.connect(&house.server).await.unwrap();
        self.settle_over(&session, &mut row).await.unwrap();
    }

    async fn settle_over(&self, peer: &impl Peer, row: &mut store::Server) -> Result<(), Trouble> {
        let mut coming = None;
        loop {
            if self.store.first_sync().is_some() {
                snapshot::page(peer, &self.store, row, &mut coming, self.wall()).await?;
            } else if self.store.waiting().await.unwrap() > 0 {
                exchange::push(peer, &self.store, row, self.wall()).await?;
            } else {
                let last = exchange::pull(peer, &self.store, row, self.wall()).await?;
                let idle = self.store.first_sync().is_none() && row.cursor >= last;
                if idle && exchange::check(peer, &self.store, row).await? {
                    return Ok(());
                }
            }
        }
    }

    fn me(&self) -> String {
        self.store.device().person.to_string()
    }

    async fn make(&mut self, kind: &'static str, writes: &[(&'static str, &str)]) -> RecordId {
        self.write(None, kind, Act::Create, None, writes).await.0
    }

    async fn hand(&mut self, record: RecordId, to: &str) {
        self.edit(record, "owner", to).await;
    }

    async fn has(&self, record: RecordId) -> bool {
        self.store.record(record).await.unwrap().is_some()
    }
}

/// Everything here: id and record.
async fn all(store: &Store) -> BTreeMap<RecordId, model::Record> {
    let mut all = BTreeMap::new();
    for kind in KINDS {
        all.extend(store.all_of(&KindKey::of(kind.key)).await.unwrap());
    }
    all
}

/// What somebody sees of everything, by the rule itself.
fn seen(everything: &BTreeMap<RecordId, model::Record>, who: RecordId) -> BTreeSet<RecordId> {
    let naming: BTreeMap<RecordId, Naming> = everything
        .iter()
        .map(|(id, record)| (*id, Naming::of(record)))
        .collect();
    let linked = |id: &RecordId, other: &RecordId| naming[id].links.contains(other) || naming[other].links.contains(id);
    let sees = |id: &&RecordId| {
        let others = naming.keys().filter(|other| linked(id, other));
        let people = seen_by(&naming[*id], others.map(|other| &naming[other].names));
        people.is_none_or(|people| people.contains(&who))
    };
    naming.keys().filter(sees).copied().collect()
}

async fn narrowed() -> House {
    let house = House::new().await;
    assert!(house.server.narrow(house.org, Role::Field, true).await.unwrap());
    house
}

#[tokio::test]
async fn reassigning_moves_a_record_and_all_that_hangs_on_it_from_one_device_to_the_other() {
    let house = narrowed().await;
    let mut boss = house.desk(9, Role::Manager).await;
    let (mut ann, ben) = (house.desk(1, Role::Field).await, house.desk(2, Role::Field).await);
    for desk in [&boss, &ann, &ben] {
        desk.settle(&house).await;
    }
    let contact = ann
        .make("contact", &[("name", "Quentin Brandweer"), ("owner", &ann.me())])
        .await;
    let note = ann
        .make(
            "note",
            &[("body", "Wants a greenhouse"), ("about", &contact.to_string())],
        )
        .await;
    ann.edit(contact, "role", "Gardener").await;
    for desk in [&ann, &boss, &ben] {
        desk.settle(&house).await;
    }
    assert!(ann.has(contact).await && ann.has(note).await && boss.has(contact).await);
    assert!(!ben.has(contact).await && !ben.has(note).await);

    boss.hand(contact, &ben.me()).await;
    for desk in [&boss, &ann, &ben] {
        desk.settle(&house).await;
    }
    assert!(ben.has(contact).await && ben.has(note).await);
    assert_eq!(ben.store.search("Brandweer", 5).await.unwrap().len(), 1);
    assert_eq!(ben.store.search("greenhouse", 5).await.unwrap().len(), 1);
    assert!(!ann.has(contact).await && !ann.has(note).await);
    assert_eq!(ann.store.search("Brandweer", 5).await.unwrap(), []);
    assert_eq!(ann.store.search("greenhouse", 5).await.unwrap(), []);
    assert_eq!(ann.store.changes_of(contact).await.unwrap(), []);
    // Both follow one chain, and what they can prove of it holds.
    for desk in [&ann, &ben] {
        assert_eq!(sync::audit(&desk.store).await.unwrap().broken, None);
        let here = desk.store.server().await.unwrap().unwrap();
        let there = boss.store.server().await.unwrap().unwrap();
        assert_eq!((here.cursor, here.head), (there.cursor, there.head));
    }
    // And back: what it became meanwhile comes with it.
    boss.edit(contact, "role", "Florist").await;
    boss.hand(contact, &ann.me()).await;
    for desk in [&boss, &ann, &ben] {
        desk.settle(&house).await;
    }
    assert_eq!(ann.value(contact, "role").await.as_deref(), Some("Florist"));
    assert_eq!(ann.store.search("Brandweer", 5).await.unwrap().len(), 1);
    assert!(!ben.has(contact).await && !ben.has(note).await);
    assert_eq!(
        all(&ann.store).await[&contact],
        all(&boss.store).await[&contact],
        "the same bytes, however they came"
    );
}

#[tokio::test]
async fn what_was_not_sent_when_its_record_left_still_goes_out_and_waits_with_the_new_owner() {
    let house = narrowed().await;
    let mut boss = house.desk(9, Role::Manager).await;
    let (mut ann, ben) = (house.desk(1, Role::Field).await, house.desk(2, Role::Field).await);
    let mut people = Vec::new();
    for number in 0..20 {
        let name = format!("Person {number}");
        people.push(ann.make("contact", &[("name", &name), ("owner", &ann.me())]).await);
    }
    for desk in [&ann, &boss, &ben] {
        desk.settle(&house).await;
    }
    for (number, person) in people.iter().enumerate() {
        ann.edit(*person, "mobile", &format!("+44 113 496 {number:04}")).await;
        boss.hand(*person, &ben.me()).await;
    }
    boss.settle(&house).await;
    let unsent = ann.store.unanswered(0, 100).await.unwrap();
    assert_eq!(unsent.len(), 20);
    // The records leave before a word of it was sent, and the device is started again.
    let (session, mut row) = ann.connect(&house.server).await.unwrap();
    exchange::pull(&session, &ann.store, &mut row, ann.wall())
        .await
        .unwrap();
    for person in &people {
        assert!(!ann.has(*person).await);
    }
    ann.kill_and_start().await;
    assert_eq!(ann.store.unanswered(0, 100).await.unwrap(), unsent, "every byte of it");

    for desk in [&ann, &ben, &boss] {
        desk.settle(&house).await;
    }
    assert_eq!(ann.store.waiting().await.unwrap(), 0);
    assert_eq!(ann.store.refused().await.unwrap(), []);
    for (person, change) in people.iter().zip(&unsent) {
        assert!(!ann.has(*person).await);
        for desk in [&ben, &boss] {
            let record = desk.store.record(*person).await.unwrap().unwrap().record;
            assert_eq!(record.proposals[&change.id].by, ann.store.device().person);
            assert!(record.standing("mobile").is_empty());
        }
    }
}

#[tokio::test]
async fn a_role_that_is_narrowed_or_widened_is_heard_of_without_any_news() {
    let house = House::new().await;
    let mut boss = house.desk(9, Role::Manager).await;
    let ann = house.desk(1, Role::Field).await;
    let mut people = Vec::new();
    for number in 0..30 {
        let owner = if number % 3 == 0 { ann.me() } else { boss.me() };
        let name = format!("Person {number}");
        people.push(boss.make("contact", &[("name", &name), ("owner", &owner)]).await);
    }
    boss.settle(&house).await;
    ann.settle(&house).await;
    let held = |narrow: bool| {
        people
            .iter()
            .enumerate()
            .filter(move |(number, _)| !narrow || number % 3 == 0)
    };
    for narrow in [false, true, false, true] {
        house.server.narrow(house.org, Role::Field, narrow).await.unwrap();
        ann.settle(&house).await;
        let here: BTreeSet<RecordId> = all(&ann.store).await.into_keys().collect();
        assert_eq!(here, held(narrow).map(|(_, id)| *id).collect());
        assert_eq!(sync::audit(&ann.store).await.unwrap().broken, None);
        ann.worded().await;
        let found = ann.store.search("Person 4", 5).await.unwrap().len();
        assert_eq!(found, usize::from(!narrow));
    }
}

#[tokio::test]
async fn a_device_that_holds_another_set_than_it_should_is_told_by_the_checksum_and_mended() {
    let house = narrowed().await;
    let mut boss = house.desk(9, Role::Manager).await;
    let ann = house.desk(1, Role::Field).await;
    let kept = boss.make("contact", &[("name", "Kept"), ("owner", &ann.me())]).await;
    let lost = boss.make("contact", &[("name", "Lost"), ("owner", &ann.me())]).await;
    for desk in [&boss, &ann] {
        desk.settle(&house).await;
    }
    let mut tx = ann.store.begin().await;
    tx.leave(None, lost).await.unwrap();
    tx.commit(Source::Server).await.unwrap();
    assert!(!ann.has(lost).await);
    let (session, row) = ann.connect(&house.server).await.unwrap();
    assert!(!exchange::check(&session, &ann.store, &row).await.unwrap());
    ann.settle(&house).await;
    assert!(ann.has(lost).await && ann.has(kept).await);
    assert!(exchange::check(&session, &ann.store, &row).await.unwrap());
    assert_eq!(protocol::VERSION, SCOPES);
}

#[tokio::test]
async fn a_server_that_is_put_back_gives_each_device_what_its_person_may_see_and_loses_nothing() {
    let mut house = narrowed().await;
    let mut boss = house.desk(9, Role::Manager).await;
    let (mut ann, mut ben) = (house.desk(1, Role::Field).await, house.desk(2, Role::Field).await);
    let mut people = Vec::new();
    for number in 0..6 {
        let owner = if number < 4 { ann.me() } else { ben.me() };
        let name = format!("Person {number}");
        people.push(boss.make("contact", &[("name", &name), ("owner", &owner)]).await);
    }
    for desk in [&boss, &ann, &ben] {
        desk.settle(&house).await;
    }
    house.back_up().await;
    // What the server will have forgotten: two handovers, an edit, two that were made since.
    boss.hand(people[0], &ben.me()).await;
    boss.hand(people[5], &ann.me()).await;
    ann.edit(people[1], "role", "Gardener").await;
    let of_ann = ann.make("contact", &[("name", "New"), ("owner", &ann.me())]).await;
    let of_ben = ben.make("contact", &[("name", "New"), ("owner", &ben.me())]).await;
    for desk in [&boss, &ann, &ben, &boss] {
        desk.settle(&house).await;
    }
    assert!(!ann.has(people[0]).await && ann.has(people[5]).await);
    house.restore().await;
    // Ann comes before anybody who could bring the handover back.
    ann.edit(people[2], "role", "Florist").await;
    for desk in [&ann, &boss, &ben, &ann, &ben, &boss] {
        desk.settle(&house).await;
    }
    let everything = all(&boss.store).await;
    for id in people.iter().chain([&of_ann, &of_ben]) {
        assert!(everything.contains_key(id));
    }
    for desk in [&ann, &ben] {
        assert_eq!(desk.store.waiting().await.unwrap(), 0);
        assert_eq!(desk.store.refused().await.unwrap(), []);
        let here = all(&desk.store).await;
        let who = RecordId::from_bytes(desk.store.device().person.to_bytes());
        assert_eq!(here.keys().copied().collect::<BTreeSet<_>>(), seen(&everything, who));
        for (id, record) in &here {
            assert_eq!(record, &everything[id]);
        }
    }
    assert!(!ann.has(people[0]).await && ann.has(people[5]).await);
    assert_eq!(boss.value(people[1], "role").await.as_deref(), Some("Gardener"));
    assert_eq!(boss.value(people[2], "role").await.as_deref(), Some("Florist"));
}

/// One short cycle of a device: a few acts, then an exchange that may break.
async fn cycle(house: &House, desk: &mut Desk, people: &[String], dice: &mut StdRng) {
    for _ in 0..dice.random_range(0..4) {
        house.later(dice.random_range(0..5_000));
        let here: Vec<(RecordId, model::Record)> = all(&desk.store).await.into_iter().collect();
        let owner = people[dice.random_range(0..people.len())].clone();
        if here.is_empty() || dice.random_bool(0.25) {
            let about = here
                .get(dice.random_range(0..here.len().max(1)))
                .map(|(id, _)| id.to_string());
            let task = |about| [("title", "Call"), ("about", about), ("assignee", owner.as_str())];
            let _made = match (&about, dice.random_range(0..4)) {
                (Some(about), 0) => desk.make("note", &[("body", "Said"), ("about", about)]).await,
                (Some(about), 1) => desk.make("task", &task(about.as_str())).await,
                _ => desk.make("contact", &[("name", "Somebody"), ("owner", &owner)]).await,
            };
            continue;
        }
        let (id, record) = &here[dice.random_range(0..here.len())];
        let number = dice.random_range(0..99).to_string();
        let (kind, field, value) = match (record.kind.as_str(), dice.random_bool(0.4)) {
            ("contact", true) => ("contact", "owner", owner),
            ("contact", false) => ("contact", "role", format!("Role {number}")),
            ("task", true) => ("task", "assignee", owner),
            ("task", false) => ("task", "title", format!("Task {number}")),
            _ => continue,
        };
        desk.write(Some(*id), kind, Act::Edit, None, &[(field, &value)]).await;
    }
    if dice.random_bool(0.3) {
        return; // no network
    }
    let (session, mut row) = desk.connect(&house.server).await.unwrap();
    let line = Broken {
        session: &session,
        asked: AtomicUsize::new(0),
        at: dice.random_range(0..9),
        on_the_way_back: dice.random_bool(0.5),
    };
    let _broken_or_not = desk.settle_over(&line, &mut row).await;
}

#[tokio::test]
async fn whoever_hands_what_to_whom_each_device_ends_with_what_its_person_may_see_and_nothing_is_lost() {
    let cycles: usize = std::env::var("OUTPOST_CYCLES").map_or(120, |cycles| cycles.parse().unwrap());
    let house = narrowed().await;
    let boss = house.desk(9, Role::Manager).await;
    let mut desks = Vec::new();
    for seed in 1..=3 {
        desks.push(house.desk(seed, Role::Field).await);
    }
    desks.push(boss);
    let mut people: Vec<String> = desks.iter().map(Desk::me).collect();
    people.push(String::new());
    let mut dice = StdRng::seed_from_u64(20_261_122);
    for number in 0..cycles {
        let at = dice.random_range(0..desks.len());
        match dice.random_range(0..40) {
            0..3 => desks[at].kill_and_start().await,
            3 => {
                house
                    .server
                    .narrow(house.org, Role::Field, number % 2 == 0)
                    .await
                    .unwrap();
            }
            _ => {}
        }
        cycle(&house, &mut desks[at], &people, &mut dice).await;
    }
    house.server.narrow(house.org, Role::Field, true).await.unwrap();
    for _ in 0..3 {
        for desk in &desks {
            desk.settle(&house).await;
        }
    }
    let everything = all(&desks[3].store).await;
    let (mut written, mut kept) = (0, 0);
    for id in everything.keys() {
        kept += desks[3].store.changes_of(*id).await.unwrap().len();
    }
    for desk in &desks {
        assert_eq!(desk.store.waiting().await.unwrap(), 0);
        written += usize::try_from(desk.store.last_n().await.unwrap()).unwrap();
        kept += desk.store.refused().await.unwrap().len();
        let who = RecordId::from_bytes(desk.store.device().person.to_bytes());
        let here = all(&desk.store).await;
        let expected = match desk.role {
            Role::Field => seen(&everything, who),
            _ => everything.keys().copied().collect(),
        };
        assert_eq!(here.keys().copied().collect::<BTreeSet<_>>(), expected);
        for (id, record) in &here {
            assert_eq!(record, &everything[id]);
        }
        assert_eq!(sync::audit(&desk.store).await.unwrap().broken, None);
        println!("{} holds {} of {}", desk.me(), here.len(), everything.len());
    }
    assert_eq!(
        kept, written,
        "every change stands, waits with an owner, or was refused and is shown"
    );
}
