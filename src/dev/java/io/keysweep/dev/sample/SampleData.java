package io.keysweep.dev.sample;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Fills an empty database of dev mode and runs the sample job. */
@IfBuildProfile("dev")
@ApplicationScoped
class SampleData {

    private static final Logger LOGGER = Logger.getLogger("io.keysweep.dev");
    private static final List<String> KEYS =
            List.of("order-signing", "customer-wrapping", "backup-sealing", "jwt-signing");
    private static final int MONTHS = 24;

    private final SampleDatabase database;

    SampleData(@ConfigProperty(name = "quarkus.datasource.jdbc.url") String jdbcUrl) {
        this.database = new SampleDatabase(jdbcUrl);
    }

    void fill(@ObservesAsync HttpServerStart started) {
        try {
            SampleService service =
                    SampleService.logIn("http://localhost:" + started.options().getPort());
            if (database.isEmpty()) {
                fill(service);
                SampleJob.run(service, database.firstVault());
            }
            LOGGER.info(SampleCommands.text(service, database.secondVault()));
        } catch (Exception e) {
            LOGGER.warnf(e, "no sample data: the service runs without");
        }
    }

    private void fill(SampleService service) throws Exception {
        SampleKeys azure = new SampleKeys();
        List<UUID> keys = new ArrayList<>();
        for (String uri : azure.vaultUris()) {
            UUID vault = database.addVault(uri);
            for (String name : KEYS) {
                keys.add(database.addKey(vault, name, azure.create(uri, name)));
            }
        }
        LOGGER.infof("sample keys made vaults=%d keys=%d", azure.vaultUris().size(), keys.size());
        for (UUID key : keys) {
            for (int month = 0; month < MONTHS; month++) {
                service.takeBackup(key);
            }
        }
        int dated = database.dateBack();
        LOGGER.infof("sample backups taken from the Key Vault and dated back over two years count=%d", dated);
    }
}
