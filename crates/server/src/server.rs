//! The server: a database, and the organisations that somebody has asked for.

use crate::{
    OrgId, ServerError, Session,
    attempts::Attempts,
    blobs::Depot,
    clock::{self, Clock, fresh_id},
    database::{self, Database},
    hex, invitation,
    measure::Measures,
    org::{Org, fresh_key},
    scoping,
    tables::{
        org::{self as orgs, OrgRow},
        people::{self, PersonRow, keep_person},
    },
};
use model::{DeviceId, PersonId, Role, scope::can_be_narrowed};
use std::{collections::HashMap, sync::Arc};
use tokio::sync::{Mutex, watch};

/// The server. A clone is the same one.
#[derive(Clone)]
pub struct Server(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) database: Arc<dyn Database>,
    pub(crate) clock: Clock,
    pub(crate) measures: Arc<Measures>,
    pub(crate) attempts: Attempts,
    /// Where blobs lie; `None`: nobody has said.
    pub(crate) depot: Option<Arc<Depot>>,
    /// Bytes of blobs that each organisation may keep.
    pub(crate) blob_quota: Option<u64>,
    orgs: Mutex<HashMap<OrgId, Arc<Org>>>,
    stopping: watch::Sender<bool>,
}

/// Where blobs lie, and how many.
#[derive(Clone, Debug, Default)]
pub struct BlobRoom {
    /// A folder, or a URL such as `s3://bucket/folder`. `None`: a folder beside the database where that is a file, and no place
    /// where it is not, since other processes would not find it.
    pub place: Option<String>,
    /// Bytes that each organisation may keep, what is on its way included; `None`: as many as there is room for.
    pub quota: Option<u64>,
}

/// A new organisation.
#[derive(Clone, Debug)]
pub struct Founded {
    /// Its id.
    pub org: OrgId,
    /// The first administrator's invitation.
    pub code: String,
}

impl Server {
    /// Opens a database (the path of a SQLite file, which is made if need be, or a `postgres://` URL) and brings its schema up
    /// to date.
    ///
    /// # Errors
    /// The database's own, and where its schema cannot be brought up to date.
    pub async fn open(place: &str) -> Result<Self, ServerError> {
        Self::open_with(place, clock::system()).await
    }

    /// The same, by another clock.
    ///
    /// # Errors
    /// Those of [`Server::open`].
    pub async fn open_with(place: &str, clock: Clock) -> Result<Self, ServerError> {
        Self::open_at(place, BlobRoom::default(), clock).await
    }

    /// The same, with a place for blobs.
    ///
    /// # Errors
    /// Those of [`Server::open`], and where a URL is not one of a place for blobs.
    pub async fn open_at(place: &str, blobs: BlobRoom, clock: Clock) -> Result<Self, ServerError> {
        let beside = blobs.place.or_else(|| database::beside(place, "blobs"));
        let server = Self(Arc::new(Inner {
            database: database::open(place).await?,
            clock,
            measures: Arc::default(),
            attempts: Attempts::default(),
            depot: beside.as_deref().map(Depot::at).transpose()?.map(Arc::new),
            blob_quota: blobs.quota,
            orgs: Mutex::default(),
            stopping: watch::Sender::new(false),
        }));
        server.listen().await?;
        Ok(server)
    }

    /// Makes an organisation, and an invitation for its first administrator.
    ///
    /// # Errors
    /// The name is taken; the database's own.
    pub async fn found(&self, name: &str, admin: &str) -> Result<Founded, ServerError> {
        let now = (self.0.clock)();
        let row = OrgRow {
            id: fresh_id(now)?,
            name: name.to_owned(),
            signing: fresh_key()?,
        };
        let person = PersonRow {
            id: PersonId::from_bytes(fresh_id(now)?),
            name: admin.to_owned(),
            role: Role::Admin,
            password: None,
        };
        let mut tx = self.0.database.write().await?;
        if orgs::named(&mut *tx, name).await?.is_some() {
            return Err(ServerError::NameTaken);
        }
        orgs::make(&mut *tx, &row, now).await?;
        keep_person(&mut *tx, row.id, &person).await?;
        let code = invitation::make(&mut *tx, row.id, Role::Admin, Some(person.id), now).await?;
        tx.commit().await?;
        Ok(Founded { org: row.id, code })
    }

    /// Makes an invitation, for whoever runs the server.
    ///
    /// # Errors
    /// There is no such organisation; the database's own.
    pub async fn invite(&self, org: OrgId, role: Role) -> Result<String, ServerError> {
        self.org(org).await?.ok_or(ServerError::NoOrganisation)?;
        let mut tx = self.0.database.write().await?;
        let code = invitation::make(&mut *tx, org, role, None, (self.0.clock)()).await?;
        tx.commit().await?;
        Ok(code)
    }

