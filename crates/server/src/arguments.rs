//! What the program is told: on the command line, and in a file of settings beside it.

use anyhow::{Context as _, bail};
use clap::{Args, Parser, Subcommand, ValueEnum};
use model::{DeviceId, Role};
use server::Certificate;
use std::path::PathBuf;

const DATABASE: &str = "outpost-server.db";
const LISTEN: &str = "127.0.0.1:8787";

/// Orders an organisation's changes, keeps them, and hands them out.
#[derive(Debug, Parser)]
#[command(name = "outpost-server", version)]
pub(crate) struct Arguments {
    /// The database: a file, which is made if need be, or a postgres:// URL [default: outpost-server.db]
    #[arg(long, global = true)]
    database: Option<String>,
    /// Where blobs lie: a folder, or s3://bucket/folder [default: a folder beside the database's file]
    #[arg(long, global = true)]
    blobs: Option<String>,
    /// A file of settings (TOML: listen, database, blobs, blob_quota_gib, cert, key, behind_proxy); what is said here goes before it
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serves devices until it is asked to stop
    Serve(Serve),
    /// Makes an organisation, and says its first administrator's invitation
    Init {
        /// The organisation's name
        #[arg(long)]
        name: String,
        /// The administrator's name
        #[arg(long)]
        admin: String,
    },
    /// Writes everything into one sealed file, while the server runs
    Backup {
        /// The file; one that is there is replaced when the new one is whole
        #[arg(long)]
        to: PathBuf,
        #[command(flatten)]
        passphrase: Passphrase,
    },
    /// Writes a backup into a database that does not know its organisations; devices hand back what it does not hold
    Restore {
        /// The file
        #[arg(long)]
        from: PathBuf,
        #[command(flatten)]
        passphrase: Passphrase,
    },
    /// Says that the database was put back by other means than `restore`; before it is served
    Renew,
    /// Looks whether the logs are as they were written; nothing is changed
    Audit {
        #[command(subcommand)]
        what: Audit,
    },
    /// Makes an invitation
    Invite {
        /// What whoever enrols may do
        #[arg(long)]
        role: RoleName,
        /// The organisation's name, where there are several
        #[arg(long)]
        org: Option<String>,
    },
    /// Narrows a role: who acts in it sees only what names them, and what is linked with that
    Narrow {
        /// The role: field or office
        #[arg(long)]
        role: RoleName,
        /// The organisation's name, where there are several
        #[arg(long)]
        org: Option<String>,
    },
    /// Lets a role that was narrowed see everything again
    Widen {
        /// The role: field or office
        #[arg(long)]
        role: RoleName,
        /// The organisation's name, where there are several
        #[arg(long)]
        org: Option<String>,
    },
    /// Draws a new password for somebody who has forgotten theirs, and says it
    Password {
        /// The name that they enrolled with
        #[arg(long)]
        person: String,
        /// The organisation's name, where there are several
        #[arg(long)]
        org: Option<String>,
    },
    /// Gives a device the access back that was taken away, so that what waits on it may come
    Admit {
        /// The device's id, as the list of devices shows it
        #[arg(long)]
        device: DeviceId,
        /// The organisation's name, where there are several
        #[arg(long)]
        org: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Hashes every entry again, together with all before it, and names the first place that is not as it was written
    Verify {
        /// The organisation's name [default: all of them]
        #[arg(long)]
        org: Option<String>,
    },
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Passphrase {
    /// A file whose first line is the passphrase [default: the variable OUTPOST_BACKUP_PASSPHRASE]
    #[arg(long)]
    passphrase_file: Option<PathBuf>,
}

impl Passphrase {
    /// The passphrase.
    pub(crate) fn read(&self) -> anyhow::Result<String> {
        let text = match &self.passphrase_file {
            Some(path) => std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?,
            None => std::env::var("OUTPOST_BACKUP_PASSPHRASE")
                .context("no passphrase: give --passphrase-file, or set OUTPOST_BACKUP_PASSPHRASE")?,
        };
        let passphrase = text.lines().next().unwrap_or_default().to_owned();
        if passphrase.chars().count() < 8 {
            bail!("a backup's passphrase has 8 letters at least; several words are better");
        }
        Ok(passphrase)
    }
}

#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Serve {
    /// Where to listen [default: 127.0.0.1:8787]
    #[arg(long)]
    listen: Option<String>,
    /// The certificate's chain, PEM
    #[arg(long, requires = "key")]
    cert: Option<PathBuf>,
    /// The certificate's key, PEM
    #[arg(long, requires = "cert")]
    key: Option<PathBuf>,
    /// A proxy in front says in X-Forwarded-For where requests come from
    #[arg(long)]
    behind_proxy: bool,
    /// GiB of blobs that each organisation may keep [default: as many as there is room for]
    #[arg(long)]
    blob_quota_gib: Option<u64>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum RoleName {
    Field,
    Office,
    Manager,
    Admin,
    Auditor,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Field => Self::Field,
            RoleName::Office => Self::Office,
            RoleName::Manager => Self::Manager,
            RoleName::Admin => Self::Admin,
            RoleName::Auditor => Self::Auditor,
        }
    }
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    listen: Option<String>,
    database: Option<String>,
    blobs: Option<String>,
    cert: Option<PathBuf>,
    key: Option<PathBuf>,
    behind_proxy: bool,
    blob_quota_gib: Option<u64>,
}

/// What holds in the end.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) listen: String,
    pub(crate) database: String,
    pub(crate) blobs: Option<String>,
    /// Bytes.
    pub(crate) blob_quota: Option<u64>,
    pub(crate) certificate: Option<Certificate>,
    pub(crate) behind_proxy: bool,
}

impl Settings {
    pub(crate) fn read(arguments: &Arguments) -> anyhow::Result<Self> {
        let file = match &arguments.config {
            Some(path) => {
                let shown = || format!("reading {}", path.display());
                let text = std::fs::read_to_string(path).with_context(shown)?;
                toml::from_str(&text).with_context(shown)?
            }
            None => File::default(),
        };
        let said = match &arguments.command {
            Command::Serve(serve) => serve.clone(),
            _ => Serve::default(),
        };
        let certificate = match (said.cert.or(file.cert), said.key.or(file.key)) {
            (Some(chain), Some(key)) => Some(Certificate { chain, key }),
            (None, None) => None,
            _ => bail!("a certificate and its key come together"),
        };
        let database = arguments.database.clone().or(file.database);
        Ok(Self {
            listen: said.listen.or(file.listen).unwrap_or_else(|| LISTEN.to_owned()),
            database: database.unwrap_or_else(|| DATABASE.to_owned()),
            blobs: arguments.blobs.clone().or(file.blobs),
            blob_quota: said
                .blob_quota_gib
                .or(file.blob_quota_gib)
                .map(|gib| gib.saturating_mul(1 << 30)),
            certificate,
            behind_proxy: said.behind_proxy || file.behind_proxy,
        })
    }

    /// Without the password that a URL may hold.
    pub(crate) fn shown_database(&self) -> &str {
        self.database.rsplit('@').next().unwrap_or_default()
    }
}
