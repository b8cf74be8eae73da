-- Voice notes: what each is, and how loud it is where. The sound itself is a blob. An older app does not open this schema.

CREATE TABLE voice_note (
  row INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  gone INTEGER NOT NULL DEFAULT 0,
  origin BLOB NOT NULL,
  acts BLOB NOT NULL,
  title TEXT,
  about BLOB,                 -- id of any record
  at TEXT,                    -- moment
  length_ms INTEGER,
  audio TEXT,                 -- the blob's name, in hexadecimal; NULL while it is recorded
  microphone TEXT,
  ended TEXT,
  markers TEXT,               -- a line each: 1:04 words
  summary TEXT
) STRICT;
CREATE INDEX voice_note_by_about ON voice_note (about) WHERE about IS NOT NULL;
CREATE INDEX voice_note_soundless ON voice_note (row) WHERE gone = 0 AND audio IS NULL;

-- How loud a sound is where, so that it is drawn without being read. It follows from the blob, and stays on the device.
CREATE TABLE outline (
  blob BLOB PRIMARY KEY,      -- SHA-256 of the sound
  strokes BLOB NOT NULL       -- samples of a stroke (32 bits, little-endian), then a byte from 0 to 100 for each
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 8;
