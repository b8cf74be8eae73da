-- A first sync by pages of records, and how far it is: what was interrupted goes on where it was. Older apps do not open it.

-- One row while records come in pages, or none.
CREATE TABLE snapshot (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  epoch INTEGER NOT NULL,
  since INTEGER NOT NULL,     -- the log was followed up to here before; 0: a first sync
  follow INTEGER NOT NULL,    -- position of the first page: the log is followed from here afterwards
  head BLOB NOT NULL,         -- the chain's head there, which the server has signed
  after BLOB NOT NULL,        -- id of the last record taken
  taken INTEGER NOT NULL,     -- records so far
  whole INTEGER NOT NULL      -- records in all, as the server said with the first page
) STRICT;

-- Records that came as they stood later than `follow`: changes of the log at or below that are in them already.
CREATE TABLE ahead (
  id BLOB PRIMARY KEY,
  as_of INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Records that came by a page, as they stood then, from their first change on. Until then the row says the same, and its
-- `acts` begin with a zero.
CREATE TABLE began (
  id BLOB PRIMARY KEY,
  at INTEGER NOT NULL,        -- changes of the log at or below this position are in it
  body TEXT NOT NULL          -- JSON: the record
) STRICT, WITHOUT ROWID;

-- Indexes that were taken away until all pages are here, by the statements that make them anew.
CREATE TABLE away (
  statement TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Rows whose words are not in the search indexes yet (crates/store/src/unworded.rs).
CREATE TABLE unworded (
  kind INTEGER PRIMARY KEY,   -- number of the kind
  first INTEGER NOT NULL,     -- row numbers
  last INTEGER NOT NULL
) STRICT;

PRAGMA user_version = 5;
