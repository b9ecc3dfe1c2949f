package io.keysweep.dev.sample;

import io.keysweep.dev.keyvault.LocalKeyVault;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Makes keys in the local Key Vault, as their owner would in Azure: Keysweep itself only reads them. */
final class SampleKeys {

    private static final String VAULT_URIS = "dev.keysweep.vault-uris";
    private static final String CERTIFICATE = "dev.keysweep.vault-certificate";

    private final HttpClient client;

    SampleKeys() throws Exception {
        client = HttpClient.newBuilder()
                .sslContext(trusting(Path.of(System.getProperty(CERTIFICATE))))
                .build();
    }

    private static SSLContext trusting(Path pem) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null);
        try (InputStream in = Files.newInputStream(pem)) {
            Certificate certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
            store.setCertificateEntry("local-key-vault", certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    List<String> vaultUris() {
        return List.of(System.getProperty(VAULT_URIS).split(","));
    }

    /** The key bundle that the vault answers. */
    JsonObject create(String vaultUri, String name) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(vaultUri + "/keys/" + name + "/create?api-version=7.4"))
                .header("Authorization", "Bearer " + LocalKeyVault.TOKEN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"kty\":\"RSA\",\"key_size\":2048}"))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(
                    "the local Key Vault answered " + answer.statusCode() + ": " + answer.body());
        }
        return new JsonObject(answer.body());
    }
}
