package io.keysweep.audit;

import io.keysweep.auth.JwsInput;
import io.keysweep.azure.KeyIdentifier;
import io.keysweep.azure.KeySigning;
import io.keysweep.azure.KeyVaultException;
import io.keysweep.azure.SharedCalls;
import io.keysweep.certificate.RefusedException;
import io.keysweep.certificate.SignedDocument;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Signs by a key in Azure Key Vault, which is sent digests and nothing else. While it does not sign, nothing is signed: no
 * other key takes its place, and not each request asks Azure whether it is back.
 */
@ApplicationScoped
class VaultSigner {

    private static final Logger LOGGER = Logger.getLogger(VaultSigner.class);

    private final SigningVersions versions;
    private final KeySigning azure;
    private final RetryGate gate = new RetryGate(System::nanoTime);
    private final SharedCalls<Document, String> calls = new SharedCalls<>();
    private volatile String lastFailure = "";

    private record Document(String type, String payload) {}

    VaultSigner(SigningVersions versions, KeySigning azure) {
        this.versions = versions;
        this.azure = azure;
    }

    /** Whether the settings name such a key. */
    boolean configured() {
        return versions.key().isPresent();
    }

    /**
     * A JWS in the compact form, whose {@code kid} is the URL of the version that signed. Fails with
     * {@link NotSignedException}. Who ask for the same at once share it.
     */
    Uni<String> sign(String type, String payload) {
        Document document = new Document(type, payload);
        return calls.get(document, () -> passGate(document));
    }

    private Uni<String> passGate(Document document) {
        Duration wait = gate.enter();
        if (!wait.isZero()) {
            throw notSigned(wait);
        }
        return versions.current()
                .chain(version -> sign(version, document))
                .invoke(jws -> gate.succeeded())
                .onFailure(KeyVaultException.class)
                .transform(failure -> failed((KeyVaultException) failure));
    }

    private Uni<String> sign(SigningVersion version, Document document) {
        String algorithm = version.algorithm().name();
        JwsInput input = JwsInput.of(algorithm, version.id().toString(), document.type(), document.payload());
        return azure.sign(version.id(), algorithm, version.algorithm().digest(input.bytes()))
                .map(input::signed)
                .invoke(jws -> check(version, document, jws));
    }

    // By what whoever gets it verifies it with: nothing leaves here that the published key does not fit.
    private static void check(SigningVersion version, Document document, String jws) {
        try {
            SignedDocument.claims(jws, version.jwk(), document.type());
        } catch (RefusedException e) {
            throw new KeyVaultException.Refused("what it signed does not verify: " + e.getMessage());
        }
    }

    private NotSignedException failed(KeyVaultException failure) {
        versions.forget();
        lastFailure = failure.getMessage();
        Duration wait = gate.failed(asked(failure));
        LOGGER.warnf(
                "audit not signed key=%s retryIn=%s reason=%s",
                versions.key().map(KeyIdentifier::toString).orElse(""), wait, failure.getMessage());
        return notSigned(wait);
    }

    private static Duration asked(KeyVaultException failure) {
        return failure instanceof KeyVaultException.Throttled throttled
                ? throttled.retryAfter().orElse(Duration.ZERO)
                : Duration.ZERO;
    }

    private NotSignedException notSigned(Duration wait) {
        return new NotSignedException(
                "the key that signs certificates and checkpoints, "
                        + versions.key().map(KeyIdentifier::toString).orElse("") + ", does not sign now: "
                        + lastFailure + " (try again)",
                wait);
    }
}
