package io.keysweep.azure;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Where calls to Azure Resource Manager go. A token travels with each, so links that others hand us are looked at. */
final class ArmLink {

    private static final int HTTPS = 443;

    private ArmLink() {}

    /** A link of our own making. */
    static URI to(URI server, String pathAndQuery) {
        return URI.create(origin(server) + pathAndQuery.replace("$", "%24"));
    }

    /**
     * A link to go on with.
     *
     * @param list the path of the list that goes on, in any case of letters
     * @throws KeyVaultException.ForeignLink if it leads anywhere else than to that list on that server
     */
    static URI next(URI server, String link, String list) {
        URI next = parsed(link);
        String path = next.getPath() == null ? "" : next.getPath();
        boolean ours = "https".equalsIgnoreCase(next.getScheme())
                && next.getRawUserInfo() == null
                && next.getRawFragment() == null
                && server.getHost().equalsIgnoreCase(next.getHost())
                && port(server) == port(next)
                && path.toLowerCase(Locale.ROOT).equals(list.toLowerCase(Locale.ROOT));
        if (!ours) {
            throw refused();
        }
        String query = next.getRawQuery() == null ? "" : "?" + next.getRawQuery();
        return URI.create(origin(server) + next.getRawPath() + query);
    }

    // Some links of Azure's have spaces and such in their queries, as they are.
    private static URI parsed(String link) {
        try {
            return new URI(link.strip().replace(" ", "%20").replace("'", "%27"));
        } catch (URISyntaxException e) {
            throw refused();
        }
    }

    private static KeyVaultException refused() {
        return new KeyVaultException.ForeignLink("nextLink: must be the one of the page before, of the same list");
    }

    private static String origin(URI server) {
        return "https://" + server.getRawAuthority();
    }

    private static int port(URI uri) {
        return uri.getPort() < 0 ? HTTPS : uri.getPort();
    }
}
