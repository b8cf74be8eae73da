//! `outpost-seed DATABASE FILE`: founds the sample organisation in an empty database of a server, and leaves in a file with
//! what a further device joins it.

use anyhow::{Context, bail};
use std::{env, fs};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [database, file] = arguments.as_slice() else {
        bail!("usage: outpost-seed DATABASE FILE");
    };
    let way = seed::found(database).await?;
    fs::write(file, serde_json::to_string_pretty(&way)?).with_context(|| format!("writing {file}"))
}
