-- The mark of a gone key's last backup moves on to the one before when the marked one is deleted, by whoever may delete it: until
-- now that one was left without a mark, and the next job that spares last backups deleted it.
--
-- Cost. A row that is deleted is looked at once more, for its mark; what is not marked queues nothing.

CREATE FUNCTION key_backup_last_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Locked, so that a key that comes back at this moment waits, and then finds what was marked.
    PERFORM FROM azure_key WHERE id = OLD.key_id AND gone FOR SHARE;
    IF FOUND THEN
        PERFORM key_backup_mark_last(OLD.key_id);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER key_backup_last_deleted AFTER DELETE ON key_backup
    FOR EACH ROW WHEN (OLD.last_of_gone_key) EXECUTE FUNCTION key_backup_last_deleted();

SET LOCAL keysweep.account = '*';
UPDATE key_backup SET last_of_gone_key = true, inserted_xact = pg_current_xact_id()::text::bigint
WHERE NOT last_of_gone_key
  AND id IN (SELECT DISTINCT ON (b.key_id) b.id FROM azure_key k JOIN key_backup b ON b.key_id = k.id
             WHERE k.gone ORDER BY b.key_id, b.created_at DESC, b.id DESC);

-- Records of ended jobs that are no evidence are removed after a time, the longest ended first.
CREATE INDEX bulk_job_ended ON bulk_job (completed_at) WHERE operation <> 'delete-key-backups' AND completed_at IS NOT NULL;
