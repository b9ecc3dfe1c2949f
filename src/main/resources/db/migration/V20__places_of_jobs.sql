-- The limit of unfinished jobs no longer makes those that accept for one account wait for each other: a job takes one of the
-- account's places until it has ended. Jobs were counted under a lock that was held until the commit; replicas of an older version
-- go on with that, by keysweep_job_room, so together with them an account may have a few more.

-- Null: accepted before there were places, or by a replica of an older version.
ALTER TABLE bulk_job ADD COLUMN place integer CHECK (place > 0);

SET LOCAL keysweep.account = '*';
UPDATE bulk_job j SET place = numbered.place
FROM (SELECT id, row_number() OVER (PARTITION BY account ORDER BY created_at) AS place
      FROM bulk_job WHERE state IN ('planning', 'sweeping')) numbered
WHERE j.id = numbered.id;

CREATE UNIQUE INDEX bulk_job_place ON bulk_job (account, place) WHERE state IN ('planning', 'sweeping');
DROP INDEX bulk_job_unfinished;

-- A free place of the account, from 1 to the limit, which is the transaction's own until it ends. Of two that want the same at
-- the same moment, one goes on to another. As a volatile function it takes a new snapshot for each statement: a lock that was
-- to be had means that whoever had it before has committed, and the next statement sees its job.
CREATE FUNCTION keysweep_job_place(of_account text, most integer) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    candidate integer;
BEGIN
    -- After the limit was lowered, jobs beyond it count as well.
    IF EXISTS (SELECT FROM bulk_job WHERE account = of_account AND place > most AND state IN ('planning', 'sweeping'))
       AND (SELECT count(*) FROM bulk_job WHERE account = of_account AND state IN ('planning', 'sweeping')) >= most THEN
        RAISE EXCEPTION 'account % has % unfinished jobs', of_account, most USING ERRCODE = 'KS002';
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

-- True if the place was free, and is the transaction's now.
CREATE FUNCTION keysweep_take_place(of_account text, candidate integer) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('keysweep place ' || of_account), candidate) THEN
        RETURN false;
    END IF;
    RETURN NOT EXISTS (SELECT FROM bulk_job
                       WHERE account = of_account AND place = candidate AND state IN ('planning', 'sweeping'));
END
$$;
