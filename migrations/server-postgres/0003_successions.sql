-- Old copies of devices, which go on as devices of their own.

-- The device of which this one is a copy.
ALTER TABLE device ADD COLUMN copy_of BYTEA;
-- Since when a copy goes on in this device's place; nothing again once the device itself has brought something since.
ALTER TABLE device ADD COLUMN succeeded BIGINT;
