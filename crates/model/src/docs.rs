//! The published page of merge rules, written from the declarations so that it cannot say anything else.

use crate::{Field, FieldType, Kind, Policy, declare::KINDS};

const POLICIES: [Policy; 5] = [
    Policy::Latest,
    Policy::FieldFirst,
    Policy::Union,
    Policy::Text,
    Policy::Review,
];

const HEAD: &str = "\
# Merge rules

Generated from the declarations in `crates/model`; do not edit by hand. `make bindings` writes it, `make test` fails when
it is stale.

Edits to different fields always merge. When two people wrote one field and neither had seen the other's value, the
field's rule decides. Equal values never conflict. Nothing is thrown away: what is not shown stays in the history.

";

const TAIL: &str = "
## Deleting

A delete stands if its author saw everything that was written in the record. Otherwise the record stays, marked for
review. An edit that meets a deleted record brings it back for review, unless whoever deleted it had seen that edit.

## Fields that an organisation adds

A custom field goes by *Latest wins*; one of long text by *Merged text*. A field that an older version does not know is
kept whole and goes by *Review* until it is known.
";

/// The page, as Markdown.
#[must_use]
pub fn merge_rules() -> String {
    let mut page = HEAD.to_owned();
    page.push_str("| rule | what happens |\n|---|---|\n");
    for policy in POLICIES {
        page.push_str(&format!("| {} | {} |\n", policy.label(), policy.words()));
    }
    for kind in KINDS {
        section(&mut page, kind);
    }
    page.push_str(TAIL);
    page
}

fn section(page: &mut String, kind: &Kind) {
    page.push_str(&format!(
        "\n## {}\n\n| field | rule | notes |\n|---|---|---|\n",
        kind.plural
    ));
    for field in kind.fields {
        page.push_str(&format!(
            "| {} | {} | {} |\n",
            field.label,
            field.policy.label(),
            notes(field)
        ));
    }
}

fn notes(field: &Field) -> String {
    let group = match field.kind {
        FieldType::Group(members) => {
            let names: Vec<&str> = members.iter().map(|m| m.label).collect();
            Some(format!("judged together: {}", names.join(", ").to_lowercase()))
        }
        FieldType::Money => Some("amount and currency are one value".to_owned()),
        FieldType::Stage => Some("stage and closing reason are one value".to_owned()),
        FieldType::Address => Some("all parts are one value".to_owned()),
        FieldType::Links(_) => Some("all of them are one value".to_owned()),
        _ => None,
    };
    let flags = [
        (field.required, "required"),
        (field.searched, "searched"),
        (field.sensitive, "sensitive"),
    ];
    let words = flags.into_iter().filter(|(on, _)| *on).map(|(_, word)| word.to_owned());
    words.chain(group).collect::<Vec<_>>().join("; ")
}
