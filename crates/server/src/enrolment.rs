//! How a device becomes one of an organisation's: with an invitation's code, or with its person's password.

use crate::{
    OrgId, Server, ServerError,
    clock::chance,
    database::Transaction,
    hex, invitation,
    org::Org,
    password,
    session::token_hash,
    tables::{
        invitation::{self as invitations, InvitationRow},
        org::{self as orgs, reach},
        people::{self, DeviceRow, PersonRow},
    },
    tokens::Tokens,
};
use model::{DeviceId, PersonId};
use protocol::{Code, Enrol, Enrolled, Fault, Known, NewPassword, SignIn, limits};
use std::sync::Arc;

/// A device that has introduced itself, read.
struct Newcomer {
    device: DeviceId,
    person: PersonId,
    name: String,
    key: [u8; 32],
}

fn fault(code: &str, words: &str) -> Fault {
    Fault {
        code: Code::Other(code.to_owned()),
        words: words.to_owned(),
    }
}

fn newcomer(known: &Known) -> Result<Newcomer, Fault> {
    Ok(Newcomer {
        device: known.device.parse().map_err(|_| Code::Unreadable)?,
        person: known.person.parse().map_err(|_| Code::Unreadable)?,
        name: name(&known.name)?,
        key: hex::bytes(&known.key).ok_or(Code::Unreadable)?,
    })
}

fn name(typed: &str) -> Result<String, Fault> {
    let name = typed.trim();
    let empty = fault("name-missing", "A name is missing. Fill it in and try again.");
    if name.is_empty() {
        Err(empty)
    } else if !is_sayable(name) {
        Err(fault(
            "name-unfit",
            "A name cannot hold invisible characters. Type it again.",
        ))
    } else if name.chars().count() > limits::NAME {
        Err(Code::TooLarge.into())
    } else {
        Ok(name.to_owned())
    }
}

/// Whether somebody can have typed it: not every database keeps what nobody can.
fn is_sayable(text: &str) -> bool {
    !text.chars().any(char::is_control)
}

impl Server {
    /// Takes a device in, by an invitation. `from`: where the request came from, for counting attempts.
    ///
    /// # Errors
    /// The invitation is wrong, the name taken, the password short, somebody tries too often.
    pub async fn enrol(&self, enrol: Enrol, from: &str) -> Result<Enrolled, Fault> {
        self.attempt(&[format!("enrol {from}")])?;
        let newcomer = newcomer(&enrol.device)?;
        let inner = self.inner();
        let now = (inner.clock)();
        let code = invitation::hash(&enrol.code);
        let open = invitations::open(&mut *inner.database.read().await?, &code, now).await?;
        let invitation = open.ok_or(Code::Invitation)?;
        let org = self.org(invitation.org).await?.ok_or(Code::Invitation)?;
        let password = match enrol.password.as_str() {
            "" => None,
            _ => Some(kept(enrol.password).await?),
        };
        let mut tx = inner.database.write().await?;
        if !invitations::take(&mut *tx, &invitation, now).await? {
            return Err(Code::Invitation.into());
        }
        let person = person(&mut *tx, &invitation, &newcomer, &enrol.name, password).await?;
        let enrolled = admit(tx, &org, &person, &newcomer, now).await?;
        tracing::info!(device = %newcomer.device, "enrolled");
        Ok(enrolled)
    }

    /// Takes a device in, by its person's name and password.
    ///
    /// # Errors
    /// They do not fit, the device is somebody else's or its access was taken away, somebody tries too often.
    pub async fn sign_in(&self, sign_in: SignIn, from: &str) -> Result<Enrolled, Fault> {
        let newcomer = newcomer(&sign_in.device)?;
        let (id, person) = self.known(&sign_in.org, &sign_in.name, sign_in.password, from).await?;
        let org = self.org(id).await?.ok_or(Code::SignIn)?;
        let inner = self.inner();
        let tx = inner.database.write().await?;
        admit(tx, &org, &person, &newcomer, (inner.clock)()).await
    }

    /// Gives somebody another password who says the present one. Devices that are signed in stay so.
    ///
    /// # Errors
    /// They do not fit, the new one is short, somebody tries too often.
    pub async fn change_password(&self, ask: NewPassword, from: &str) -> Result<(), Fault> {
        let (org, mut person) = self.known(&ask.org, &ask.name, ask.password, from).await?;
        person.password = Some(kept(ask.new).await?);
        let mut tx = self.inner().database.write().await?;
        people::keep_person(&mut *tx, org, &person).await?;
        tx.commit().await?;
        tracing::info!(person = %person.id, "another password");
        Ok(())
    }

    /// A new password, drawn by chance, for somebody who has forgotten theirs; for whoever runs the server. `None`: nobody of that
    /// name is here.
    ///
    /// # Errors
    /// The database's own.
    pub async fn reset_password(&self, org: OrgId, name: &str) -> Result<Option<String>, ServerError> {
        let found = people::person_named(&mut *self.inner().database.read().await?, org, name).await?;
        let Some(mut person) = found else { return Ok(None) };
        let drawn = invitation::drawn()?;
        person.password = Some(password::keep(drawn.clone()).await?);
        let mut tx = self.inner().database.write().await?;
        people::keep_person(&mut *tx, org, &person).await?;
        tx.commit().await?;
        Ok(Some(drawn))
    }

