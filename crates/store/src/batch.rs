//! Several statements that go to the database in one trip: an edit costs one, not one for each of its statements.

use crate::columns::Cell;
use sqlx::{Arguments, AssertSqlSafe, Encode, Sqlite, SqliteConnection, Type, sqlite::SqliteArguments};

/// Statements and their arguments, in order. Placeholders are bare `?`; each statement takes the next arguments.
#[derive(Default)]
pub(crate) struct Batch {
    sql: String,
    arguments: SqliteArguments,
    /// What goes before, in trips of its own.
    earlier: Vec<(String, SqliteArguments)>,
    failed: Option<sqlx::Error>,
}

impl Batch {
    /// Appends SQL text. Names of tables and columns come from the declarations, never from data.
    pub(crate) fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    /// What was appended so far goes in a trip of its own: for a bulk gesture, so that texts repeat and stay prepared.
    pub(crate) fn cut(&mut self) {
        if !self.sql.is_empty() {
            let piece = (std::mem::take(&mut self.sql), std::mem::take(&mut self.arguments));
            self.earlier.push(piece);
        }
    }

    /// Appends one argument.
    pub(crate) fn bind<'t, T: Encode<'t, Sqlite> + Type<Sqlite>>(&mut self, value: T) {
        if let Err(error) = self.arguments.add(value) {
            self.failed = Some(sqlx::Error::Encode(error));
        }
    }

    /// Appends a cell as an argument.
    pub(crate) fn cell(&mut self, cell: Cell) {
        match cell {
            Cell::Null => self.bind(None::<i64>),
            Cell::Int(number) => self.bind(number),
            Cell::Text(text) => self.bind(text),
            Cell::Blob(bytes) => self.bind(bytes),
        }
    }

    /// `(?, ?), (?, ?)`: placeholders for rows of the same width.
    pub(crate) fn rows(&mut self, rows: usize, width: usize) {
        let row = format!("({})", vec!["?"; width].join(","));
        self.sql.push_str(&vec![row; rows].join(","));
    }

    /// The statements so far, without those that go before.
    pub(crate) fn sql(&self) -> &str {
        &self.sql
    }

    /// Carries out its statements as another text that takes the same arguments and answers once.
    pub(crate) async fn run_as(self, sql: &str, connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let query = sqlx::query_with(AssertSqlSafe(sql), self.arguments);
        query.execute(connection).await?;
        Ok(())
    }

    /// Carries it out between BEGIN and COMMIT.
    pub(crate) async fn run_between(mut self, connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        self.sql.insert_str(0, "BEGIN IMMEDIATE;");
        self.sql.push_str("COMMIT;");
        self.run(connection, true).await
    }

    /// Carries it out. `again`: the same text will come again, so its statements are kept prepared.
    pub(crate) async fn run(mut self, connection: &mut SqliteConnection, again: bool) -> Result<(), sqlx::Error> {
        self.cut();
        if let Some(error) = self.failed {
            return Err(error);
        }
        for (sql, arguments) in self.earlier {
            let query = sqlx::query_with(AssertSqlSafe(sql), arguments).persistent(again);
            query.execute(&mut *connection).await?;
        }
        Ok(())
    }
}
