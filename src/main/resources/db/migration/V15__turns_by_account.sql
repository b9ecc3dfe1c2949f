-- Claims go round the accounts, and only then round the jobs of one: an account that has queued a thousand jobs keeps another's
-- waiting for one of them. An account's turn is over with its last claim, of a job that may have ended since; so the indexes that
-- tell it are on all jobs that were ever claimed.
--
-- Cost. A claim of a slice moves its job in one index more than before. A claim to plan, one or a few in a job's life, was an update
-- of the heap alone (HOT), and is none any more.

ALTER TABLE bulk_job ADD COLUMN plan_claimed_at timestamptz; -- when it was last claimed to be planned

CREATE INDEX bulk_job_to_plan_by_account ON bulk_job (account, not_before)
    WHERE NOT fully_planned AND state IN ('planning', 'sweeping');
CREATE INDEX bulk_job_plan_claimed ON bulk_job (account, plan_claimed_at) WHERE plan_claimed_at IS NOT NULL;
DROP INDEX bulk_job_to_plan_in_turn;

-- What last_claimed_at is before the first claim of a slice: the time of acceptance, which is no turn.
CREATE INDEX bulk_job_to_sweep_by_account ON bulk_job (account, last_claimed_at) WHERE state = 'sweeping';
CREATE INDEX bulk_job_sweep_claimed ON bulk_job (account, last_claimed_at) WHERE last_claimed_at > created_at;
DROP INDEX bulk_job_to_sweep;
