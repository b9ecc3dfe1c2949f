-- The transaction that accepted the job; first_xact is that of the oldest one then under way. NULL: accepted before this.
SELECT keysweep_lock_tables('bulk_job');
ALTER TABLE bulk_job ADD COLUMN accepted_xact bigint;
ALTER TABLE bulk_job ALTER COLUMN accepted_xact SET DEFAULT pg_current_xact_id()::text::bigint;
