//! The engine over a real socket: what one device types, the other shows; the server stops, both go on; it is back, both
//! agree.

use crate::desk::{Desk, House};
use model::{RecordId, Role};
use server::Server;
use std::{net::SocketAddr, sync::Arc};
use store::Store;
use sync::{Cause, Engine, Handle, Phase, Trust};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

struct Edge {
    at: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

async fn serve(server: Server, at: &str) -> Edge {
    let listener = TcpListener::bind(at).await.unwrap();
    let at = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let task = tokio::spawn(async move {
        server::serve(server, listener, async move { drop(stopped.await) })
            .await
            .unwrap();
    });
    Edge { at, stop, task }
}

impl Edge {
    async fn stop(self) {
        self.stop.send(()).unwrap();
        self.task.await.unwrap();
    }
}

async fn engine(desk: &Desk, at: SocketAddr) -> Handle {
    let mut row = desk.store.server().await.unwrap().unwrap();
    row.url = format!("http://{at}");
    desk.store.enrol(&row).await.unwrap();
    let clock = desk.clock();
    Engine::start(desk.store.clone(), Arc::new(clock), Trust::default(), "test".into())
}

async fn until(handle: &Handle, what: impl FnMut(&sync::Status) -> bool) {
    let mut status = handle.status();
    tokio::time::timeout(std::time::Duration::from_secs(30), status.wait_for(what))
        .await
        .unwrap()
        .unwrap();
}

async fn shows(store: &Store, desk: &Desk, record: RecordId, field: &str, value: &str) {
    let mut feed = store.feed();
    let shown = async {
        while desk.value(record, field).await.as_deref() != Some(value) {
            feed.recv().await.unwrap();
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), shown)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_types_the_other_shows_and_a_server_that_was_away_changes_nothing() {
    let mut house = House::new().await;
    let mut ana = house.desk(1, Role::Field).await;
    let mut ben = house.desk(2, Role::Office).await;
    let edge = serve(house.server.clone(), "127.0.0.1:0").await;
    let at = edge.at;
    let (of_ana, of_ben) = (engine(&ana, at).await, engine(&ben, at).await);
    until(&of_ana, |status| status.phase == Phase::Online).await;
    until(&of_ben, |status| status.phase == Phase::Online).await;
    let record = ana.create("Ana Ruiz", "").await;
    shows(&ben.store, &ben, record, "name", "Ana Ruiz").await;
    until(&of_ana, |status| status.waiting == 0).await;

    edge.stop().await;
    until(&of_ana, |status| {
        status.phase == Phase::Offline && status.cause == Some(Cause::ServerDown)
    })
    .await;
    ana.edit(record, "mobile", "+44 113 496 0001").await;
    ben.edit(record, "role", "Buyer").await;
    until(&of_ana, |status| status.waiting == 1).await;

    house.reopen().await;
    let edge = serve(house.server.clone(), &at.to_string()).await;
    of_ana.nudge();
    of_ben.nudge();
    shows(&ben.store, &ben, record, "mobile", "+44 113 496 0001").await;
    shows(&ana.store, &ana, record, "role", "Buyer").await;
    until(&of_ana, |status| status.waiting == 0 && status.cursor == 3).await;
    until(&of_ben, |status| status.waiting == 0 && status.cursor == 3).await;
    assert_eq!(ana.hash().await, ben.hash().await);
    of_ana.stop().await;
    of_ben.stop().await;
    edge.stop().await;
}