    /// Who says so, by their name and password; `said`: the organisation's id as hexadecimal text, or its name.
    async fn known(&self, said: &str, name: &str, password: String, from: &str) -> Result<(OrgId, PersonRow), Fault> {
        let typed = name.trim();
        self.attempt(&[format!("sign-in {from} {typed}"), format!("sign-in {said}")])?;
        let mut tx = self.inner().database.read().await?;
        let found = match hex::bytes::<16>(said) {
            Some(id) => orgs::find(&mut *tx, id).await?,
            None if is_sayable(said) => orgs::named(&mut *tx, said.trim()).await?,
            None => None,
        };
        let id: Option<OrgId> = found.map(|org| org.id);
        let person = match id {
            Some(id) if is_sayable(typed) => people::person_named(&mut *tx, id, typed).await?,
            _ => None,
        };
        drop(tx);
        let kept = person.as_ref().and_then(|person| person.password.clone());
        let fits = password::fits(password, kept).await?;
        let (Some(id), Some(person), true) = (id, person, fits) else {
            let words = "The name, the organisation or the password is not right. Nothing was changed.";
            return Err(Fault {
                code: Code::SignIn,
                words: words.to_owned(),
            });
        };
        Ok((id, person))
    }

    fn attempt(&self, keys: &[String]) -> Result<(), Fault> {
        let inner = self.inner();
        if inner.attempts.allow(keys, (inner.clock)()) {
            Ok(())
        } else {
            Err(Code::TooOften.into())
        }
    }
}

/// What is kept of a password that somebody chose.
async fn kept(chosen: String) -> Result<String, Fault> {
    if chosen.chars().count() < password::SHORTEST {
        return Err(fault(
            "password-short",
            "A password has at least eight letters. Choose a longer one.",
        ));
    }
    Ok(password::keep(chosen).await?)
}

/// Who an invitation makes of its bearer: somebody who is known, or somebody new, under the id that their device has used.
async fn person(
    tx: &mut dyn Transaction,
    invitation: &InvitationRow,
    newcomer: &Newcomer,
    typed: &str,
    password: Option<String>,
) -> Result<PersonRow, Fault> {
    let missing = || {
        fault(
            "password-missing",
            "Choose a password; it is asked for when you sign in again.",
        )
    };
    if let Some(id) = invitation.person {
        let mut person = people::person_of(tx, invitation.org, id)
            .await?
            .ok_or(Code::Invitation)?;
        if person.password.is_none() && !is_known(tx, invitation.org, newcomer.person).await? {
            people::goes_under(tx, invitation.org, id, newcomer.person).await?;
            person.id = newcomer.person;
        }
        person.password = person.password.or(password);
        if person.password.is_none() {
            return Err(missing());
        }
        people::keep_person(tx, invitation.org, &person).await?;
        return Ok(person);
    }
    let name = name(typed)?;
    if people::person_named(tx, invitation.org, &name).await?.is_some() {
        let words = "Somebody of that name is here already. Use another name, or sign in if it is you.";
        return Err(fault("name-taken", words));
    }
    if is_known(tx, invitation.org, newcomer.person).await? {
        return Err(Code::NotYours.into());
    }
    let person = PersonRow {
        id: newcomer.person,
        name,
        role: invitation.role,
        password: Some(password.ok_or_else(missing)?),
    };
    people::keep_person(tx, invitation.org, &person).await?;
    Ok(person)
}

/// Whether somebody has worked under an id.
async fn is_known(tx: &mut dyn Transaction, org: OrgId, id: PersonId) -> Result<bool, Fault> {
    Ok(people::person_of(tx, org, id).await?.is_some() || people::alias_of(tx, org, id).await?.is_some())
}

/// The device gets a token; what its person has written so far counts as theirs.
async fn admit(
    mut tx: Box<dyn Transaction>,
    org: &Arc<Org>,
    person: &PersonRow,
    newcomer: &Newcomer,
    now: i64,
) -> Result<Enrolled, Fault> {
    if let Some(known) = people::device_of(&mut *tx, org.id, newcomer.device).await? {
        if known.revoked.is_some() {
            return Err(Code::Revoked.into());
        }
        if known.public_key != newcomer.key {
            return Err(Code::Cloned.into());
        }
        if known.person != person.id {
            return Err(Code::NotYours.into());
        }
    }
    if newcomer.person != person.id {
        let somebody = people::person_of(&mut *tx, org.id, newcomer.person).await?;
        let whose = people::alias_of(&mut *tx, org.id, newcomer.person).await?;
        if somebody.is_some() || whose.is_some_and(|whose| whose != person.id) {
            return Err(Code::NotYours.into());
        }
        people::keep_alias(&mut *tx, org.id, newcomer.person, person.id).await?;
    }
    let token: [u8; 32] = chance()?;
    let device = DeviceRow {
        id: newcomer.device,
        person: person.id,
        person_name: person.name.clone(),
        role: person.role,
        name: newcomer.name.clone(),
        public_key: newcomer.key.to_vec(),
        tokens: Tokens::fresh(token_hash(&token), now),
        enrolled: now,
        revoked: None,
        heard: None,
        skew: 0,
        report: None,
        copy_of: None,
        succeeded: None,
    };
    people::keep_device(&mut *tx, org.id, &device).await?;
    let last = reach(&mut *tx, org.id, "").await?.seq;
    tx.commit().await?;
    Ok(Enrolled {
        org: hex::text(&org.id),
        org_name: org.name.clone(),
        server_key: hex::text(org.public_key()),
        token: hex::text(&token),
        person: person.id.to_string(),
        person_name: person.name.clone(),
        role: person.role,
        last,
    })
}
