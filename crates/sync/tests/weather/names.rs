//! Networks without a way out, and names that nobody knows: in a network of one's own, which ends with the process.

use crate::causes::Waiting;
use grounds::namespace::{Own, inside, runs};
use std::path::Path;
use sync::Cause;
use tokio::net::UdpSocket;

#[test]
fn a_device_without_a_network_and_a_name_that_nobody_knows_are_told_apart() {
    if !inside(
        Own::Network,
        "names::a_device_without_a_network_and_a_name_that_nobody_knows_are_told_apart",
    )
    .unwrap()
    {
        return;
    }
    runs("ip", &["link", "set", "lo", "up"]).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(told_apart());
}

async fn told_apart() {
    let waiting = Waiting::new().await;
    let folder = tempfile::tempdir().unwrap();
    names_are_asked_here(folder.path());
    // No way out at all: neither to an address nor for a name.
    waiting.meets("https://192.0.2.7", Cause::NoNetwork).await;
    waiting.meets("https://127.0.0.1:1", Cause::ServerDown).await;
    waiting.meets("https://outpost.example", Cause::NoNetwork).await;
    // A way out, and somebody who answers for names: this one is not known.
    runs("ip", &["route", "add", "default", "dev", "lo"]).unwrap();
    let asked = UdpSocket::bind("127.0.0.1:53").await.unwrap();
    tokio::spawn(async move {
        let mut question = [0; 512];
        while let Ok((length, from)) = asked.recv_from(&mut question).await {
            // RFC 1035, 4.1.1: an answer, and the code for "there is no such name".
            question[2] |= 0x80;
            question[3] = (question[3] & 0xf0) | 3;
            drop(asked.send_to(&question[..length], from).await);
        }
    });
    waiting.meets("https://outpost.example", Cause::Name).await;
    waiting.at_home().await;
}

/// Names are asked of this machine only; the namespace's own view of one file says so.
fn names_are_asked_here(folder: &Path) {
    let file = folder.join("resolv.conf");
    std::fs::write(&file, "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n").unwrap();
    runs("mount", &["--bind", file.to_str().unwrap(), "/etc/resolv.conf"]).unwrap();
}
