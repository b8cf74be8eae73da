-- Territories, relations, service levels, approvals and saved views; times of day; and drafts. An older app does not open
-- this schema. Rows of schema 1 keep their meaning: a due date without a time is a moment too.

ALTER TABLE contact ADD COLUMN lead TEXT;
ALTER TABLE contact ADD COLUMN territory BLOB;      -- id of a territory
ALTER TABLE company ADD COLUMN territory BLOB;      -- id of a territory
ALTER TABLE deal ADD COLUMN next_due TEXT;          -- moment: ISO 8601 date, or date and time with [zone]
ALTER TABLE task ADD COLUMN what TEXT;
ALTER TABLE task ADD COLUMN promised_to BLOB;       -- id of a contact
ALTER TABLE task ADD COLUMN repeats TEXT;
ALTER TABLE task ADD COLUMN snoozed TEXT;           -- moment
ALTER TABLE task ADD COLUMN tags TEXT;
ALTER TABLE note ADD COLUMN how TEXT;
ALTER TABLE note ADD COLUMN at TEXT;                -- moment
ALTER TABLE note ADD COLUMN minutes INTEGER;
ALTER TABLE issue ADD COLUMN clock TEXT;            -- JSON: respond_by, resolve_by, responded, paused
ALTER TABLE issue ADD COLUMN tags TEXT;

CREATE TABLE territory (
  row INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  gone INTEGER NOT NULL DEFAULT 0,
  origin BLOB NOT NULL,
  acts BLOB NOT NULL,
  name TEXT,
  owner BLOB                  -- id of a colleague
) STRICT;

CREATE TABLE relation (
  row INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  gone INTEGER NOT NULL DEFAULT 0,
  origin BLOB NOT NULL,
  acts BLOB NOT NULL,
  one BLOB,                   -- id of any record
  how TEXT,
  other BLOB                  -- id of any record
) STRICT;
CREATE INDEX relation_by_one ON relation (one) WHERE one IS NOT NULL;
CREATE INDEX relation_by_other ON relation (other) WHERE other IS NOT NULL;

CREATE TABLE service_level (
  row INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  gone INTEGER NOT NULL DEFAULT 0,
  origin BLOB NOT NULL,
  acts BLOB NOT NULL,
  name TEXT,
  priority TEXT,
  respond INTEGER,            -- minutes
  resolve INTEGER,            -- minutes
  hours TEXT
) STRICT;

CREATE TABLE approval (
  row INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  gone INTEGER NOT NULL DEFAULT 0,
  origin BLOB NOT NULL,
  acts BLOB NOT NULL,
  title TEXT,
  about BLOB,                 -- id of any record
  amount TEXT,                -- decimal
  amount_currency TEXT,       -- ISO 4217
  detail TEXT,
  approver BLOB,              -- id of a colleague
  due TEXT,                   -- moment
  decision TEXT               -- JSON: state, reason
) STRICT;
CREATE INDEX approval_by_about ON approval (about) WHERE about IS NOT NULL;

CREATE TABLE approval_rule (
  row INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  gone INTEGER NOT NULL DEFAULT 0,
  origin BLOB NOT NULL,
  acts BLOB NOT NULL,
  name TEXT,
  above TEXT,                 -- decimal
  above_currency TEXT,        -- ISO 4217
  approver BLOB               -- id of a colleague
) STRICT;

CREATE TABLE saved_view (
  row INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  gone INTEGER NOT NULL DEFAULT 0,
  origin BLOB NOT NULL,
  acts BLOB NOT NULL,
  name TEXT,
  for_kind TEXT,
  ask TEXT,                   -- JSON: filter, order, columns
  shared INTEGER,             -- 0 or 1
  owner BLOB                  -- id of a colleague
) STRICT;

PRAGMA user_version = 2;
