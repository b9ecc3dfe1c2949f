package io.keysweep.sweep;

import java.util.Objects;

/**
 * The metric that counts what an operation did well, there from the start with 0.
 *
 * @param name in dots, such as {@code keysweep.rows.deleted}
 * @param description for whoever reads the metrics
 */
public record SuccessCounter(String name, String description) {

    public SuccessCounter {
        Objects.requireNonNull(name);
        Objects.requireNonNull(description);
    }
}
