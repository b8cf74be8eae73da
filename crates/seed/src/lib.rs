//! Founds the sample organisation on a server, as its people would have: each on a device of their own, from a quarter ago
//! until today. Server and devices are the real ones and talk over a real socket; only their clocks are walked through the
//! quarter. What is left is a database that `outpost-server` goes on with.
//!
//! The one thing not to do here: write anything into the server's database that no device has sent.

mod cast;
mod desk;
mod quarter;

use anyhow::{Context, Result};
use app::JoinAsk;
use desk::{Clock, Desk};
use model::Role;
use serde::Serialize;
use server::Server;
use std::collections::BTreeMap;
use tokio::{net::TcpListener, sync::oneshot};

/// What the organisation is called.
pub const ORGANISATION: &str = "Harbour Heating and Cooling";
/// Of all its people, who are invented. No secret: it opens a sample.
pub const PASSWORD: &str = "seven green otters";

/// With what a further device of one of its people joins.
#[derive(Clone, Debug, Serialize)]
pub struct Way {
    /// Where the server listened while it was founded, and should again.
    pub url: String,
    /// The organisation.
    pub organisation: &'static str,
    /// Who.
    pub name: &'static str,
    /// Their password.
    pub password: &'static str,
    /// Everything there is a sample.
    pub sample: bool,
}

impl From<Way> for JoinAsk {
    fn from(way: Way) -> Self {
        Self {
            url: way.url,
            organisation: way.organisation.to_owned(),
            name: way.name.to_owned(),
            password: way.password.to_owned(),
            sample: way.sample,
        }
    }
}

/// Founds the organisation in an empty database: the path of a SQLite file, or a `postgres://` URL.
///
/// # Errors
/// The server's, the network's and the devices'.
pub async fn found(place: &str) -> Result<Way> {
    let clock = Clock::default();
    let server = Server::open_with(place, clock.reading()).await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let (done, stop) = oneshot::channel::<()>();
    let serving = tokio::spawn(server::serve(server.clone(), listener, async {
        // Dropped or sent: both say that it is over.
        let _over = stop.await;
    }));
    let told = quarter::tell(&server, &clock, &url).await;
    drop(done);
    serving.await?.context("the server did not stop in order")?;
    told?;
    Ok(Way {
        url,
        organisation: ORGANISATION,
        name: cast::ME.name,
        password: PASSWORD,
        sample: true,
    })
}

/// A device for each of the cast.
fn desks() -> Result<BTreeMap<&'static str, Desk>> {
    let desks = cast::ALL.iter().map(|one| Ok((one.called, Desk::open(one)?)));
    desks.collect()
}

/// The code with which one of the cast enrols.
async fn code(server: &Server, org: server::OrgId, role: Role) -> Result<String> {
    Ok(server.invite(org, role).await?)
}
