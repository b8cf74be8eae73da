//! What keeping in step costs: real devices with their encrypted files, the real engine, the server's own process on loopback.
//! `make bench` runs it after the core's figures; `figures sync` runs it alone.

mod bytes;
mod first;
mod idle;
mod load;
mod process;
mod push;
mod spread;
mod tablet;
mod upload;

use crate::{Part, RESULT, Table};
use std::{io::Write, path::Path};

/// Measures all of it, and adds it to the file of figures.
pub(crate) async fn measure() -> anyhow::Result<()> {
    let mut say = std::io::stdout();
    let mut table = Table::of(Part::Sync);
    std::fs::create_dir_all("target")?;
    let scratch = tempfile::Builder::new().prefix("figures-sync").tempdir_in("target")?;
    let folder = |name: &str| scratch.path().join(name);
    push::measure(&folder("push"), &mut table, &mut say).await?;
    bytes::measure(&folder("bytes"), &mut table, &mut say).await?;
    spread::measure(&folder("spread"), &mut table, &mut say).await?;
    first::measure(&folder("first"), &mut table, &mut say).await?;
    load::on_sqlite(&folder("load"), &mut table, &mut say).await?;
    load::on_postgres(&mut table, &mut say).await?;
    idle::measure(&folder("idle"), &mut table, &mut say).await?;
    upload::measure(&folder("upload"), &mut table, &mut say).await?;
    table.print(&mut say)?;
    table.write(Path::new(RESULT))
}

/// One of them alone: for comparing a change with what was before it.
pub(crate) async fn alone(name: &str) -> anyhow::Result<()> {
    let mut say = std::io::stdout();
    let mut table = Table::of(Part::Sync);
    std::fs::create_dir_all("target")?;
    let scratch = tempfile::Builder::new().prefix("figures-sync").tempdir_in("target")?;
    let folder = scratch.path().join(name);
    match name {
        "push" => push::measure(&folder, &mut table, &mut say).await?,
        "bytes" => bytes::measure(&folder, &mut table, &mut say).await?,
        "spread" => spread::measure(&folder, &mut table, &mut say).await?,
        "first" => first::measure(&folder, &mut table, &mut say).await?,
        "load" => load::on_sqlite(&folder, &mut table, &mut say).await?,
        "load-postgres" => load::on_postgres(&mut table, &mut say).await?,
        "idle" => idle::measure(&folder, &mut table, &mut say).await?,
        "upload" => upload::measure(&folder, &mut table, &mut say).await?,
        _ => anyhow::bail!("push, bytes, spread, first, load, load-postgres, idle, upload"),
    }
    writeln!(say)?;
    Ok(table.print(&mut say)?)
}
