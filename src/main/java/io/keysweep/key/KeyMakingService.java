package io.keysweep.key;

import io.keysweep.audit.Intent;
import io.keysweep.audit.Intents;
import io.keysweep.auth.Caller;
import io.keysweep.azure.ImportedKey;
import io.keysweep.azure.KeyVault;
import io.keysweep.azure.KeyVaultException;
import io.keysweep.azure.KeyVaultFailure;
import io.keysweep.azure.NewKey;
import io.keysweep.azure.VaultKey;
import io.keysweep.http.BadRequestException;
import io.keysweep.http.ConflictException;
import io.keysweep.http.NotFoundException;
import io.keysweep.http.SlowWork;
import io.keysweep.vault.Vault;
import io.keysweep.vault.VaultAction;
import io.keysweep.vault.VaultDirectory;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.KeyPair;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * New keys, made by Azure or uploaded. The order: the intent, Azure, the row, the first backup. A process that dies in
 * between leaves a key in Azure that is not here, which a synchronization brings, and on record who asked for it; asking
 * again is refused, for it would make a second version.
 */
@ApplicationScoped
class KeyMakingService {

    private static final Logger LOGGER = Logger.getLogger(KeyMakingService.class);
    // Most are read in milliseconds. One that has to be decrypted keeps a core busy for seconds, and others have work
    // too.
    private static final int READERS = 1;
    private static final int READINGS_IN_QUEUE = 64;

    private final VaultDirectory vaults;
    private final AzureKeyRepository keys;
    private final KeyWriteRepository rows;
    private final KeyVault azure;
    private final SafetyBackup backups;
    private final Intents intents;
    private final SlowWork reading;

    KeyMakingService(
            VaultDirectory vaults,
            AzureKeyRepository keys,
            KeyWriteRepository rows,
            KeyVault azure,
            SafetyBackup backups,
            Intents intents,
            Vertx vertx) {
        this.vaults = vaults;
        this.keys = keys;
        this.rows = rows;
        this.azure = azure;
        this.backups = backups;
        this.intents = intents;
        this.reading = new SlowWork(
                vertx, "uploads", READERS, READINGS_IN_QUEUE, "too many keys are uploaded at once; try again later");
    }

    /** Has Azure make a key. */
    Uni<AzureKeyView> create(Caller caller, KeyRequest request) {
        if (request == null) {
            throw new BadRequestException("request body: is missing");
        }
        String name = KeyChecks.name(request.keyName());
        String keyVault = KeyChecks.vault(request.keyVault());
        NewKey key = KeyChecks.newKey(request);
        return vaults.usable(caller, "key_vault", keyVault, VaultAction.KEY_CREATE)
                .chain(vault -> make(
                        caller,
                        vault,
                        KeyIntent.ofNew(KeyIntent.CREATION, vault, name),
                        name,
                        () -> createKey(vault, name, key)));
    }

    /** Uploads a key to Azure. Its material is gone from memory when the call is over; it is written nowhere. */
    Uni<AzureKeyView> upload(Caller caller, UploadRequest request) {
        UploadChecks.Upload upload = UploadChecks.checked(request);
        return vaults.usable(caller, "key_vault", upload.keyVault(), VaultAction.KEY_UPLOAD)
                .chain(vault -> read(upload)
                        .map(upload::with)
                        .chain(key -> make(
                                caller,
                                vault,
                                KeyIntent.ofNew(KeyIntent.UPLOAD, vault, upload.keyName()),
                                upload.keyName(),
                                () -> importKey(vault, upload, key))));
    }

    private Uni<VaultKey> createKey(Vault vault, String name, NewKey key) {
        return azure.createKey(vault.ref(), name, key)
                .onFailure(KeyVaultException.Unavailable.class)
                .recoverWithUni(lost -> madeAllTheSame(vault, name, lost));
    }

    /** There was none of the name a moment ago: what is there now was made by the call whose answer was lost. */
    private Uni<VaultKey> madeAllTheSame(Vault vault, String name, Throwable lost) {
        return azure.getKey(vault.ref(), name).onFailure().transform(unknown -> lost);
    }

    private Uni<KeyPair> read(UploadChecks.Upload upload) {
        return reading.inTurn(upload.material());
    }

    private Uni<VaultKey> importKey(Vault vault, UploadChecks.Upload upload, ImportedKey key) {
        return azure.importKey(vault.ref(), upload.keyName(), key);
    }

    private Uni<AzureKeyView> make(
            Caller caller, Vault vault, Intent intent, String name, Supplier<Uni<VaultKey>> call) {
        String subject = "key " + name + " in vault " + vault.fullName();
        return requireFreeHere(vault, name)
                .chain(() -> KeyVaultFailure.toldOfWish(requireFreeInAzure(vault, name), subject))
                .chain(() -> intents.during(intent, () -> KeyVaultFailure.toldOfWish(
                                Uni.createFrom().deferred(call::get), subject)
                        .chain(key -> record(caller, vault, key))))
                .chain(id -> keys.find(vault.account, id))
                .onItem()
                .ifNull()
                .failWith(() -> new NotFoundException("key_vault: it was removed while the key was made"))
                .call(backups::attempt)
                .chain(key -> keys.find(vault.account, key.id))
                .map(AzureKeyView::of);
    }

    private Uni<Void> requireFreeHere(Vault vault, String name) {
        return rows.statusOfNamed(vault.account, vault.id, name)
                .onItem()
                .ifNotNull()
                .transform(status -> {
                    throw new ConflictException("key_name: vault " + vault.fullName() + " has a key of this name here,"
                            + " which is " + status + "; restore that one, or delete its backups to free the name");
                })
                .replaceWithVoid();
    }

    /** Else Azure would take it for a new version of the key. */
    private Uni<Void> requireFreeInAzure(Vault vault, String name) {
        return azure.getKey(vault.ref(), name)
                .onItem()
                .<Void>transform(found -> {
                    throw new ConflictException("key_name: vault " + vault.fullName()
                            + " has a key of this name in Azure, which is not known here yet; synchronize the vault");
                })
                .onFailure(KeyVaultException.NotFound.class)
                .recoverWithNull();
    }

    private Uni<UUID> record(Caller caller, Vault vault, VaultKey key) {
        LOGGER.infof(
                "key made account=%s vault=%s name=%s version=%s by=%s",
                vault.account, vault.id, key.name(), key.version(), caller.subject());
        return rows.add(new KeyWriteRepository.NewRow(vault.account, vault.id, key, 1, caller.subject()))
                .onFailure()
                .invoke(failure -> LOGGER.errorf(
                        "key made but not recorded, synchronize its vault account=%s vault=%s name=%s reason=%s",
                        vault.account, vault.id, key.name(), failure.toString()));
    }
}
