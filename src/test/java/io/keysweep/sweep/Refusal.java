package io.keysweep.sweep;

import io.keysweep.support.Seed;
import java.util.List;
import java.util.UUID;

/** While this is open the database refuses to delete some backups: a trigger raises an error of a class of its own. */
final class Refusal implements AutoCloseable {

    private final String name = "refusal_" + UUID.randomUUID().toString().replace('-', '_');

    private Refusal() {}

    static Refusal of(List<UUID> backups) {
        Refusal refusal = new Refusal();
        Seed.update("CREATE TABLE " + refusal.name + " (id uuid PRIMARY KEY)");
        Seed.update("INSERT INTO " + refusal.name + " SELECT unnest(?::uuid[])", (Object)
                backups.stream().map(UUID::toString).toArray(String[]::new));
        Seed.update(
                """
                CREATE FUNCTION %1$s() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
                BEGIN
                    IF EXISTS (SELECT FROM %1$s r WHERE r.id = OLD.id) THEN
                        RAISE EXCEPTION 'refused by a test' USING ERRCODE = 'KS999';
                    END IF;
                    RETURN OLD;
                END $$"""
                        .formatted(refusal.name));
        Seed.update("CREATE TRIGGER %1$s BEFORE DELETE ON key_backup FOR EACH ROW EXECUTE FUNCTION %1$s()"
                .formatted(refusal.name));
        return refusal;
    }

    @Override
    public void close() {
        Seed.update("DROP TRIGGER " + name + " ON key_backup");
        Seed.update("DROP FUNCTION " + name + "()");
        Seed.update("DROP TABLE " + name);
    }
}
