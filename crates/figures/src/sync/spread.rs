//! From one device's commit to another's.

use super::{process::Process, tablet};
use crate::{
    data::Dice,
    data::phone,
    measure::{percentile, since},
    seed,
    table::Table,
};
use anyhow::{Context as _, ensure};
use model::{FieldKey, Value};
use std::{fs, io::Write, path::Path, time::Instant};
use store::{Source, Store};
use sync::{Handle, Phase};

const EDITS: usize = 300;
const ROUNDS: usize = 3;

pub(crate) async fn measure(folder: &Path, table: &mut Table, say: &mut impl Write) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    let server = Process::start(&folder.join("server.db").to_string_lossy(), 1)?;
    let [first, second] = server.codes.as_slice() else {
        anyhow::bail!("two codes")
    };
    let mut ana = tablet::desk(&folder.join("ana"), &server.url, first, 0).await?;
    let ben = tablet::desk(&folder.join("ben"), &server.url, second, 1).await?;
    let list = seed::list_of(10, 100, 0);
    let writes: Vec<_> = list
        .people
        .iter()
        .map(|person| seed::person_writes(person, &[]))
        .collect();
    let people = seed::import(&mut ana, "contact", writes.into_iter()).await?;
    let (of_ana, of_ben) = (tablet::start(&ana), tablet::start(&ben));
    reached(&of_ana, people.len() as u64).await?;
    reached(&of_ben, people.len() as u64).await?;
    let mut dice = Dice::new(9);
    let mut raw = fs::File::create(folder.join("raw"))?;
    let (mut over, mut late) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (mut taken, mut barriers) = (Vec::new(), Vec::new());
        for edit in 0..EDITS {
            let person = *people.get(edit % people.len()).context("a person")?;
            let value = phone(&mut dice);
            let mut feed = ben.store.feed();
            ana.edit(person, vec![(FieldKey::of("mobile"), Value::text(&value))])
                .await?;
            let start = Instant::now();
            while feed.recv().await?.source != Source::Server {}
            taken.push(since(start));
            ensure!(shows(&ben.store, person, &value).await?, "another value");
            let start = Instant::now();
            raw.write_all(&[0x5a; 4_096])?;
            raw.sync_data()?;
            barriers.push(since(start));
        }
        let (p50, p95, barrier) = (
            percentile(&taken, 0.5),
            percentile(&taken, 0.95),
            percentile(&barriers, 0.5),
        );
        writeln!(
            say,
            "propagation: p50 {p50:.2} ms, p95 {p95:.2} ms; a raw barrier {barrier:.2} ms"
        )?;
        over.push(p50 - 3.0 * barrier);
        late.push(p95);
    }
    table.take("propagation.p50_over_3_barriers_ms", &over);
    table.take("propagation.p95_ms", &late);
    of_ana.stop().await;
    of_ben.stop().await;
    Ok(())
}

async fn shows(store: &Store, person: model::RecordId, value: &str) -> anyhow::Result<bool> {
    let stored = store.record(person).await?.context("a person")?;
    let shown = stored.record.value(&store.schema(), "mobile");
    Ok(shown.and_then(Value::as_text) == Some(value))
}

/// Until a device is in step with a log that is so long.
pub(crate) async fn reached(engine: &Handle, seq: u64) -> anyhow::Result<()> {
    let mut status = engine.status();
    let there = |status: &sync::Status| {
        status.phase == Phase::Online
            && status.cursor >= seq
            && status.cursor >= status.last
            && status.waiting == 0
            && status.records.is_none()
    };
    status.wait_for(there).await?;
    Ok(())
}
