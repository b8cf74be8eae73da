-- The token that this device showed before its present one. A server that was put back from a backup knows no other. Older
-- apps do not open this any more; they would miss nothing else.
ALTER TABLE server ADD COLUMN former BLOB;

PRAGMA user_version = 11;
