-- The second wall between accounts: whatever a statement asks for, it meets the rows of the account in keysweep.account alone,
-- which every transaction of the service sets first (package account). Unset, it meets none; '*' is for the engine, whose
-- statements go by ids and leases. FORCE holds the tables' owner to it as well: only superusers and roles with BYPASSRLS pass.
--
-- A migration after this one that reads or writes rows runs as the owner and must begin with
--   SET LOCAL keysweep.account = '*';
--
-- Cost. The setting is read in scalar sub-selects, once a statement. '*' is asked first, so that the engine pays for one
-- comparison a row and never runs what stands behind OR. The operators are leakproof, so that conditions on ids and times still
-- use the indexes. Foreign keys and their cascades pass (PostgreSQL checks them as the owner, without FORCE).
--
-- Not here, since they are no account's: local_user, refresh_token (both are looked up to find out the account), signing_key,
-- installation, and Flyway's own table.

DO $$
DECLARE
    of_account text;
BEGIN
    FOREACH of_account IN ARRAY ARRAY['vault', 'azure_key', 'data_key', 'bulk_job', 'idempotency_key', 'connection',
                                      'subscription', 'job_config', 'job_run'] LOOP
        EXECUTE format($policy$
            CREATE POLICY account_rows ON %I
                USING ((SELECT current_setting('keysweep.account', true)) = '*'
                       OR account = (SELECT current_setting('keysweep.account', true)))$policy$, of_account);
    END LOOP;
END
$$;

-- By the vault, which the indexes hold: asking for the account would make every count and dry run read the rows themselves.
CREATE POLICY account_rows ON key_backup
    USING ((SELECT current_setting('keysweep.account', true)) = '*' OR vault_id IN (SELECT id FROM vault))
    WITH CHECK ((SELECT current_setting('keysweep.account', true)) = '*'
                OR account = (SELECT current_setting('keysweep.account', true)) AND vault_id IN (SELECT id FROM vault));

-- Through the parent, whose own policy decides. A column of their own would make each row longer and each chunk's record
-- write it, for calls that read few of these rows.
CREATE POLICY account_rows ON vault_acl
    USING ((SELECT current_setting('keysweep.account', true)) = '*'
           OR EXISTS (SELECT FROM vault v WHERE v.id = vault_id));
CREATE POLICY account_rows ON bulk_job_slice
    USING ((SELECT current_setting('keysweep.account', true)) = '*'
           OR EXISTS (SELECT FROM bulk_job j WHERE j.id = job_id));
CREATE POLICY account_rows ON bulk_job_outcome
    USING ((SELECT current_setting('keysweep.account', true)) = '*'
           OR EXISTS (SELECT FROM bulk_job j WHERE j.id = job_id));

DO $$
DECLARE
    guarded name;
BEGIN
    FOR guarded IN SELECT tablename FROM pg_policies WHERE schemaname = current_schema() AND policyname = 'account_rows' LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', guarded);
    END LOOP;
END
$$;
