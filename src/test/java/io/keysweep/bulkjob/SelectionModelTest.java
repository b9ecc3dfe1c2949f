package io.keysweep.bulkjob;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.keysweep.support.BulkJobs;
import io.keysweep.support.Callers;
import io.keysweep.support.Seed;
import io.keysweep.support.TestEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * For selections made at random: the preview counts, and the job deletes, exactly what a simple model in memory says. The
 * seed is printed on failure; {@code -Dseed=…} repeats it and {@code -Drounds=…} makes more of them.
 */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class SelectionModelTest {

    private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
    private static final int SPAN_SECONDS = 1_000;
    private static final int ROUNDS = Integer.getInteger("rounds", 40);

    private record Backup(UUID id, UUID vault, UUID key, Instant createdAt, boolean held, boolean lastOfGoneKey) {}

    private static final Comparator<Backup> NEWER = Comparator.comparing(Backup::createdAt)
            .thenComparing(backup -> backup.id().toString());

    private final long seed = Long.getLong("seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final String account = Seed.account();
    private final BulkJobs jobs = new BulkJobs(() -> Callers.admin(account));
    private final List<UUID> vaults = new ArrayList<>();
    private final List<UUID> keys = new ArrayList<>();
    private final List<Backup> model = new ArrayList<>();

    @Test
    void deletesExactlyWhatTheModelSays() {
        for (int v = 0; v < 3; v++) {
            UUID vault = Seed.vault(account, "vault-" + v);
            vaults.add(vault);
            for (int k = 0; k < 4; k++) {
                keys.add(Seed.key(vault, "key-" + k));
            }
        }
        for (int round = 0; round < ROUNDS; round++) {
            refill();
            check(round);
        }
    }

    // Several backups of one moment, and clusters of them: ties are where cursors go wrong.
    private void refill() {
        while (model.size() < 150) {
            UUID key = keys.get(random.nextInt(keys.size()));
            Instant from = START.plusSeconds(random.nextInt(SPAN_SECONDS));
            Instant to = random.nextBoolean() ? from : from.plusSeconds(random.nextInt(SPAN_SECONDS));
            Seed.backups(key, 1 + random.nextInt(60), from, to, 20);
            reload();
        }
        protectSome();
        reload();
    }

    private void protectSome() {
        UUID key = keys.get(random.nextInt(keys.size()));
        Seed.update("UPDATE azure_key SET gone = ? WHERE id = ?", random.nextBoolean(), key);
        Seed.update(
                "UPDATE key_backup SET held_until = now() + ?::interval, hold_reason = 'model', held_by = 'model', held_at = now()"
                        + " WHERE account = ? AND id::text LIKE ?",
                random.nextBoolean() ? "1 day" : "-1 day",
                account,
                Integer.toHexString(random.nextInt(16)) + "%");
    }

    private void reload() {
        model.clear();
        for (String row : Seed.query(
                String.class,
                "SELECT concat_ws(' ', id, vault_id, key_id, extract(epoch FROM created_at) * 1000000,"
                        + " coalesce(held_until > now(), false), last_of_gone_key)"
                        + " FROM key_backup WHERE account = ?",
                account)) {
            String[] parts = row.split(" ");
            long micros = (long) Double.parseDouble(parts[3]);
            model.add(new Backup(
                    UUID.fromString(parts[0]),
                    UUID.fromString(parts[1]),
                    UUID.fromString(parts[2]),
                    Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000),
                    parts[4].equals("t"),
                    parts[5].equals("t")));
        }
    }

    private void check(int round) {
        Map<String, Object> selection = new TreeMap<>();
        Set<UUID> picked = pick(selection);
        Instant after = START.plusSeconds(random.nextInt(SPAN_SECONDS)).plusNanos(random.nextInt(2) * 500L);
        Instant before = after.plusSeconds(1 + random.nextInt(SPAN_SECONDS)).plusNanos(random.nextInt(2) * 500L);
        boolean lower = random.nextBoolean();
        boolean upper = random.nextBoolean();
        if (lower) {
            selection.put("created_after", after);
        }
        if (upper) {
            selection.put("created_before", before);
        }
        int keepLast = selection.containsKey("backups") || random.nextInt(3) > 0 ? 0 : 1 + random.nextInt(4);
        if (keepLast > 0) {
            selection.put("keep_last", keepLast);
        }
        boolean includeLast = random.nextBoolean();
        if (includeLast) {
            selection.put("include_last_of_gone_keys", true);
        }
        List<Backup> selected = model.stream()
                .filter(backup -> picked.contains(backup.id()))
                .filter(backup -> !lower || backup.createdAt().isAfter(after))
                .filter(backup -> !upper || backup.createdAt().isBefore(before))
                .filter(backup -> newerOfItsKey(backup) >= keepLast)
                .toList();
        Set<UUID> expected = selected.stream()
                .filter(backup -> !backup.held() && (includeLast || !backup.lastOfGoneKey()))
                .map(Backup::id)
                .collect(Collectors.toSet());
        Set<UUID> survivors = ids();
        survivors.removeAll(expected);

        Object[] arguments = selection.entrySet().stream()
                .flatMap(entry -> java.util.stream.Stream.of(entry.getKey(), entry.getValue()))
                .toArray();
        String what = "seed " + seed + ", round " + round + ", " + selection;
        JsonPath preview = jobs.preview(arguments);
        JsonPath job = jobs.run(arguments);
        reload();

        assertThat(what, ids(), equalTo(survivors));
        assertThat(what, preview.getInt("count"), equalTo(expected.size()));
        assertThat(what, preview.getInt("held"), equalTo(selected.size() - expected.size()));
        assertThat(what, job.getInt("counts.succeeded"), equalTo(expected.size()));
        assertThat(what, job.getInt("counts.held"), equalTo(selected.size() - expected.size()));
    }

    private long newerOfItsKey(Backup backup) {
        return model.stream()
                .filter(other -> other.key().equals(backup.key()))
                .filter(other -> NEWER.compare(other, backup) > 0)
                .count();
    }

    private Set<UUID> pick(Map<String, Object> selection) {
        UUID vault = vaults.get(random.nextInt(vaults.size()));
        UUID key = keys.get(random.nextInt(keys.size()));
        switch (random.nextInt(4)) {
            case 0 -> {
                selection.put("vault_id", vault);
                return idsWhere(Set.of(vault), Set.of(), Set.of());
            }
            case 1 -> {
                selection.put("key_id", key);
                return idsWhere(Set.of(), Set.of(key), Set.of());
            }
            case 2 -> {
                Set<UUID> some = some(keys, 8);
                selection.put("keys", some);
                return idsWhere(Set.of(), some, Set.of());
            }
            default -> {
                Set<UUID> some = some(new ArrayList<>(ids()), 60);
                some.add(UUID.randomUUID());
                selection.put("backups", some);
                return idsWhere(Set.of(), Set.of(), some);
            }
        }
    }

    private Set<UUID> some(List<UUID> of, int most) {
        Set<UUID> some = new HashSet<>();
        for (int i = 0; i <= random.nextInt(most); i++) {
            some.add(of.get(random.nextInt(of.size())));
        }
        return some;
    }

    private Set<UUID> idsWhere(Set<UUID> inVaults, Set<UUID> ofKeys, Set<UUID> among) {
        return model.stream()
                .filter(backup -> inVaults.contains(backup.vault())
                        || ofKeys.contains(backup.key())
                        || among.contains(backup.id()))
                .map(Backup::id)
                .collect(Collectors.toSet());
    }

    private Set<UUID> ids() {
        return model.stream().map(Backup::id).collect(Collectors.toSet());
    }
}
