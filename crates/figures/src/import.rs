//! An import from end to end: a CSV file of 100,000 people, through the app, as a person does it who has looked at the plan
//! and clicks "Import". Reading, judging, looking for what is here already, writing and indexing are all in the figure.

use crate::{measure::since, seed::List};
use anyhow::{Context as _, ensure};
use app::{App, DeviceForm, Duplicates, Gate, ImportAsk, KeyPlace, Surroundings};
use std::{fmt::Write as _, fs, path::Path, sync::Arc, time::Instant};

/// Imports the companies, then the people; the people's records per second.
pub(crate) async fn measure(folder: &Path, list: &List) -> anyhow::Result<f64> {
    fs::create_dir_all(folder)?;
    let app = open(&folder.join("device")).await?;
    let companies = folder.join("companies.csv");
    fs::write(&companies, companies_csv(list)?)?;
    import(&app, &companies, "company").await?;
    let people = folder.join("people.csv");
    fs::write(&people, people_csv(list)?)?;
    let rate = import(&app, &people, "contact").await?;
    app.close().await;
    Ok(rate)
}

pub(crate) async fn open(folder: &Path) -> anyhow::Result<App> {
    let app = App::new(Surroundings {
        folder: folder.to_owned(),
        keys: KeyPlace::Passphrase,
        now: Arc::new(crate::desk::wall),
        steady: Arc::new(crate::desk::wall),
        currency: "GBP".to_owned(),
        zone: "Europe/London".to_owned(),
        person: "Bench".to_owned(),
        device: "Bench".to_owned(),
        form: DeviceForm::Desktop,
    });
    app.gate().await.map_err(|failure| anyhow::anyhow!(failure.message))?;
    let gate = app.unlock("correct horse battery".to_owned()).await;
    ensure!(matches!(gate, Ok(Gate::Open { .. })), "the app did not open");
    Ok(app)
}

/// Imports a CSV file of so many megabytes, and says at which rate, and how much memory the process has needed at most, in
/// MiB; opening with a passphrase is in it.
pub(crate) async fn big(folder: &Path, list: &List, megabytes: usize) -> anyhow::Result<(f64, f64)> {
    let path = folder.join("big.csv");
    let mut file = std::io::BufWriter::new(fs::File::create(&path)?);
    let people = people_csv(list)?;
    let (header, rows) = people.split_once("\r\n").context("a header")?;
    std::io::Write::write_all(&mut file, format!("{header}\r\n").as_bytes())?;
    let mut written = 0;
    while written < megabytes << 20 {
        std::io::Write::write_all(&mut file, rows.as_bytes())?;
        written += rows.len();
    }
    std::io::Write::flush(&mut file)?;
    drop((file, people));
    let app = open(&folder.join("device")).await?;
    let rate = import(&app, &path, "contact").await?;
    app.close().await;
    let status = fs::read_to_string("/proc/self/status")?;
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let most = most.and_then(|rest| rest.trim().strip_suffix(" kB"));
    let most: f64 = most.context("the most memory so far")?.trim().parse()?;
    Ok((rate, most / 1024.0))
}

async fn import(app: &App, path: &Path, kind: &str) -> anyhow::Result<f64> {
    let path = path.to_str().context("a path in Unicode")?;
    let failed = |failure: app::Failure| anyhow::anyhow!(failure.message);
    let preview = app.preview_import(path).await.map_err(failed)?;
    let mapping = app.suggest_mapping(kind, preview.headers).await.map_err(failed)?;
    let ask = ImportAsk {
        path: path.to_owned(),
        kind: kind.to_owned(),
        mapping,
        duplicates: Duplicates::Add,
    };
    let start = Instant::now();
    let report = app.run_import(ask).await.map_err(failed)?;
    let taken = since(start) / 1e3;
    ensure!(
        report.added == preview.rows && report.rejected_count == 0,
        "of {} rows {} were added: {:?}",
        preview.rows,
        report.added,
        report.rejected.first()
    );
    Ok(f64::from(report.added) / taken)
}

fn companies_csv(list: &List) -> anyhow::Result<String> {
    let mut csv = String::from("Name,Phone,Website,Sector\r\n");
    for company in &list.companies {
        line(
            &mut csv,
            &[&company.name, &company.phone, &company.website, company.sector],
        )?;
    }
    Ok(csv)
}

fn people_csv(list: &List) -> anyhow::Result<String> {
    let mut csv = String::from("Name,Company,Role,Mobile,Phone,Email,Address,Best time to call,Source,Tags\r\n");
    for person in &list.people {
        let company = person.company.and_then(|at| list.companies.get(at));
        let address = match &person.address {
            Some([street, locality, code]) => format!("{street}; {locality}; ; {code}"),
            None => String::new(),
        };
        let cells: [&str; 10] = [
            &person.name,
            company.map_or("", |company| company.name.as_str()),
            person.role,
            &person.mobile,
            &person.phone,
            &person.email,
            &address,
            &person.best_time,
            person.source,
            person.tag.unwrap_or_default(),
        ];
        line(&mut csv, &cells)?;
    }
    Ok(csv)
}

fn line(csv: &mut String, cells: &[&str]) -> anyhow::Result<()> {
    for (at, cell) in cells.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        write!(csv, "{comma}\"{}\"", cell.replace('"', "\"\""))?;
    }
    csv.push_str("\r\n");
    Ok(())
}
