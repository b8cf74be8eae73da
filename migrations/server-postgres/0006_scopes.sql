-- Who may see what (crates/server/src/scoping.rs). Empty where no role is narrowed, and then nobody keeps it up. Older servers
-- would hand out everything to everybody again: do not go back to one while a role is narrowed.

-- Roles that are narrowed to their own.
CREATE TABLE scope_rule (
  org BYTEA NOT NULL,
  role TEXT NOT NULL,
  since BIGINT NOT NULL,       -- the log's position when it was narrowed
  PRIMARY KEY (org, role)
);

-- Whom records name (crates/model/src/scope.rs). It follows from the records, as do the next two; a backup leaves them out.
CREATE TABLE scope_name (
  org BYTEA NOT NULL,
  record BYTEA NOT NULL,
  who BYTEA NOT NULL,            -- a colleague; sixteen zeros: everybody sees it
  PRIMARY KEY (org, record, who)
);

-- What records are linked to.
CREATE TABLE scope_link (
  org BYTEA NOT NULL,
  record BYTEA NOT NULL,
  other BYTEA NOT NULL,
  PRIMARY KEY (org, record, other)
);
CREATE INDEX scope_link_back ON scope_link (org, other, record);

-- Who sees records, and who saw them.
CREATE TABLE scope_sight (
  org BYTEA NOT NULL,
  record BYTEA NOT NULL,
  who BYTEA NOT NULL,            -- a colleague; sixteen zeros: everybody
  since BIGINT NOT NULL,       -- from this position of the log on; 0: since before anybody kept it
  until BIGINT,                -- and up to before this one; nothing: still
  PRIMARY KEY (org, record, who, since)
);
CREATE INDEX scope_sight_since ON scope_sight (org, who, since);
CREATE INDEX scope_sight_until ON scope_sight (org, who, until);
