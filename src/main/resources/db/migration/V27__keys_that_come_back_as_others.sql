-- A key that is gone from Azure is found there again: as it was, or restored, or as another one of that name. The mark of its last
-- backup goes; where that backup holds what Azure does not have any more, which is then all that is left of it, a hold takes the
-- place of the mark, until somebody who knows releases it.
CREATE OR REPLACE FUNCTION azure_key_gone_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.gone THEN
        PERFORM key_backup_mark_last(NEW.id);
        RETURN NULL;
    END IF;
    IF NEW.version <> OLD.version THEN
        UPDATE key_backup b
        SET held_until = 'infinity', held_by = 'engine', held_at = now(), updated_at = now(),
            hold_reason = 'The last backup of version ' || coalesce(b.newest_version, OLD.version) || ', which Azure does not have'
                || ' any more: the key has come back with version ' || NEW.version
        WHERE b.key_id = NEW.id AND b.last_of_gone_key AND b.held_until IS DISTINCT FROM 'infinity'
          AND CASE WHEN b.newest_version IS NOT NULL THEN b.newest_version <> NEW.version
                   ELSE to_timestamp((NEW.attributes ->> 'created')::bigint) > b.created_at END;
    END IF;
    UPDATE key_backup SET last_of_gone_key = false, inserted_xact = pg_current_xact_id()::text::bigint
    WHERE key_id = NEW.id AND last_of_gone_key;
    RETURN NULL;
END
$$;
