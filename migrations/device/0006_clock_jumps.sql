-- Jumps of this device's wall clock: what a change says of them is taken into account where the server fixes when it was
-- written. Older apps do not open this any more.

-- Sum of the jumps that were seen until the counter `n`, ms. A single change that is later carries its own.
ALTER TABLE device ADD COLUMN jumps INTEGER NOT NULL DEFAULT 0;
-- The same for the changes of a bulk gesture.
ALTER TABLE imprint ADD COLUMN jumps INTEGER NOT NULL DEFAULT 0;

PRAGMA user_version = 6;
