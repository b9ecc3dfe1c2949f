package io.keysweep.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keysweep.azure.KeyVault;
import io.keysweep.azure.KeyVaultException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;

/** Until the local Key Vault is there: has every key but those whose names say otherwise. To be deleted with it. */
@ApplicationScoped
public class StandInKeyVault implements KeyVault {

    private static byte[] blob(String keyName) {
        return ("blob of " + keyName + " ").repeat(100).getBytes(UTF_8);
    }

    @Override
    public Uni<byte[]> backUpKey(URI vault, String keyName) {
        if (keyName.startsWith("absent")) {
            return Uni.createFrom()
                    .failure(new KeyVaultException.NotFound("A key with (name/id) absent was not found"));
        }
        return Uni.createFrom().item(blob(keyName));
    }

    @Override
    public Uni<Integer> countVersions(URI vault, String keyName) {
        return Uni.createFrom().item(3);
    }
}
