-- Backups that nothing may delete: those under a hold, and the last one of a key that is gone from Azure.

ALTER TABLE key_backup
    ADD COLUMN held_until       timestamptz, -- NULL: no hold; infinity: until it is released; a time that has passed: no hold
    ADD COLUMN hold_reason      text,
    ADD COLUMN held_by          text,
    ADD COLUMN held_at          timestamptz,
    -- The newest backup of a key that is gone from Azure. Kept by the triggers below, so that no statement can forget it, and
    -- stored, so that a chunk need not look for keys and newer backups.
    ADD COLUMN last_of_gone_key boolean NOT NULL DEFAULT false,
    ADD CHECK (num_nulls(held_until, hold_reason, held_by, held_at) IN (0, 4));

-- Few rows, which a chunk looks through to report what it left.
CREATE INDEX key_backup_protected_vault ON key_backup (vault_id, created_at, id) WHERE held_until IS NOT NULL OR last_of_gone_key;
CREATE INDEX key_backup_protected_key ON key_backup (key_id, created_at, id) WHERE held_until IS NOT NULL OR last_of_gone_key;
CREATE UNIQUE INDEX key_backup_last_of_gone_key ON key_backup (key_id) WHERE last_of_gone_key;

-- Whatever makes a backup protected, or free again, writes inserted_xact anew: a bulk job whose chunk met the old version of
-- the row then finds it in its verify pass, and reports it.
CREATE FUNCTION key_backup_mark_last(gone_key uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    newest uuid;
BEGIN
    LOOP
        -- Locked, and looked for again if it was deleted meanwhile: the mark must not get lost on a row that goes.
        SELECT id INTO newest FROM key_backup WHERE key_id = gone_key ORDER BY created_at DESC, id DESC LIMIT 1 FOR UPDATE;
        EXIT WHEN FOUND OR NOT EXISTS (SELECT FROM key_backup WHERE key_id = gone_key);
    END LOOP;
    UPDATE key_backup SET last_of_gone_key = false, inserted_xact = pg_current_xact_id()::text::bigint
    WHERE key_id = gone_key AND last_of_gone_key AND id IS DISTINCT FROM newest;
    UPDATE key_backup SET last_of_gone_key = true, inserted_xact = pg_current_xact_id()::text::bigint
    WHERE id = newest AND NOT last_of_gone_key;
END
$$;

CREATE FUNCTION azure_key_gone_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.gone THEN
        PERFORM key_backup_mark_last(NEW.id);
    ELSE
        UPDATE key_backup SET last_of_gone_key = false, inserted_xact = pg_current_xact_id()::text::bigint
        WHERE key_id = NEW.id AND last_of_gone_key;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER azure_key_gone_changed AFTER UPDATE OF gone ON azure_key
    FOR EACH ROW WHEN (OLD.gone IS DISTINCT FROM NEW.gone) EXECUTE FUNCTION azure_key_gone_changed();

-- The keys are locked, so that one that goes at this moment waits, and then finds the new backup.
CREATE FUNCTION key_backup_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM azure_key WHERE id IN (SELECT DISTINCT key_id FROM added) ORDER BY id FOR SHARE;
    PERFORM key_backup_mark_last(k.id) FROM azure_key k WHERE k.id IN (SELECT DISTINCT key_id FROM added) AND k.gone;
    RETURN NULL;
END
$$;
CREATE TRIGGER key_backup_inserted AFTER INSERT ON key_backup
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION key_backup_inserted();

UPDATE key_backup SET last_of_gone_key = true
WHERE id IN (SELECT DISTINCT ON (b.key_id) b.id FROM azure_key k JOIN key_backup b ON b.key_id = k.id
             WHERE k.gone ORDER BY b.key_id, b.created_at DESC, b.id DESC);

ALTER TABLE bulk_job
    ADD COLUMN include_last_of_gone_keys boolean NOT NULL DEFAULT false,
    ADD COLUMN keep_last                 integer CHECK (keep_last > 0), -- of each key, the newest backups that are not selected
    ADD COLUMN held                      bigint;                        -- final count
ALTER TABLE bulk_job DROP CONSTRAINT bulk_job_check3;
ALTER TABLE bulk_job ADD CHECK (total IS NULL OR succeeded + failed + missing + coalesce(held, 0) <= total);
ALTER TABLE bulk_job_slice ADD COLUMN held bigint NOT NULL DEFAULT 0;
ALTER TABLE bulk_job_outcome DROP CONSTRAINT bulk_job_outcome_outcome_check;
ALTER TABLE bulk_job_outcome ADD CHECK (outcome IN ('succeeded', 'failed', 'missing', 'aborted', 'held'));
