-- What holds callers back over all replicas: attempts to log in, renewed refresh tokens, room for jobs.

-- Each attempt counts as a failure until it has succeeded, so that parallel guesses are counted too. Names are hashed: people
-- type passwords where names belong.
CREATE TABLE login_attempt (
    who           text        NOT NULL PRIMARY KEY, -- user:<SHA-256 of the name>, or address:<address>
    failures      integer     NOT NULL CHECK (failures >= 0),
    free          integer     NOT NULL CHECK (free > 0), -- failures from which on there is a wait
    blocked_until timestamptz NOT NULL,
    forget_at     timestamptz NOT NULL
);
CREATE INDEX login_attempt_forget ON login_attempt (forget_at);

-- Refresh tokens that were renewed. Whoever comes with one of them has stolen it, or was stolen from: its session ends.
CREATE TABLE renewed_refresh_token (
    token_hash bytea NOT NULL PRIMARY KEY,
    session_id uuid  NOT NULL REFERENCES refresh_token (id) ON DELETE CASCADE
);
CREATE INDEX renewed_refresh_token_session ON renewed_refresh_token (session_id);

CREATE INDEX bulk_job_unfinished ON bulk_job (account) WHERE state IN ('planning', 'sweeping');

-- True if the account may have one more job. Those that accept for one account do so one after the other until they commit,
-- and each sees what the others have committed: a volatile function takes a snapshot of its own for each statement.
CREATE FUNCTION keysweep_job_room(of_account text, most integer) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1801812332, hashtext(of_account));
    IF (SELECT count(*) FROM (SELECT 1 FROM bulk_job WHERE account = of_account AND state IN ('planning', 'sweeping')
                              LIMIT most) unfinished) >= most THEN
        RAISE EXCEPTION 'account % has % unfinished jobs', of_account, most USING ERRCODE = 'KS002';
    END IF;
    RETURN true;
END
$$;
