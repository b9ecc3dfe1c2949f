-- What was changed, by whom, from where: one hash chain an account, which grows only. And what the certificates of bulk
-- deletions stand on. How the hash is made is written down in package audit, which computes it again without this code.

CREATE TABLE audit_record (
    account   text        NOT NULL,
    seq       bigint      NOT NULL CHECK (seq > 0),
    at        timestamptz NOT NULL,
    actor     text        NOT NULL, -- the token's subject; 'engine'; 'database:<role>' of whoever came past the service
    address   text        NOT NULL, -- the client's; '' if there is none
    request   text        NOT NULL, -- X-Request-ID; '' if there is none
    action    text        NOT NULL,
    subject   text        NOT NULL, -- the URI of what was changed
    outcome   text        NOT NULL CHECK (outcome IN ('success', 'failure')),
    details   text        NOT NULL, -- a JSON object; as text, since these bytes are hashed
    prev_hash bytea       NOT NULL,
    hash      bytea       NOT NULL,
    PRIMARY KEY (account, seq)
);
CREATE INDEX audit_record_subject ON audit_record (account, subject, seq);

-- What is to be recorded at the end of the transaction that is under way; nobody else ever sees a row of it. The chain's lock
-- is thus the last one that a transaction takes, and is held for the moment of its commit: no two can wait for each other.
CREATE TABLE audit_pending (
    id      bigint NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account text   NOT NULL,
    action  text   NOT NULL,
    subject text   NOT NULL,
    outcome text   NOT NULL DEFAULT 'success',
    details jsonb  NOT NULL
);

CREATE FUNCTION audit_field(value text) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT int4send(octet_length(convert_to(value, 'UTF8'))) || convert_to(value, 'UTF8')
$$;

-- There is no row for the end of the chain: while somebody holds an old snapshot, its versions could not be removed.
-- VOLATILE, so that the query after the lock sees what the last holder of the lock committed. Under an isolation level where
-- it would not, the primary key refuses the record. The end is found by the index alone: a plan from when the table was small
-- would read all of it, record by record of a long transaction.
CREATE FUNCTION audit_record_chain() RETURNS trigger LANGUAGE plpgsql VOLATILE
    SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
DECLARE
    last record;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('keysweep audit'), hashtext(NEW.account));
    SELECT r.seq, r.hash INTO last FROM audit_record r WHERE r.account = NEW.account ORDER BY r.seq DESC LIMIT 1;
    NEW.seq := coalesce(last.seq, 0) + 1;
    NEW.prev_hash := coalesce(last.hash, decode(repeat('00', 32), 'hex'));
    NEW.at := clock_timestamp();
    NEW.actor := coalesce(nullif(current_setting('keysweep.actor', true), ''), 'database:' || session_user);
    NEW.address := coalesce(current_setting('keysweep.address', true), '');
    NEW.request := coalesce(current_setting('keysweep.request', true), '');
    NEW.hash := sha256('\x01'::bytea || NEW.prev_hash || int8send(NEW.seq)
        || int8send((extract(epoch FROM NEW.at) * 1000000)::bigint)
        || audit_field(NEW.account) || audit_field(NEW.actor) || audit_field(NEW.address) || audit_field(NEW.request)
        || audit_field(NEW.action) || audit_field(NEW.subject) || audit_field(NEW.outcome) || audit_field(NEW.details));
    RETURN NEW;
END
$$;
CREATE TRIGGER audit_record_chain BEFORE INSERT ON audit_record FOR EACH ROW EXECUTE FUNCTION audit_record_chain();

CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'KS003';
END
$$;
CREATE TRIGGER audit_record_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_record
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();

-- Whatever account is named: somebody who works by hand names none, and cascades of foreign keys run as the tables' owner.
CREATE FUNCTION audit_append(account text, action text, subject text, details jsonb, outcome text DEFAULT 'success')
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    named CONSTANT text := coalesce(current_setting('keysweep.account', true), '');
BEGIN
    PERFORM set_config('keysweep.account', '*', true);
    INSERT INTO audit_record (account, action, subject, outcome, details) VALUES ($1, $2, $3, $5, $4::text);
    PERFORM set_config('keysweep.account', named, true);
