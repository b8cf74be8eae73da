-- Files that hang on records: what each is. The bytes are a blob. An older app does not open this schema.

CREATE TABLE attachment (
  row INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  gone INTEGER NOT NULL DEFAULT 0,
  origin BLOB NOT NULL,
  acts BLOB NOT NULL,
  title TEXT,                 -- the file's name
  about BLOB,                 -- id of any record
  media TEXT,                 -- its media type, as the device saw it that it was put in on
  size INTEGER,               -- bytes
  content TEXT                -- the blob's name, in hexadecimal
) STRICT;
CREATE INDEX attachment_by_about ON attachment (about) WHERE about IS NOT NULL;

PRAGMA user_version = 14;
