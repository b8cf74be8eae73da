//! Lists and Today at 200,000 records. The data set is a device of its own, because owners, follow-ups, deals and tasks would
//! change what the other figures are measured on.

use crate::{
    data::{Dice, company, note, person},
    desk::{self, Desk, Writes, wall},
    goals::Part,
    measure::{percentile, since},
    seed::{COMPANIES, company_writes, import, note_writes, person_writes, write},
    table::Table,
};
use model::{FieldKey, KindKey, RecordId, Value};
use std::{io::Write, path::Path, time::Instant};
use store::{Clause, Filter, Listing, Order, Span, Test, Than, TodayAsk};

const PEOPLE: usize = 100_000;
const NOTES: usize = 70_000;
const DEALS: usize = 10_000;
const TASKS: usize = 20_000;
const COLLEAGUES: usize = 40;
const ROUNDS: usize = 21;
const STAGES: [&str; 5] = ["Prospecting", "Engaging", "Proposal", "Won", "Lost"];

/// Only this, without writing any figure down.
pub(crate) async fn alone() -> anyhow::Result<()> {
    let scratch = tempfile::Builder::new().prefix("lists").tempdir_in("target")?;
    let mut table = Table::of(Part::Core);
    measure(scratch.path(), &mut table, &mut std::io::stdout()).await
}

pub(crate) async fn measure(scratch: &Path, table: &mut Table, say: &mut impl Write) -> anyhow::Result<()> {
    let folder = scratch.join("lists");
    let mut desk = desk::open(&folder).await?;
    let colleagues = fill(&mut desk).await?;
    desk.store.close().await;
    let desk = desk::open(&folder).await?;
    let me = colleagues.first().copied().unwrap_or(RecordId::from_parts(1, 1));
    let mut worst: Vec<f64> = Vec::new();
    for (name, listing) in of_the_figure(me) {
        let times = times(&desk, &listing, name, say).await?;
        if percentile(&times, 0.5) > percentile(&worst, 0.5) {
            worst = times;
        }
    }
    table.take("list.first_rows_ms", &worst);
    for (name, listing) in beside(me) {
        times(&desk, &listing, name, say).await?;
    }
    today(&desk, me, say).await?;
    let start = Instant::now();
    desk.store.summary().await?;
    writeln!(say, "counts of every kind: {:.1} ms", since(start))?;
    desk.store.close().await;
    Ok(())
}

async fn times(desk: &Desk, listing: &Listing, name: &str, say: &mut impl Write) -> anyhow::Result<Vec<f64>> {
    let mut times = Vec::new();
    let mut shown = 0;
    let mut total = 0;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let page = desk.store.list(listing).await?;
        times.push(since(start));
        (shown, total) = (page.rows.len(), page.total);
    }
    let (first, p50) = (times.first().copied().unwrap_or_default(), percentile(&times, 0.5));
    writeln!(
        say,
        "list: {name:<44} p50 {p50:>6.1} ms, max {:>6.1}, the first {first:>6.1}; {shown} of {total}",
        percentile(&times, 1.0)
    )?;
    Ok(times)
}

async fn today(desk: &Desk, me: RecordId, say: &mut impl Write) -> anyhow::Result<()> {
    let ask = TodayAsk {
        me,
        now: "2026-11-19T09:25~".to_owned(),
        tomorrow: "2026-11-20".to_owned(),
        // Everything was made just now: as it is in ten days.
        quiet_since: wall() + 60_000,
        closing: vec!["Won".to_owned(), "Lost".to_owned()],
        limit: 100,
    };
    let mut times = Vec::new();
    let mut rows = desk.store.today(&ask).await?;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        rows = desk.store.today(&ask).await?;
        times.push(since(start));
    }
    let (tasks, quiet) = (rows.tasks.total, rows.quiet.len());
    writeln!(
        say,
        "today: p50 {:.1} ms, max {:.1}; {tasks} due, {quiet} deals gone quiet",
        percentile(&times, 0.5),
        percentile(&times, 1.0)
    )?;
    Ok(())
}

fn by(kind: &'static str, key: &str, descending: bool) -> Listing {
    let order = Order::Field {
        key: key.to_owned(),
        descending,
    };
    Listing {
        order,
        ..Listing::of(KindKey::of(kind))
    }
}

fn where_(listing: Listing, field: &str, test: Test) -> Listing {
    let clauses = vec![Clause {
        field: field.to_owned(),
        test,
    }];
    Listing {
        filter: Filter { any: false, clauses },
        ..listing
    }
}

fn of_the_figure(me: RecordId) -> Vec<(&'static str, Listing)> {
    let contacts = || Listing::of(KindKey::of("contact"));
    let mine = Test::Is(vec![Value::text(me.to_string())]);
    vec![
        ("contacts by name", contacts()),
        ("contacts of one owner, by name", where_(contacts(), "owner", mine)),
        (
            "contacts, newest",
            Listing {
                order: Order::Newest,
                ..contacts()
            },
        ),
        ("contacts by follow-up", by("contact", "next_follow_up", false)),
        ("deals by amount", by("deal", "amount", true)),
        ("tasks by due", by("task", "due", false)),
    ]
}

