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

-- Where people met and a field's rule settled it: nobody is asked, but whoever wants to can see what and why.
CREATE TABLE by_rule (
  change BLOB NOT NULL,       -- the change that met what its author had not seen
  field TEXT NOT NULL,        -- the register
  record BLOB NOT NULL,
  kind INTEGER NOT NULL,      -- number of its kind
  at INTEGER NOT NULL,        -- when it was written, as it counts, ms since 1970
  outcome TEXT NOT NULL,      -- what became of the write
  PRIMARY KEY (change, field)
) STRICT, WITHOUT ROWID;
CREATE INDEX by_rule_by_time ON by_rule (at);

PRAGMA user_version = 10;
