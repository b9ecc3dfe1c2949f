-- The record of a job's end said success though items of it had failed, or the job as a whole had: whoever looked for failures
-- (outcome=failure) found none. Records that are there already stay as they are, since they are hashed.

CREATE OR REPLACE FUNCTION audit_job() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    job  bulk_job := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    name text := audit_job_name(job);
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM audit_append(job.account, name || '.accepted', audit_job_uri(job),
            jsonb_build_object('requester', job.created_by, 'selection', audit_job_selection(job)));
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM audit_append(job.account, name || '.deleted', audit_job_uri(job), jsonb_build_object('state', job.state));
    ELSIF NEW.abort AND NOT OLD.abort THEN
        PERFORM audit_append(job.account, name || '.cancelled', audit_job_uri(job), '{}');
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.completed_at IS NOT NULL AND OLD.completed_at IS NULL THEN
        PERFORM audit_append(job.account, name || '.concluded', audit_job_uri(job),
            CASE job.operation WHEN 'delete-key-backups' THEN audit_job_facts(job)
                 ELSE jsonb_build_object('state', job.state, 'error', job.error, 'total', job.total, 'succeeded', job.succeeded,
                                         'failed', job.failed) END,
            CASE WHEN job.state = 'failed' OR job.failed > 0 THEN 'failure' ELSE 'success' END);
    END IF;
    RETURN NULL;
END
$$;