END
$$;

CREATE FUNCTION audit_pending_appended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM audit_append(NEW.account, NEW.action, NEW.subject, NEW.details, NEW.outcome);
    DELETE FROM audit_pending WHERE id = NEW.id;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER audit_pending_appended AFTER INSERT ON audit_pending
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_pending_appended();

-- Up to a thousand ids one by one; of more, how many and their digest.
CREATE FUNCTION audit_ids(ids uuid[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object(
        'count', cardinality(ids),
        'digest', encode((SELECT sha256(string_agg(uuid_send(i), ''::bytea ORDER BY i)) FROM unnest(ids) i), 'hex'))
        || CASE WHEN cardinality(ids) <= 1000 THEN jsonb_build_object('ids', to_jsonb(ids)) ELSE '{}' END
$$;

-- Rows that change seldom: any statement on them leaves its record, whoever wrote it. Arguments: the word before the dot of
-- the action, the middle of the URI, and the columns whose values may be told; of the others no more than the name is.
CREATE FUNCTION audit_row() RETURNS trigger LANGUAGE plpgsql SET timezone = 'UTC' AS $$
DECLARE
    old_row jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    new_row jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    shown   jsonb := coalesce(new_row, old_row);
    details jsonb;
    changed jsonb;
BEGIN
    SELECT coalesce(jsonb_object_agg(c, shown -> c), '{}') INTO details FROM unnest(TG_ARGV[2:]) c WHERE shown ? c;
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_agg(key ORDER BY key) INTO changed FROM jsonb_each(new_row) n
        WHERE n.value IS DISTINCT FROM old_row -> n.key
          AND n.key NOT IN ('updated_at', 'synced_at', 'revision', 'next_run_at', 'inserted_xact');
        IF changed IS NULL THEN
            RETURN NULL;
        END IF;
        details := details || jsonb_build_object('changed', changed);
    END IF;
    PERFORM audit_append(
        shown ->> 'account',
        TG_ARGV[0] || CASE TG_OP WHEN 'INSERT' THEN '.created' WHEN 'UPDATE' THEN '.changed' ELSE '.deleted' END,
        'kylo:' || (shown ->> 'account') || ':' || TG_ARGV[1] || ':' || (shown ->> 'id'),
        details);
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER vault_audit AFTER INSERT OR UPDATE OR DELETE ON vault DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION audit_row('vault', 'cckm:azure-vault', 'azure_name', 'subscription_id', 'cloud_key_backup_limit');
CREATE CONSTRAINT TRIGGER subscription_audit AFTER INSERT OR UPDATE OR DELETE ON subscription DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION audit_row('subscription', 'cckm:azure-subscription', 'subscription_id', 'display_name');
CREATE CONSTRAINT TRIGGER connection_audit AFTER INSERT OR UPDATE OR DELETE ON connection DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION audit_row('connection', 'connectionmgmt:connections', 'name', 'cloud_name', 'auth_type',
        'certificate_thumbprint', 'last_connection_ok');
CREATE CONSTRAINT TRIGGER job_config_audit AFTER INSERT OR UPDATE OR DELETE ON job_config DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION audit_row('schedule', 'scheduler:job-configs', 'name', 'operation', 'run_at', 'disabled',
        'parameters');
CREATE CONSTRAINT TRIGGER job_run_audit AFTER INSERT OR DELETE ON job_run DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION audit_row('schedule-run', 'scheduler:jobs', 'config_id', 'operation', 'job_id', 'by_hand',
        'due_at');
CREATE CONSTRAINT TRIGGER local_user_audit AFTER INSERT OR UPDATE OR DELETE ON local_user DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION audit_row('user', 'usermgmt:users', 'username', 'groups');
CREATE CONSTRAINT TRIGGER data_key_audit AFTER INSERT OR UPDATE OR DELETE ON data_key DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION audit_row('data-key', 'cckm:data-key', 'vault_id', 'month', 'wrapping_key');
CREATE CONSTRAINT TRIGGER azure_key_audit_rows AFTER INSERT OR DELETE ON azure_key DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION audit_row('key', 'cckm:azure-key', 'vault_id', 'key_name', 'version', 'status');
-- A synchronization touches every key of a vault: what it only has seen again is no change.
CREATE CONSTRAINT TRIGGER azure_key_audit_changes AFTER UPDATE ON azure_key DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN ((OLD.version, OLD.version_count, OLD.kid, OLD.key_ops, OLD.public_key, OLD.attributes, OLD.tags,
                        OLD.status, OLD.deleted, OLD.key_soft_deleted_in_azure, OLD.gone, OLD.managed, OLD.backup_config_id)
                       IS DISTINCT FROM
                       (NEW.version, NEW.version_count, NEW.kid, NEW.key_ops, NEW.public_key, NEW.attributes, NEW.tags,
                        NEW.status, NEW.deleted, NEW.key_soft_deleted_in_azure, NEW.gone, NEW.managed, NEW.backup_config_id))
    EXECUTE FUNCTION audit_row('key', 'cckm:azure-key', 'vault_id', 'key_name', 'version', 'status');
CREATE CONSTRAINT TRIGGER key_backup_audit_changes AFTER UPDATE OF name, description ON key_backup
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((OLD.name, OLD.description) IS DISTINCT FROM (NEW.name, NEW.description))
    EXECUTE FUNCTION audit_row('key-backup', 'cckm:azure-key-backup', 'key_id', 'name');

-- Rights go with their vault, which has a record of its own.
CREATE FUNCTION audit_vault_acl() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    acl   vault_acl := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    owner text := (SELECT v.account FROM vault v WHERE v.id = acl.vault_id);
BEGIN
    IF owner IS NOT NULL THEN
        PERFORM audit_append(owner, 'vault-acl.changed', 'kylo:' || owner || ':cckm:azure-vault:' || acl.vault_id,
            jsonb_build_object('grantee', acl.grantee, 'group', acl.is_group,
                               'actions', CASE WHEN TG_OP = 'DELETE' THEN '[]' ELSE to_jsonb(acl.actions) END));
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER vault_acl_audit AFTER INSERT OR UPDATE OR DELETE ON vault_acl DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION audit_vault_acl();

-- A session begins with a row here; renewing its token changes the row.
CREATE FUNCTION audit_login() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM audit_append(u.account, 'login.succeeded', 'kylo:' || u.account || ':usermgmt:users:' || u.id,
                         jsonb_build_object('username', u.username, 'session', NEW.id))
    FROM local_user u WHERE u.id = NEW.user_id;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER refresh_token_audit AFTER INSERT ON refresh_token DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION audit_login();

CREATE FUNCTION audit_hold() RETURNS trigger LANGUAGE plpgsql SET timezone = 'UTC' AS $$
BEGIN
    PERFORM audit_append(NEW.account,
        CASE WHEN NEW.held_until IS NULL THEN 'key-backup.released' ELSE 'key-backup.held' END,
        'kylo:' || NEW.account || ':cckm:azure-key-backup:' || NEW.id,
        jsonb_build_object('key_id', NEW.key_id, 'hold_until', NEW.held_until, 'held_by', coalesce(NEW.held_by, OLD.held_by)));
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER key_backup_audit_holds AFTER UPDATE OF held_until ON key_backup DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN ((OLD.held_until, OLD.hold_reason, OLD.held_by) IS DISTINCT FROM (NEW.held_until, NEW.hold_reason, NEW.held_by))
    EXECUTE FUNCTION audit_hold();

-- New backups: one record a statement and key. Deletions have no trigger: a row's would be paid for a thousand times a chunk.
-- The statements that delete bring their record with them, and a job's are in its outcomes.
CREATE FUNCTION audit_backups_created() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_pending (account, action, subject, details)
    SELECT a.account, 'key-backup.created',
           CASE WHEN count(*) = 1 THEN 'kylo:' || a.account || ':cckm:azure-key-backup:' || (array_agg(a.id))[1]
                ELSE 'kylo:' || a.account || ':cckm:azure-key:' || a.key_id END,
           jsonb_build_object('key_id', a.key_id, 'type', min(a.type), 'backups', audit_ids(array_agg(a.id)))
    FROM added a GROUP BY a.account, a.key_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER key_backup_audit_created AFTER INSERT ON key_backup
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION audit_backups_created();

-- Certificates: what a deleted row was, beside its id. A chunk's digest of blobs is the SHA-256 over the blob digests of its
-- backups, in the order of their ids.
ALTER TABLE bulk_job_outcome ADD COLUMN blobs_digest bytea;

-- Not of the row as a whole: that would fetch the ids.
CREATE FUNCTION bulk_job_leaf(slice_no integer, chunk_no integer, item_count integer, digest bytea, blobs_digest bytea)
RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256('\x00'::bytea || int4send(slice_no) || int4send(chunk_no) || int4send(item_count) || digest || blobs_digest)
$$;

-- The Merkle tree of RFC 6962: level by level, a node without a partner goes up as it is.
CREATE FUNCTION merkle_root(nodes bytea[]) RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    WHILE cardinality(nodes) > 1 LOOP
        nodes := ARRAY(
            SELECT CASE WHEN count(*) = 2 THEN sha256('\x01'::bytea || string_agg(h, ''::bytea ORDER BY n))
                        ELSE string_agg(h, ''::bytea) END
            FROM unnest(nodes) WITH ORDINALITY node (h, n) GROUP BY (n - 1) / 2 ORDER BY (n - 1) / 2);
    END LOOP;
    RETURN coalesce(nodes[1], sha256(''::bytea));
END
$$;

CREATE FUNCTION audit_job_name(job bulk_job) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE job.operation WHEN 'delete-key-backups' THEN 'bulk-job' WHEN 'synchronize-keys' THEN 'synchronization'
                              WHEN 'back-up-keys' THEN 'scheduled-backup' ELSE 'key-rotation' END
$$;

CREATE FUNCTION audit_job_uri(job bulk_job) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT 'kylo:' || job.account || ':cckm:'
        || CASE job.operation WHEN 'synchronize-keys' THEN 'synchronize' WHEN 'delete-key-backups' THEN 'azure-bulkjob'
                              WHEN 'back-up-keys' THEN 'azure-bulkjob' ELSE 'rotation-job' END || ':' || job.id
$$;

CREATE FUNCTION audit_job_selection(job bulk_job) RETURNS jsonb LANGUAGE sql STABLE SET timezone = 'UTC' AS $$
    SELECT jsonb_build_object(
        'operation', job.operation, 'scope', job.scope, 'objects', audit_ids(job.scope_ids),
        'created_after', job.created_after, 'created_before', job.created_before, 'keep_last', job.keep_last,
        'include_last_of_gone_keys', job.include_last_of_gone_keys, 'within_vaults', to_jsonb(job.vault_ids))
$$;

-- The facts of the certificate, fixed in the transaction that ends the job.
CREATE FUNCTION audit_job_facts(job bulk_job) RETURNS jsonb LANGUAGE sql STABLE SET timezone = 'UTC' AS $$
    SELECT jsonb_build_object(
        'job', job.id, 'account', job.account, 'requester', job.created_by, 'selection', audit_job_selection(job),
        'state', CASE WHEN job.state = 'failed' THEN 'failed' WHEN job.abort THEN 'cancelled' ELSE 'completed' END,
        'error', job.error,
        'counts', jsonb_build_object('total', job.total, 'deleted', job.succeeded, 'failed', job.failed,
                                     'missing', job.missing, 'held', job.held),
        'accepted_at', job.created_at, 'started_at', o.started_at, 'completed_at', job.completed_at,
        'outcomes_digest', encode(job.digest, 'hex'), 'leaves', coalesce(cardinality(o.leaves), 0),
        'merkle_root', encode(merkle_root(coalesce(o.leaves, '{}')), 'hex'))
    FROM (SELECT min(o.created_at) AS started_at,
                 array_agg(bulk_job_leaf(o.slice_no, o.chunk_no, o.item_count, o.digest, o.blobs_digest)
                           ORDER BY o.slice_no, o.chunk_no) FILTER (WHERE o.blobs_digest IS NOT NULL) AS leaves
          FROM bulk_job_outcome o WHERE o.job_id = job.id) o
$$;

CREATE FUNCTION audit_job() RETURNS trigger LANGUAGE plpgsql AS $$
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
                                         'failed', job.failed) END);
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER bulk_job_audit_rows AFTER INSERT OR DELETE ON bulk_job DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION audit_job();
CREATE CONSTRAINT TRIGGER bulk_job_audit_changes AFTER UPDATE ON bulk_job DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.abort <> OLD.abort OR NEW.completed_at IS NOT NULL AND OLD.completed_at IS NULL)
    EXECUTE FUNCTION audit_job();

