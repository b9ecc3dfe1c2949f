-- A key that was gone is found again in Azure with another version than its last backup holds: as an older state of itself, or as
-- another key. The backup alone tells, where it knows its newest version; the row may never have learned of that one.
CREATE OR REPLACE FUNCTION azure_key_gone_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.gone THEN
        PERFORM key_backup_mark_last(NEW.id);
        RETURN NULL;
    END IF;
    UPDATE key_backup b
    SET held_until = 'infinity', held_by = 'engine', held_at = now(), updated_at = now(),
        hold_reason = 'The last backup of version ' || coalesce(b.newest_version, OLD.version) || ', which Azure does not have'
            || ' any more: the key has come back with version ' || NEW.version
    WHERE b.key_id = NEW.id AND b.last_of_gone_key AND b.held_until IS DISTINCT FROM 'infinity'
      AND CASE WHEN b.newest_version IS NOT NULL THEN b.newest_version ELSE OLD.version END <> NEW.version;
    UPDATE key_backup SET last_of_gone_key = false, inserted_xact = pg_current_xact_id()::text::bigint
    WHERE key_id = NEW.id AND last_of_gone_key;
    RETURN NULL;
END
$$;

-- Azure takes names of keys that differ in case for the same. A column, as behind the wall between accounts PostgreSQL uses no index
-- of a function for a condition.
SELECT keysweep_lock_tables('azure_key', 'key_backup');
ALTER TABLE azure_key ADD COLUMN folded_name text NOT NULL GENERATED ALWAYS AS (lower(key_name)) STORED;
CREATE INDEX azure_key_folded_name ON azure_key (vault_id, folded_name);

-- Another key has taken the place of one: what was stored before its oldest version was made, a time in seconds, is all that is left
-- of the one before, and the last of it is held.
CREATE FUNCTION key_backup_hold_replaced(replaced uuid, oldest bigint, version_before text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    last uuid;
BEGIN
    LOOP
        -- Locked, and looked for again if it was deleted meanwhile: the hold must not get lost on a row that goes.
        SELECT id INTO last FROM key_backup WHERE key_id = replaced AND created_at < to_timestamp(oldest)
        ORDER BY created_at DESC, id DESC LIMIT 1 FOR UPDATE;
        EXIT WHEN FOUND OR NOT EXISTS (SELECT FROM key_backup WHERE key_id = replaced AND created_at < to_timestamp(oldest));
    END LOOP;
    UPDATE key_backup b
    SET held_until = 'infinity', held_by = 'engine', held_at = now(), updated_at = now(),
        inserted_xact = pg_current_xact_id()::text::bigint,
        hold_reason = 'The last backup of version ' || coalesce(b.newest_version, version_before)
            || ', which Azure does not have any more: another key has taken its name'
    WHERE b.id = last AND b.held_until IS DISTINCT FROM 'infinity';
END
$$;

-- All that makes a hold, and not its end alone.
DROP TRIGGER key_backup_audit_holds ON key_backup;
CREATE CONSTRAINT TRIGGER key_backup_audit_holds AFTER UPDATE OF held_until, hold_reason, held_by ON key_backup
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN ((OLD.held_until, OLD.hold_reason, OLD.held_by) IS DISTINCT FROM (NEW.held_until, NEW.hold_reason, NEW.held_by))
    EXECUTE FUNCTION audit_hold();

-- The vault of a right is looked up whatever account is named when the transaction ends.
CREATE OR REPLACE FUNCTION audit_vault_acl() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    named CONSTANT text := coalesce(current_setting('keysweep.account', true), '');
    acl   vault_acl := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    owner text;
BEGIN
    PERFORM set_config('keysweep.account', '*', true);
    owner := (SELECT v.account FROM vault v WHERE v.id = acl.vault_id);
    PERFORM set_config('keysweep.account', named, true);
    IF owner IS NOT NULL THEN
        PERFORM audit_append(owner, 'vault-acl.changed', 'kylo:' || owner || ':cckm:azure-vault:' || acl.vault_id,
            jsonb_build_object('grantee', acl.grantee, 'group', acl.is_group,
                               'actions', CASE WHEN TG_OP = 'DELETE' THEN '[]' ELSE to_jsonb(acl.actions) END));
    END IF;
    RETURN NULL;
END
$$;

-- Temporary tables come last where functions look for a table, or whoever may make one could have records written into it.
DO $$
DECLARE
    made regprocedure;
BEGIN
    FOR made IN
        SELECT p.oid FROM pg_proc p
        WHERE p.pronamespace = current_schema()::regnamespace AND p.prolang = (SELECT oid FROM pg_language WHERE lanname = 'plpgsql')
          AND (p.proname LIKE 'audit\_%' OR p.proname IN ('azure_key_gone_changed', 'key_backup_mark_last',
                                                         'key_backup_inserted', 'key_backup_last_deleted',
                                                         'key_backup_hold_replaced', 'data_key_destroyed'))
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', made, current_schema());
    END LOOP;
END
$$;

-- The serving role reads what was migrated, to wait for it, and writes none of it.
DO $$
DECLARE
    given record;
BEGIN
    FOR given IN
        SELECT DISTINCT c.oid::regclass AS tab,
               CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END AS grantee
        FROM pg_class c, aclexplode(c.relacl) a
        WHERE c.oid = to_regclass('flyway_schema_history') AND a.grantee <> c.relowner
    LOOP
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON %s FROM %s', given.tab, given.grantee);
    END LOOP;
END
$$;
