-- After the first migration, as keysweep_owner: what the autoscaler counts, as a function that hands out one number.
-- Jobs that are not finished count as many slices as can be worked on at the same time (keysweep.sweep.slices-per-job), at
-- least one: also while a replica plans or finishes one, while slices are being swept, and when leases have run out. Jobs of all
-- accounts are counted, hence keysweep.account: row-level security holds for the tables' owner, too.
-- Schedules that are due count as well, and the ends of audit chains that are to be signed (as one): where everything is scaled
-- to zero, nobody else would notice the time.
--
--   psql -d keysweep -U keysweep_owner -f scaler.sql

\set ON_ERROR_STOP on
-- The function reads as whoever made it.
DO $$
DECLARE
    tables_owner text := (SELECT tableowner FROM pg_tables WHERE schemaname = 'public' AND tablename = 'bulk_job');
BEGIN
    IF tables_owner IS NULL OR NOT pg_has_role(tables_owner, 'USAGE') THEN
        RAISE 'run this after the first migration, as the role that migrated, keysweep_owner: % may not read the tables', current_user;
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION keysweep_work() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    PERFORM set_config('keysweep.account', '*', true);
    RETURN (SELECT coalesce(sum(greatest(1, (SELECT count(*) FROM (
                       SELECT FROM bulk_job_slice s WHERE s.job_id = j.id AND s.state = 'ready' LIMIT 8) ready))), 0)
            FROM bulk_job j WHERE j.state IN ('planning', 'sweeping'))
        + (SELECT count(*) FROM job_config WHERE next_run_at <= now())
        -- From account to account along the primary key, as the service looks for them.
        + (WITH RECURSIVE known AS (
               (SELECT account FROM audit_record ORDER BY account LIMIT 1)
               UNION ALL
               SELECT (SELECT r.account FROM audit_record r WHERE r.account > k.account ORDER BY r.account LIMIT 1)
               FROM known k WHERE k.account IS NOT NULL)
           SELECT count(*) FROM (
               SELECT FROM known k CROSS JOIN LATERAL (
                   SELECT seq FROM audit_record WHERE account = k.account ORDER BY seq DESC LIMIT 1) r
               LEFT JOIN LATERAL (
                   SELECT seq, created_at FROM audit_checkpoint WHERE account = k.account ORDER BY seq DESC LIMIT 1) c ON true
               WHERE r.seq > coalesce(c.seq, 0) AND coalesce(c.created_at NOT BETWEEN now() - interval '1 hour' AND now(), true)
               LIMIT 1) unsigned);
END
$$;
REVOKE ALL ON FUNCTION keysweep_work() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION keysweep_work() TO keysweep_scaler;
