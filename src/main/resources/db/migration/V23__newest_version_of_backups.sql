-- What a restore that is repeated finds in Azure is told by this, whichever backup it was of. NULL: not known.
SELECT keysweep_lock_tables('key_backup');
ALTER TABLE key_backup ADD COLUMN newest_version text;
