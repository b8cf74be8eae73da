//! The words under which a record is found, as they stand in the search index.

use super::Tx;
use crate::{StoreError, rows, search::grams, tables::Table};
use model::{FieldType, Record, RecordId, Value, fold::fold};

/// Folded words of one record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Words {
    /// Names, companies, e-mails, tags, and the pieces of telephone numbers.
    pub(crate) name: String,
    /// Bodies.
    pub(crate) text: String,
}

impl Tx<'_> {
    /// The words of a record; none for a deleted one.
    pub(super) async fn words(&mut self, table: &'static Table, record: &Record) -> Result<Words, StoreError> {
        let mut words = Words::default();
        if !record.alive() {
            return Ok(words);
        }
        for field in table.kind.fields.iter().filter(|field| field.searched) {
            if field.kind == FieldType::Tags {
                let tags: Vec<String> = record.elements(field.key).map(fold).collect();
                add(&mut words.name, &tags.join(" "));
                continue;
            }
            let Some(value) = record
                .value(&self.schema, field.key)
                .and_then(Value::as_text)
                .map(str::to_owned)
            else {
                continue;
            };
            match field.kind {
                FieldType::LongText => add(&mut words.text, &fold(&value)),
                FieldType::Phone => add(&mut words.name, &grams(&value)),
                FieldType::Link(_) => {
                    if let Ok(id) = value.parse() {
                        let title = self.title(id).await?;
                        add(&mut words.name, &fold(&title));
                    }
                }
                _ => add(&mut words.name, &fold(&value)),
            }
        }
        Ok(words)
    }

    /// The name of another record, as this transaction sees it; empty where it is not here.
    async fn title(&mut self, id: RecordId) -> Result<String, StoreError> {
        if let Some((known, title)) = &self.last_title
            && *known == id
        {
            return Ok(title.clone());
        }
        let staged = self
            .staged
            .get(&id)
            .and_then(|staged| Some((staged.table, staged.record.as_ref()?)));
        let title = match staged {
            Some((table, record)) => title_of(self, table, record),
            None => match rows::fetch(&mut self.writer.connection, None, id).await? {
                Some((table, row)) => {
                    let found = rows::found(table, &row, &self.authors)?;
                    title_of(self, table, &found.record)
                }
                None => String::new(),
            },
        };
        self.last_title = Some((id, title.clone()));
        Ok(title)
    }
}

fn title_of(tx: &Tx, table: &Table, record: &Record) -> String {
    record
        .value(&tx.schema, table.kind.title)
        .and_then(Value::as_text)
        .unwrap_or_default()
        .to_owned()
}

fn add(words: &mut String, more: &str) {
    if !words.is_empty() && !more.is_empty() {
        words.push(' ');
    }
    words.push_str(more);
}
