//! How a session begins. The server signs the device's nonce before the device says anything that is worth stealing.

use crate::{
    Hash, Unreadable,
    cbor::{Reader, Writer},
    entry::{put_role, read_role},
    hand_back::{Floors, put_floors, read_floors},
    receipt::hash,
};
use model::{ChangeId, DeviceId, PersonId, Role};

/// The device's first word. Nothing in it is secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hello {
    /// The oldest version that the device understands.
    pub oldest: u16,
    /// The version that it speaks.
    pub newest: u16,
    /// The organisation.
    pub org: [u8; 16],
    /// The device.
    pub device: DeviceId,
    /// Chance, which the server signs.
    pub nonce: [u8; 32],
    /// The device's wall clock, ms since 1970.
    pub now: i64,
    /// Sum of the jumps of that clock that the device has journalled, ms.
    pub jumps: i64,
    /// The device's last own counter.
    pub n: u64,
}

/// The server's answer, signed with the organisation's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Welcome {
    /// The version that both will speak.
    pub version: u16,
    /// The server's epoch.
    pub epoch: u32,
    /// The last position of the log.
    pub seq: u64,
    /// The server's clock, ms since 1970.
    pub now: i64,
    /// Chance, which the device signs.
    pub challenge: [u8; 32],
    /// How epochs before a restore of the server are numbered now.
    pub floors: Floors,
    /// Over [`welcome_bytes`].
    pub signature: [u8; 64],
}

/// The device proves that it is itself, and that its person is still signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Over [`proof_bytes`], with the key that the device enrolled with.
    pub signature: [u8; 64],
    /// The opaque token; the server keeps its hash only.
    pub token: [u8; 32],
}

/// The session is ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ready {
    /// Who works on this device.
    pub person: PersonId,
    /// In which role.
    pub role: Role,
    /// The device's highest counter that the server holds: more than the device knows means that it is an old copy.
    pub known_n: u64,
    /// The change that has this counter: another one than the device has there means the same. A server before this key says
    /// none.
    pub known_id: Option<ChangeId>,
    /// A new token, which replaces the old one from now on.
    pub token: Option<[u8; 32]>,
}

/// What the server signs to prove itself.
#[must_use]
pub fn welcome_bytes(hello: &Hello, welcome: &Welcome) -> Hash {
    let device = hello.device.to_bytes();
    let floors: Vec<u8> = welcome
        .floors
        .iter()
        .flat_map(|(epoch, floor)| [&epoch.to_be_bytes()[..], &floor.to_be_bytes()].concat())
        .collect();
    let parts: [&[u8]; 8] = [
        &hello.org,
        &device,
        &hello.nonce,
        &welcome.challenge,
        &welcome.epoch.to_be_bytes(),
        &welcome.seq.to_be_bytes(),
        &welcome.now.to_be_bytes(),
        &floors,
    ];
    hash(b"outpost welcome 1", &parts)
}

/// What the device signs to prove itself.
#[must_use]
pub fn proof_bytes(hello: &Hello, challenge: &[u8; 32]) -> Hash {
    let device = hello.device.to_bytes();
    hash(b"outpost proof 1", &[&hello.org, &device, challenge, &hello.nonce])
}

impl Hello {
    pub(crate) fn put(&self, to: &mut Writer) {
        to.map(8)
            .uint(0)
            .uint(u64::from(self.oldest))
            .uint(1)
            .uint(u64::from(self.newest));
        to.uint(2).bytes(&self.org).uint(3).bytes(&self.device.to_bytes());
        to.uint(4).bytes(&self.nonce).uint(5).int(self.now);
        to.uint(6).int(self.jumps).uint(7).uint(self.n);
    }

    pub(crate) fn read(from: &mut Reader) -> Result<Self, Unreadable> {
        let mut hello = Self {
            oldest: 0,
            newest: 0,
            org: [0; 16],
            device: DeviceId::from_bytes([0; 16]),
            nonce: [0; 32],
            now: 0,
            jumps: 0,
            n: 0,
        };
        from.keyed(|from, key| {
            match key {
                0 => hello.oldest = from.number()?,
                1 => hello.newest = from.number()?,
                2 => hello.org = from.fixed()?,
                3 => hello.device = DeviceId::from_bytes(from.fixed()?),
                4 => hello.nonce = from.fixed()?,
                5 => hello.now = from.int()?,
                6 => hello.jumps = from.int()?,
                7 => hello.n = from.uint()?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(hello)
    }
}

impl Welcome {
    pub(crate) fn put(&self, to: &mut Writer) {
        to.map(6 + usize::from(!self.floors.is_empty()))
            .uint(0)
            .uint(u64::from(self.version))
            .uint(1)
            .uint(u64::from(self.epoch));
        to.uint(2).uint(self.seq).uint(3).int(self.now);
        to.uint(4).bytes(&self.challenge).uint(5).bytes(&self.signature);
        if !self.floors.is_empty() {
            put_floors(to.uint(6), &self.floors);
        }
    }

    pub(crate) fn read(from: &mut Reader) -> Result<Self, Unreadable> {
        let mut welcome = Self {
            version: 0,
            epoch: 0,
            seq: 0,
            now: 0,
            challenge: [0; 32],
            floors: Vec::new(),
            signature: [0; 64],
        };
        from.keyed(|from, key| {
            match key {
                0 => welcome.version = from.number()?,
                1 => welcome.epoch = from.number()?,
                2 => welcome.seq = from.uint()?,
                3 => welcome.now = from.int()?,
                4 => welcome.challenge = from.fixed()?,
                5 => welcome.signature = from.fixed()?,
                6 => welcome.floors = read_floors(from)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(welcome)
    }
}

impl Proof {
    pub(crate) fn put(&self, to: &mut Writer) {
        to.map(2).uint(0).bytes(&self.signature).uint(1).bytes(&self.token);
    }

    pub(crate) fn read(from: &mut Reader) -> Result<Self, Unreadable> {
        let mut proof = Self {
            signature: [0; 64],
            token: [0; 32],
        };
        from.keyed(|from, key| {
            match key {
                0 => proof.signature = from.fixed()?,
                1 => proof.token = from.fixed()?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(proof)
    }
}

impl Ready {
    pub(crate) fn put(&self, to: &mut Writer) {
        to.map(3 + usize::from(self.token.is_some()) + usize::from(self.known_id.is_some()));
        to.uint(0).bytes(&self.person.to_bytes()).uint(1);
        put_role(to, self.role);
        to.uint(2).uint(self.known_n);
        if let Some(token) = &self.token {
            to.uint(3).bytes(token);
        }
        if let Some(id) = self.known_id {
            to.uint(4).bytes(&id.to_bytes());
        }
    }

    pub(crate) fn read(from: &mut Reader) -> Result<Self, Unreadable> {
        let (mut person, mut role, mut known_n, mut known_id, mut token) = (None, None, 0, None, None);
        from.keyed(|from, key| {
            match key {
                0 => person = Some(PersonId::from_bytes(from.fixed()?)),
                1 => role = Some(read_role(from)?),
                2 => known_n = from.uint()?,
                3 => token = Some(from.fixed()?),
                4 => known_id = Some(ChangeId::from_bytes(from.fixed()?)),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            person: person.ok_or(Unreadable("nobody"))?,
            role: role.ok_or(Unreadable("no role"))?,
            known_n,
            known_id,
            token,
        })
    }
}
