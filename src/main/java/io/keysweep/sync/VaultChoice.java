package io.keysweep.sync;

import io.keysweep.http.BadRequestException;
import java.util.List;

/**
 * Which vaults are meant. That none is meant by omission is part of the type.
 *
 * @param names names or ids as written, none twice; empty only if all are meant
 * @param all whether all that the requester may synchronize are meant
 */
record VaultChoice(List<String> names, boolean all) {

    static final int MOST_VAULTS = 1_000;

    private static final int LONGEST_NAME = 200;

    static VaultChoice of(SyncJobRequest request) {
        if (request == null) {
            throw new BadRequestException(
                    "request body: is empty; send a JSON object with key_vaults or synchronize_all");
        }
        boolean all = Boolean.TRUE.equals(request.synchronizeAll());
        boolean named =
                request.keyVaults() != null && !(all && request.keyVaults().isEmpty());
        if (all == named) {
            throw new BadRequestException(
                    "key_vaults: give either this or synchronize_all, " + (all ? "not both" : "one of them is needed"));
        }
        return new VaultChoice(all ? List.of() : checked(request.keyVaults()), all);
    }

    private static List<String> checked(List<String> names) {
        if (names.isEmpty() || names.size() > MOST_VAULTS) {
            throw new BadRequestException("key_vaults: must have 1 to " + MOST_VAULTS + " names or ids, has "
                    + names.size() + "; use several jobs, or synchronize_all");
        }
        for (int i = 0; i < names.size(); i++) {
            check("key_vaults[" + i + "]", names.get(i));
        }
        return names.stream().distinct().toList();
    }

    private static void check(String field, String name) {
        if (name == null || name.isBlank() || name.length() > LONGEST_NAME || name.indexOf('\0') >= 0) {
            throw new BadRequestException(
                    field + ": must be a vault's id or name, such as payments::12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10");
        }
    }
}
