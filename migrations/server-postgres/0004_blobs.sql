-- Blobs: what the server holds, and what is on its way. The bytes lie outside the database (crates/server/src/blobs).

CREATE TABLE blob (
  org BYTEA NOT NULL,
  name BYTEA NOT NULL,           -- SHA-256 of its bytes
  size BIGINT NOT NULL,
  arrived BIGINT NOT NULL,
  device BYTEA NOT NULL,         -- whose upload ended first
  PRIMARY KEY (org, name)
);

CREATE TABLE blob_upload (
  org BYTEA NOT NULL,
  device BYTEA NOT NULL,         -- each device has uploads of its own: nobody spoils another's
  name BYTEA NOT NULL,
  size BIGINT NOT NULL,        -- of the whole
  reached BIGINT NOT NULL,     -- bytes that are here
  touched BIGINT NOT NULL,     -- when the last piece came
  PRIMARY KEY (org, device, name)
);
CREATE INDEX blob_upload_by_age ON blob_upload (org, touched);

CREATE TABLE blob_piece (
  org BYTEA NOT NULL,
  device BYTEA NOT NULL,
  name BYTEA NOT NULL,
  at BIGINT NOT NULL,          -- where it begins
  size BIGINT NOT NULL,
  hash BYTEA NOT NULL,           -- SHA-256 of the piece
  PRIMARY KEY (org, device, name, at)
);
