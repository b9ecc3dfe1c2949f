package io.keysweep.dev.keyvault;

import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.util.Map;

/** One vault of a {@link LocalKeyVault}. */
public final class LocalVault {

    private final HttpServer server;
    private final VaultKeys keys;
    private final VaultRoutes routes;
    private final Faults faults;

    LocalVault(HttpServer server, VaultKeys keys, VaultRoutes routes, Faults faults) {
        this.server = server;
        this.keys = keys;
        this.routes = routes;
        this.faults = faults;
    }

    /** Such as {@code https://localhost:12345}. */
    public URI uri() {
        return uriOf(server);
    }

    static URI uriOf(HttpServer server) {
        return URI.create("https://localhost:" + server.actualPort());
    }

    /** What goes wrong on demand. */
    public Faults faults() {
        return faults;
    }

    /** How many calls passed the token check, by operation: {@code backup}, {@code get}, ... */
    public Map<String, Integer> calls() {
        return routes.calls();
    }

    /** From now on a deletion lasts for that many looks at the deleted key; 0, the default: it is done at once. */
    public void deletionPolls(int polls) {
        keys.deletionPolls(polls);
    }
}
