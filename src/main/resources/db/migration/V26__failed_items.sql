-- Whether an item is on record as failed is asked for each that fails again.
CREATE INDEX bulk_job_outcome_failed_item ON bulk_job_outcome (job_id, ids) WHERE outcome = 'failed' AND item_count = 1;
