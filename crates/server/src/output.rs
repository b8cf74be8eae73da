//! What the program says to whoever started it. Its log goes to the other stream.
#![expect(
    clippy::print_stdout,
    reason = "the answer of a command is what its caller asked for"
)]

use server::Audited;
use std::net::SocketAddr;

/// An invitation's code.
pub(crate) fn invited(what: &str, code: &str) {
    println!("{what}\n\n    {code}\n\nIt is good once, for seven days.");
}

/// A password that was drawn for somebody.
pub(crate) fn password(person: &str, drawn: &str) {
    println!("{person} signs in with\n\n    {drawn}\n\nfrom now on, and chooses another under Settings.");
}

/// Where the server can be reached; a script that starts it waits for this line.
pub(crate) fn listening(address: SocketAddr, secure: bool) {
    let scheme = if secure { "https" } else { "http" };
    println!("outpost-server listens at {scheme}://{address}");
}

/// What a backup holds.
pub(crate) fn backed_up(name: &str, seq: u64) {
    println!("{name}: {seq} changes are in the backup.");
}

/// What was restored.
pub(crate) fn restored(name: &str, seq: u64) {
    println!("{name}: {seq} changes are here. Devices that have seen more hand it back when they connect.");
}

/// What an audit found.
pub(crate) fn audited(found: &Audited) {
    match &found.broken {
        None => {
            let head = found.head.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
            println!(
                "{}: {} entries, each as it was written. The chain ends in {head}.",
                found.name, found.entries
            );
        }
        Some(broken) => println!(
            "{}: BROKEN at position {}: {}. {} entries before it are as they were written.",
            found.name, broken.seq, broken.what, found.entries
        ),
    }
}
