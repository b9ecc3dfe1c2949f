package io.keysweep.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keysweep.azure.KeyIdentifier;
import io.keysweep.azure.KeySigning;
import io.keysweep.azure.KeyVaultException;
import io.keysweep.azure.SharedCalls;
import io.keysweep.azure.VaultKey;
import io.keysweep.certificate.JwsAlgorithm;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Which version of the key in Azure Key Vault signs now. Each is put on record before it signs anything, so that the published
 * keys have all that ever signed, whatever became of them in Azure.
 */
@ApplicationScoped
class SigningVersions {

    private static final Logger LOGGER = Logger.getLogger(SigningVersions.class);

    private final Optional<KeyIdentifier> key;
    private final Duration refresh;
    private final KeySigning azure;
    private final CheckpointRepository records;
    private final ObjectMapper json;
    private final SharedCalls<KeyIdentifier, SigningVersion> lookups = new SharedCalls<>();
    private volatile Known known;

    private record Known(SigningVersion version, long nanos) {}

    SigningVersions(AuditConfig config, KeySigning azure, CheckpointRepository records, ObjectMapper json) {
        this.key = config.signingKey().flatMap(KeyIdentifier::of);
        this.refresh = config.signingKeyRefresh();
        this.azure = azure;
        this.records = records;
        this.json = json;
    }

    /** The key that the settings name; without one this is not used. */
    Optional<KeyIdentifier> key() {
        return key;
    }

    /** The version that signs; of the last look, or looked up now. Fails with {@link KeyVaultException}. */
    Uni<SigningVersion> current() {
        Known last = known;
        KeyIdentifier asked = key.orElseThrow();
        return last != null && (asked.version().isPresent() || System.nanoTime() - last.nanos() < refresh.toNanos())
                ? Uni.createFrom().item(last.version())
                : lookups.get(asked, () -> lookUp(asked));
    }

    /** It may be another one since: the next who asks looks it up. */
    void forget() {
        known = null;
    }

    private Uni<SigningVersion> lookUp(KeyIdentifier asked) {
        return azure.version(asked)
                .map(found -> version(asked.at(found.version()), found))
                .call(this::putOnRecord)
                .invoke(version -> known = new Known(version, System.nanoTime()));
    }

    private SigningVersion version(KeyIdentifier id, VaultKey found) {
        AuditKey half = AuditKey.of(id.toString(), found);
        return new SigningVersion(id, JwsAlgorithm.valueOf(half.alg()), written(half));
    }

    // A name that is taken by another key was put there by whoever writes to the database past the service.
    private Uni<Void> putOnRecord(SigningVersion version) {
        String id = version.id().toString();
        return records.addKey(id, version.jwk())
                .chain(added -> records.key(id))
                .invoke(kept -> checkSame(version, kept))
                .replaceWithVoid();
    }

    private void checkSame(SigningVersion version, String kept) {
        if (!read(kept).equals(read(version.jwk()))) {
            LOGGER.errorf("audit key on record is another one than Azure's kid=%s", version.id());
            throw new KeyVaultException.Refused("the public key that table audit_key has of " + version.id()
                    + " is not Azure's: somebody put another one there");
        }
    }

    private String written(AuditKey half) {
        try {
            return json.writeValueAsString(half);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private AuditKey read(String jwk) {
        try {
            return json.readValue(jwk, AuditKey.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
