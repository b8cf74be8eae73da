-- The server's epochs. An older app cannot open the database afterwards.

-- Epochs before a restore of the server, each with the last of its positions that the present one numbers alike: JSON,
-- [[epoch, position], …], in their order.
ALTER TABLE server ADD COLUMN floors TEXT NOT NULL DEFAULT '[]';

-- What the server signed of its log: with one of these a server that was restored from a backup believes what this device
-- hands back. Not every one is kept, but always the last.
CREATE TABLE tip (
  seq INTEGER PRIMARY KEY,    -- the position
  epoch INTEGER NOT NULL,
  head BLOB NOT NULL,         -- the chain's head there
  said BLOB NOT NULL,         -- hash of what else was signed with it
  signature BLOB NOT NULL
) STRICT;

PRAGMA user_version = 4;
