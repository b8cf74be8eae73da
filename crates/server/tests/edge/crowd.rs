//! Too many at the door, and those who do not listen.

use crate::{
    get,
    line::{House, Line},
};
use model::Role;
use protocol::{Ask, Call, Pull, encode_ask, seal};
use server::Edge;
use std::time::Duration;
use tokio_tungstenite::{connect_async, tungstenite::Error};

async fn house(edge: Edge) -> (House, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("server.db");
    (House::with(file.to_str().unwrap(), edge).await, folder)
}

/// Waits until so many are connected, as the server counts them.
async fn connected(house: &House, many: usize) {
    let wanted = format!("outpost_connections {many}\n");
    let counted = async { while !get(house, "/metrics").await.contains(&wanted) {} };
    tokio::time::timeout(Duration::from_secs(60), counted).await.unwrap();
}

#[tokio::test]
async fn who_comes_when_the_house_is_full_is_asked_to_come_again() {
    let (house, _folder) = house(Edge {
        connections: 2,
        ..Edge::default()
    })
    .await;
    let (mut ann, mut ben) = (Line::new(1), Line::new(2));
    ann.enrol(&house, Role::Field).await;
    ann.connect(&house).await;
    ben.dial(&house).await;
    let url = format!("ws://{}/v1/sync", house.address);
    let Err(Error::Http(answer)) = connect_async(&url).await else {
        panic!("a third was let in");
    };
    assert_eq!(answer.status(), 503);
    let body = String::from_utf8(answer.body().clone().unwrap_or_default()).unwrap();
    assert!(body.is_empty() || body.contains("busy"), "{body}");
    assert!(get(&house, "/healthz").await.ends_with("well\n"));
    drop(ben);
    connected(&house, 1).await;
    assert!(connect_async(&url).await.is_ok());
    house.close().await;
}

#[tokio::test]
async fn a_device_that_never_reads_is_let_go() {
    let (house, _folder) = house(Edge {
        patience: Duration::from_millis(300),
        ..Edge::default()
    })
    .await;
    let mut ann = Line::new(1);
    ann.enrol(&house, Role::Field).await;
    ann.connect(&house).await;
    // Names that cannot be packed, so that answers are large.
    let mut noise = 1_u64;
    let mut name = || {
        let mut words = String::new();
        for _ in 0..20 {
            noise = noise
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            words.push_str(&format!("{:x}", noise >> 32));
        }
        words
    };
    let changes = (0..2_000).map(|_| ann.create(&name())).collect();
    let answers = ann.push(changes).await;
    assert!(answers.iter().all(|answer| answer.seq > 0));
    for number in 100..500 {
        let what = Ask::Pull(Pull {
            most: 4_000,
            ..Pull::default()
        });
        let sent = ann.may_send(seal(&encode_ask(&Call { number, what }))).await;
        if !sent {
            break; // let go already
        }
    }
    connected(&house, 0).await;
    house.close().await;
}
