//! One device's session: hello, proof, and then whatever it asks. The session is a [`Peer`]; over which connection it is
//! held, it does not know.

use crate::{
    Server, ServerError,
    clock::chance,
    hex, invitation,
    org::{Org, Presence},
    scoping::{self, Scope},
    tables::{
        log,
        org::reach,
        people::{self, DeviceRow},
    },
    tokens::Shown,
    writer::News,
};
use model::{DeviceId, PersonId, Role};
use protocol::{
    Answer, Ask, Code, DeviceLine, Fault, Hash, Hello, Peer, Proof, Ready, SCOPES, Welcome, agreed, limits,
    proof_bytes, welcome_bytes,
};
use ring::{
    digest::{SHA256, digest},
    signature::{ED25519, UnparsedPublicKey},
};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError, atomic::AtomicU64},
};
use tokio::sync::watch;

/// A session with one device.
pub struct Session {
    server: Server,
    state: Mutex<State>,
}

#[derive(Clone)]
enum State {
    New,
    Greeted(Arc<Greeted>),
    Ready(Arc<Member>),
}

struct Greeted {
    org: Arc<Org>,
    hello: Hello,
    version: u16,
    challenge: [u8; 32],
    skew: i64,
}

/// Who is on the other end.
pub(crate) struct Member {
    pub(crate) org: Arc<Org>,
    /// Which version of the protocol is spoken.
    pub(crate) version: u16,
    pub(crate) device: DeviceId,
    pub(crate) person: PersonId,
    /// Every id under which the person has written.
    pub(crate) ids: BTreeSet<PersonId>,
    pub(crate) skew: i64,
    pub(crate) jumps: i64,
    /// The highest of the device's own numbers that it knows to be here.
    pub(crate) knows: Arc<AtomicU64>,
    _here: Presence,
}

/// How wrong a measured skew may be, ms: the greeting's way takes its time, and a clock that is right to that is right.
const MEASURED_WITHIN: i64 = 2_000;

/// A skew, as far as it is more than the measuring's own error.
fn beyond_measure(skew: i64) -> i64 {
    if skew.abs() <= MEASURED_WITHIN { 0 } else { skew }
}

/// The hash of a token, as it is kept.
pub(crate) fn token_hash(token: &[u8; 32]) -> Hash {
    let mut hash = [0; 32];
    let hashed = digest(&SHA256, token);
    hash.iter_mut().zip(hashed.as_ref()).for_each(|(to, from)| *to = *from);
    hash
}

impl Peer for Session {
    async fn ask(&self, ask: Ask) -> Result<Answer, Fault> {
        let state = self.state();
        match (ask, state) {
            (Ask::Hello(hello), _) => self.hello(hello).await.map(Answer::Welcome),
            (Ask::Proof(proof), State::Greeted(greeted)) => self.proof(&proof, &greeted).await.map(Answer::Ready),
            (ask, State::Ready(member)) => self.serve(ask, &member).await,
            _ => Err(Code::NotReady.into()),
        }
    }
}

impl Session {
    pub(crate) fn new(server: Server) -> Self {
        Self {
            server,
            state: Mutex::new(State::New),
        }
    }

    /// How far the log reaches, as it grows; once the session is ready.
    #[must_use]
    pub fn news(&self) -> Option<watch::Receiver<News>> {
        match self.state() {
            State::Ready(member) => Some(member.org.news.subscribe()),
            _ => None,
        }
    }

    fn state(&self) -> State {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn become_(&self, state: State) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }

    async fn hello(&self, hello: Hello) -> Result<Welcome, Fault> {
        let version = agreed(hello.oldest, hello.newest).ok_or(Code::Version)?;
        self.become_(State::New);
        let org = self.server.org(hello.org).await?.ok_or(Code::SignIn)?;
        let inner = self.server.inner();
        let reach = reach(&mut *inner.database.read().await?, org.id, "").await?;
        let (now, challenge) = ((inner.clock)(), chance()?);
        let mut welcome = Welcome {
            version,
            epoch: reach.epoch,
            seq: reach.seq,
            now,
            challenge,
            floors: reach.floors,
            signature: [0; 64],
        };
        welcome.signature = org.sign(&welcome_bytes(&hello, &welcome));
        let skew = beyond_measure(hello.now.saturating_sub(now));
        self.become_(State::Greeted(Arc::new(Greeted {
            org,
            hello,
            version,
            challenge,
            skew,
        })));
        Ok(welcome)
    }