-- The chunks of a slice enter the chain together when the slice is done: a record a chunk would make the commits of one
-- account's chunks wait for each other.
CREATE FUNCTION audit_slice() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    job bulk_job;
BEGIN
    SELECT * INTO job FROM bulk_job WHERE id = NEW.job_id;
    IF job.operation = 'delete-key-backups' THEN
        INSERT INTO audit_record (account, action, subject, outcome, details)
        SELECT job.account, 'bulk-job.slice', audit_job_uri(job), 'success',
               jsonb_build_object('slice', NEW.slice_no, 'chunks', count(*), 'items', sum(o.item_count),
                                  'digest', encode(sha256(coalesce(string_agg(o.digest || coalesce(o.blobs_digest, ''), ''::bytea
                                                                   ORDER BY o.chunk_no, o.outcome), '')), 'hex'))::text
        FROM bulk_job_outcome o WHERE o.job_id = NEW.job_id AND o.slice_no = NEW.slice_no;
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER bulk_job_slice_audit AFTER UPDATE OF state ON bulk_job_slice DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.state = 'done' AND OLD.state <> 'done') EXECUTE FUNCTION audit_slice();

-- Public keys that certificates and checkpoints were signed with: they stay when the keys are replaced.
CREATE TABLE audit_key (
    kid        text        NOT NULL PRIMARY KEY,
    jwk        text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- One a job, there when the job is gone; made when it is asked for, from the record of the job's end.
CREATE TABLE deletion_certificate (
    account    text        NOT NULL,
    job_id     uuid        NOT NULL,
    jws        text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account, job_id)
);

