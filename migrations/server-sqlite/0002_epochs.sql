-- Epochs before a restore from a backup, each with the last of its positions that the present one numbers alike: JSON,
-- [[epoch, position], …], in their order.
ALTER TABLE org ADD COLUMN floors TEXT NOT NULL DEFAULT '[]';
