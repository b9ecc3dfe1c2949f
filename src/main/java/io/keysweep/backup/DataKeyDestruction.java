package io.keysweep.backup;

import io.keysweep.encryption.EncryptionConfig;
import io.keysweep.sweep.PeriodicWork;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Destroys the wrapped key of each data key whose last backup is gone, whatever deleted it. That costs deletions nothing: it
 * is looked for afterwards, on any replica. A backup that is being stored under it wins.
 */
@Singleton
class DataKeyDestruction implements PeriodicWork {

    private static final Logger LOGGER = Logger.getLogger(DataKeyDestruction.class);
    private static final int MOST = 1_000;

    private final UnusedDataKeyRepository keys;
    private final EncryptionConfig config;

    DataKeyDestruction(UnusedDataKeyRepository keys, EncryptionConfig config) {
        this.keys = keys;
        this.config = config;
    }

    @Override
    public String name() {
        return "destruction of data keys";
    }

    @Override
    public Duration interval() {
        return config.destroyInterval();
    }

    @Override
    public Uni<Void> look() {
        return keys.find(MOST)
                .onItem()
                .transformToMulti(found -> Multi.createFrom().iterable(found))
                .onItem()
                .transformToUniAndConcatenate(keys::destroy)
                .invoke(destroyed -> destroyed.forEach(key -> LOGGER.infof("data key destroyed %s", key)))
                .collect()
                .last()
                .replaceWithVoid();
    }
}
