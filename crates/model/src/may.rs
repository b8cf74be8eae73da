//! Permission: one pure function. The device asks it offline, the server asks it again under its lock.

use crate::{
    Value,
    change::Act,
    id::{FieldKey, KindKey, PersonId},
    record::Record,
};
use serde::{Deserialize, Serialize};

/// In which role a person acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A rep or technician on site.
    Field,
    /// The front desk and the back office.
    Office,
    /// Decides, reassigns, deletes what others own.
    Manager,
    /// Also changes what the organisation has agreed on: pipelines, custom fields, rules.
    Admin,
    /// Reads everything, changes nothing.
    Auditor,
}

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub person: PersonId,
    /// The role they have here.
    pub role: Role,
}

/// Why somebody may not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// An auditor tried to write.
    #[error("An auditor can read everything and change nothing. Ask the record's owner to make the change.")]
    ReadOnly,
    /// Only an administrator changes this kind.
    #[error("Only an administrator changes {what}. Ask yours; nothing was changed.")]
    AdminsOnly {
        /// What it is, in words.
        what: &'static str,
    },
    /// Only the owner or a manager deletes.
    #[error("Only its owner or a manager deletes this record. Ask one of them; nothing was changed.")]
    NotYours,
    /// Only the person who was asked, or a manager, approves or refuses.
    #[error("Only the person who was asked, or a manager, decides this approval. Nothing was changed.")]
    NotAsked,
}

impl Denied {
    /// The stable code of the reason.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::ReadOnly => "read-only",
            Self::AdminsOnly { .. } => "admins-only",
            Self::NotYours => "not-yours",
            Self::NotAsked => "not-asked",
        }
    }
}

/// May this person do this to these fields of this record (`None`: a new one)?
///
/// All values of a contested owner or approver count, so that each of them can see and decide.
///
/// # Errors
/// The reason, in words that the person reads.
pub fn may(
    actor: Actor,
    act: &Act,
    kind: &KindKey,
    fields: &[FieldKey],
    record: Option<&Record>,
) -> Result<(), Denied> {
    if actor.role == Role::Auditor {
        return Err(Denied::ReadOnly);
    }
    let agreed = match kind.as_str() {
        "pipeline" => Some("pipelines and their stages"),
        "custom_field" => Some("custom fields"),
        "rule" | "approval_rule" => Some("the organisation's rules"),
        "service_level" => Some("service levels"),
        "territory" => Some("territories"),
        _ => None,
    };
    if let Some(what) = agreed.filter(|_| actor.role != Role::Admin) {
        return Err(Denied::AdminsOnly { what });
    }
    let decides = matches!(actor.role, Role::Manager | Role::Admin);
    let names_others = |record: &Record, field: &str| {
        let standing = record.standing(field).iter();
        let mut people = standing.filter(|s| s.value != Value::Nothing).peekable();
        let me = actor.person.to_string();
        people.peek().is_some() && !people.any(|s| s.value.as_text() == Some(me.as_str()))
    };
    if *act == Act::Delete && !decides && record.is_some_and(|record| names_others(record, "owner")) {
        return Err(Denied::NotYours);
    }
    let deciding = kind.as_str() == "approval" && fields.iter().any(|field| field.as_str() == "decision");
    if deciding && !decides && record.is_some_and(|record| names_others(record, "approver")) {
        return Err(Denied::NotAsked);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_do_what() {
        let actor = |role| Actor {
            person: PersonId::from_bytes([7; 16]),
            role,
        };
        let contact = KindKey::of("contact");
        let pipeline = KindKey::of("pipeline");
        let ask = |role, act, kind| may(actor(role), &act, kind, &[], None);
        assert_eq!(ask(Role::Field, Act::Create, &contact), Ok(()));
        assert_eq!(ask(Role::Office, Act::Delete, &contact), Ok(()));
        assert_eq!(ask(Role::Auditor, Act::Edit, &contact), Err(Denied::ReadOnly));
        assert_eq!(ask(Role::Admin, Act::Edit, &pipeline), Ok(()));
        let admins = Denied::AdminsOnly {
            what: "pipelines and their stages",
        };
        assert_eq!(ask(Role::Manager, Act::Edit, &pipeline), Err(admins));
    }

    #[test]
    fn an_approval_is_decided_by_who_was_asked_or_by_a_manager() {
        let (me, other) = (PersonId::from_bytes([7; 16]), PersonId::from_bytes([8; 16]));
        let kind = KindKey::of("approval");
        let asked = |person: PersonId| {
            let mut record = Record::empty(kind.clone());
            let standing = crate::Standing {
                value: Value::Text(person.to_string()),
                parts: Vec::new(),
                by: other,
                role: Role::Field,
                when: 0,
            };
            record.registers.insert(FieldKey::of("approver"), vec![standing]);
            record
        };
        for (role, person, field, answer) in [
            (Role::Field, me, "decision", Ok(())),
            (Role::Field, other, "decision", Err(Denied::NotAsked)),
            (Role::Office, other, "decision", Err(Denied::NotAsked)),
            (Role::Manager, other, "decision", Ok(())),
            (Role::Field, other, "detail", Ok(())),
        ] {
            let actor = Actor { person: me, role };
            let fields = [FieldKey::of(field)];
            assert_eq!(may(actor, &Act::Decide, &kind, &fields, Some(&asked(person))), answer);
        }
    }
}
