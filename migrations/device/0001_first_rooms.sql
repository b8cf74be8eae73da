-- The device's first schema. Older apps do not open a newer schema (see migrations/README.md); `user_version` is the
-- number of the last migration, so that opening asks one question instead of running the migrator.
--
-- One typed table per record kind. Columns follow from the declarations in crates/model, by the rules in
-- crates/store/src/columns.rs; a test compares the two. Every kind has, before its own columns:
--   row      the local number: order of arrival, and the key of the search index
--   id       the record's ULID
--   gone     1 where the shown record is deleted
--   tags     the tags that are there, one a line (only kinds that have tags)
--   origin   packed provenance: who wrote what, when, on which device, having seen what (crates/store/src/pack.rs)
--   acts     packed counters n of this device's changes of this record, for its history
-- and a column (or two, for money and stages) per declared field.

CREATE TABLE contact (
  row INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  gone INTEGER NOT NULL DEFAULT 0,
  origin BLOB NOT NULL,
  acts BLOB NOT NULL,
  name TEXT,
  company BLOB,               -- id of a company
  role TEXT,
  mobile TEXT,
  phone TEXT,
  email TEXT,
  address TEXT,               -- JSON: street, locality, region, code, country
  best_time TEXT,
  owner BLOB,                 -- id of a colleague
  next_follow_up TEXT,        -- ISO 8601 date
  source TEXT,
  tags TEXT
) STRICT;
CREATE INDEX contact_by_name ON contact (name COLLATE folded, row) WHERE gone = 0;
CREATE INDEX contact_by_company ON contact (company) WHERE company IS NOT NULL;

CREATE TABLE company (
  row INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  gone INTEGER NOT NULL DEFAULT 0,
  origin BLOB NOT NULL,
  acts BLOB NOT NULL,
  name TEXT,
  phone TEXT,
  email TEXT,
  website TEXT,
  address TEXT,               -- JSON: street, locality, region, code, country
  sector TEXT,
  employees INTEGER,
  revenue TEXT,               -- decimal
  revenue_currency TEXT,      -- ISO 4217
  founded INTEGER,            -- year
  parent BLOB,                -- id of a company
  owner BLOB,                 -- id of a colleague
  tags TEXT
) STRICT;
CREATE INDEX company_by_name ON company (name COLLATE folded, row) WHERE gone = 0;
CREATE INDEX company_by_parent ON company (parent) WHERE parent IS NOT NULL;

CREATE TABLE deal (
  row INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  gone INTEGER NOT NULL DEFAULT 0,
  origin BLOB NOT NULL,
  acts BLOB NOT NULL,
  name TEXT,
  company BLOB,               -- id of a company
  contact BLOB,               -- id of a contact
  pipeline BLOB,              -- id of a pipeline
  stage TEXT,                 -- name of a stage of that pipeline
  stage_reason TEXT,          -- why it was won or lost
  amount TEXT,                -- decimal
  amount_currency TEXT,       -- ISO 4217
  owner BLOB,                 -- id of a colleague
  opened TEXT,                -- ISO 8601 date
  close_by TEXT,              -- ISO 8601 date
  product TEXT,
  next_action TEXT,
  tags TEXT
) STRICT;
CREATE INDEX deal_by_name ON deal (name COLLATE folded, row) WHERE gone = 0;
CREATE INDEX deal_by_company ON deal (company) WHERE company IS NOT NULL;
CREATE INDEX deal_by_pipeline ON deal (pipeline) WHERE pipeline IS NOT NULL;
CREATE INDEX deal_by_contact ON deal (contact) WHERE contact IS NOT NULL;

CREATE TABLE task (
  row INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  gone INTEGER NOT NULL DEFAULT 0,
  origin BLOB NOT NULL,
  acts BLOB NOT NULL,
  title TEXT,
  about BLOB,                 -- id of any record
  due TEXT,                   -- ISO 8601 date
  assignee BLOB,              -- id of a colleague
  done INTEGER,               -- 0 or 1
  detail TEXT
) STRICT;
CREATE INDEX task_by_title ON task (title COLLATE folded, row) WHERE gone = 0;
CREATE INDEX task_by_about ON task (about) WHERE about IS NOT NULL;

CREATE TABLE note (
  row INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  gone INTEGER NOT NULL DEFAULT 0,
  origin BLOB NOT NULL,
  acts BLOB NOT NULL,
  body TEXT,
  about BLOB,                 -- id of any record
  pinned INTEGER              -- 0 or 1
) STRICT;
CREATE INDEX note_by_about ON note (about) WHERE about IS NOT NULL;

CREATE TABLE issue (
  row INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  gone INTEGER NOT NULL DEFAULT 0,
  origin BLOB NOT NULL,
  acts BLOB NOT NULL,
  title TEXT,
  contact BLOB,               -- id of a contact
  company BLOB,               -- id of a company
  triage TEXT,                -- JSON: status, priority (judged together)
  category TEXT,
  detail TEXT,
  assignee BLOB,              -- id of a colleague
  reported TEXT,              -- ISO 8601 date
  resolution TEXT
) STRICT;
CREATE INDEX issue_by_title ON issue (title COLLATE folded, row) WHERE gone = 0;
CREATE INDEX issue_by_contact ON issue (contact) WHERE contact IS NOT NULL;
CREATE INDEX issue_by_company ON issue (company) WHERE company IS NOT NULL;