    async fn proof(&self, proof: &Proof, greeted: &Greeted) -> Result<Ready, Fault> {
        self.become_(State::New); // one attempt for each hello
        let (org, hello) = (&greeted.org, &greeted.hello);
        let inner = self.server.inner();
        let mut tx = inner.database.write().await?;
        let device = people::device_of(&mut *tx, org.id, hello.device)
            .await?
            .ok_or(Code::SignIn)?;
        let bytes = proof_bytes(hello, &greeted.challenge);
        let signed = UnparsedPublicKey::new(&ED25519, &device.public_key).verify(&bytes, &proof.signature);
        if signed.is_err() {
            return Err(Code::SignIn.into());
        }
        let (now, fresh) = ((inner.clock)(), chance()?);
        let shown = device.tokens.shown(&token_hash(&proof.token), token_hash(&fresh), now);
        let (anew, token) = match shown {
            Shown::Holds { .. } if device.revoked.is_some() => return Err(Code::Revoked.into()),
            Shown::Holds { anew, hand_out } => (anew, hand_out.then_some(fresh)),
            Shown::Refused { anew: None, code } => return Err(code.into()),
            Shown::Refused { anew: Some(anew), code } => {
                people::keep_tokens(&mut *tx, org.id, &device, &anew).await?;
                tx.commit().await?;
                tracing::warn!(device = %device.id, "a token that was replaced has been shown again; none holds any more");
                return Err(code.into());
            }
        };
        if let Some(anew) = &anew
            && !people::keep_tokens(&mut *tx, org.id, &device, anew).await?
        {
            return Err(Code::Busy.into()); // another session of the device was quicker
        }
        people::heard(&mut *tx, org.id, device.id, (now, greeted.skew, hello.jumps)).await?;
        let ids = people::ids_of(&mut *tx, org.id, device.person).await?;
        let highest = log::highest(&mut *tx, org.id, device.id).await?;
        let known_n = highest.map_or(0, |(n, _)| n);
        tx.commit().await?;
        let here = org.arrives(device.id).ok_or(Code::Busy)?;
        self.become_(State::Ready(Arc::new(Member {
            _here: here,
            org: org.clone(),
            version: greeted.version,
            device: device.id,
            person: device.person,
            ids,
            skew: greeted.skew,
            jumps: hello.jumps,
            knows: Arc::new(AtomicU64::new(known_n)),
        })));
        Ok(Ready {
            person: device.person,
            role: device.role,
            known_n,
            known_id: highest.map(|(_, id)| id),
            token,
        })
    }

    async fn serve(&self, ask: Ask, member: &Member) -> Result<Answer, Fault> {
        match ask {
            Ask::Push(push) => self.pushed(push, member).await.map(Answer::Pushed),
            Ask::Pull(pull) => self.pulled(pull, member).await.map(Answer::Pulled),
            Ask::Report(report) => {
                let report = serde_json::to_string(&report).map_err(|_| ServerError::Unreadable("a report"))?;
                if report.len() > limits::REPORT {
                    return Err(Code::TooLarge.into());
                }
                let inner = self.server.inner();
                let mut tx = inner.database.write().await?;
                people::report(&mut *tx, member.org.id, member.device, ((inner.clock)(), report)).await?;
                tx.commit().await?;
                Ok(Answer::Done)
            }
            Ask::Snapshot(ask) => self.snapshot(ask, member).await,
            Ask::Past(record) => self.past(record, member).await.map(Answer::Past),
            Ask::Fleet => self.fleet(member).await.map(Answer::Fleet),
            Ask::Cursors => self.cursors(member).await.map(Answer::Cursors),
            Ask::Invite(role) => {
                let inner = self.server.inner();
                let mut tx = inner.database.write().await?;
                only(&[Role::Admin], &self.standing(&mut *tx, member).await?)?;
                let code = invitation::make(&mut *tx, member.org.id, role, None, (inner.clock)()).await?;
                tx.commit().await?;
                Ok(Answer::Invited(code))
            }
            Ask::Revoke(device) => {
                let inner = self.server.inner();
                let mut tx = inner.database.write().await?;
                only(&[Role::Admin], &self.standing(&mut *tx, member).await?)?;
                let device = device.parse().map_err(|_| Code::NotYours)?;
                if people::revoke(&mut *tx, member.org.id, device, (inner.clock)()).await? == 0 {
                    return Err(Code::NotYours.into());
                }
                tx.commit().await?;
                tracing::info!(%device, "access taken away");
                Ok(Answer::Done)
            }
            Ask::Succeed(succession) => self.succeeded(&succession, member).await.map(|()| Answer::Done),
            Ask::HandBack(back) => self.taken_back(*back, member).await.map(Answer::Reached),
            Ask::Recall(recall) => self.recalled(recall, member).await.map(Answer::Recalled),
            Ask::Hello(_) | Ask::Proof(_) => Err(Code::NotReady.into()),
        }
    }

