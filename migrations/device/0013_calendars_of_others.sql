-- Under which name another calendar knows an appointment (RFC 5545, UID), so that a file that is imported again adds nothing twice.
-- Older apps do not open this any more; they would miss nothing else.
ALTER TABLE appointment ADD COLUMN uid TEXT;

PRAGMA user_version = 13;
