//! The front desk's book at 200,000 appointments, through the app: 40 resources, 2,000 of the appointments on one day. They come
//! from a CSV file, as a booking list does.

use crate::{
    data::Dice,
    goals::Part,
    import,
    measure::{percentile, since},
    table::Table,
};
use anyhow::{Context as _, ensure};
use app::{App, BookAsk, FailureCode, SlotAsk};
use std::{collections::BTreeMap, fmt::Write as _, io::Write, path::Path, time::Instant};

const RESOURCES: usize = 40;
const OF_THE_DAY: usize = 2_000;
const APPOINTMENTS: usize = 200_000;
const OTHER_DAYS: usize = 360;
const DAY: &str = "2026-11-17";
const ROUNDS: usize = 41;
const MINUTE: i64 = 60_000;

/// Only this, without writing any figure down.
pub(crate) async fn alone() -> anyhow::Result<()> {
    let scratch = tempfile::Builder::new().prefix("calendar").tempdir_in("target")?;
    let mut table = Table::of(Part::Core);
    measure(scratch.path(), &mut table, &mut std::io::stdout()).await
}

pub(crate) async fn measure(scratch: &Path, table: &mut Table, say: &mut impl Write) -> anyhow::Result<()> {
    let folder = scratch.join("calendar");
    std::fs::create_dir_all(&folder)?;
    let app = import::open(&folder.join("device")).await?;
    let resources = resources(&app).await?;
    let path = folder.join("bookings.csv");
    std::fs::write(&path, bookings_csv(&resources)?)?;
    let rate = import::import(&app, &path, "appointment").await?;
    writeln!(
        say,
        "import: {APPOINTMENTS} appointments from a CSV file, {rate:.0} a second"
    )?;
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let day = app.calendar(DAY, 1).await.map_err(failed)?;
        times.push(since(start));
        ensure!(
            day.entries.len() == OF_THE_DAY,
            "the day has {} appointments",
            day.entries.len()
        );
    }
    table.take("day.2000_store_ms", &times);
    let midnight = app
        .calendar(DAY, 1)
        .await
        .map_err(failed)?
        .midnights
        .first()
        .copied()
        .unwrap_or_default();
    checks(&app, &resources, table).await?;
    slots(&app, midnight, table, say).await?;
    app.close().await;
    Ok(())
}

fn failed(failure: app::Failure) -> anyhow::Error {
    anyhow::anyhow!(failure.message)
}

/// What is refused has been looked up, and nothing else: the whole answer counts.
async fn checks(app: &App, resources: &[String], table: &mut Table) -> anyhow::Result<()> {
    let mut times = Vec::new();
    let mut dice = Dice::new(11);
    for _ in 0..ROUNDS * 5 {
        let ask = BookAsk {
            title: "Drop-off".to_owned(),
            start: format!("{DAY}T12:00"),
            minutes: 60,
            resources: resources.get(dice.below(RESOURCES)).cloned().into_iter().collect(),
            ..BookAsk::default()
        };
        let start = Instant::now();
        let answer = app.book_appointment(ask, None).await;
        times.push(since(start));
        ensure!(
            answer.is_err_and(|failure| failure.code == FailureCode::Taken),
            "a taken slot was booked"
        );
    }
    table.take("booking.check_ms", &times);
    Ok(())
}

async fn slots(app: &App, midnight: i64, table: &mut Table, say: &mut impl Write) -> anyhow::Result<()> {
    let off = BTreeMap::from([
        ("name".to_owned(), "Never there".to_owned()),
        ("hours".to_owned(), "Sun 00:00-00:15".to_owned()),
    ]);
    let never = app.create_record("colleague", off).await.map_err(failed)?.record;
    let ask = |all_of: Vec<String>| SlotAsk {
        minutes: 60,
        after: midnight + 9 * 60 * MINUTE,
        days: 90,
        what: "bay".to_owned(),
        all_of,
        ..SlotAsk::default()
    };
    for (name, all_of) in [
        ("one of 40 resources", Vec::new()),
        ("with somebody who is never there", vec![never]),
    ] {
        let mut times = Vec::new();
        let mut found = 0;
        for _ in 0..ROUNDS {
            let start = Instant::now();
            found = app.free_slots(ask(all_of.clone())).await.map_err(failed)?.len();
            times.push(since(start));
        }
        writeln!(
            say,
            "slots: {name}, {found} found: p50 {:.1} ms, max {:.1}",
            percentile(&times, 0.5),
            percentile(&times, 1.0)
        )?;
        if found > 0 {
            table.take("slot.search_ms", &times);
        }
    }
    Ok(())
}

async fn resources(app: &App) -> anyhow::Result<Vec<String>> {
    let mut ids = Vec::new();
    for at in 0..RESOURCES {
        let fields = [
            ("name", format!("Bay {at}")),
            ("what", "bay".to_owned()),
            ("hours", "Mon-Sun 08:00-17:00".to_owned()),
        ];
        let fields = fields.into_iter().map(|(key, text)| (key.to_owned(), text)).collect();
        ids.push(app.create_record("resource", fields).await.map_err(failed)?.record);
    }
    Ok(ids)
}

/// On the day every resource is booked from 00:15 on, without a gap; on the others here and there.
fn bookings_csv(resources: &[String]) -> anyhow::Result<String> {
    let mut dice = Dice::new(3);
    let mut csv = String::from("Appointment,From,Until,Status,Resources\r\n");
    let first = DAY.parse::<jiff::civil::Date>().context("a day")?;
    let mut line = |day: jiff::civil::Date, start: usize, long: usize, at: usize| -> anyhow::Result<()> {
        let clock = |minute: usize| format!("{day}T{:02}:{:02}[Europe/London]", minute / 60, minute % 60);
        let resource = resources.get(at % RESOURCES).map_or("", String::as_str);
        write!(
            csv,
            "Job {start},{},{},booked,{resource}\r\n",
            clock(start),
            clock(start + long)
        )?;
        Ok(())
    };
    let each = OF_THE_DAY / RESOURCES;
    for at in 0..OF_THE_DAY {
        let turn = at / RESOURCES;
        line(first, 15 + turn * 28, if turn + 1 == each { 20 } else { 28 }, at)?;
    }
    for at in 0..APPOINTMENTS - OF_THE_DAY {
        let days = i64::try_from(1 + at % OTHER_DAYS).unwrap_or(1);
        let days = if at % 2 == 0 { days } else { -days };
        let day = first.checked_add(jiff::Span::new().days(days))?;
        line(day, 8 * 60 + dice.below(8) * 60, 45, at / OTHER_DAYS)?;
    }
    Ok(csv)
}
