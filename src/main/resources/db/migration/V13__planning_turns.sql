-- Jobs are planned in turn: one that was given back after a part of its planning stands behind those that wait for theirs.

CREATE INDEX bulk_job_to_plan_in_turn ON bulk_job (not_before) WHERE NOT fully_planned AND state IN ('planning', 'sweeping');
DROP INDEX bulk_job_to_plan;