-- Signed ends of chains. They are logged and answered as well, so that they are also outside of this database.
CREATE TABLE audit_checkpoint (
    account    text        NOT NULL,
    seq        bigint      NOT NULL,
    hash       bytea       NOT NULL,
    jws        text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account, seq)
);

CREATE TRIGGER audit_key_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_key
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER deletion_certificate_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON deletion_certificate
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_checkpoint_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();

-- The second wall, as for all tables of accounts: whoever serves an account sees and adds its rows only.
DO $$
DECLARE
    tab text;
BEGIN
    FOREACH tab IN ARRAY '{audit_record,audit_pending,deletion_certificate,audit_checkpoint}'::text[] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', tab);
        EXECUTE format($policy$
            CREATE POLICY account_rows ON %I
                USING ((SELECT current_setting('keysweep.account', true)) = '*'
                       OR account = (SELECT current_setting('keysweep.account', true)))$policy$, tab);
    END LOOP;
END
$$;

-- Default privileges may have given more than reading and adding to whoever the service logs in as.
DO $$
DECLARE
    given record;
BEGIN
    FOR given IN
        SELECT DISTINCT c.oid::regclass AS tab,
               CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END AS grantee
        FROM pg_class c, aclexplode(c.relacl) a
        WHERE c.oid IN ('audit_record'::regclass, 'audit_key'::regclass, 'deletion_certificate'::regclass,
                        'audit_checkpoint'::regclass)
          AND a.grantee <> c.relowner
    LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON %s FROM %s', given.tab, given.grantee);
    END LOOP;
END
$$;
