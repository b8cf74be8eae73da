//! The inbox of Needs review with 5,000 open decisions, through the app, from its own encrypted database; and how many changes
//! a second the model decides and applies in memory.

use crate::{measure::since, table::Table};
use anyhow::ensure;
use app::{App, Failure};
use model::{
    Act, Base, Change, ChangeId, Context, DeviceId, FieldKey, GestureId, Hlc, KindKey, PersonId, Record, RecordId,
    Role, Schema, Value, Write, apply, decide, declare::VERSION,
};
use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
    time::Instant,
};

const OPEN: u32 = 5_000;
const ROUNDS: usize = 21;
const CHANGES: usize = 100_000;
const RECORDS: usize = 10_000;

/// Measures both; says on `say` what lies beneath them.
pub(crate) async fn measure(scratch: &Path, table: &mut Table, say: &mut impl std::io::Write) -> anyhow::Result<()> {
    let app = crate::import::open(&scratch.join("review")).await?;
    open_decisions(&app).await?;
    table.take("review.inbox_5000_ms", &inbox(&app, say).await?);
    app.close().await;
    table.take("merge.changes_per_s", &merges(say)?);
    Ok(())
}

/// 3,000 deals on whose close date two windows disagree, 2,000 people on whose lead status they do, each with a deal and a task.
async fn open_decisions(app: &App) -> anyhow::Result<()> {
    for number in 0..OPEN {
        let (name, day) = (format!("Number {number}"), format!("2026-12-{:02}", number % 28 + 1));
        let amount = format!("{} GBP", number * 7 % 50_000 + 1);
        let (kind, field, sides) = match number % 5 < 3 {
            true => ("deal", "close_by", ["2027-01-01", "2027-01-02"]),
            false => ("contact", "lead", ["working", "customer"]),
        };
        let begins = match kind {
            "deal" => form(&[("name", &name), ("amount", &amount), ("next_due", &day)]),
            _ => form(&[("name", &name)]),
        };
        let made = done(app.create_record(kind, begins).await)?;
        for side in sides {
            done(app.edit_record(&made.record, &made.token, form(&[(field, side)])).await)?;
        }
        if kind == "contact" {
            let deal = form(&[("name", &name), ("contact", &made.record), ("amount", &amount)]);
            done(app.create_record("deal", deal).await)?;
            let task = form(&[("title", "Call"), ("about", &made.record), ("due", &day)]);
            done(app.create_record("task", task).await)?;
        }
    }
    Ok(())
}

fn form(fields: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = |(key, text): &(&str, &str)| ((*key).to_owned(), (*text).to_owned());
    fields.iter().map(owned).collect()
}

fn done<T>(answer: Result<T, Failure>) -> anyhow::Result<T> {
    answer.map_err(|failure| anyhow::anyhow!(failure.message))
}

async fn inbox(app: &App, say: &mut impl std::io::Write) -> anyhow::Result<Vec<f64>> {
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let inbox = done(app.review_inbox(false, 50).await)?;
        times.push(since(start));
        ensure!((inbox.total, inbox.lines.len()) == (OPEN, 50), "the inbox is not whole");
    }
    let first = times.first().copied().unwrap_or_default();
    writeln!(say, "review: 50 of {OPEN} open decisions; the first time {first:.1} ms")?;
    Ok(times)
}

/// Changes of eight devices that have not seen each other, one field each, decided and applied one after the other.
fn merges(say: &mut impl std::io::Write) -> anyhow::Result<Vec<f64>> {
    let schema = Schema::default();
    let fields = ["name", "mobile", "owner", "lead", "source", "best_time"];
    let changes: Vec<Change> = (0..CHANGES).map(|number| change(number, &fields)).collect();
    let mut rates = Vec::new();
    for _ in 0..5 {
        let mut records: HashMap<RecordId, Record> = HashMap::with_capacity(RECORDS);
        let start = Instant::now();
        for change in &changes {
            let before = records.remove(&change.record);
            let context = Context::preview(&schema, Role::Field, change.at.ms);
            let verdict = decide(before.as_ref(), change, &context);
            records.extend(apply(before, change, &verdict).map(|after| (change.record, after)));
        }
        rates.push(CHANGES as f64 / start.elapsed().as_secs_f64());
        ensure!(records.len() == RECORDS, "records went missing");
    }
    writeln!(
        say,
        "merge: {CHANGES} changes of {RECORDS} records, each decided and applied"
    )?;
    Ok(rates)
}

fn change(number: usize, fields: &[&'static str]) -> Change {
    let record = RecordId::from_parts(1, (number % RECORDS) as u128);
    let making = number < RECORDS;
    let device = DeviceId::from_parts(1, (number / RECORDS % 8) as u128);
    let field = fields.get(number / RECORDS % fields.len()).copied().unwrap_or("name");
    let field = if making { "name" } else { field };
    Change {
        id: ChangeId::from_parts(1, number as u128),
        on: device,
        n: number as u64 + 1,
        by: PersonId::from_parts(1, 1),
        record,
        kind: KindKey::of("contact"),
        act: if making { Act::Create } else { Act::Edit },
        base: Base {
            own: vec![(device, number as u64)],
            ..Base::default()
        },
        writes: [(FieldKey::of(field), Write::of(Value::text(format!("value {number}"))))].into(),
        at: Hlc {
            ms: 1_790_000_000_000 + number as i64,
            count: 0,
        },
        jumps: 0,
        of: None,
        gesture: GestureId::from_parts(1, number as u128),
        purged: false,
        v: VERSION,
    }
}

/// These two alone.
pub(crate) async fn alone() -> anyhow::Result<()> {
    let scratch = tempfile::Builder::new().prefix("figures").tempdir_in("target")?;
    let (mut table, mut say) = (Table::of(crate::goals::Part::Core), std::io::stdout());
    measure(scratch.path(), &mut table, &mut say).await?;
    table.print(&mut say)?;
    Ok(())
}
