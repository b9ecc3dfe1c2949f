package io.keysweep.bulkjob;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A selection as somebody within the service asks for it: the fields of the call, and checked like them. Null for what is
 * not asked for.
 *
 * @param createdBefore exclusive
 */
public record DeletionRule(
        String vaultId,
        String keyId,
        List<String> keys,
        Instant createdBefore,
        Integer keepLast,
        Boolean includeLastOfGoneKeys) {

    BulkJobRequest request() {
        BulkJobRequest.Param param = new BulkJobRequest.Param(
                null,
                keys,
                keyId,
                vaultId,
                null,
                createdBefore == null ? null : createdBefore.toString(),
                keepLast,
                includeLastOfGoneKeys,
                Map.of());
        return new BulkJobRequest(
                SelectionReader.OPERATION, param, false, null, null, null, null, null, null, Map.of());
    }
}
