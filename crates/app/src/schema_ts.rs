//! The declarations as TypeScript, so that the window knows every kind and field without anybody typing them again.

use model::{Field, FieldType, declare::KINDS};
use serde::Serialize;

const HEAD: &str = "\
// Generated from the declarations in crates/model; `make bindings` writes it, `make test` fails when it is stale.

import type { Op } from './commands';

export type FieldSchema = {
\tkey: string; label: string; type: string; policy: string; searched: boolean; sensitive: boolean; required: boolean;
\t/** Key and label of each choice. */
\tchoices: [string, string][];
\tlink: string | null;
\t/** The members of a group; a form writes `group.member`. */
\tmembers: FieldSchema[];
};
export type KindSchema = { key: string; label: string; plural: string; title: string; fields: FieldSchema[] };

";

/// One of every type of field.
const TYPES: &[FieldType] = &[
    FieldType::Text,
    FieldType::LongText,
    FieldType::Phone,
    FieldType::Email,
    FieldType::Url,
    FieldType::Date,
    FieldType::Moment,
    FieldType::Money,
    FieldType::Whole,
    FieldType::Flag,
    FieldType::Choice(&[]),
    FieldType::Link(None),
    FieldType::Links(""),
    FieldType::Address,
    FieldType::Stage,
    FieldType::Stages,
    FieldType::Tags,
    FieldType::Group(&[]),
];

#[derive(Serialize)]
struct FieldSchema {
    key: &'static str,
    label: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    policy: model::Policy,
    searched: bool,
    sensitive: bool,
    required: bool,
    choices: &'static [(&'static str, &'static str)],
    link: Option<&'static str>,
    members: Vec<FieldSchema>,
}

#[derive(Serialize)]
struct KindSchema {
    key: &'static str,
    label: &'static str,
    plural: &'static str,
    title: &'static str,
    fields: Vec<FieldSchema>,
}

fn field(field: &'static Field) -> FieldSchema {
    FieldSchema {
        key: field.key,
        label: field.label,
        kind: field.kind.key(),
        policy: field.policy,
        searched: field.searched,
        sensitive: field.sensitive,
        required: field.required,
        choices: if let FieldType::Choice(choices) = field.kind {
            choices
        } else {
            &[]
        },
        link: match field.kind {
            FieldType::Link(kind) => kind,
            FieldType::Links(kind) => Some(kind),
            _ => None,
        },
        members: if let FieldType::Group(members) = field.kind {
            members.iter().map(self::field).collect()
        } else {
            Vec::new()
        },
    }
}

/// The file `ui/src/bindings/schema.ts`.
///
/// # Errors
/// Never in practice: the declarations are plain data.
pub fn schema_ts() -> Result<String, serde_json::Error> {
    let mut text = HEAD.to_owned();
    text.push_str("export const KINDS: Record<string, KindSchema> = {\n");
    for kind in KINDS {
        let fields = kind.fields.iter().map(field).collect();
        let schema = KindSchema {
            key: kind.key,
            label: kind.label,
            plural: kind.plural,
            title: kind.title,
            fields,
        };
        text.push_str(&format!("\t{}: {},\n", kind.key, serde_json::to_string(&schema)?));
    }
    text.push_str("};\n\n/** The conditions of a list that go with a field's type, the most usual first. */\n");
    text.push_str("export const OPS: Record<string, Op[]> = {\n");
    for kind in TYPES {
        let ops = serde_json::to_string(crate::ops(*kind))?;
        text.push_str(&format!("\t{}: {ops},\n", kind.key()));
    }
    text.push_str("};\n");
    Ok(text)
}
