-- A device holds what its person may see. Older apps do not open this any more; they would not know what is to leave.

-- Names what the person may see, as the server said; 0: everything.
ALTER TABLE server ADD COLUMN scope INTEGER NOT NULL DEFAULT 0;

-- Which scope the records that come in pages are of.
ALTER TABLE snapshot ADD COLUMN scope INTEGER NOT NULL DEFAULT 0;
-- 1: they come over what is here, and what is not among them leaves.
ALTER TABLE snapshot ADD COLUMN anew INTEGER NOT NULL DEFAULT 0;

PRAGMA user_version = 12;
