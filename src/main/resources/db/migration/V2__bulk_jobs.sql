-- Bulk jobs: what was asked for (bulk_job), the shares of the work (bulk_job_slice), what happened (bulk_job_outcome).

CREATE TABLE bulk_job (
    id              uuid        NOT NULL PRIMARY KEY,
    account         text        NOT NULL,
    operation       text        NOT NULL CHECK (operation IN ('delete-key-backups')),
    cloud           text        NOT NULL DEFAULT 'AzureCloud',
    created_by      text        NOT NULL,
    scope           text        NOT NULL CHECK (scope IN ('vault', 'key', 'keys', 'backups')),
    scope_ids       uuid[]      NOT NULL CHECK (cardinality(scope_ids) > 0),
    vault_ids       uuid[],                  -- with scope 'backups': the vaults the requester may delete in; NULL: all of the account
    created_after   timestamptz,             -- as asked for; exclusive
    created_before  timestamptz,             -- as asked for; exclusive
    selected_after  timestamptz NOT NULL,    -- exclusive; -infinity when not asked for
    selected_before timestamptz NOT NULL,    -- exclusive; never later than just after the job was accepted
    created_at      timestamptz NOT NULL DEFAULT now(),
    -- The oldest transaction that was under way at acceptance: what older ones inserted, every later statement sees.
    first_xact      bigint      NOT NULL DEFAULT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
    updated_at      timestamptz NOT NULL DEFAULT now(),
    completed_at    timestamptz,
    state           text        NOT NULL DEFAULT 'planning' CHECK (state IN ('planning', 'sweeping', 'completed', 'failed')),
    abort           boolean     NOT NULL DEFAULT false,
    -- The lease of whoever plans or finishes the job; slices have leases of their own.
    epoch           integer     NOT NULL DEFAULT 0,
    failures        integer     NOT NULL DEFAULT 0,
    lease_until     timestamptz,
    not_before      timestamptz NOT NULL DEFAULT now(),
    last_claimed_at timestamptz NOT NULL DEFAULT now(), -- of a slice; claims go round the jobs in this order
    -- How far planning has come: the keyset cursor of a range, or how many of scope_ids are cut. Sweeping starts with the
    -- first slice, so a job can be swept and not be fully planned.
    fully_planned   boolean     NOT NULL DEFAULT false,
    plan_at         timestamptz,
    plan_id         uuid,
    plan_position   integer     NOT NULL DEFAULT 0,
    slice_count     integer     NOT NULL DEFAULT 0,
    planned         bigint      NOT NULL DEFAULT 0, -- items in the slices; exact once fully planned
    -- Final counts, written once.
    total           bigint,
    succeeded       bigint,
    failed          bigint,
    missing         bigint,
    digest          bytea,                   -- SHA-256 over the digests of all outcomes, in order
    error           text,
    CHECK ((state IN ('completed', 'failed')) = (completed_at IS NOT NULL)),
    CHECK ((state IN ('completed', 'failed')) = (total IS NOT NULL)),
    CHECK (state <> 'completed' OR fully_planned OR abort),
    CHECK (total IS NULL OR succeeded + failed + missing <= total),
    CHECK ((state = 'failed') = (error IS NOT NULL)),
    CHECK (selected_before <= created_at + interval '1 microsecond')
) WITH (fillfactor = 70);
CREATE INDEX bulk_job_account ON bulk_job (account, created_at DESC, id);
CREATE INDEX bulk_job_to_plan ON bulk_job (created_at) WHERE NOT fully_planned AND state IN ('planning', 'sweeping');
CREATE INDEX bulk_job_to_sweep ON bulk_job (last_claimed_at) WHERE state = 'sweeping';
CREATE INDEX bulk_job_to_stop ON bulk_job (created_at) WHERE abort AND state IN ('planning', 'sweeping');

-- A final state is final: afterwards only `abort` may still be set, and the row deleted.
CREATE FUNCTION bulk_job_keep_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - '{abort,updated_at}'::text[]) IS DISTINCT FROM (to_jsonb(OLD) - '{abort,updated_at}'::text[]) THEN
        RAISE EXCEPTION 'bulk job % is %, which is final', OLD.id, OLD.state USING ERRCODE = 'KS001';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER bulk_job_keep_final BEFORE UPDATE ON bulk_job
    FOR EACH ROW WHEN (OLD.state IN ('completed', 'failed')) EXECUTE FUNCTION bulk_job_keep_final();

