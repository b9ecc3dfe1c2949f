package io.keysweep.dev.sample;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Fills the database of dev mode, runs the sample job and prints what to do next. */
@IfBuildProfile("dev")
@ApplicationScoped
class SampleData {

    private static final Logger LOGGER = Logger.getLogger(SampleData.class);

    /** The newest of now, so the oldest is more than two years old. */
    private static final int BACKUPS_PER_KEY = 26;

    private final SampleDatabase database;
    private final SampleKeys azure;
    private final URI baseUri;
    private volatile Thread worker;
    private volatile boolean stopping;

    SampleData(SampleDatabase database, SampleKeys azure, @ConfigProperty(name = "quarkus.http.port") int port) {
        this.database = database;
        this.azure = azure;
        this.baseUri = URI.create("http://localhost:" + port);
    }

    /** Not on HttpServerStart: the server outlives a live reload, and so does not start again. */
    void start(@Observes StartupEvent event) {
        worker = new Thread(this::show, "sample-data");
        worker.setDaemon(true);
        worker.start();
    }

    /** A live reload must not leave a thread of the old classes behind. */
    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        if (worker != null) {
            worker.interrupt();
        }
    }

    private void show() {
        try {
            switch (database.content()) {
                case OF_OTHERS -> LOGGER.info("sample data left out: the database has vaults already");
                case COMPLETE -> printCommands(SampleService.logIn(baseUri));
                case MISSING -> fillAndShow(SampleService.logIn(baseUri));
            }
        } catch (Exception e) {
            if (!stopping) {
                LOGGER.warn("sample data failed, the service runs on without it", e);
            }
        }
    }

    private void fillAndShow(SampleService service) throws Exception {
        List<UUID> vaults = fill(service);
        SampleJob.run(service, vaults.get(0));
        printCommands(service);
    }

    private List<UUID> fill(SampleService service) throws Exception {
        List<UUID> vaults = database.putVaults(azure.vaultUris());
        addKeys(vaults);
        List<UUID> keys = database.keys();
        LOGGER.infof("sample keys ready vaults=%d keys=%d", vaults.size(), keys.size());
        for (UUID key : keys) {
            takeBackups(service, key);
        }
        int backups = database.dateBackAndComplete();
        LOGGER.infof("sample backups ready, dated back one a month backups=%d", backups);
        return vaults;
    }

    private void addKeys(List<UUID> vaults) throws Exception {
        for (int i = 0; i < vaults.size(); i++) {
            for (SampleKeys.Sort sort : SampleKeys.SORTS) {
                if (!database.hasKey(vaults.get(i), sort.name())) {
                    database.addKey(
                            vaults.get(i), azure.create(azure.vaultUris().get(i), sort));
                }
            }
        }
    }

    private void takeBackups(SampleService service, UUID key) throws Exception {
        for (int taken = database.countBackups(key); taken < BACKUPS_PER_KEY; taken++) {
            service.takeBackup(key);
        }
    }

    private void printCommands(SampleService service) throws Exception {
        LOGGER.info(SampleCommands.text(service, database.lastVault()));
    }
}
