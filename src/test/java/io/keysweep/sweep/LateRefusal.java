package io.keysweep.sweep;

import io.keysweep.support.Eventually;
import io.keysweep.support.Seed;
import java.time.Duration;
import java.util.UUID;

/**
 * The first deletion of one backup takes a while and is then refused with an error that means: this can never work. Later
 * ones pass as soon as somebody has taken the slice over.
 */
final class LateRefusal implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final String name = "late_refusal_" + UUID.randomUUID().toString().replace('-', '_');

    private LateRefusal() {}

    static LateRefusal of(UUID backup) {
        LateRefusal refusal = new LateRefusal();
        Seed.update(
                """
                CREATE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
                BEGIN
                    IF OLD.id = '%s' AND NOT EXISTS (SELECT FROM bulk_job_slice s JOIN bulk_job j ON j.id = s.job_id
                                                     WHERE OLD.key_id = ANY (j.scope_ids) AND s.epoch > 1000) THEN
                        PERFORM pg_sleep(2);
                        RAISE EXCEPTION 'refused by a test' USING ERRCODE = '42501';
                    END IF;
                    RETURN OLD;
                END $$"""
                        .formatted(refusal.name, backup));
        Seed.update("CREATE TRIGGER %1$s BEFORE DELETE ON key_backup FOR EACH ROW EXECUTE FUNCTION %1$s()"
                .formatted(refusal.name));
        return refusal;
    }

    void awaitBegun() {
        Eventually.within(DEADLINE, "the deletion is under way", () -> !Seed.query(
                        Integer.class, "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
                .isEmpty());
    }

    /** Waits for statements that are under way. */
    @Override
    public void close() {
        Seed.update("DROP TRIGGER " + name + " ON key_backup");
        Seed.update("DROP FUNCTION " + name + "()");
    }
}