CREATE TABLE pipeline (
  row INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  gone INTEGER NOT NULL DEFAULT 0,
  origin BLOB NOT NULL,
  acts BLOB NOT NULL,
  name TEXT,
  stages TEXT                 -- JSON: 00, 01, … each with name and chance
) STRICT;

CREATE TABLE colleague (
  row INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  gone INTEGER NOT NULL DEFAULT 0,
  origin BLOB NOT NULL,
  acts BLOB NOT NULL,
  name TEXT,
  email TEXT,
  role TEXT
) STRICT;

CREATE TABLE custom_field (
  row INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  gone INTEGER NOT NULL DEFAULT 0,
  origin BLOB NOT NULL,
  acts BLOB NOT NULL,
  label TEXT,
  for_kind TEXT,
  type TEXT
) STRICT;

-- The outbox: this device's changes that no server has answered, each with its first bytes.
CREATE TABLE pending (
  n INTEGER PRIMARY KEY,      -- this device's own dense counter
  id BLOB NOT NULL UNIQUE,    -- the change's ULID, the idempotency key
  gesture BLOB NOT NULL,      -- what one click did
  body BLOB NOT NULL,         -- the change as JSON, frozen
  kept BLOB                   -- the change that made the record, where a run named its row and this is the first change since
) STRICT;

-- The changes of a bulk gesture (an import, its undo), in runs of up to a few thousand: one zstd frame each. A change that
-- made a record follows from its row as long as the row is as it was made, and is only named (crates/store/src/imprint.rs);
-- a list of 100,000 people would otherwise stand in the file twice.
CREATE TABLE pending_run (
  first INTEGER PRIMARY KEY,  -- n of its first change
  last INTEGER NOT NULL,      -- n of its last change
  gesture BLOB NOT NULL,
  body BLOB NOT NULL
) STRICT;

-- Bulk gestures, with the words that the list of recent acts shows. A gesture of one change is not listed here: it has
-- that change's id.
CREATE TABLE gesture (
  id BLOB PRIMARY KEY,
  words TEXT NOT NULL,
  at INTEGER NOT NULL,        -- wall clock, ms since 1970
  first INTEGER NOT NULL,     -- n of its first change
  last INTEGER NOT NULL,      -- n of its last change
  changes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Which gestures were undone, and by which.
CREATE TABLE undone (
  gesture BLOB PRIMARY KEY,
  by BLOB NOT NULL            -- the gesture that undid it
) STRICT, WITHOUT ROWID;

-- Small numbers for the long ids of devices and people in packed provenance.
CREATE TABLE author (
  number INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE
) STRICT;

-- What the records of one bulk gesture have in common, as long as they are as it made them.
CREATE TABLE imprint (
  number INTEGER PRIMARY KEY,
  gesture BLOB NOT NULL,
  device BLOB NOT NULL,
  person BLOB NOT NULL,
  role TEXT NOT NULL,
  base TEXT,                  -- JSON: what the author was looking at; NULL: all that the device had made before each change
  ms INTEGER NOT NULL,        -- hybrid logical clock of the first change
  v INTEGER NOT NULL          -- schema version of the author
) STRICT;

-- This device: one row. Its counter and clock are those of the last bulk gesture; a later single change in the outbox
-- carries newer ones.
CREATE TABLE device (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  id BLOB NOT NULL,
  person BLOB NOT NULL,       -- who works here
  role TEXT NOT NULL,
  name TEXT NOT NULL,         -- what people call this device
  n INTEGER NOT NULL,         -- the last own counter given out
  clock_ms INTEGER NOT NULL,  -- hybrid logical clock
  clock_count INTEGER NOT NULL,
  saved_at INTEGER            -- wall clock of the last committed act
) STRICT;

-- Search over names (`found_name`), telephone numbers (`found_number`) and bodies (`found_text`). Contentless: the rows above are the
-- content. The words are folded by crates/model before they come here, so the tokenizer has only to split them. The
-- rowid is row * 64 + number of the kind.
CREATE VIRTUAL TABLE found_name USING fts5(
  words, content = '', contentless_delete = 1, detail = none, prefix = '1 2', tokenize = 'ascii'
);
CREATE VIRTUAL TABLE found_number USING fts5(
  words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
CREATE VIRTUAL TABLE found_text USING fts5(
  words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(found_name, 'row');
-- Words of recent single saves, which an idle moment folds into the indexes (crates/store/src/unindexed.rs).
CREATE TABLE unindexed (
  row INTEGER PRIMARY KEY,    -- rowid in the indexes
  name TEXT,                  -- words for found_name; NULL: the index has them, empty: they go
  number TEXT,                -- the same for found_number
  text TEXT                   -- the same for found_text
) STRICT;
-- A page of the index fits one encrypted page of the file. Merging belongs to idle moments (crates/store/src/tidy.rs), not to somebody's save.
INSERT INTO found_name (found_name, rank) VALUES ('pgsz', 3940);
INSERT INTO found_name (found_name, rank) VALUES ('automerge', 0);
INSERT INTO found_name (found_name, rank) VALUES ('crisismerge', 1000);
INSERT INTO found_number (found_number, rank) VALUES ('pgsz', 3940);
INSERT INTO found_number (found_number, rank) VALUES ('automerge', 0);
INSERT INTO found_number (found_number, rank) VALUES ('crisismerge', 1000);
INSERT INTO found_text (found_text, rank) VALUES ('pgsz', 3940);
INSERT INTO found_text (found_text, rank) VALUES ('automerge', 0);
INSERT INTO found_text (found_text, rank) VALUES ('crisismerge', 1000);

PRAGMA user_version = 1;
