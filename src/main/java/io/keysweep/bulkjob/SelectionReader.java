package io.keysweep.bulkjob;

import io.keysweep.http.BadRequestException;
import io.keysweep.http.ObjectId;
import io.keysweep.http.TimeBound;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Turns a request into a {@link Selection}, or says which field is wrong and how to mend it. */
final class SelectionReader {

    /** The one operation there is. */
    static final String OPERATION = "delete-key-backups";

    static final int MOST_IDS = 10_000;

    /** The greatest {@code keep_last}: for each backup so many newer ones are looked for. */
    static final int MOST_KEPT = 1_000;

    private static final String PARAM = "delete_key_backups_param";

    private SelectionReader() {}

    static Selection read(BulkJobRequest request) {
        if (request == null) {
            throw new BadRequestException("request body: is empty; send a JSON object with operation and " + PARAM);
        }
        checkOperation(request.operation());
        checkUnknown("", request.unknown());
        BulkJobRequest.Param param = merged(request);
        checkUnknown(PARAM + ".", param.unknown());
        return read(param);
    }

    private static void checkOperation(String operation) {
        if (operation == null) {
            throw new BadRequestException("operation: is missing; it must be " + OPERATION);
        }
        if (!operation.equals(OPERATION)) {
            throw new BadRequestException("operation: must be " + OPERATION);
        }
    }

    private static void checkUnknown(String prefix, Map<String, Object> unknown) {
        if (unknown != null && !unknown.isEmpty()) {
            String names = String.join(
                    ", ",
                    unknown.keySet().stream()
                            .map(name -> prefix + name.substring(0, Math.min(name.length(), 100)))
                            .sorted()
                            .limit(10)
                            .toList());
            throw new BadRequestException(names + ": not a field of this call; remove it or mend its name, since a"
                    + " misspelt filter would delete more than you mean");
        }
    }

    private static BulkJobRequest.Param merged(BulkJobRequest request) {
        BulkJobRequest.Param top = request.atTopLevel();
        BulkJobRequest.Param nested = request.param() == null ? BulkJobRequest.Param.NONE : request.param();
        return new BulkJobRequest.Param(
                one("backups", nested.backups(), top.backups()),
                one("keys", nested.keys(), top.keys()),
                one("key_id", nested.keyId(), top.keyId()),
                one("vault_id", nested.vaultId(), top.vaultId()),
                one("created_after", nested.createdAfter(), top.createdAfter()),
                one("created_before", nested.createdBefore(), top.createdBefore()),
                nested.keepLast(),
                nested.includeLastOfGoneKeys(),
                nested.unknown());
    }

    private static <T> T one(String field, T nested, T top) {
        if (nested != null && top != null && !Objects.equals(nested, top)) {
            throw new BadRequestException(
                    field + ": differs from " + PARAM + "." + field + "; give it once, in " + PARAM);
        }
        return nested == null ? top : nested;
    }

    private static Selection read(BulkJobRequest.Param param) {
        List<Scope> given = given(param);
        if (given.size() != 1) {
            throw new BadRequestException(PARAM + ": must have exactly one of backups, keys, key_id, vault_id, has "
                    + (given.isEmpty()
                            ? "none; a job never deletes everything by omission"
                            : String.join(
                                            ", ",
                                            given.stream().map(Scope::wireName).toList())
                                    + "; one that is empty counts as well: leave out those that are not meant"));
        }
        Optional<Instant> after =
                Optional.ofNullable(param.createdAfter()).map(text -> TimeBound.after("created_after", text));
        Optional<Instant> before =
                Optional.ofNullable(param.createdBefore()).map(text -> TimeBound.before("created_before", text));
        if (after.isPresent() && before.isPresent() && !after.get().isBefore(before.get())) {
            throw new BadRequestException("created_after: must be earlier than created_before");
        }
        return new Selection(
                given.get(0),
                ids(given.get(0), param),
                after,
                before,
                keepLast(given.get(0), param.keepLast()),
                Boolean.TRUE.equals(param.includeLastOfGoneKeys()));
    }

    private static Optional<Integer> keepLast(Scope scope, Integer keepLast) {
        if (keepLast != null && keepLast < 1) {
            throw new BadRequestException("keep_last: must be 1 or more; leave it out to keep none");
        }
        if (keepLast != null && keepLast > MOST_KEPT) {
            throw new BadRequestException("keep_last: must be at most " + MOST_KEPT + ", is " + keepLast);
        }
        if (keepLast != null && scope == Scope.BACKUPS) {
            throw new BadRequestException("keep_last: cannot be combined with backups, which names each one to delete");
        }
        return Optional.ofNullable(keepLast);
    }

    private static List<Scope> given(BulkJobRequest.Param param) {
        List<Scope> given = new ArrayList<>();
        addIf(given, Scope.BACKUPS, param.backups());
        addIf(given, Scope.KEYS, param.keys());
        addIf(given, Scope.KEY, param.keyId());
        addIf(given, Scope.VAULT, param.vaultId());
        return given;
    }

    private static void addIf(List<Scope> given, Scope scope, Object value) {
        if (value != null) {
            given.add(scope);
        }
    }

    private static List<UUID> ids(Scope scope, BulkJobRequest.Param param) {
        return switch (scope) {
            case BACKUPS -> ids(scope.wireName(), param.backups());
            case KEYS -> ids(scope.wireName(), param.keys());
            case KEY -> List.of(id(scope.wireName(), param.keyId()));
            case VAULT -> List.of(id(scope.wireName(), param.vaultId()));
        };
    }

    private static List<UUID> ids(String field, List<String> texts) {
        if (texts.isEmpty() || texts.size() > MOST_IDS) {
            throw new BadRequestException(
                    field + ": must have 1 to " + MOST_IDS + " ids, has " + texts.size() + "; use several jobs");
        }
        List<UUID> ids = new ArrayList<>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            ids.add(id(field + "[" + i + "]", texts.get(i)));
        }
        return ids;
    }

    private static UUID id(String field, String text) {
        return ObjectId.parse(text)
                .orElseThrow(() -> new BadRequestException(
                        field + ": must be a UUID, such as f60070f8-6f2d-4f0c-9c51-3c1d6f1f7f10; names are not taken"));
    }
}
