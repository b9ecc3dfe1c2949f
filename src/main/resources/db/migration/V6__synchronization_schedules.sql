-- Jobs that go through Azure vault by vault, in the engine of bulk jobs; schedules, and the runs that they made.

ALTER TABLE bulk_job DROP CONSTRAINT bulk_job_operation_check;
ALTER TABLE bulk_job
    ADD CHECK (operation IN ('delete-key-backups', 'synchronize-keys', 'back-up-keys')),
    ADD COLUMN synchronize_all       boolean NOT NULL DEFAULT false, -- as asked for; scope_ids are the vaults that this meant
    ADD COLUMN take_cloud_key_backup boolean NOT NULL DEFAULT false,
    ADD COLUMN config_id             uuid;    -- of 'back-up-keys': whose keys; the schedule may be gone since
CREATE INDEX bulk_job_operation ON bulk_job (account, operation, created_at DESC, id) WHERE operation <> 'delete-key-backups';

-- A slice of these jobs is a vault. It goes through its phases in this order, and ends after the last one that its job has.
ALTER TABLE bulk_job_slice
    ADD COLUMN phase        text CHECK (phase IN ('live', 'deleted', 'missing', 'back-up')),
    ADD COLUMN continuation text,        -- where in the phase: Azure's token of the next page, or the last key's name
    ADD COLUMN started_at   timestamptz, -- before Azure was asked for anything: who has not been seen since is missing
    ADD COLUMN backed_up    bigint NOT NULL DEFAULT 0,
    ADD COLUMN error        text;        -- why the vault as a whole failed

-- A job takes one backup of a key, however often its replicas die in between.
ALTER TABLE key_backup ADD COLUMN job_id uuid;
CREATE UNIQUE INDEX key_backup_job_key ON key_backup (job_id, key_id) WHERE job_id IS NOT NULL;

CREATE TABLE job_config (
    id          uuid        NOT NULL PRIMARY KEY,
    account     text        NOT NULL,
    name        text        NOT NULL,
    description text        NOT NULL DEFAULT '',
    operation   text        NOT NULL CHECK (operation IN ('cckm_key_backup', 'cckm_synchronization', 'cckm_delete_key_backups')),
    run_at      text        NOT NULL,       -- five cron fields, in UTC
    start_date  timestamptz,
    end_date    timestamptz,
    disabled    boolean     NOT NULL DEFAULT false,
    parameters  jsonb       NOT NULL,       -- what the operation is to do, with the names of the wire
    created_by  text        NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    revision    integer     NOT NULL DEFAULT 1,  -- a run that was made ready under another one is not made
    next_run_at timestamptz,                     -- NULL: never
    CHECK (start_date < end_date),
    CHECK (NOT disabled OR next_run_at IS NULL)
);
CREATE INDEX job_config_account ON job_config (account, created_at DESC, id);
CREATE INDEX job_config_due ON job_config (next_run_at) WHERE next_run_at IS NOT NULL;

-- A run and its job come in one transaction. The unique constraint is what makes it one run a due time, whoever else is up.
CREATE TABLE job_run (
    id         uuid        NOT NULL PRIMARY KEY,
    account    text        NOT NULL,
    config_id  uuid        NOT NULL REFERENCES job_config ON DELETE CASCADE,
    operation  text        NOT NULL,
    due_at     timestamptz NOT NULL,
    by_hand    boolean     NOT NULL,
    job_id     uuid REFERENCES bulk_job ON DELETE CASCADE, -- NULL: there was nothing to do, or `error`
    error      text,                                       -- why no job could be made
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (config_id, due_at, by_hand),
    CHECK (job_id IS NULL OR error IS NULL)
);
CREATE INDEX job_run_account ON job_run (account, created_at DESC, id);
CREATE INDEX job_run_job ON job_run (job_id);

ALTER TABLE azure_key
    ADD COLUMN managed          boolean NOT NULL DEFAULT false,         -- it belongs to a certificate, as far as is known
    ADD COLUMN backup_config_id uuid REFERENCES job_config ON DELETE SET NULL; -- the schedule that backs the key up
CREATE INDEX azure_key_backup_config ON azure_key (backup_config_id, vault_id) WHERE backup_config_id IS NOT NULL;
