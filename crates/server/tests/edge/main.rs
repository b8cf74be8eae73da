//! The edge as a stranger meets it: a real server on a free port.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test may fall over")]

mod crowd;
mod line;
mod load;
mod mutated;

use line::{House, Line, post};
use model::Role;
use protocol::{Answer, Ask, Code, Fault, Pull, limits};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

async fn get(house: &House, path: &str) -> String {
    let mut stream = TcpStream::connect(house.address).await.unwrap();
    let head = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

fn fault(body: &str) -> Code {
    serde_json::from_str::<Fault>(body).unwrap().code
}

#[tokio::test]
async fn the_server_says_how_it_is() {
    let house = House::open().await;
    assert!(get(&house, "/healthz").await.ends_with("well\n"));
    let metrics = get(&house, "/metrics").await;
    assert!(metrics.contains("outpost_changes_total{verdict=\"accepted\"} 0"));
    assert!(metrics.contains("outpost_commit_seconds_count 0"));
    let openapi = get(&house, "/openapi.json").await;
    let body = openapi.split("\r\n\r\n").nth(1).unwrap();
    let openapi: serde_json::Value = serde_json::from_str(body).unwrap();
    assert!(openapi["paths"]["/v1/enrol"]["post"].is_object());
    // The same for a person, who may have come by an invitation's link.
    let page = get(&house, "/").await;
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("content-security-policy: default-src 'none'"));
    assert!(page.contains("<dt>POST /v1/enrol</dt><dd>Takes a device in"));
    house.close().await;
}

#[tokio::test]
async fn a_request_that_is_wrong_gets_a_code() {
    let house = House::open().await;
    let (status, body) = post(&house, "/v1/enrol", "{").await;
    assert_eq!((status, fault(&body)), (400, Code::Unreadable));
    let (status, body) = post(&house, "/v1/enrol", r#"{"code": 7}"#).await;
    assert_eq!((status, fault(&body)), (400, Code::Unreadable));
    let large = format!("{:?}", "x".repeat(limits::BODY));
    let (status, body) = post(&house, "/v1/sign-in", &large).await;
    assert_eq!((status, fault(&body)), (413, Code::TooLarge));
    let line = Line::new(1);
    let known = line.known();
    let wrong = json!({ "code": "AAAAA-AAAAA", "name": "Ann", "password": "correct horse", "device": known });
    let (status, body) = post(&house, "/v1/enrol", &wrong.to_string()).await;
    assert_eq!((status, fault(&body)), (403, Code::Invitation));
    let wrong = json!({ "org": "Nowhere", "name": "Ann", "password": "correct horse", "device": known });
    let (status, body) = post(&house, "/v1/sign-in", &wrong.to_string()).await;
    assert_eq!((status, fault(&body)), (401, Code::SignIn));
    let mut last = 0;
    for _ in 0..12 {
        last = post(&house, "/v1/sign-in", &wrong.to_string()).await.0;
    }
    assert_eq!(last, 429);
    house.close().await;
}

#[tokio::test]
async fn a_path_leads_to_no_file() {
    let house = House::open().await;
    for path in [
        "/../../etc/passwd",
        "/v1/../../../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
        "/healthz/../metrics",
        "/v1/sync/..%2f..%2fserver.db",
    ] {
        let answer = get(&house, path).await;
        assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
        assert!(answer.ends_with("\r\n\r\n"), "{path}: nothing more is told");
    }
    house.close().await;
}

#[tokio::test]
async fn a_tablet_enrols_pushes_and_hears_the_news() {
    let house = House::open().await;
    let (mut ann, mut ben) = (Line::new(1), Line::new(2));
    ann.enrol(&house, Role::Field).await;
    ben.enrol(&house, Role::Office).await;
    ann.connect(&house).await;
    ben.connect(&house).await;
    let changes = (0..300).map(|k| ann.create(&format!("Customer {k}"))).collect();
    let answers = ann.push(changes).await;
    assert_eq!(answers.len(), 300);
    assert_eq!(ben.news().await, (1, 300));
    let Answer::Pulled(pulled) = ben
        .ask(Ask::Pull(Pull {
            most: 4_000,
            ..Pull::default()
        }))
        .await
        .unwrap()
    else {
        panic!("no answer to a pull");
    };
    assert_eq!((pulled.to, pulled.entries.len()), (300, 300));
    house.close().await;
    assert!(ben.is_closed().await);
}

#[tokio::test]
async fn what_is_no_message_ends_the_connection_with_a_code() {
    let house = House::open().await;
    let mut ann = Line::new(1);
    ann.enrol(&house, Role::Field).await;
    for (bytes, code) in [
        (vec![], Code::Unreadable),
        (vec![0], Code::Unreadable),
        (vec![9, 1, 2, 3], Code::NotReady),
        (vec![0, 0x83, 0x01, 0x18, 0x63, 0xa0], Code::Unreadable),
        (vec![0; 2_000], Code::NotReady), // a stranger may say little
    ] {
        ann.dial(&house).await;
        ann.send(bytes).await;
        assert_eq!(ann.hear().await.1.unwrap_err().code, code);
        assert!(ann.is_closed().await);
    }
    ann.connect(&house).await;
    ann.send(vec![1, 0x28, 0xb5, 0x2f, 0xfd, 0xff]).await;
    assert_eq!(ann.hear().await.1.unwrap_err().code, Code::Unreadable);
    assert!(ann.is_closed().await);
    house.close().await;
}

#[cfg(unix)]
#[tokio::test]
async fn an_embedded_database_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("server.db");
    let house = House::at(file.to_str().unwrap()).await;
    let mode = |name: &str| {
        std::fs::metadata(folder.path().join(name))
            .unwrap()
            .permissions()
            .mode()
    };
    for name in ["server.db", "server.db-wal"] {
        assert_eq!(mode(name) & 0o077, 0, "{name}");
    }
    house.close().await;
}
