-- What is older than a rotation of data keys is told by transactions, as it is for backups: clocks go back. Those that are there
-- are older than any that is to come.
SELECT keysweep_lock_tables('data_key');
ALTER TABLE data_key ADD COLUMN inserted_xact bigint NOT NULL DEFAULT 0;
ALTER TABLE data_key ALTER COLUMN inserted_xact SET DEFAULT pg_current_xact_id()::text::bigint;
