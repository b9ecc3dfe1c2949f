package io.keysweep.schedule;

import io.keysweep.http.BadRequestException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What a schedule does. */
enum JobOperation {
    KEY_BACKUP("cckm_key_backup", "Back up the keys that take part"),
    SYNCHRONIZATION("cckm_synchronization", "Synchronize keys"),
    DELETE_KEY_BACKUPS("cckm_delete_key_backups", "Delete backups by age and number");

    private final String wireName;
    private final String description;

    JobOperation(String wireName, String description) {
        this.wireName = wireName;
        this.description = description;
    }

    /** As it stands on the wire and in the database. */
    String wireName() {
        return wireName;
    }

    /** For people. */
    String description() {
        return description;
    }

    /** The field that has its parameters. */
    String parametersField() {
        return wireName + "_params";
    }

    static JobOperation of(String wireName) {
        return Arrays.stream(values())
                .filter(operation -> operation.wireName.equals(wireName))
                .findFirst()
                .orElseThrow(() -> new BadRequestException("operation: must be one of "
                        + Arrays.stream(values()).map(JobOperation::wireName).collect(Collectors.joining(", "))));
    }
}
