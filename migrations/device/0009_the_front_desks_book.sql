-- Appointments, what they take place in, services, closed days; working hours of colleagues. Older apps do not open this any more.

ALTER TABLE colleague ADD COLUMN hours TEXT;    -- of a week: Mon-Fri 08:00-17:00; Sat 09:00-12:00

CREATE TABLE appointment (
  row INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  gone INTEGER NOT NULL DEFAULT 0,
  origin BLOB NOT NULL,
  acts BLOB NOT NULL,
  title TEXT,
  span TEXT,                  -- JSON: start and end (moments), repeats (RRULE)
  status TEXT,
  contact BLOB,               -- id of a contact
  company BLOB,               -- id of a company
  service BLOB,               -- id of a service
  resources TEXT,             -- ids of resources, a space between two
  people TEXT,                -- ids of colleagues, a space between two
  place TEXT,
  notes TEXT,
  outcome TEXT,
  left_out TEXT,              -- starts of a series that do not take place as its rule says, a line each
  occurrence TEXT,            -- JSON: series (id), start (in the series)
  tags TEXT
) STRICT;

CREATE TABLE resource (
  row INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  gone INTEGER NOT NULL DEFAULT 0,
  origin BLOB NOT NULL,
  acts BLOB NOT NULL,
  name TEXT,
  what TEXT,
  capacity INTEGER,           -- bookings at once; NULL: one
  buffer INTEGER,             -- minutes between two bookings
  hours TEXT,                 -- of a week
  place TEXT
) STRICT;

CREATE TABLE service (
  row INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  gone INTEGER NOT NULL DEFAULT 0,
  origin BLOB NOT NULL,
  acts BLOB NOT NULL,
  name TEXT,
  minutes INTEGER,
  needs TEXT                  -- which kind of resource
) STRICT;

CREATE TABLE closure (
  row INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  gone INTEGER NOT NULL DEFAULT 0,
  origin BLOB NOT NULL,
  acts BLOB NOT NULL,
  name TEXT,
  begins TEXT,                -- ISO 8601 date
  ends TEXT,                  -- ISO 8601 date; NULL: the same day
  resource BLOB               -- id of a resource; NULL: the whole house
) STRICT;

-- Which resources and people living appointments take up on which days: follows from their rows, is written in their
-- transaction, and is never asked what an appointment is. What comes again is not in here: its days are reckoned from its rule.
CREATE TABLE busy (
  day INTEGER NOT NULL,       -- on the wall calendar of the appointment's zone, days since 1970-01-01
  who BLOB NOT NULL,          -- id of a resource or colleague; empty where an appointment has neither
  id BLOB NOT NULL,           -- of the appointment
  starts TEXT NOT NULL,       -- moment
  ends TEXT NOT NULL,         -- moment
  holds INTEGER NOT NULL,     -- 0: cancelled, or nobody came
  PRIMARY KEY (day, who, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX appointment_series ON appointment (row) WHERE gone = 0 AND (span ->> '$.repeats') IS NOT NULL;
CREATE INDEX appointment_by_contact ON appointment (contact) WHERE contact IS NOT NULL;
CREATE INDEX appointment_by_company ON appointment (company) WHERE company IS NOT NULL;

PRAGMA user_version = 9;
