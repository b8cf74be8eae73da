-- A device that turns out to be an old copy of itself goes on under a new id. Older apps do not open this any more.

-- Under which id an own change was taken; NULL: under this device's present one.
ALTER TABLE answered ADD COLUMN device BLOB;

-- Own changes that were made under an earlier id and taken by no server under it: as they are sent now. Their first bytes stay
-- where they are.
CREATE TABLE anew (
  n INTEGER PRIMARY KEY,      -- the counter stays
  body BLOB NOT NULL          -- the change as JSON, frozen
) STRICT;

-- What this device is to go on as: one row from the moment at which that is decided to the moment at which it is so.
CREATE TABLE successor (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  id BLOB NOT NULL,
  key BLOB NOT NULL,          -- its key pair, PKCS #8
  token BLOB NOT NULL,
  admitted INTEGER NOT NULL   -- 1: the server knows it
) STRICT;

-- What this device was called before.
CREATE TABLE earlier_id (
  id BLOB PRIMARY KEY,
  until INTEGER NOT NULL      -- wall clock, ms since 1970
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 7;
