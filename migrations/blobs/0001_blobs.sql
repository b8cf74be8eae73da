-- The device's second encrypted file: bytes that are too large for its database. The first schema: there is no older one.

CREATE TABLE blob (
  row INTEGER PRIMARY KEY,
  id BLOB UNIQUE,             -- of whoever writes it; none for one that comes from the server
  name BLOB UNIQUE,           -- SHA-256 of its bytes; none while it is written
  state TEXT NOT NULL,        -- writing, waiting, on_server, absent, refused
  size INTEGER,               -- bytes of the whole, where that is known
  here INTEGER NOT NULL,      -- bytes on this device
  sent INTEGER NOT NULL,      -- bytes that the server has taken
  made INTEGER NOT NULL,      -- ms since 1970
  code TEXT,                  -- why the server refused it
  epoch INTEGER,              -- of the server that holds it
  receipt TEXT                -- the server's signed word that it does
) STRICT;
CREATE INDEX blob_by_state ON blob (state, made);

CREATE TABLE piece (
  blob INTEGER NOT NULL,
  at INTEGER NOT NULL,        -- where it begins
  bytes BLOB NOT NULL,        -- 64 KiB at most
  PRIMARY KEY (blob, at)
) STRICT; -- with row ids: pieces are too long for the pages of an index

PRAGMA user_version = 1;
