-- What waits for a person's decision, written with what makes or settles it: the inbox and its number ask this table instead of
-- unpacking every record. Older apps do not open this any more.

CREATE TABLE undecided (
  id BLOB PRIMARY KEY,        -- the record
  kind INTEGER NOT NULL,      -- number of its kind
  since INTEGER NOT NULL,     -- when the latest of the values that compete was written, ms since 1970
  body TEXT NOT NULL          -- JSON: its name, what is open, whose it is, what is at stake, when it is due (crates/store/src/undecided.rs)
) STRICT, WITHOUT ROWID;

-- Kinds whose records of an earlier schema have not been looked through for that yet: the next opening does.
CREATE TABLE unsifted (
  kind INTEGER PRIMARY KEY    -- number of the kind
) STRICT;
INSERT INTO unsifted (kind) VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14);

PRAGMA user_version = 10;