    pub(crate) fn server(&self) -> &Server {
        &self.server
    }

    /// The device as it stands now: its access may have been taken away, its person's role may be another.
    pub(crate) async fn standing(
        &self,
        tx: &mut dyn crate::database::Transaction,
        member: &Member,
    ) -> Result<DeviceRow, Fault> {
        let device = people::device_of(tx, member.org.id, member.device).await?;
        let device = device.ok_or(Code::Revoked)?;
        match device.barred() {
            Some(code) => Err(code.into()),
            None => Ok(device),
        }
    }

    /// What the device's person sees, as it stands now; `None`: everything. Whoever is narrowed has to speak a version that
    /// knows of it.
    pub(crate) async fn scope(
        &self,
        tx: &mut dyn crate::database::Transaction,
        member: &Member,
        epoch: u32,
    ) -> Result<Option<Scope>, Fault> {
        let device = self.standing(tx, member).await?;
        let scope = scoping::of(tx, member.org.id, epoch, (device.role, &member.ids)).await?;
        match scope {
            Some(_) if member.version < SCOPES => Err(Code::Version.into()),
            scope => Ok(scope),
        }
    }

    async fn fleet(&self, member: &Member) -> Result<Vec<DeviceLine>, Fault> {
        let org = &member.org;
        let mut tx = self.server.inner().database.read().await?;
        only(&[Role::Manager, Role::Admin], &self.standing(&mut *tx, member).await?)?;
        let reach = reach(&mut *tx, org.id, "").await?;
        let devices = people::all_devices(&mut *tx, org.id).await?;
        Ok(devices.into_iter().map(|device| line(org, device, reach.seq)).collect())
    }

    /// How far devices say that they hold the log. Whoever may ask anything may ask this: it names nobody.
    async fn cursors(&self, member: &Member) -> Result<Vec<u64>, Fault> {
        let mut tx = self.server.inner().database.read().await?;
        self.standing(&mut *tx, member).await?;
        let devices = people::all_devices(&mut *tx, member.org.id).await?;
        let standing = devices.iter().filter(|device| device.stands());
        let mut cursors: Vec<u64> = standing.map(|device| reported(device).cursor).collect();
        cursors.sort_unstable();
        Ok(cursors)
    }
}

fn reported(device: &DeviceRow) -> protocol::DeviceReport {
    let report = device.report.as_deref();
    let report = report.and_then(|text| serde_json::from_str(text).ok());
    report.unwrap_or_default()
}

fn line(org: &Org, device: DeviceRow, seq: u64) -> DeviceLine {
    let report = reported(&device);
    DeviceLine {
        device: device.id.to_string(),
        name: device.name,
        person: device.person_name,
        person_id: device.person.to_string(),
        role: device.role,
        enrolled: device.enrolled,
        heard: device.heard,
        skew: device.skew,
        here: org.is_here(device.id),
        revoked: device.revoked.is_some(),
        copy_of: device.copy_of.map(|of| of.to_string()),
        succeeded: device.succeeded,
        behind: seq.saturating_sub(report.cursor),
        report,
    }
}

fn only(roles: &[Role], device: &DeviceRow) -> Result<(), Fault> {
    if roles.contains(&device.role) {
        Ok(())
    } else {
        Err(Code::NotYours.into())
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let org = match self.state() {
            State::Ready(member) => hex::text(&member.org.id),
            _ => "nobody yet".to_owned(),
        };
        write!(f, "Session({org})")
    }
}