fn beside(me: RecordId) -> Vec<(&'static str, Listing)> {
    let contacts = || Listing::of(KindKey::of("contact"));
    let mine = || Test::Is(vec![Value::text(me.to_string())]);
    let next_week = Test::Within(vec![Span {
        from: Some("2026-11-19".to_owned()),
        until: Some("2026-11-26".to_owned()),
    }]);
    let great = Test::Number {
        bounds: vec![(Than::More, "90000".to_owned())],
        currency: None,
    };
    vec![
        ("contacts by company", by("contact", "company", false)),
        ("contacts by owner's name", by("contact", "owner", false)),
        ("contacts by role (no index)", by("contact", "role", false)),
        (
            "contacts tagged",
            where_(contacts(), "tags", Test::HasTag(vec!["vip".to_owned()])),
        ),
        (
            "contacts, name contains “mer”",
            where_(contacts(), "name", Test::Contains("mer".to_owned())),
        ),
        (
            "contacts, name begins with “an”",
            where_(contacts(), "name", Test::StartsWith("an".to_owned())),
        ),
        ("contacts, role is empty", where_(contacts(), "role", Test::Empty)),
        (
            "contacts to follow up next week",
            where_(contacts(), "next_follow_up", next_week),
        ),
        (
            "contacts at 50,000",
            Listing {
                offset: 50_000,
                ..contacts()
            },
        ),
        (
            "my contacts by follow-up",
            where_(by("contact", "next_follow_up", false), "owner", mine()),
        ),
        (
            "deals above 90,000",
            where_(Listing::of(KindKey::of("deal")), "amount", great),
        ),
        ("my tasks by due", where_(by("task", "due", false), "assignee", mine())),
        (
            "open tasks by due",
            where_(by("task", "due", false), "done", Test::Is(vec![Value::Flag(false)])),
        ),
    ]
}

async fn fill(desk: &mut Desk) -> anyhow::Result<Vec<RecordId>> {
    let mut dice = Dice::new(7);
    let one = |key: &'static str, text: &str| {
        let mut writes = Writes::new();
        write(&mut writes, key, text);
        writes
    };
    let names: Vec<Writes> = (0..COLLEAGUES)
        .map(|at| one("name", &format!("Colleague {at}")))
        .collect();
    let colleagues = import(desk, "colleague", names.into_iter()).await?;
    let companies: Vec<Writes> = (0..COMPANIES).map(|_| company_writes(&company(&mut dice))).collect();
    let companies = import(desk, "company", companies.into_iter()).await?;
    let mut people = Vec::with_capacity(PEOPLE);
    for _ in 0..PEOPLE {
        let mut writes = person_writes(&person(&mut dice, COMPANIES), &companies);
        link(&mut writes, "owner", &colleagues, &mut dice);
        if dice.percent(15) {
            write(&mut writes, "next_follow_up", &day(&mut dice));
        }
        people.push(writes);
    }
    let people = import(desk, "contact", people.into_iter()).await?;
    let notes: Vec<Writes> = (0..NOTES)
        .map(|_| note_writes(&note(&mut dice, PEOPLE), &people))
        .collect();
    import(desk, "note", notes.into_iter()).await?;
    let mut deals = Vec::with_capacity(DEALS);
    for at in 0..DEALS {
        let mut writes = one("name", &format!("Deal {at}"));
        link(&mut writes, "company", &companies, &mut dice);
        link(&mut writes, "owner", &colleagues, &mut dice);
        // One in five is open.
        let stage = if dice.percent(20) {
            dice.below(3)
        } else {
            3 + dice.below(2)
        };
        let stage = STAGES.get(stage).copied().unwrap_or_default();
        writes.push((FieldKey::of("stage"), Value::parts([("stage", Value::text(stage))])));
        let amount = Value::text((500 + dice.below(100_000)).to_string());
        let amount = [("amount", amount), ("currency", Value::text("GBP"))];
        writes.push((FieldKey::of("amount"), Value::parts(amount)));
        deals.push(writes);
    }
    let deals = import(desk, "deal", deals.into_iter()).await?;
    let mut tasks = Vec::with_capacity(TASKS);
    for at in 0..TASKS {
        let mut writes = one("title", &format!("Task {at}"));
        link(
            &mut writes,
            "about",
            if dice.percent(30) { &deals } else { &people },
            &mut dice,
        );
        link(&mut writes, "assignee", &colleagues, &mut dice);
        write(&mut writes, "due", &day(&mut dice));
        if dice.percent(80) {
            writes.push((FieldKey::of("done"), Value::Flag(true)));
        }
        tasks.push(writes);
    }
    import(desk, "task", tasks.into_iter()).await?;
    Ok(colleagues)
}

pub(crate) fn link(to: &mut Writes, key: &'static str, among: &[RecordId], dice: &mut Dice) {
    if let Some(id) = among.get(dice.below(among.len())) {
        write(to, key, &id.to_string());
    }
}

pub(crate) fn day(dice: &mut Dice) -> String {
    format!("2026-{:02}-{:02}", 1 + dice.below(12), 1 + dice.below(28))
}
