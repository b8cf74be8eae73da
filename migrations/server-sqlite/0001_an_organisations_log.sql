-- The server's database, embedded. The first schema: there is no older server. server-postgres/0001 says the same to
-- PostgreSQL. Every key begins with the organisation. Ids are 16 bytes, hashes 32; times are ms since 1970.

CREATE TABLE org (
  id BLOB PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  epoch INTEGER NOT NULL,       -- which life of the log: a restored backup begins the next
  seq INTEGER NOT NULL,         -- last position of the log; the row is locked while positions are given out
  head BLOB NOT NULL,           -- of the chain at seq
  signing BLOB NOT NULL,        -- Ed25519, PKCS #8; never leaves the server
  created INTEGER NOT NULL,
  backed_up INTEGER NOT NULL    -- up to this position a backup holds the log
) STRICT;

CREATE TABLE log (
  org BLOB NOT NULL,
  seq INTEGER NOT NULL,         -- 1, 2, 3, … without a gap
  id BLOB NOT NULL,             -- of the change
  on_device BLOB NOT NULL,
  n INTEGER NOT NULL,           -- the device's own counter
  person BLOB NOT NULL,         -- who wrote, under the id that they wrote with
  record BLOB NOT NULL,
  bytes BLOB NOT NULL,          -- the change as its author sent it, less what was redacted
  judged BLOB NOT NULL,         -- the verdict, as the chain hashes it
  written INTEGER NOT NULL,     -- when, by rule 6
  arrived INTEGER NOT NULL,
  head BLOB NOT NULL,           -- of the chain at seq
  PRIMARY KEY (org, seq),
  UNIQUE (org, id),
  UNIQUE (org, on_device, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX log_by_record ON log (org, record, seq);

CREATE TABLE refused (
  org BLOB NOT NULL,
  id BLOB NOT NULL,
  on_device BLOB NOT NULL,
  n INTEGER NOT NULL,
  person BLOB NOT NULL,
  content BLOB NOT NULL,        -- hash of what was refused; the change itself stays with its author
  judged BLOB NOT NULL,
  arrived INTEGER NOT NULL,
  PRIMARY KEY (org, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX refused_by_number ON refused (org, on_device, n);

CREATE TABLE record (
  org BLOB NOT NULL,
  id BLOB NOT NULL,
  kind TEXT NOT NULL,
  body BLOB NOT NULL,           -- JSON of model::Record; the log says the same
  seq INTEGER NOT NULL,         -- of its last change
  PRIMARY KEY (org, id)
) STRICT; -- with row ids: bodies are too long for the pages of an index
CREATE INDEX record_of_custom_fields ON record (org, kind, id) WHERE kind = 'custom_field';

CREATE TABLE person (
  org BLOB NOT NULL,
  id BLOB NOT NULL,
  name TEXT NOT NULL,           -- what they sign in with
  role TEXT NOT NULL,
  password TEXT,                -- argon2id, its cost, salt and hash
  PRIMARY KEY (org, id),
  UNIQUE (org, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE person_alias (
  org BLOB NOT NULL,
  alias BLOB NOT NULL,          -- under which a device's person worked before it was enrolled
  person BLOB NOT NULL,
  PRIMARY KEY (org, alias)
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
  org BLOB NOT NULL,
  id BLOB NOT NULL,
  person BLOB NOT NULL,
  name TEXT NOT NULL,
  public_key BLOB NOT NULL,     -- Ed25519
  token BLOB NOT NULL,          -- SHA-256 of it
  enrolled INTEGER NOT NULL,
  revoked INTEGER,              -- since when its access is gone
  heard INTEGER,                -- last contact
  skew INTEGER NOT NULL,        -- how far its clock was ahead then, ms
  jumps INTEGER NOT NULL,       -- what it had journalled of that clock's jumps by then, ms
  report TEXT,                  -- JSON of protocol::DeviceReport
  PRIMARY KEY (org, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE invitation (
  org BLOB NOT NULL,
  code BLOB NOT NULL,           -- SHA-256 of it
  role TEXT NOT NULL,
  person BLOB,                  -- for a further device of somebody who is known
  expires INTEGER NOT NULL,
  used INTEGER,                 -- since when
  PRIMARY KEY (org, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX invitation_by_code ON invitation (code);