    /// Gives a device the access back that an administrator took away: what waits on it may come. `false`: there is no such
    /// device.
    ///
    /// # Errors
    /// The database's own.
    pub async fn admit(&self, org: OrgId, device: DeviceId) -> Result<bool, ServerError> {
        let mut tx = self.0.database.write().await?;
        let admitted = people::admit(&mut *tx, org, device).await?;
        tx.commit().await?;
        tracing::info!(%device, "access given back");
        Ok(admitted > 0)
    }

    /// Narrows a role: who acts in it gets only what names them, and what is linked with it. Or widens it to everything again.
    /// Devices hear of it when they speak to the server next. `false`: this role cannot be narrowed.
    ///
    /// # Errors
    /// There is no such organisation; the database's own.
    pub async fn narrow(&self, org: OrgId, role: Role, narrow: bool) -> Result<bool, ServerError> {
        if !can_be_narrowed(role) {
            return Ok(false);
        }
        let mut tx = self.0.database.write().await?;
        // Locked, so that nothing changes while it is reckoned.
        let reach = orgs::reach(&mut *tx, org, self.0.database.locking()).await?;
        scoping::narrow(&mut *tx, org, role, (narrow, reach.seq)).await?;
        tx.commit().await?;
        tracing::info!(?role, narrow, "who sees what is another");
        Ok(true)
    }

    /// The organisations: id and name.
    ///
    /// # Errors
    /// The database's own.
    pub async fn organisations(&self) -> Result<Vec<(OrgId, String)>, ServerError> {
        let mut tx = self.0.database.read().await?;
        let all = orgs::all(&mut *tx).await?;
        Ok(all.into_iter().map(|org| (org.id, org.name)).collect())
    }

    /// A new session, with whoever is on the other end.
    #[must_use]
    pub fn session(&self) -> Session {
        Session::new(self.clone())
    }

    /// What the server has counted since its start, as Prometheus reads it.
    #[must_use]
    pub fn metrics(&self) -> String {
        self.0.measures.text()
    }

    /// True if the database answers.
    pub async fn is_well(&self) -> bool {
        match self.0.database.read().await {
            Ok(mut tx) => tx.rows("SELECT 1".to_owned(), Vec::new()).await.is_ok(),
            Err(_) => false,
        }
    }

    /// Says to every connection that it is to end.
    pub(crate) fn say_stop(&self) {
        self.0.stopping.send_replace(true);
    }

    /// Says to every connection that it is to end, and closes the database once what was begun is done.
    ///
    /// # Errors
    /// The database's own.
    pub async fn stop(&self) -> Result<(), ServerError> {
        self.say_stop();
        self.0.orgs.lock().await.clear();
        self.0.database.close().await
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.0
    }

    /// Becomes true when the server stops.
    pub(crate) fn stopping(&self) -> watch::Receiver<bool> {
        self.0.stopping.subscribe()
    }

    /// An organisation; started when it is first asked for.
    pub(crate) async fn org(&self, id: OrgId) -> Result<Option<Arc<Org>>, ServerError> {
        let mut orgs = self.0.orgs.lock().await;
        if let Some(org) = orgs.get(&id) {
            return Ok(Some(org.clone()));
        }
        if *self.0.stopping.borrow() {
            return Err(ServerError::Stopping);
        }
        let database = self.0.database.clone();
        let row = orgs::find(&mut *database.read().await?, id).await?;
        let Some(row) = row else { return Ok(None) };
        let org = Org::start(row, database, self.0.clock.clone(), self.0.measures.clone()).await?;
        let org = Arc::new(org);
        orgs.insert(id, org.clone());
        Ok(Some(org))
    }

    /// Passes on what other processes announce.
    async fn listen(&self) -> Result<(), ServerError> {
        let Some(mut announced) = self.0.database.announcements().await? else {
            return Ok(());
        };
        let server = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            while let Some(text) = announced.recv().await {
                let Some(inner) = server.upgrade() else { return };
                if let Some((org, news)) = read_announcement(&text)
                    && let Some(org) = inner.orgs.lock().await.get(&org)
                {
                    org.heard(news);
                }
            }
        });
        Ok(())
    }
}

fn read_announcement(text: &str) -> Option<(OrgId, (u32, u64))> {
    let mut parts = text.split(':');
    let org = hex::bytes(parts.next()?)?;
    Some((org, (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?)))
}
