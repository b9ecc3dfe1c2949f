-- What goes with something else has one record together. A record for each made the commit of a schedule with 5,000 keys, or
-- of a vault with as many, take seconds, and the account's other changes wait for it: the chain's lock is held by then.

-- For migrations, this one and those to come. Whoever waits for a migration waits for a moment: if it does not get its tables, for
-- somebody reads them for hours, or the service takes them in another order, it lets go of all of them, and tries again.
CREATE FUNCTION keysweep_lock_tables(VARIADIC tables regclass[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    before CONSTANT text := current_setting('lock_timeout');
    names  CONSTANT text := (SELECT string_agg(t::text, ', ') FROM unnest(tables) t);
BEGIN
    FOR attempt IN 1..600 LOOP
        BEGIN
            PERFORM set_config('lock_timeout', '500ms', true);
            EXECUTE 'LOCK TABLE ' || names || ' IN ACCESS EXCLUSIVE MODE';
            PERFORM set_config('lock_timeout', before, true);
            RETURN;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            PERFORM pg_sleep(random());
        END;
    END LOOP;
    RAISE EXCEPTION '% in use all the time; end what reads or writes there for long, and try again', names;
END
$$;
SELECT keysweep_lock_tables('job_config', 'azure_key', 'job_run');

-- As audit_append, at the end of the transaction, and whatever account is named.
CREATE FUNCTION audit_later(account text, action text, subject text, details jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    named CONSTANT text := coalesce(current_setting('keysweep.account', true), '');
BEGIN
    PERFORM set_config('keysweep.account', '*', true);
    INSERT INTO audit_pending (account, action, subject, details) VALUES ($1, $2, $3, $4);
    PERFORM set_config('keysweep.account', named, true);
END
$$;

-- Of a key that goes alone the record stays what it was.
CREATE FUNCTION audit_keys_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM audit_later(r.account, 'key.deleted',
        CASE WHEN count(*) = 1 THEN 'kylo:' || r.account || ':cckm:azure-key:' || (array_agg(r.id))[1]
             ELSE 'kylo:' || r.account || ':cckm:azure-vault:' || r.vault_id END,
        CASE WHEN count(*) = 1 THEN jsonb_build_object('vault_id', r.vault_id, 'key_name', min(r.key_name),
                                                       'version', min(r.version), 'status', min(r.status))
             ELSE jsonb_build_object('vault_id', r.vault_id, 'keys', audit_ids(array_agg(r.id))) END)
    FROM removed r GROUP BY r.account, r.vault_id;
    RETURN NULL;
END
$$;
DROP TRIGGER azure_key_audit_rows ON azure_key;
CREATE CONSTRAINT TRIGGER azure_key_audit_rows AFTER INSERT ON azure_key DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION audit_row('key', 'cckm:azure-key', 'vault_id', 'key_name', 'version', 'status');
CREATE TRIGGER azure_key_audit_deleted AFTER DELETE ON azure_key
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION audit_keys_deleted();

-- What the schedule names, and was not there or not clear when the run was made.
ALTER TABLE job_run ADD COLUMN left_out text[] CHECK (cardinality(left_out) > 0);

CREATE OR REPLACE FUNCTION audit_job_run() RETURNS trigger LANGUAGE plpgsql SET timezone = 'UTC' AS $$
BEGIN
    PERFORM audit_append(NEW.account, 'schedule-run.created', 'kylo:' || NEW.account || ':scheduler:jobs:' || NEW.id,
        jsonb_build_object('config_id', NEW.config_id, 'operation', NEW.operation, 'job_id', NEW.job_id, 'by_hand', NEW.by_hand,
                           'due_at', NEW.due_at, 'error', NEW.error)
        || CASE WHEN NEW.left_out IS NULL THEN '{}'
                ELSE jsonb_build_object('left_out', to_jsonb(NEW.left_out[1:100]),
                                        'left_out_count', cardinality(NEW.left_out)) END,
        CASE WHEN NEW.error IS NOT NULL THEN 'failure' ELSE 'success' END);
    RETURN NULL;
END
$$;
CREATE FUNCTION audit_job_runs_deleted() RETURNS trigger LANGUAGE plpgsql SET timezone = 'UTC' AS $$
BEGIN
    PERFORM audit_later(r.account, 'schedule-run.deleted',
        'kylo:' || r.account || ':scheduler:'
            || CASE WHEN count(*) = 1 THEN 'jobs:' || (array_agg(r.id))[1] ELSE 'job-configs:' || r.config_id END,
        CASE WHEN count(*) = 1 THEN (array_agg(jsonb_build_object(
                 'config_id', r.config_id, 'operation', r.operation, 'job_id', r.job_id, 'by_hand', r.by_hand,
                 'due_at', r.due_at, 'error', r.error)))[1]
             ELSE jsonb_build_object('config_id', r.config_id, 'operation', min(r.operation),
                                     'runs', audit_ids(array_agg(r.id))) END)
    FROM removed r GROUP BY r.account, r.config_id;
    RETURN NULL;
END
$$;
DROP TRIGGER job_run_audit ON job_run;
CREATE CONSTRAINT TRIGGER job_run_audit AFTER INSERT ON job_run DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION audit_job_run();
CREATE TRIGGER job_run_audit_deleted AFTER DELETE ON job_run
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION audit_job_runs_deleted();

-- Before, since the foreign key has let the keys go by the end. Whoever lets a key take part meanwhile waits for the schedule's
-- row, or was waited for.
CREATE FUNCTION audit_schedule_keys() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM audit_later(OLD.account, 'schedule.keys-released', 'kylo:' || OLD.account || ':scheduler:job-configs:' || OLD.id,
                        jsonb_build_object('keys', audit_ids(array_agg(k.id))))
    FROM azure_key k WHERE k.backup_config_id = OLD.id AND k.account = OLD.account HAVING count(*) > 0;
    RETURN OLD;
END
$$;
CREATE TRIGGER job_config_audit_keys BEFORE DELETE ON job_config
    FOR EACH ROW EXECUTE FUNCTION audit_schedule_keys();

-- The foreign key changes nothing but the reference, not even updated_at, of a schedule that is gone by then. Whoever does the
-- same by hand is on record: the schedule is looked for at once, and whatever account is named.
CREATE FUNCTION audit_key_released() RETURNS trigger LANGUAGE plpgsql SET timezone = 'UTC' AS $$
DECLARE
    named   CONSTANT text := coalesce(current_setting('keysweep.account', true), '');
    old_row jsonb;
    bound   azure_key := NEW;
    kept    boolean;
BEGIN
    PERFORM set_config('keysweep.account', '*', true);
    kept := EXISTS (SELECT FROM job_config c WHERE c.id = OLD.backup_config_id);
    PERFORM set_config('keysweep.account', named, true);
    bound.backup_config_id := OLD.backup_config_id;
    IF kept OR bound IS DISTINCT FROM OLD THEN
        old_row := to_jsonb(OLD);
        PERFORM audit_later(NEW.account, 'key.changed', 'kylo:' || NEW.account || ':cckm:azure-key:' || NEW.id,
            jsonb_build_object('vault_id', NEW.vault_id, 'key_name', NEW.key_name, 'version', NEW.version, 'status', NEW.status,
                               'changed', (SELECT jsonb_agg(n.key ORDER BY n.key) FROM jsonb_each(to_jsonb(NEW)) n
                                           WHERE n.value IS DISTINCT FROM old_row -> n.key)));
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER azure_key_audit_released AFTER UPDATE ON azure_key
    FOR EACH ROW WHEN (OLD.backup_config_id IS NOT NULL AND NEW.backup_config_id IS NULL AND OLD.updated_at = NEW.updated_at)
    EXECUTE FUNCTION audit_key_released();
DROP TRIGGER azure_key_audit_changes ON azure_key;
CREATE CONSTRAINT TRIGGER azure_key_audit_changes AFTER UPDATE ON azure_key DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (((OLD.version, OLD.version_count, OLD.kid, OLD.key_ops, OLD.public_key, OLD.attributes, OLD.tags,
                         OLD.status, OLD.deleted, OLD.key_soft_deleted_in_azure, OLD.gone, OLD.managed, OLD.backup_config_id)
                        IS DISTINCT FROM
                        (NEW.version, NEW.version_count, NEW.kid, NEW.key_ops, NEW.public_key, NEW.attributes, NEW.tags,
                         NEW.status, NEW.deleted, NEW.key_soft_deleted_in_azure, NEW.gone, NEW.managed, NEW.backup_config_id))
                       AND NOT (OLD.backup_config_id IS NOT NULL AND NEW.backup_config_id IS NULL
                                AND OLD.updated_at = NEW.updated_at))
    EXECUTE FUNCTION audit_row('key', 'cckm:azure-key', 'vault_id', 'key_name', 'version', 'status');
