-- A device and its server: which server, what it answered, what others wrote.

-- The server that this device is enrolled with: one row, or none.
CREATE TABLE server (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  url TEXT NOT NULL,
  org BLOB NOT NULL,
  org_name TEXT NOT NULL,
  server_key BLOB NOT NULL,   -- Ed25519 public key with which the server signs
  device_key BLOB NOT NULL,   -- this device's own key pair, PKCS #8
  token BLOB NOT NULL,        -- opaque; empty: the person has to sign in again
  person_name TEXT NOT NULL,
  epoch INTEGER NOT NULL,     -- of the cursor
  cursor INTEGER NOT NULL,    -- the log is held up to here
  head BLOB NOT NULL,         -- the chain's head at the cursor
  skew INTEGER NOT NULL,      -- by how much this device's clock was ahead at the last contact, ms
  contact INTEGER,            -- wall clock of the last contact, ms since 1970
  receipt TEXT                -- JSON: the last receipt that was verified
) STRICT;

-- What the server answered to this device's own changes, by runs of their counters.
CREATE TABLE answered (
  first INTEGER PRIMARY KEY,  -- counter of the first change
  last INTEGER NOT NULL,      -- counter of the last
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL,       -- position of the first; the next ones follow. 0: refused
  body TEXT                   -- JSON: the verdicts in their short form; NULL: all plain, written when their clocks said
) STRICT;

-- What was refused and nobody has seen to yet.
CREATE TABLE refused (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL,
  record BLOB NOT NULL,
  kind TEXT NOT NULL,
  code TEXT NOT NULL,
  at INTEGER NOT NULL         -- wall clock of the answer, ms since 1970
) STRICT;

-- Changes of others, for the history.
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  epoch INTEGER NOT NULL,
  record BLOB NOT NULL,
  change TEXT NOT NULL,       -- JSON
  judged TEXT NOT NULL        -- JSON: the verdict in its short form
) STRICT;
CREATE INDEX journal_by_record ON journal (record);

-- Records as the server has them, under this device's pending changes. A record without pending changes is not here: its
-- row is what the server has.
CREATE TABLE confirmed (
  id BLOB PRIMARY KEY,
  body TEXT NOT NULL          -- JSON: the record
) STRICT, WITHOUT ROWID;

-- First bytes of changes that a run in the outbox only names, whose row somebody else's change has altered since.
CREATE TABLE first_bytes (
  n INTEGER PRIMARY KEY,
  body BLOB NOT NULL
) STRICT;

PRAGMA user_version = 3;
