SELECT keysweep_lock_tables('audit_record', 'bulk_job_outcome', 'bulk_job_slice');

-- What an alarm asks for, and what happened at a time, without reading an account's whole chain.
CREATE INDEX audit_record_failures ON audit_record (account, seq) WHERE outcome = 'failure';
CREATE INDEX audit_record_at ON audit_record (account, at);

-- As before, but for OFFSET: it has PostgreSQL look up the job of each row, where it might read all jobs of all accounts beforehand.
ALTER POLICY account_rows ON bulk_job_slice
    USING ((SELECT current_setting('keysweep.account', true)) = '*'
           OR EXISTS (SELECT FROM bulk_job j WHERE j.id = job_id OFFSET 0));
ALTER POLICY account_rows ON bulk_job_outcome
    USING ((SELECT current_setting('keysweep.account', true)) = '*'
           OR EXISTS (SELECT FROM bulk_job j WHERE j.id = job_id OFFSET 0));
