//! What the window is measured on: 100,000 contacts, their companies and notes, a rep with 2,000 open deals and a full list of
//! tasks. It goes into a database that the app itself has begun, beside the pipeline and the person that are there.

use crate::{
    data::{Dice, company, note, person},
    desk::{self, Writes},
    lists::{day, link},
    seed::{COMPANIES, company_writes, import, note_writes, person_writes, write},
};
use anyhow::Context as _;
use keys::{KeyHome, KeyStore};
use model::{FieldKey, RecordId, Value};
use ring::rand::SystemRandom;
use std::path::Path;

const PEOPLE: usize = 100_000;
const NOTES: usize = 70_000;
const COLLEAGUES: usize = 40;
/// Open deals of the person who works here.
pub const OPEN_DEALS: usize = 2_000;
const CLOSED_DEALS: usize = 8_000;
const TASKS: usize = 20_000;
/// Tasks of the person who works here that are still to be done.
const OPEN_TASKS: usize = 60;
const OPEN: [&str; 3] = ["Prospecting", "Engaging", "Proposal"];
const CLOSED: [&str; 2] = ["Won", "Lost"];

/// Fills the database in `folder`, which the app has begun with its key in this platform's key store.
///
/// # Errors
/// When the key store does not answer, or the database does not open or does not take the list.
pub async fn fill(folder: &Path) -> anyhow::Result<()> {
    let database = folder.join(store::DATABASE);
    // Key stores block.
    let key = tokio::task::spawn_blocking(move || {
        let store = KeyStore::of_this_platform(&SystemRandom::new())?;
        KeyHome::beside(&database, Some(store)).use_store()
    });
    let key = key.await?.context("the key of the app's database")?;
    let mut desk = desk::open_with(folder, *key.bytes()).await?;
    let me = [RecordId::from_ulid(desk.store.device().person.ulid())];
    let mut dice = Dice::new(11);
    let names: Vec<Writes> = (0..COLLEAGUES)
        .map(|at| one("name", &format!("Colleague {at}")))
        .collect();
    let colleagues = import(&mut desk, "colleague", names.into_iter()).await?;
    let companies: Vec<Writes> = (0..COMPANIES).map(|_| company_writes(&company(&mut dice))).collect();
    let companies = import(&mut desk, "company", companies.into_iter()).await?;
    let people: Vec<Writes> = (0..PEOPLE)
        .map(|_| {
            let mut writes = person_writes(&person(&mut dice, COMPANIES), &companies);
            link(&mut writes, "owner", &colleagues, &mut dice);
            writes
        })
        .collect();
    let people = import(&mut desk, "contact", people.into_iter()).await?;
    let notes: Vec<Writes> = (0..NOTES)
        .map(|_| note_writes(&note(&mut dice, PEOPLE), &people))
        .collect();
    import(&mut desk, "note", notes.into_iter()).await?;
    let mut deals = Vec::with_capacity(OPEN_DEALS + CLOSED_DEALS);
    for at in 0..OPEN_DEALS + CLOSED_DEALS {
        let open = at < OPEN_DEALS;
        deals.push(deal(
            at,
            open,
            if open { &me } else { &colleagues },
            &companies,
            &mut dice,
        ));
    }
    let deals = import(&mut desk, "deal", deals.into_iter()).await?;
    let mut tasks = Vec::with_capacity(TASKS);
    for at in 0..TASKS {
        let mut writes = one("title", &format!("Task {at}"));
        let mine = at < OPEN_TASKS;
        link(
            &mut writes,
            "about",
            if dice.percent(30) { &deals } else { &people },
            &mut dice,
        );
        link(&mut writes, "assignee", if mine { &me } else { &colleagues }, &mut dice);
        write(&mut writes, "due", &day(&mut dice));
        if !mine {
            writes.push((FieldKey::of("done"), Value::Flag(true)));
        }
        tasks.push(writes);
    }
    import(&mut desk, "task", tasks.into_iter()).await?;
    desk.store.close().await;
    Ok(())
}

fn deal(at: usize, open: bool, owners: &[RecordId], companies: &[RecordId], dice: &mut Dice) -> Writes {
    let mut writes = one("name", &format!("Deal {at}"));
    link(&mut writes, "company", companies, dice);
    link(&mut writes, "owner", owners, dice);
    let stages: &[&str] = if open { &OPEN } else { &CLOSED };
    let stage = stages.get(dice.below(stages.len())).copied().unwrap_or_default();
    writes.push((FieldKey::of("stage"), Value::parts([("stage", Value::text(stage))])));
    let amount = Value::text((500 + dice.below(100_000)).to_string());
    let amount = [("amount", amount), ("currency", Value::text("GBP"))];
    writes.push((FieldKey::of("amount"), Value::parts(amount)));
    write(&mut writes, "close_by", &day(dice));
    if open {
        write(&mut writes, "next_action", "Send the revised offer");
        write(&mut writes, "next_due", &day(dice));
    }
    writes
}

fn one(key: &'static str, text: &str) -> Writes {
    let mut writes = Writes::new();
    write(&mut writes, key, text);
    writes
}
