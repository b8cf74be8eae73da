//! `outpost-server`: makes organisations, serves them.

mod arguments;
mod output;

use anyhow::{Context as _, anyhow, bail};
use arguments::{Arguments, Audit, Command, Settings};
use clap::Parser as _;
use mimalloc::MiMalloc;
use model::Role;
use server::{BlobRoom, Edge, OrgId, Server, serve_with, system};
use tokio::net::TcpListener;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(tracing::Level::INFO)
        .init();
    let settings = Settings::read(&arguments)?;
    // The client that reaches an S3 takes the process's own.
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        bail!("another cipher library was chosen for this process");
    }
    let blobs = BlobRoom {
        place: settings.blobs.clone(),
        quota: settings.blob_quota,
    };
    let server = Server::open_at(&settings.database, blobs, system())
        .await
        .with_context(|| format!("opening {}", settings.shown_database()))?;
    match arguments.command {
        Command::Serve(_) => return run(server, settings).await,
        Command::Init { name, admin } => {
            let founded = server.found(&name, &admin).await?;
            output::invited(
                &format!("{name} is made. {admin}, the administrator, enrols with"),
                &founded.code,
            );
        }
        Command::Backup { to, passphrase } => {
            let held = server.back_up(&to, &passphrase.read()?).await?;
            held.iter().for_each(|held| output::backed_up(&held.name, held.seq));
        }
        Command::Restore { from, passphrase } => {
            let restored = server.restore(&from, &passphrase.read()?).await?;
            restored.iter().for_each(|org| output::restored(&org.name, org.seq));
        }
        Command::Renew => {
            let renewed = server.renew().await?;
            renewed.iter().for_each(|org| output::restored(&org.name, org.seq));
        }
        Command::Audit {
            what: Audit::Verify { org },
        } => audit(&server, org.as_deref()).await?,
        Command::Invite { role, org } => {
            let (id, name) = organisation(&server, org.as_deref()).await?;
            let code = server.invite(id, role.into()).await?;
            output::invited(&format!("An invitation to {name}:"), &code);
        }
        Command::Narrow { role, org } => narrow(&server, org.as_deref(), role.into(), true).await?,
        Command::Widen { role, org } => narrow(&server, org.as_deref(), role.into(), false).await?,
        Command::Password { person, org } => {
            let (id, _) = organisation(&server, org.as_deref()).await?;
            let drawn = server.reset_password(id, &person).await?;
            output::password(&person, &drawn.ok_or_else(|| anyhow!("nobody of that name is here"))?);
        }
        Command::Admit { device, org } => {
            let (id, _) = organisation(&server, org.as_deref()).await?;
            if !server.admit(id, device).await? {
                bail!("there is no such device here");
            }
        }
    }
    server.stop().await?;
    Ok(())
}

async fn narrow(server: &Server, org: Option<&str>, role: Role, narrow: bool) -> anyhow::Result<()> {
    let (id, _) = organisation(server, org).await?;
    if !server.narrow(id, role, narrow).await? {
        bail!("who decides for others, and who audits, sees everything: only field and office can be narrowed");
    }
    Ok(())
}

/// Says what an audit found; a break ends the program with an error, so that a script that runs it every night notices.
async fn audit(server: &Server, named: Option<&str>) -> anyhow::Result<()> {
    let only = match named {
        Some(_) => Some(organisation(server, named).await?.0),
        None => None,
    };
    let audited = server.audit(only).await?;
    audited.iter().for_each(output::audited);
    let broken = audited.iter().filter(|one| one.broken.is_some()).count();
    if broken > 0 {
        bail!(
            "{broken} of {} logs are not as they were written; keep the database as it is, and its backups",
            audited.len()
        );
    }
    Ok(())
}

/// The organisation of that name; without a name, the only one.
async fn organisation(server: &Server, named: Option<&str>) -> anyhow::Result<(OrgId, String)> {
    let organisations = server.organisations().await?;
    let mut fitting = organisations
        .into_iter()
        .filter(|(_, name)| named.is_none_or(|named| named == name));
    let found = fitting
        .next()
        .ok_or_else(|| anyhow!("there is no such organisation here"))?;
    if fitting.next().is_some() {
        bail!("there are several organisations here; say which by --org");
    }
    Ok(found)
}

async fn run(server: Server, settings: Settings) -> anyhow::Result<()> {
    let listener = TcpListener::bind(&settings.listen)
        .await
        .with_context(|| format!("listening at {}", settings.listen))?;
    let address = listener.local_addr()?;
    let secure = settings.certificate.is_some();
    if !secure && !address.ip().is_loopback() && !settings.behind_proxy {
        tracing::warn!(
            "no certificate: passwords and customers' data travel in the clear. Give --cert and --key, or put a proxy in front and say --behind-proxy."
        );
    }
    output::listening(address, secure);
    let edge = Edge {
        certificate: settings.certificate,
        behind_proxy: settings.behind_proxy,
        ..Edge::default()
    };
    serve_with(server, listener, edge, asked_to_stop()).await?;
    Ok(())
}

/// Done when the process is asked to stop: Ctrl+C, or what a service manager sends.
async fn asked_to_stop() {
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated() => {}
    }
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminated) => drop(terminated.recv().await),
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}
