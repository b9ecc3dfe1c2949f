package io.keysweep.dev.keyvault;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The keys of one vault and the rules on them. Soft delete is on, as it is on every Azure vault: a deleted key keeps its
 * name until it is recovered or purged. Names compare without regard to case. Knows no HTTP; safe for use by several
 * threads.
 */
final class VaultKeys {

    private static final Pattern NAME = Pattern.compile("[0-9a-zA-Z-]{1,127}");

    private static final int MOST_VERSIONS = 500;

    private final Clock clock;
    private final NavigableMap<String, Key> live = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final NavigableMap<String, DeletedKey> deleted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private int deletionPolls;

    VaultKeys(Clock clock) {
        this.clock = clock;
    }

    /** A key; the newest version is the last one. */
    record Key(String name, List<KeyVersion> versions) {

        KeyVersion latest() {
            return versions.get(versions.size() - 1);
        }

        private KeyVersion version(String id) {
            return id == null
                    ? latest()
                    : versions.stream()
                            .filter(version -> version.id().equals(id))
                            .findFirst()
                            .orElseThrow(() -> VaultError.notFound(name + "/" + id));
        }
    }

    /**
     * A soft-deleted key.
     *
     * @param deletedAt epoch seconds
     * @param pollsLeft how many looks at it will still not find it, as Azure is busy deleting
     */
    record DeletedKey(Key key, long deletedAt, int pollsLeft) {}

    /** A page of a list; {@code marker} tells where the next one starts, null at the end. */
    record Page<T>(List<T> items, String marker) {

        private static <T> Page<T> cut(Collection<T> after, int size, Function<T, String> markerOf) {
            List<T> items = after.stream().limit(size).toList();
            boolean last = after.size() <= size;
            return new Page<>(items, last ? null : markerOf.apply(items.get(items.size() - 1)));
        }
    }

    /** From now on a deletion takes that many looks at the deleted key; until then its name is busy. */
    synchronized void deletionPolls(int polls) {
        this.deletionPolls = polls;
    }

    synchronized Key create(String name, KeyMaterial material, JsonObject request) {
        checkName(name);
        checkNotDeleted(name);
        long now = now();
        JsonObject attributes =
                new JsonObject().put("enabled", true).put("exportable", false).put("created", now);
        JsonArray operations = new JsonArray(material.kind().defaultOperations());
        KeyVersion version =
                new KeyVersion(newVersionId(), material, operations, attributes, null).changed(request, now);
        Key before = live.get(name);
        return before == null
                ? put(new Key(name, List.of(version)))
                : put(new Key(
                        before.name(),
                        Stream.concat(before.versions().stream(), Stream.of(version))
                                .toList()));
    }

    synchronized void removeAll() {
        live.clear();
        deleted.clear();
    }

    synchronized Key find(String name) {
        Key key = live.get(name);
        if (key == null) {
            throw VaultError.notFound(name);
        }
        return key;
    }

    synchronized KeyVersion get(String name, String version) {
        return find(name).version(version);
    }

    synchronized KeyVersion update(String name, String version, JsonObject request) {
        Key key = find(name);
        KeyVersion before = key.version(version);
        KeyVersion after = before.changed(request, now());
        List<KeyVersion> versions = new ArrayList<>(key.versions());
        versions.set(versions.indexOf(before), after);
        put(new Key(key.name(), List.copyOf(versions)));
        return after;
    }

    synchronized Page<Key> list(String marker, int size) {
        return Page.cut(after(live, marker), size, Key::name);
    }

    /** Of a key that is not there the list is empty: Azure does not answer 404 here. */
    synchronized Page<KeyVersion> versions(String name, String marker, int size) {
        Key key = live.get(name);
        NavigableMap<String, KeyVersion> sorted = new TreeMap<>();
        if (key != null) {
            key.versions().forEach(version -> sorted.put(version.id(), version));
        }
        return Page.cut(after(sorted, marker), size, KeyVersion::id);
    }

    synchronized DeletedKey delete(String name) {
        checkNotBeingDeleted(name);
        Key key = find(name);
        live.remove(name);
        DeletedKey gone = new DeletedKey(key, now(), deletionPolls);
        deleted.put(name, gone);
        return gone;
    }

    synchronized DeletedKey findDeleted(String name) {
        DeletedKey key = deleted.get(name);
        if (key == null) {
            throw VaultError.deletedNotFound(name);
        }
        if (key.pollsLeft() > 0) {
            deleted.put(name, new DeletedKey(key.key(), key.deletedAt(), key.pollsLeft() - 1));
            throw VaultError.deletedNotFound(name);
        }
        return key;
    }

    synchronized Page<DeletedKey> listDeleted(String marker, int size) {
        return Page.cut(
                after(deleted, marker).stream()
                        .filter(key -> key.pollsLeft() == 0)
                        .toList(),
                size,
                key -> key.key().name());
    }

    synchronized Key recover(String name) {
        checkNotBeingDeleted(name);
        Key key = findDeleted(name).key();
        deleted.remove(name);
        return put(key);
    }

    synchronized void purge(String name) {
        checkNotBeingDeleted(name);
        findDeleted(name);
        deleted.remove(name);
    }

    synchronized BackupBlob.Content backUp(String name) {
        checkNotBeingDeleted(name);
        Key key = find(name);
        if (key.versions().size() > MOST_VERSIONS) {
            throw VaultError.badParameter("Key " + name + " has too many versions to be backed up.");
        }
        return new BackupBlob.Content(key.name(), key.versions());
    }

    synchronized Key restore(BackupBlob.Content content) {
        checkNotDeleted(content.name());
        if (live.containsKey(content.name())) {
            throw VaultError.conflict(
                    null,
                    "There was a conflict restoring the key '" + content.name()
                            + "' to this vault: the name is taken.");
        }
        return put(new Key(content.name(), content.versions()));
    }

    private Key put(Key key) {
        live.put(key.name(), key);
        return key;
    }

    private static <T> Collection<T> after(NavigableMap<String, T> all, String marker) {
        return marker == null ? all.values() : all.tailMap(marker, false).values();
    }

    private static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw VaultError.badParameter("The request URI contains an invalid name: " + name);
        }
    }

    private void checkNotDeleted(String name) {
        checkNotBeingDeleted(name);
        if (deleted.containsKey(name)) {
            throw VaultError.conflict(
                    "ObjectIsDeletedButRecoverable",
                    "Key " + name + " is currently in a deleted but recoverable state, and its name cannot be reused;"
                            + " in this state, the key can only be recovered or purged.");
        }
    }

    private void checkNotBeingDeleted(String name) {
        DeletedKey key = deleted.get(name);
        if (key != null && key.pollsLeft() > 0) {
            throw VaultError.conflict("ObjectIsBeingDeleted", "Key " + name + " is currently being deleted.");
        }
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private static String newVersionId() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
