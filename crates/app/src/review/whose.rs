//! Whose decision it is. This routes; what somebody may is the model's `may`, which is asked again when they decide.

use model::{KindKey, RecordId, Role};
use store::Open;

/// Registers that name whose a record is: while two values stand there, it belongs to neither of them alone.
const NAMES: [&str; 3] = ["owner", "assignee", "approver"];
/// What the organisation has agreed on.
const AGREED: [&str; 5] = [
    "pipeline",
    "custom_field",
    "approval_rule",
    "service_level",
    "territory",
];

/// Whether a decision is this person's: their own record's, anybody's where the record is nobody's, and for a manager also
/// where it is disputed whose the record is. What is agreed on is the administrators'.
pub(super) fn is_mine(me: RecordId, role: Role, kind: &KindKey, open: &Open) -> bool {
    let decides = matches!(role, Role::Manager | Role::Admin);
    let disputed = open.fields.iter().any(|field| NAMES.contains(&field.as_str()));
    match role {
        Role::Auditor => false,
        _ if AGREED.contains(&kind.as_str()) => role == Role::Admin,
        _ if open.whose.is_empty() || open.whose.contains(&me) => true,
        _ => disputed && decides,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::FieldKey;

    #[test]
    fn a_decision_goes_to_the_owner_to_managers_where_two_claim_it_and_to_anybody_where_nobody_does() {
        let (me, other) = (RecordId::from_parts(1, 1), RecordId::from_parts(1, 2));
        let open = |field: &'static str, whose: &[RecordId]| Open {
            fields: vec![FieldKey::of(field)],
            whose: whose.to_vec(),
            ..Open::default()
        };
        let cases = [
            (Role::Field, "deal", open("stage", &[me]), true),
            (Role::Field, "deal", open("stage", &[other]), false),
            (Role::Field, "deal", open("stage", &[]), true),
            (Role::Manager, "deal", open("stage", &[other]), false),
            (Role::Field, "deal", open("owner", &[me, other]), true),
            (Role::Field, "deal", open("owner", &[other]), false),
            (Role::Manager, "deal", open("owner", &[other]), true),
            (Role::Admin, "task", open("assignee", &[other]), true),
            (Role::Auditor, "deal", open("stage", &[]), false),
            (Role::Manager, "pipeline", open("stages", &[]), false),
            (Role::Admin, "pipeline", open("stages", &[]), true),
        ];
        for (role, kind, open, expected) in cases {
            assert_eq!(
                is_mine(me, role, &KindKey::of(kind), &open),
                expected,
                "{role:?} {kind} {open:?}"
            );
        }
    }
}
