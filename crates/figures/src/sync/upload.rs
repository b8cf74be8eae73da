//! A large blob to the server: by the lane, in pieces, signed and with a receipt at the end, against one plain HTTP PUT of the same
//! bytes, which whoever takes them writes to a file and syncs.

use super::{process::Process, tablet};
use crate::{desk::wall, table::Table};
use anyhow::{Context as _, ensure};
use std::{
    fs::File,
    io::{BufRead as _, BufReader, Read as _, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    time::Instant,
};
use store::BlobState;

/// An hour of speech.
const SIZE: usize = 110 << 20;
const ROUNDS: usize = 3;

pub(crate) async fn measure(folder: &Path, table: &mut Table, say: &mut impl Write) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)?;
    let server = Process::start(&folder.join("server.db").to_string_lossy(), 0)?;
    let code = server.codes.first().context("a code")?;
    let desk = tablet::desk(&folder.join("device"), &server.url, code, 0).await?;
    let blobs = desk.store.blobs().await?;
    let engine = tablet::start(&desk);
    super::spread::reached(&engine, 0).await?;
    let mut ratios = Vec::new();
    for round in 0..ROUNDS {
        let bytes: Vec<u8> = (0..SIZE)
            .map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8 ^ round as u8)
            .collect();
        let put = plain(&bytes, &folder.join("put"))?;
        let id = [round as u8; 16];
        blobs.begin(id, wall()).await?;
        for piece in bytes.chunks(1 << 20) {
            blobs.append(id, piece).await?;
        }
        let mut changes = blobs.changes();
        let (name, _) = blobs.finish(id).await?;
        let start = Instant::now();
        while blobs.state_of(name).await? != Some(BlobState::OnServer) {
            changes.changed().await?;
        }
        let lane = start.elapsed().as_secs_f64();
        writeln!(
            say,
            "upload: {lane:.2} s by the lane, {put:.2} s by a plain PUT, {} MiB",
            SIZE >> 20
        )?;
        ratios.push(put / lane);
    }
    table.take("voice.upload_over_put", &ratios);
    engine.stop().await;
    desk.store.close().await;
    Ok(())
}

/// Seconds that a plain PUT takes, until the other end has answered that all is on its disk.
fn plain(bytes: &[u8], to: &Path) -> anyhow::Result<f64> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let at = listener.local_addr()?;
    let to = to.to_owned();
    let taking = std::thread::spawn(move || take(&listener, &to));
    let start = Instant::now();
    let mut stream = TcpStream::connect(at)?;
    write!(
        stream,
        "PUT /blob HTTP/1.1\r\nhost: {at}\r\ncontent-length: {}\r\n\r\n",
        bytes.len()
    )?;
    stream.write_all(bytes)?;
    let mut answer = String::new();
    BufReader::new(&stream).read_line(&mut answer)?;
    let taken = start.elapsed().as_secs_f64();
    ensure!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    taking
        .join()
        .map_err(|_| anyhow::anyhow!("the other end fell over"))??;
    Ok(taken)
}

fn take(listener: &TcpListener, to: &Path) -> anyhow::Result<()> {
    let (stream, _) = listener.accept()?;
    let mut reader = BufReader::with_capacity(256 << 10, stream.try_clone()?);
    let mut length = 0u64;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if let Some(said) = line.strip_prefix("content-length: ") {
            length = said.trim().parse()?;
        }
        if line == "\r\n" {
            break;
        }
    }
    let mut file = File::create(to)?;
    std::io::copy(&mut reader.take(length), &mut file)?;
    file.sync_all()?;
    (&stream).write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n")?;
    Ok(())
}
