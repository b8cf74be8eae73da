-- Blobs: what the server holds, and what is on its way. The bytes lie outside the database (crates/server/src/blobs).

CREATE TABLE blob (
  org BLOB NOT NULL,
  name BLOB NOT NULL,           -- SHA-256 of its bytes
  size INTEGER NOT NULL,
  arrived INTEGER NOT NULL,
  device BLOB NOT NULL,         -- whose upload ended first
  PRIMARY KEY (org, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE blob_upload (
  org BLOB NOT NULL,
  device BLOB NOT NULL,         -- each device has uploads of its own: nobody spoils another's
  name BLOB NOT NULL,
  size INTEGER NOT NULL,        -- of the whole
  reached INTEGER NOT NULL,     -- bytes that are here
  touched INTEGER NOT NULL,     -- when the last piece came
  PRIMARY KEY (org, device, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_upload_by_age ON blob_upload (org, touched);

CREATE TABLE blob_piece (
  org BLOB NOT NULL,
  device BLOB NOT NULL,
  name BLOB NOT NULL,
  at INTEGER NOT NULL,          -- where it begins
  size INTEGER NOT NULL,
  hash BLOB NOT NULL,           -- SHA-256 of the piece
  PRIMARY KEY (org, device, name, at)
) STRICT, WITHOUT ROWID;
