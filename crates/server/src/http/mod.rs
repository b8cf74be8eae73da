//! The edge: HTTP for admission, for blobs and for whoever looks after the server, a WebSocket for sessions. TLS here, or by a proxy in
//! front.
//!
//! The one thing not to do here: anything but carry what the core answers.

mod admission;
mod blobs;
mod crowd;
mod faults;
mod page;
mod socket;
mod tls;

pub use tls::Certificate;

use crate::{Server, ServerError};
use axum::{
    Router,
    extract::{ConnectInfo, DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
    routing::{get, post},
};
use axum_server::{Handle, accept::NoDelayAcceptor, tls_rustls::RustlsAcceptor};
use crowd::Crowd;
use hyper_util::rt::TokioTimer;
use protocol::limits;
use std::{future::Future, net::SocketAddr, time::Duration};
use tokio::net::TcpListener;

/// How long a connection may take to end by itself when the server stops.
const GRACE: Duration = Duration::from_secs(10);
const OPENAPI: &str = include_str!("openapi.json");

/// How the server meets the network.
#[derive(Clone, Debug)]
pub struct Edge {
    /// Its certificate; without one, it speaks plainly, for a proxy in front or on this machine.
    pub certificate: Option<Certificate>,
    /// A proxy in front says in `X-Forwarded-For` where a request came from.
    pub behind_proxy: bool,
    /// Sessions that are held at once; who comes then is asked to come again.
    pub connections: usize,
    /// How long somebody may take to read what is said to them.
    pub patience: Duration,
}

impl Default for Edge {
    fn default() -> Self {
        Self {
            certificate: None,
            behind_proxy: false,
            connections: 10_000,
            patience: Duration::from_secs(60),
        }
    }
}

#[derive(Clone)]
struct House {
    server: Server,
    behind_proxy: bool,
    crowd: Crowd,
    patience: Duration,
}

impl House {
    /// Where a request came from, for counting attempts: the address, or what the proxy says last.
    fn origin(&self, peer: SocketAddr, headers: &HeaderMap) -> String {
        let said = headers.get_all("x-forwarded-for").iter().next_back();
        let said = said.and_then(|value| value.to_str().ok()?.rsplit(',').next());
        match said.filter(|_| self.behind_proxy) {
            Some(address) => address.trim().to_owned(),
            None => peer.ip().to_string(),
        }
    }
}

/// Serves until `shutdown` is done, plainly.
///
/// # Errors
/// The network's.
pub async fn serve(
    server: Server,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServerError> {
    serve_with(server, listener, Edge::default(), shutdown).await
}

/// Serves until `shutdown` is done; then ends every session, and closes the database.
///
/// # Errors
/// The network's, and those of a certificate that cannot be used.
pub async fn serve_with(
    server: Server,
    listener: TcpListener,
    edge: Edge,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServerError> {
    let house = House {
        server: server.clone(),
        behind_proxy: edge.behind_proxy,
        crowd: Crowd::of(edge.connections),
        patience: edge.patience,
    };
    let app = Router::new()
        .route("/", get(page::page))
        .route("/healthz", get(health))
        .route("/metrics", get(metrics))
        .route("/openapi.json", get(openapi))
        .route("/v1/enrol", post(admission::enrol))
        .route("/v1/sign-in", post(admission::sign_in))
        .route("/v1/password", post(admission::password))
        .route("/v1/sync", get(socket::sync))
        .route(protocol::BLOBS, blobs::beginning())
        .route(&format!("{}/{{name}}", protocol::BLOBS), blobs::one())
        .layer(DefaultBodyLimit::max(limits::BODY))
        .with_state(house)
        .into_make_service_with_connect_info::<SocketAddr>();
    let handle = Handle::new();
    let (stop, ending) = (server.clone(), handle.clone());
    tokio::spawn(async move {
        shutdown.await;
        stop.say_stop();
        ending.graceful_shutdown(Some(GRACE));
    });
    let mut plain = axum_server::from_tcp(listener.into_std()?).handle(handle);
    plain.http_builder().http1().timer(TokioTimer::new()); // a head that never ends is not waited for
    let plain = plain.acceptor(NoDelayAcceptor::new());
    match edge.certificate {
        None => plain.serve(app).await?,
        Some(certificate) => {
            let config = certificate.config()?;
            let secure = plain.map(|plain| RustlsAcceptor::new(config).acceptor(plain));
            secure.serve(app).await?;
        }
    }
    server.stop().await
}

async fn health(State(house): State<House>) -> impl IntoResponse {
    if house.server.is_well().await {
        (StatusCode::OK, "well\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
    }
}

async fn metrics(State(house): State<House>) -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/plain; version=0.0.4")],
        house.server.metrics(),
    )
}

async fn openapi() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], OPENAPI)
}

type Peer = ConnectInfo<SocketAddr>;
