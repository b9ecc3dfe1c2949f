-- Rotation of keys, and the destruction of data keys that no backup needs.

-- A retired data key encrypts nothing new; the rotation that retired it takes its backups away from it.
ALTER TABLE data_key ADD COLUMN retired_at timestamptz;
ALTER TABLE data_key DROP CONSTRAINT data_key_vault_id_month_key;
CREATE UNIQUE INDEX data_key_current ON data_key (vault_id, month) WHERE retired_at IS NULL;
CREATE INDEX data_key_retired ON data_key (vault_id) WHERE retired_at IS NOT NULL;

-- Whether a data key has a backup is asked of each data key again and again, and by the foreign key when one is deleted. Equal
-- entries are stored once, so this index is small; a deletion of backups does not touch it.
CREATE INDEX key_backup_data_key ON key_backup (data_key_id);

-- What is left of a data key: that there was one. The foreign key of key_backup keeps one that has a backup from being deleted,
-- and a backup from being stored under one that was.
CREATE TABLE destroyed_data_key (
    id           uuid        NOT NULL PRIMARY KEY,
    account      text        NOT NULL,
    vault_id     uuid        NOT NULL, -- it may be gone as well
    month        date        NOT NULL,
    wrapping_key text        NOT NULL, -- names what wrapped it last: whoever ends that version ends all old copies of it
    created_at   timestamptz NOT NULL,
    destroyed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX destroyed_data_key_account ON destroyed_data_key (account, destroyed_at DESC, id);

-- Behind the same wall as the other tables of accounts (V7).
CREATE POLICY account_rows ON destroyed_data_key
    USING ((SELECT current_setting('keysweep.account', true)) = '*'
           OR account = (SELECT current_setting('keysweep.account', true)));
ALTER TABLE destroyed_data_key ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE FUNCTION data_key_destroyed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO destroyed_data_key (id, account, vault_id, month, wrapping_key, created_at)
    VALUES (OLD.id, OLD.account, OLD.vault_id, OLD.month, OLD.wrapping_key, OLD.created_at);
    RETURN NULL;
END
$$;
CREATE TRIGGER data_key_destroyed AFTER DELETE ON data_key FOR EACH ROW EXECUTE FUNCTION data_key_destroyed();

-- Rotations are jobs like others. One of the wrapping key has one slice, about the job itself.
ALTER TABLE bulk_job DROP CONSTRAINT bulk_job_operation_check;
ALTER TABLE bulk_job ADD CONSTRAINT bulk_job_operation_check
    CHECK (operation IN ('delete-key-backups', 'synchronize-keys', 'back-up-keys', 'rotate-wrapping-key', 'rotate-data-keys'));
ALTER TABLE bulk_job DROP CONSTRAINT bulk_job_scope_check;
ALTER TABLE bulk_job ADD CONSTRAINT bulk_job_scope_check
    CHECK (scope IN ('vault', 'key', 'keys', 'backups', 'wrapped-keys'));
ALTER TABLE bulk_job ADD COLUMN all_accounts boolean NOT NULL DEFAULT false; -- a rotation of the wrapping key, by the root domain
ALTER TABLE bulk_job_slice DROP CONSTRAINT bulk_job_slice_phase_check;
ALTER TABLE bulk_job_slice ADD CONSTRAINT bulk_job_slice_phase_check
    CHECK (phase IN ('live', 'deleted', 'missing', 'back-up', 'rewrap', 're-encrypt'));
