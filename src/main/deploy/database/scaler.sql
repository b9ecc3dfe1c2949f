-- After the first migration, as keysweep_owner: what the autoscaler counts, as a function that hands out one number.
-- Jobs that are not finished count as many slices as can be worked on at the same time (keysweep.sweep.slices-per-job), at
-- least one: also while a replica plans or finishes one, while slices are being swept, and when leases have run out. Jobs of all
-- accounts are counted, hence keysweep.account: row-level security holds for the tables' owner, too.
--
--   psql -d keysweep -U keysweep_owner -f scaler.sql

CREATE OR REPLACE FUNCTION keysweep_work() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    PERFORM set_config('keysweep.account', '*', true);
    RETURN (SELECT coalesce(sum(greatest(1, (SELECT count(*) FROM (
                       SELECT FROM bulk_job_slice s WHERE s.job_id = j.id AND s.state = 'ready' LIMIT 8) ready))), 0)
            FROM bulk_job j WHERE j.state IN ('planning', 'sweeping'));
END
$$;
REVOKE ALL ON FUNCTION keysweep_work() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION keysweep_work() TO keysweep_scaler;
