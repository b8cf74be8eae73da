//! Devices that are enrolled: with their store, or only as far as the wire goes.

use crate::desk::{Desk, KEY, open_as, wall};
use anyhow::{Context as _, anyhow};
use model::{
    Act, Base, Change, ChangeId, DeviceId, FieldKey, GestureId, Hlc, KindKey, PersonId, RecordId, Role, Value, Write,
};
use protocol::{Answered, Author, Known, Peer as _, Push, change_bytes};
use std::{path::Path, sync::Arc};
use store::Server;
use sync::{DeviceKey, Engine, Enrol, Handle, Line, Patience, Trust, enrol, entering, opening};

/// How a device is called and answered for.
async fn admitted(url: &str, code: &str, key: &DeviceKey, known: Known) -> anyhow::Result<Server> {
    let ask = Enrol {
        code: code.to_owned(),
        name: known.name.clone(),
        password: "correct horse battery".to_owned(),
        device: known,
    };
    let enrolled = enrol(url, &Trust::default(), &ask).await??;
    Ok(Server {
        url: url.to_owned(),
        org: unhex(&enrolled.org)?,
        org_name: enrolled.org_name,
        server_key: unhex(&enrolled.server_key)?,
        device_key: key.pkcs8.clone(),
        token: Some(unhex(&enrolled.token)?),
        person_name: enrolled.person_name,
        epoch: 0,
        cursor: 0,
        head: [0; 32],
        skew: 0,
        contact: None,
        former: None,
        scope: 0,
        receipt: None,
        floors: Vec::new(),
    })
}

fn unhex<const N: usize>(text: &str) -> anyhow::Result<[u8; N]> {
    let digits = |at: usize| u8::from_str_radix(text.get(at..at + 2).unwrap_or_default(), 16);
    let bytes = (0..text.len()).step_by(2).map(digits).collect::<Result<Vec<u8>, _>>()?;
    bytes.try_into().map_err(|_| anyhow!("bytes of another length"))
}

/// A device with its encrypted file, enrolled. The first one is the administrator's.
pub(crate) async fn desk(folder: &Path, url: &str, code: &str, number: u128) -> anyhow::Result<Desk> {
    let role = if number == 0 { Role::Admin } else { Role::Field };
    let desk = open_as(folder, KEY, (number, role)).await?;
    let key = DeviceKey::fresh()?;
    let row = admitted(url, code, &key, key.introduce(&desk.store.device())).await?;
    desk.store.enrol(&row).await?;
    Ok(desk)
}

/// Starts the engine of a device.
pub(crate) fn start(desk: &Desk) -> Handle {
    Engine::start(desk.store.clone(), Arc::new(wall), Trust::default(), "bench".into())
}

/// A session of a device, without its engine.
pub(crate) async fn session(desk: &Desk) -> anyhow::Result<(Line, Server)> {
    let mut row = desk.store.server().await?.context("an enrolled device")?;
    let line = Line::connect(&row.url, &Trust::default(), Patience::default()).await?;
    let n = desk.store.last_n().await?;
    let opened = opening::open(&line, &row, desk.store.device().id, n, (wall(), 0)).await?;
    entering::meet(&line, &desk.store, &mut row, &opened.welcome, wall()).await?;
    Ok((line, row))
}

/// A device that exists on the wire only.
pub(crate) struct Tablet {
    line: Line,
    author: Author,
    n: u64,
    chance: u128,
}

impl Tablet {
    pub(crate) async fn new(url: &str, code: &str, number: u128) -> anyhow::Result<Self> {
        let author = Author {
            on: DeviceId::from_parts(2, number),
            by: PersonId::from_parts(2, number),
        };
        let key = DeviceKey::fresh()?;
        let known = Known {
            device: author.on.to_string(),
            person: author.by.to_string(),
            name: format!("Tablet {number}"),
            key: key.public.clone(),
        };
        let row = admitted(url, code, &key, known).await?;
        Ok(Self {
            line: Self::connected(&row, author.on).await?,
            author,
            n: 0,
            chance: number << 40,
        })
    }

    /// A session by what a device was enrolled with.
    pub(crate) async fn connected(row: &Server, on: DeviceId) -> anyhow::Result<Line> {
        let line = Line::connect(&row.url, &Trust::default(), Patience::default()).await?;
        opening::open(&line, row, on, 0, (wall(), 0)).await?;
        Ok(line)
    }

    fn change(&mut self, record: Option<RecordId>, field: &'static str, value: String) -> Change {
        self.n += 1;
        self.chance += 1;
        let now = wall();
        let id = ChangeId::from_parts(now.unsigned_abs(), self.chance);
        Change {
            id,
            on: self.author.on,
            n: self.n,
            by: self.author.by,
            record: record.unwrap_or_else(|| RecordId::from_bytes(id.to_bytes())),
            kind: KindKey::of("contact"),
            act: if record.is_some() { Act::Edit } else { Act::Create },
            base: Base {
                epoch: 1,
                own: vec![(self.author.on, self.n - 1)],
                ..Base::default()
            },
            writes: [(FieldKey::of(field), Write::of(Value::text(value)))].into(),
            at: Hlc { ms: now, count: 0 },
            jumps: 0,
            of: None,
            gesture: GestureId::from_bytes(id.to_bytes()),
            purged: false,
            v: 1,
        }
    }

    pub(crate) fn create(&mut self, name: String) -> Change {
        self.change(None, "name", name)
    }

    pub(crate) fn edit(&mut self, record: RecordId, role: String) -> Change {
        self.change(Some(record), "role", role)
    }

    /// Pushes; how many were accepted.
    pub(crate) async fn push(&self, changes: &[Change]) -> anyhow::Result<usize> {
        let push = Push {
            author: Some(self.author),
            cursor: 0,
            changes: changes.iter().map(change_bytes).collect(),
        };
        let pushed = self.line.push(push).await?;
        Ok(pushed.answers.iter().filter(|Answered { seq, .. }| *seq > 0).count())
    }
}
