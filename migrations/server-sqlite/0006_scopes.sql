-- Who may see what (crates/server/src/scoping.rs). Empty where no role is narrowed, and then nobody keeps it up. Older servers
-- would hand out everything to everybody again: do not go back to one while a role is narrowed.

-- Roles that are narrowed to their own.
CREATE TABLE scope_rule (
  org BLOB NOT NULL,
  role TEXT NOT NULL,
  since INTEGER NOT NULL,       -- the log's position when it was narrowed
  PRIMARY KEY (org, role)
) STRICT, WITHOUT ROWID;

-- Whom records name (crates/model/src/scope.rs). It follows from the records, as do the next two; a backup leaves them out.
CREATE TABLE scope_name (
  org BLOB NOT NULL,
  record BLOB NOT NULL,
  who BLOB NOT NULL,            -- a colleague; sixteen zeros: everybody sees it
  PRIMARY KEY (org, record, who)
) STRICT, WITHOUT ROWID;

-- What records are linked to.
CREATE TABLE scope_link (
  org BLOB NOT NULL,
  record BLOB NOT NULL,
  other BLOB NOT NULL,
  PRIMARY KEY (org, record, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX scope_link_back ON scope_link (org, other, record);

-- Who sees records, and who saw them.
CREATE TABLE scope_sight (
  org BLOB NOT NULL,
  record BLOB NOT NULL,
  who BLOB NOT NULL,            -- a colleague; sixteen zeros: everybody
  since INTEGER NOT NULL,       -- from this position of the log on; 0: since before anybody kept it
  until INTEGER,                -- and up to before this one; nothing: still
  PRIMARY KEY (org, record, who, since)
) STRICT, WITHOUT ROWID;
CREATE INDEX scope_sight_since ON scope_sight (org, who, since);
CREATE INDEX scope_sight_until ON scope_sight (org, who, until);
