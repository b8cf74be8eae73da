//! A save as one statement.
//!
//! The driver runs statements on a thread of its own and answers each by itself: of a save's BEGIN, UPDATE, two INSERTs and
//! COMMIT it sends five answers, each of which wakes the caller, and only the last one says anything. Waking costs more
//! than the statements. What is one statement is a transaction by itself, without BEGIN and COMMIT, and has one answer.
//!
//! A trigger makes several statements one. A shape of save (its statements, whatever the arguments) gets a view with a
//! column for each argument, and an INSTEAD OF trigger that carries the statements out with the arguments of the row that is
//! "inserted". Views and triggers are temporary: they belong to the connection and live in memory, nothing of them is in the
//! file. Making one costs, because the connection then prepares its statements anew; so a shape gets its view when it has come
//! a few times, and there are at most [`MOST`]. Other saves go as the statements they are, between BEGIN and COMMIT.
//!
//! The one thing not to do here: run a part of a save in a statement of its own without BEGIN. It would be committed alone.

use crate::batch::Batch;
use sqlx::{AssertSqlSafe, SqliteConnection};
use std::{
    collections::{HashMap, hash_map::Entry},
    fmt::Write as _,
};

/// A shape that comes this often gets its view.
const OFTEN: u32 = 3;
/// Views at most. A shape knows which fields were edited, so there can be many; the everyday ones come first.
const MOST: usize = 48;
/// Shapes that are counted at most; when there are more, counting begins anew.
const COUNTED: usize = 512;

/// The shapes that have come so far, by their statements.
#[derive(Default)]
pub(crate) struct Shapes {
    counted: HashMap<String, u32>,
    /// Numbers of views given out.
    views: usize,
    inserts: HashMap<String, String>,
}

impl Shapes {
    /// Carries out a whole save, in a transaction of its own: all of it or nothing, and durable when this returns.
    pub(crate) async fn commit(&mut self, save: Batch, connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        if !self.inserts.contains_key(save.sql()) && self.is_due(save.sql()) {
            self.make(save.sql(), connection).await?;
        }
        match self.inserts.get(save.sql()) {
            Some(insert) => save.run_as(insert, connection).await,
            None => save.run_between(connection).await,
        }
    }

    fn is_due(&mut self, sql: &str) -> bool {
        if self.views >= MOST || !sql.contains('?') {
            return false;
        }
        if self.counted.len() >= COUNTED {
            self.counted.clear();
        }
        match self.counted.entry(sql.to_owned()) {
            Entry::Occupied(mut times) => {
                *times.get_mut() += 1;
                *times.get() >= OFTEN
            }
            Entry::Vacant(first) => {
                first.insert(1);
                false
            }
        }
    }

    async fn make(&mut self, sql: &str, connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        let view = View::of(sql, self.views);
        self.views += 1;
        for statement in [view.create, view.trigger] {
            sqlx::query(AssertSqlSafe(statement))
                .persistent(false)
                .execute(&mut *connection)
                .await?;
        }
        self.counted.remove(sql);
        self.inserts.insert(sql.to_owned(), view.insert);
        Ok(())
    }
}

/// The statements of a shape's view.
#[derive(Debug, PartialEq, Eq)]
struct View {
    create: String,
    trigger: String,
    insert: String,
}

impl View {
    /// `sql` ends each statement with `;` and has bare `?` as placeholders, in no other place.
    fn of(sql: &str, number: usize) -> Self {
        let mut body = String::with_capacity(sql.len() * 2);
        let mut arguments = 0;
        for (at, piece) in sql.split('?').enumerate() {
            if at > 0 {
                // Writing into a String does not fail.
                let _infallible = write!(body, "NEW.a{}", at - 1);
                arguments = at;
            }
            body.push_str(piece);
        }
        let columns: Vec<String> = (0..arguments).map(|at| format!("NULL AS a{at}")).collect();
        let places = vec!["?"; arguments].join(",");
        Self {
            create: format!("CREATE TEMP VIEW save_{number} AS SELECT {}", columns.join(",")),
            trigger: format!(
                "CREATE TEMP TRIGGER save_{number}_whole INSTEAD OF INSERT ON save_{number} BEGIN {body} END"
            ),
            insert: format!("INSERT INTO save_{number} VALUES ({places})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_has_a_column_for_each_argument() {
        let view = View::of("UPDATE a SET b=?,c=? WHERE d=?;DELETE FROM e WHERE f = ?;", 7);
        assert_eq!(
            view,
            View {
                create: "CREATE TEMP VIEW save_7 AS SELECT NULL AS a0,NULL AS a1,NULL AS a2,NULL AS a3".to_owned(),
                trigger: "CREATE TEMP TRIGGER save_7_whole INSTEAD OF INSERT ON save_7 BEGIN \
                          UPDATE a SET b=NEW.a0,c=NEW.a1 WHERE d=NEW.a2;DELETE FROM e WHERE f = NEW.a3; END"
                    .to_owned(),
                insert: "INSERT INTO save_7 VALUES (?,?,?,?)".to_owned(),
            }
        );
    }
}
