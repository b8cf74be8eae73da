-- The server's database on PostgreSQL, for any number of server processes. The first schema: there is no older server.
-- Every key begins with the organisation, so that a cluster can be divided by it. Ids are 16 bytes, hashes 32; times ms since 1970.

CREATE TABLE org (
  id BYTEA PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  epoch BIGINT NOT NULL,       -- which life of the log: a restored backup begins the next
  seq BIGINT NOT NULL,         -- last position of the log; the row is locked while positions are given out
  head BYTEA NOT NULL,           -- of the chain at seq
  signing BYTEA NOT NULL,        -- Ed25519, PKCS #8; never leaves the server
  created BIGINT NOT NULL,
  backed_up BIGINT NOT NULL    -- up to this position a backup holds the log
);

CREATE TABLE log (
  org BYTEA NOT NULL,
  seq BIGINT NOT NULL,         -- 1, 2, 3, … without a gap
  id BYTEA NOT NULL,             -- of the change
  on_device BYTEA NOT NULL,
  n BIGINT NOT NULL,           -- the device's own counter
  person BYTEA NOT NULL,         -- who wrote, under the id that they wrote with
  record BYTEA NOT NULL,
  bytes BYTEA NOT NULL,          -- the change as its author sent it, less what was redacted
  judged BYTEA NOT NULL,         -- the verdict, as the chain hashes it
  written BIGINT NOT NULL,     -- when, by rule 6
  arrived BIGINT NOT NULL,
  head BYTEA NOT NULL,           -- of the chain at seq
  PRIMARY KEY (org, seq),
  UNIQUE (org, id),
  UNIQUE (org, on_device, n)
);
CREATE INDEX log_by_record ON log (org, record, seq);

CREATE TABLE refused (
  org BYTEA NOT NULL,
  id BYTEA NOT NULL,
  on_device BYTEA NOT NULL,
  n BIGINT NOT NULL,
  person BYTEA NOT NULL,
  content BYTEA NOT NULL,        -- hash of what was refused; the change itself stays with its author
  judged BYTEA NOT NULL,
  arrived BIGINT NOT NULL,
  PRIMARY KEY (org, id)
);
CREATE INDEX refused_by_number ON refused (org, on_device, n);

CREATE TABLE record (
  org BYTEA NOT NULL,
  id BYTEA NOT NULL,
  kind TEXT NOT NULL,
  body BYTEA NOT NULL,           -- JSON of model::Record; the log says the same
  seq BIGINT NOT NULL,         -- of its last change
  PRIMARY KEY (org, id)
);
CREATE INDEX record_of_custom_fields ON record (org, kind, id) WHERE kind = 'custom_field';

CREATE TABLE person (
  org BYTEA NOT NULL,
  id BYTEA NOT NULL,
  name TEXT NOT NULL,           -- what they sign in with
  role TEXT NOT NULL,
  password TEXT,                -- argon2id, its cost, salt and hash
  PRIMARY KEY (org, id),
  UNIQUE (org, name)
);

CREATE TABLE person_alias (
  org BYTEA NOT NULL,
  alias BYTEA NOT NULL,          -- under which a device's person worked before it was enrolled
  person BYTEA NOT NULL,
  PRIMARY KEY (org, alias)
);

CREATE TABLE device (
  org BYTEA NOT NULL,
  id BYTEA NOT NULL,
  person BYTEA NOT NULL,
  name TEXT NOT NULL,
  public_key BYTEA NOT NULL,     -- Ed25519
  token BYTEA NOT NULL,          -- SHA-256 of it
  enrolled BIGINT NOT NULL,
  revoked BIGINT,              -- since when its access is gone
  heard BIGINT,                -- last contact
  skew BIGINT NOT NULL,        -- how far its clock was ahead then, ms
  jumps BIGINT NOT NULL,       -- what it had journalled of that clock's jumps by then, ms
  report TEXT,                  -- JSON of protocol::DeviceReport
  PRIMARY KEY (org, id)
);

CREATE TABLE invitation (
  org BYTEA NOT NULL,
  code BYTEA NOT NULL,           -- SHA-256 of it
  role TEXT NOT NULL,
  person BYTEA,                  -- for a further device of somebody who is known
  expires BIGINT NOT NULL,
  used BIGINT,                 -- since when
  PRIMARY KEY (org, code)
);
CREATE INDEX invitation_by_code ON invitation (code);
