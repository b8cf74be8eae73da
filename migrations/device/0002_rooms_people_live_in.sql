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

-- What somebody has begun to fill in and not saved. It travels beside the log: no change, no provenance, nothing for a
-- server. The act that it becomes takes it away in the same transaction.
CREATE TABLE draft (
  key TEXT PRIMARY KEY,       -- which form: the window's name for it
  kind TEXT NOT NULL,
  record BLOB,                -- id of the record that is edited; NULL for a new one
  form TEXT NOT NULL,         -- JSON: field to text, as typed
  base TEXT,                  -- the token of the card that was filled
  at INTEGER NOT NULL         -- wall clock, ms since 1970
) STRICT, WITHOUT ROWID;

-- How the person who works here likes this device. It stays on the device.
CREATE TABLE preference (
  name TEXT PRIMARY KEY,
  choice TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Lists come from narrow indexes: of the living only, and of those that have what the list is ordered by.
CREATE INDEX contact_by_owner ON contact (owner, name COLLATE folded) WHERE gone = 0 AND owner IS NOT NULL;
CREATE INDEX contact_by_tags ON contact (tags) WHERE tags IS NOT NULL;
CREATE INDEX contact_by_follow_up ON contact (next_follow_up) WHERE gone = 0 AND next_follow_up IS NOT NULL;
CREATE INDEX company_by_owner ON company (owner, name COLLATE folded) WHERE gone = 0 AND owner IS NOT NULL;
CREATE INDEX deal_by_owner ON deal (owner, name COLLATE folded) WHERE gone = 0 AND owner IS NOT NULL;
CREATE INDEX deal_by_amount ON deal (CAST(amount AS REAL)) WHERE gone = 0 AND amount IS NOT NULL;
CREATE INDEX deal_by_close ON deal (close_by) WHERE gone = 0 AND close_by IS NOT NULL;
CREATE INDEX deal_by_stage ON deal (stage) WHERE gone = 0;
CREATE INDEX task_by_due ON task (due) WHERE gone = 0 AND due IS NOT NULL;
CREATE INDEX task_open_by_due ON task (due) WHERE gone = 0 AND due IS NOT NULL AND done IS NOT 1;
CREATE INDEX task_by_assignee ON task (assignee, due) WHERE gone = 0 AND assignee IS NOT NULL;
CREATE INDEX task_by_promise ON task (promised_to) WHERE promised_to IS NOT NULL;
CREATE INDEX colleague_by_name ON colleague (name COLLATE folded, row) WHERE gone = 0;
CREATE INDEX issue_open ON issue (reported) WHERE gone = 0 AND coalesce(triage ->> '$.status', 'new') NOT IN ('resolved', 'closed');
CREATE INDEX approval_waiting ON approval (due) WHERE gone = 0 AND coalesce(decision ->> '$.state', 'asked') = 'asked';

PRAGMA user_version = 2;
