-- The limit of unfinished jobs no longer makes those that accept for one account wait for each other: a job takes one of the
-- account's places until it has ended. Jobs were counted under a lock that was held until the commit, by keysweep_job_room, which
-- replicas of an older version still call. One of them does not see the jobs that are being accepted without the lock: while
-- both run, an account may have a few more.

-- Null: accepted before there were places, or by a replica of an older version.
ALTER TABLE bulk_job ADD COLUMN place integer CHECK (place > 0);

-- Before the rows are changed: made after it, an index is of no use to a planner until older transactions have ended.
CREATE UNIQUE INDEX bulk_job_place ON bulk_job (account, place) WHERE state IN ('planning', 'sweeping');
DROP INDEX bulk_job_unfinished;

SET LOCAL keysweep.account = '*';
UPDATE bulk_job j SET place = numbered.place
FROM (SELECT id, row_number() OVER (PARTITION BY account ORDER BY created_at) AS place
      FROM bulk_job WHERE state IN ('planning', 'sweeping')) numbered
WHERE j.id = numbered.id;

-- A free place of the account, from 1 to the limit, which is the transaction's own until it ends. Of two that want the same at
-- the same moment, one goes on to another. As a volatile function it takes a new snapshot for each statement: a lock that was
-- to be had means that whoever had it before has committed, and the next statement sees its job.
CREATE FUNCTION keysweep_job_place(of_account text, most integer) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    candidate integer;
BEGIN
    -- Jobs beyond a limit that was lowered count as well, and those of a replica of an older version, which have no place: by
    -- then whoever accepts waits for the one before.
    IF EXISTS (SELECT FROM bulk_job WHERE account = of_account AND place > most AND state IN ('planning', 'sweeping'))
       OR EXISTS (SELECT FROM bulk_job WHERE account = of_account AND place IS NULL AND state IN ('planning', 'sweeping')) THEN
        PERFORM keysweep_job_room(of_account, most);
    END IF;
    FOR attempt IN 1..10 LOOP
        candidate := 1 + floor(random() * most)::integer;
        IF keysweep_take_place(of_account, candidate) THEN
            RETURN candidate;
        END IF;
    END LOOP;
    -- Nearly full.
    FOR candidate IN
        SELECT n FROM generate_series(1, most) n
        WHERE NOT EXISTS (SELECT FROM bulk_job j
                          WHERE j.account = of_account AND j.place = n AND j.state IN ('planning', 'sweeping'))
    LOOP
        IF keysweep_take_place(of_account, candidate) THEN
            RETURN candidate;
        END IF;
    END LOOP;
    RAISE EXCEPTION 'account % has % unfinished jobs', of_account, most USING ERRCODE = 'KS002';
END
$$;

-- True if the place was free, and is the transaction's now. A place that somebody has is not locked first: its lock would be kept
-- until the commit, and nobody could take the place if its job ended meanwhile.
CREATE FUNCTION keysweep_take_place(of_account text, candidate integer) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF EXISTS (SELECT FROM bulk_job
               WHERE account = of_account AND place = candidate AND state IN ('planning', 'sweeping')) THEN
        RETURN false;
    END IF;
    IF NOT pg_try_advisory_xact_lock(hashtext('keysweep place ' || of_account), candidate) THEN
        RETURN false;
    END IF;
    RETURN NOT EXISTS (SELECT FROM bulk_job
                       WHERE account = of_account AND place = candidate AND state IN ('planning', 'sweeping'));
END
$$;
