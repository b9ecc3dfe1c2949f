-- What the audit did not tell: that a run of a schedule could not be made, and why, of which it said success; and why a backup
-- was held. Records that are there already stay as they are, since they are hashed.

CREATE FUNCTION audit_job_run() RETURNS trigger LANGUAGE plpgsql SET timezone = 'UTC' AS $$
DECLARE
    run job_run := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    PERFORM audit_append(run.account,
        CASE TG_OP WHEN 'INSERT' THEN 'schedule-run.created' ELSE 'schedule-run.deleted' END,
        'kylo:' || run.account || ':scheduler:jobs:' || run.id,
        jsonb_build_object('config_id', run.config_id, 'operation', run.operation, 'job_id', run.job_id, 'by_hand', run.by_hand,
                           'due_at', run.due_at, 'error', run.error),
        CASE WHEN TG_OP = 'INSERT' AND run.error IS NOT NULL THEN 'failure' ELSE 'success' END);
    RETURN NULL;
END
$$;
DROP TRIGGER job_run_audit ON job_run;
CREATE CONSTRAINT TRIGGER job_run_audit AFTER INSERT OR DELETE ON job_run DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION audit_job_run();

-- Of a hold that took the place of another the record tells both reasons.
CREATE OR REPLACE FUNCTION audit_hold() RETURNS trigger LANGUAGE plpgsql SET timezone = 'UTC' AS $$
BEGIN
    PERFORM audit_append(NEW.account,
        CASE WHEN NEW.held_until IS NULL THEN 'key-backup.released' ELSE 'key-backup.held' END,
        'kylo:' || NEW.account || ':cckm:azure-key-backup:' || NEW.id,
        jsonb_build_object('key_id', NEW.key_id, 'hold_until', NEW.held_until, 'held_by', coalesce(NEW.held_by, OLD.held_by),
                           'reason', coalesce(NEW.hold_reason, OLD.hold_reason))
        || CASE WHEN NEW.held_until IS NOT NULL AND OLD.held_until IS NOT NULL
                THEN jsonb_build_object('reason_before', OLD.hold_reason, 'held_by_before', OLD.held_by) ELSE '{}' END);
    RETURN NULL;
END
$$;

-- Runs that made no job are removed after a while, like jobs that ended.
CREATE INDEX job_run_without_job ON job_run (created_at) WHERE job_id IS NULL;