-- A slice is a range of the selection, cut at (created_at, id), or an array of ids. No index covers a column that a chunk
-- changes, so that progress is a HOT update.
CREATE TABLE bulk_job_slice (
    job_id          uuid        NOT NULL REFERENCES bulk_job ON DELETE CASCADE,
    slice_no        integer     NOT NULL,
    kind            text        NOT NULL CHECK (kind IN ('vault-range', 'key-range', 'ids')),
    scope_id        uuid,                    -- the vault or key of a range
    cursor_at       timestamptz,             -- the last row done; the range starts after it
    cursor_id       uuid,
    end_at          timestamptz,             -- the last row of the range, inclusive
    end_id          uuid,
    ids             uuid[],
    ids_named       boolean     NOT NULL DEFAULT false, -- the caller named them: one that is not there is reported as missing
    position        integer     NOT NULL DEFAULT 0,     -- how many of ids are done
    planned         bigint      NOT NULL,               -- items when it was cut; 0 for stragglers, which no plan counted
    state           text        NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'done', 'stopped')),
    epoch           integer     NOT NULL DEFAULT 0,     -- fencing token: never goes down
    failures        integer     NOT NULL DEFAULT 0,     -- retry budget: back to 0 with every chunk
    lease_owner     uuid,
    lease_until     timestamptz,
    not_before      timestamptz NOT NULL DEFAULT now(),
    chunks          integer     NOT NULL DEFAULT 0,
    succeeded       bigint      NOT NULL DEFAULT 0,
    failed          bigint      NOT NULL DEFAULT 0,
    missing         bigint      NOT NULL DEFAULT 0,
    PRIMARY KEY (job_id, slice_no),
    CHECK ((kind = 'ids') = (ids IS NOT NULL)),
    CHECK ((kind = 'ids') = (scope_id IS NULL)),
    CHECK ((kind = 'ids') = (end_at IS NULL)),
    CHECK ((kind = 'ids') = (cursor_at IS NULL)),
    CHECK ((lease_owner IS NULL) = (lease_until IS NULL)),
    CHECK (state = 'ready' OR lease_owner IS NULL),
    CHECK (position <= coalesce(cardinality(ids), 0))
) WITH (fillfactor = 50);
ALTER TABLE bulk_job_slice ALTER COLUMN ids SET STORAGE EXTERNAL; -- random bytes: compressing them is wasted work
CREATE INDEX bulk_job_slice_ready ON bulk_job_slice (job_id, slice_no) WHERE state = 'ready';

-- One row a chunk, not one an item: the ids of the chunk, how many, and a digest over them.
CREATE TABLE bulk_job_outcome (
    job_id     uuid        NOT NULL REFERENCES bulk_job ON DELETE CASCADE,
    slice_no   integer     NOT NULL,
    chunk_no   integer     NOT NULL,
    outcome    text        NOT NULL CHECK (outcome IN ('succeeded', 'failed', 'missing', 'aborted')),
    epoch      integer     NOT NULL,
    item_count integer     NOT NULL CHECK (item_count > 0),
    ids        uuid[]      NOT NULL,
    digest     bytea       NOT NULL,          -- SHA-256 over the sorted ids
    error      text,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (job_id, slice_no, chunk_no, outcome),
    CHECK (item_count = cardinality(ids)),
    CHECK ((outcome = 'failed') = (error IS NOT NULL))
);
ALTER TABLE bulk_job_outcome ALTER COLUMN ids SET STORAGE EXTERNAL;
CREATE INDEX bulk_job_outcome_exceptions ON bulk_job_outcome (job_id, outcome) WHERE outcome <> 'succeeded';

-- What a create call was answered, kept so that a client that did not see the answer can ask again. The answer follows from
-- the job's id and the time it was accepted, so it can be given again even when the job has been deleted since.
CREATE TABLE idempotency_key (
    account     text        NOT NULL,
    key         text        NOT NULL,
    fingerprint bytea       NOT NULL,         -- SHA-256 of the requester and the canonical request
    job_id      uuid        NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz NOT NULL,
    PRIMARY KEY (account, key)
);
CREATE INDEX idempotency_key_expiry ON idempotency_key (expires_at);
