package io.keysweep.chaos;

import io.keysweep.support.Seed;

/**
 * A witness inside the database: triggers that note each deletion of a backup and each change of jobs, slices and outcomes
 * that the engine must never make. They see every commit and no roll-back, which no client could. Backups in
 * {@code chaos.poison} cannot be deleted.
 */
final class Audit {

    private static final String TABLES =
            """
            CREATE SCHEMA chaos;
            CREATE TABLE chaos.before (id uuid PRIMARY KEY, account text, vault_id uuid, key_id uuid, created_at timestamptz,
                                       held boolean);
            CREATE TABLE chaos.selected (job_id uuid, id uuid, PRIMARY KEY (job_id, id));
            CREATE TABLE chaos.younger (id uuid PRIMARY KEY);
            CREATE TABLE chaos.deleted (id uuid, held boolean, at timestamptz DEFAULT clock_timestamp());
            CREATE TABLE chaos.poison (id uuid PRIMARY KEY);
            CREATE TABLE chaos.violation (what text, at timestamptz DEFAULT clock_timestamp())""";

    private static final String NOTE_DELETED =
            """
            CREATE FUNCTION chaos.note_deleted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
            BEGIN
                INSERT INTO chaos.deleted (id, held) SELECT id, coalesce(held_until > now(), false) FROM gone;
                RETURN NULL;
            END $$;
            CREATE TRIGGER chaos_note_deleted AFTER DELETE ON key_backup
                REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION chaos.note_deleted()""";

    private static final String REFUSE_POISON =
            """
            CREATE FUNCTION chaos.refuse_poison() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
            BEGIN
                IF EXISTS (SELECT FROM chaos.poison p WHERE p.id = OLD.id) THEN
                    RAISE EXCEPTION 'poison' USING ERRCODE = 'KS999';
                END IF;
                RETURN OLD;
            END $$;
            CREATE TRIGGER chaos_refuse_poison BEFORE DELETE ON key_backup
                FOR EACH ROW EXECUTE FUNCTION chaos.refuse_poison()""";

    private static final String NOTE_JOB =
            """
            CREATE FUNCTION chaos.note_job() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
            BEGIN
                IF NEW.epoch < OLD.epoch OR NEW.planned < OLD.planned OR NEW.plan_position < OLD.plan_position
                   OR NEW.slice_count < OLD.slice_count OR OLD.fully_planned AND NOT NEW.fully_planned
                   OR OLD.abort AND NOT NEW.abort OR OLD.state = 'sweeping' AND NEW.state = 'planning'
                   OR OLD.state IN ('completed', 'failed')
                      AND (to_jsonb(NEW) - '{abort,updated_at}'::text[]) <> (to_jsonb(OLD) - '{abort,updated_at}'::text[]) THEN
                    INSERT INTO chaos.violation (what) VALUES ('job went back: ' || OLD::text || ' to ' || NEW::text);
                END IF;
                RETURN NULL;
            END $$;
            CREATE TRIGGER chaos_note_job AFTER UPDATE ON bulk_job FOR EACH ROW EXECUTE FUNCTION chaos.note_job()""";

    private static final String NOTE_SLICE =
            """
            CREATE FUNCTION chaos.note_slice() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
            BEGIN
                IF NEW.epoch < OLD.epoch OR NEW.chunks < OLD.chunks OR NEW.position < OLD.position
                   OR (NEW.cursor_at, NEW.cursor_id) < (OLD.cursor_at, OLD.cursor_id)
                   OR NEW.succeeded < OLD.succeeded OR NEW.failed < OLD.failed OR NEW.missing < OLD.missing
                   OR NEW.held < OLD.held OR OLD.state <> 'ready' AND NEW.state <> OLD.state
                   OR NEW.lease_owner IS NOT NULL AND NEW.lease_owner <> OLD.lease_owner AND NEW.epoch = OLD.epoch THEN
                    INSERT INTO chaos.violation (what) VALUES ('slice went back: ' || OLD::text || ' to ' || NEW::text);
                END IF;
                RETURN NULL;
            END $$;
            CREATE TRIGGER chaos_note_slice AFTER UPDATE ON bulk_job_slice FOR EACH ROW EXECUTE FUNCTION chaos.note_slice()""";

    private static final String NOTE_OUTCOME =
            """
            CREATE FUNCTION chaos.note_outcome() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
            BEGIN
                IF TG_OP = 'UPDATE' THEN
                    INSERT INTO chaos.violation (what) VALUES ('outcome changed: ' || OLD.job_id);
                ELSIF NEW.epoch <> coalesce((SELECT s.epoch FROM bulk_job_slice s
                                             WHERE s.job_id = NEW.job_id AND s.slice_no = NEW.slice_no), NEW.epoch)
                   OR NEW.outcome <> 'aborted'
                      AND (SELECT j.state <> 'sweeping' FROM bulk_job j WHERE j.id = NEW.job_id) THEN
                    INSERT INTO chaos.violation (what) VALUES ('effect under a stale epoch or after the end: ' || NEW.job_id);
                END IF;
                RETURN NULL;
            END $$;
            CREATE TRIGGER chaos_note_outcome AFTER INSERT OR UPDATE ON bulk_job_outcome
                FOR EACH ROW EXECUTE FUNCTION chaos.note_outcome()""";

    private Audit() {}

    /** Puts the witness into the database. */
    static void install() {
        for (String statement :
                new String[] {TABLES, NOTE_DELETED, REFUSE_POISON, NOTE_JOB, NOTE_SLICE, NOTE_OUTCOME}) {
            Seed.update(statement);
        }
    }
}
