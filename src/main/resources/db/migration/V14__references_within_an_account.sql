-- A row refers to rows of its own account only. Foreign keys went by the id alone, and their checks pass row-level security (V7):
-- a row could be tied to one of another account, keep it from being deleted, or be deleted with it.
--
-- Names stay: replicas of the version before know violations by them.
--
-- Cost. A unique index more on each table that is referred to; their columns never change, so updates stay as cheap as they were.
-- key_backup, the large one, needs none, since nothing refers to it, and deleting from it asks for nothing. What asks whether an
-- id is referred to (the deletion of a vault, key, data key, schedule or job) still finds it by the indexes on the ids.

SET LOCAL keysweep.account = '*';

-- At once and in the order in which transactions of the service take them, rather than crosswise with those.
LOCK TABLE job_run, key_backup, data_key, azure_key, job_config, bulk_job, vault IN ACCESS EXCLUSIVE MODE;

ALTER TABLE vault ADD UNIQUE (account, id);
ALTER TABLE azure_key ADD UNIQUE (account, id);
ALTER TABLE data_key ADD UNIQUE (account, id);
ALTER TABLE job_config ADD UNIQUE (account, id);
ALTER TABLE bulk_job ADD UNIQUE (account, id);

ALTER TABLE azure_key
    DROP CONSTRAINT azure_key_vault_id_fkey,
    DROP CONSTRAINT azure_key_backup_config_id_fkey,
    ADD CONSTRAINT azure_key_vault_id_fkey FOREIGN KEY (account, vault_id) REFERENCES vault (account, id),
    ADD CONSTRAINT azure_key_backup_config_id_fkey FOREIGN KEY (account, backup_config_id)
        REFERENCES job_config (account, id) ON DELETE SET NULL (backup_config_id);
ALTER TABLE data_key
    DROP CONSTRAINT data_key_vault_id_fkey,
    ADD CONSTRAINT data_key_vault_id_fkey FOREIGN KEY (account, vault_id) REFERENCES vault (account, id);
ALTER TABLE job_run
    DROP CONSTRAINT job_run_config_id_fkey,
    DROP CONSTRAINT job_run_job_id_fkey,
    ADD CONSTRAINT job_run_config_id_fkey FOREIGN KEY (account, config_id)
        REFERENCES job_config (account, id) ON DELETE CASCADE,
    ADD CONSTRAINT job_run_job_id_fkey FOREIGN KEY (account, job_id) REFERENCES bulk_job (account, id) ON DELETE CASCADE;

-- Rows from before are not looked at: that would read all of the table, blobs and all, while nobody may use it. It is for
-- VALIDATE CONSTRAINT, at any later time, which lets everybody go on. New rows, and deletions of what is referred to, are checked.
ALTER TABLE key_backup
    DROP CONSTRAINT key_backup_vault_id_fkey,
    DROP CONSTRAINT key_backup_key_id_fkey,
    DROP CONSTRAINT key_backup_data_key_id_fkey,
    ADD CONSTRAINT key_backup_vault_id_fkey FOREIGN KEY (account, vault_id) REFERENCES vault (account, id) NOT VALID,
    ADD CONSTRAINT key_backup_key_id_fkey FOREIGN KEY (account, key_id) REFERENCES azure_key (account, id) NOT VALID,
    ADD CONSTRAINT key_backup_data_key_id_fkey FOREIGN KEY (account, data_key_id) REFERENCES data_key (account, id) NOT VALID;
