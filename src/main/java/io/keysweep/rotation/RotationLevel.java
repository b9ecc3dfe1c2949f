package io.keysweep.rotation;

import io.keysweep.http.BadRequestException;

/** Which keys a rotation is about. */
enum RotationLevel {
    WRAPPING_KEY("wrapping-key", WrappingKeyRotation.OPERATION),
    DATA_KEYS("data-keys", RotationWork.DATA_KEYS);

    private final String wireName;
    private final String operation;

    RotationLevel(String wireName, String operation) {
        this.wireName = wireName;
        this.operation = operation;
    }

    String wireName() {
        return wireName;
    }

    String operation() {
        return operation;
    }

    static RotationLevel ofWire(String text) {
        for (RotationLevel level : values()) {
            if (level.wireName.equals(text)) {
                return level;
            }
        }
        throw new BadRequestException("level: must be wrapping-key or data-keys");
    }

    static RotationLevel ofOperation(String operation) {
        return operation.equals(WRAPPING_KEY.operation) ? WRAPPING_KEY : DATA_KEYS;
    }
}
