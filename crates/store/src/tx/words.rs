//! The words under which a record is found, as they stand in the search index.

use super::{Staged, Tx};
use crate::{StoreError, rows, search::grams, tables::Table};
use model::{Field, FieldType, Record, RecordId, Value, fold::fold};

/// Which of the search indexes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Names, companies, e-mails, tags.
    Name,
    /// Pieces of telephone numbers.
    Number,
    /// Bodies.
    Text,
}

impl Part {
    pub(crate) const ALL: [Self; 3] = [Self::Name, Self::Number, Self::Text];

    fn of(kind: FieldType) -> Self {
        match kind {
            FieldType::Phone => Self::Number,
            FieldType::LongText => Self::Text,
            _ => Self::Name,
        }
    }

    /// The fields of a kind whose words are in this index.
    pub(crate) fn fields(self, table: &Table) -> impl Iterator<Item = &'static Field> + use<> {
        let fields = table.kind.fields.iter();
        fields.filter(move |field| field.searched && Self::of(field.kind) == self)
    }
}

impl Tx<'_> {
    /// True where the words of one index can differ between two states of a record. Looks at fields only, so that an edit
    /// of a telephone number costs no look at the company's name.
    pub(super) fn differs(&self, part: Part, table: &Table, before: Option<&Record>, now: &Record) -> bool {
        let Some(before) = before else { return true };
        before.alive() != now.alive()
            || part.fields(table).any(|field| {
                if field.kind == FieldType::Tags {
                    return !before.elements(field.key).eq(now.elements(field.key));
                }
                before.value(&self.schema, field.key) != now.value(&self.schema, field.key)
            })
    }

    /// The words of a record for one index, folded; none for a deleted one.
    pub(super) async fn words(
        &mut self,
        part: Part,
        table: &'static Table,
        record: &Record,
    ) -> Result<String, StoreError> {
        let mut words = String::new();
        if !record.alive() {
            return Ok(words);
        }
        for field in part.fields(table) {
            if field.kind == FieldType::Tags {
                let tags: Vec<String> = record.elements(field.key).map(fold).collect();
                add(&mut words, &tags.join(" "));
                continue;
            }
            let value = record.value(&self.schema, field.key).and_then(Value::as_text);
            let Some(value) = value else { continue };
            match field.kind {
                FieldType::Phone => add(&mut words, &grams(value)),
                FieldType::Link(kind) => {
                    if let Ok(id) = value.parse() {
                        let title = self.title(kind, id).await?;
                        add(&mut words, &fold(&title));
                    }
                }
                _ => add(&mut words, &fold(value)),
            }
        }
        Ok(words)
    }

    /// Remembers the names of what goes to the database, where other records are found by them: a list that adds a company
    /// names it again soon.
    pub(super) fn keep_titles(&mut self) {
        let named = |staged: &&Staged| staged.table.named_in().next().is_some();
        let titles: Vec<(RecordId, String)> = self
            .staged
            .iter()
            .filter(|(_, staged)| named(staged))
            .filter_map(|(id, staged)| Some((*id, title_of(self, staged.table, staged.record.as_ref()?))))
            .collect();
        if self.titles.len() + titles.len() > TITLES {
            self.titles.clear();
        }
        self.titles.extend(titles);
    }

    /// The name of another record, as this transaction sees it; empty where it is not here.
    async fn title(&mut self, kind: Option<&'static str>, id: RecordId) -> Result<String, StoreError> {
        let staged = self
            .staged
            .get(&id)
            .and_then(|staged| Some((staged.table, staged.record.as_ref()?)));
        if let Some((table, record)) = staged {
            return Ok(title_of(self, table, record));
        }
        if let Some(title) = self.titles.get(&id) {
            return Ok(title.clone());
        }
        let title = match rows::fetch(&mut self.hand.writer().await?.connection, kind, id).await? {
            Some((table, row)) => {
                let found = rows::found(table, &row, &self.authors)?;
                title_of(self, table, &found.record)
            }
            None => String::new(),
        };
        if self.titles.len() >= TITLES {
            self.titles.clear();
        }
        self.titles.insert(id, title.clone());
        Ok(title)
    }
}

/// Names that are kept at most: a few hundred KiB.
const TITLES: usize = 8192;

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
