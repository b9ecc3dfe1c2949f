package io.keysweep.azure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keysweep.azure.KeyVaultException.Busy;
import io.keysweep.azure.KeyVaultException.Conflict;
import io.keysweep.azure.KeyVaultException.NotFound;
import io.keysweep.azure.KeyVaultException.Refused;
import io.keysweep.dev.keyvault.LocalKeyVault;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.math.BigInteger;
import java.net.URI;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of a key through the adapter, against the local Key Vault. */
class AzureKeyLifeTest {

    private static final NewKey ORDINARY = new NewKey("EC", null, null, List.of(), KeyAttributes.NONE, Map.of());

    private static LocalKeyVault server;
    private static Vertx vertx;
    private static KeyVault keyVault;
    private static VaultRef vault;
    private static VaultRef abroad;

    private final String name = "key-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        server = LocalKeyVault.start("here", "abroad");
        vertx = Vertx.vertx();
        keyVault = new AzureKeyVault(vertx, TestAzureConfig.of(server));
        vault = TestAzureConfig.ref(server.vault(1).uri());
        abroad = TestAzureConfig.ref(server.vault(2).uri());
    }

    @AfterAll
    static void stop() {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void asUsual() {
        server.vault(1).faults().clear();
        server.vault(1).deletionPolls(0);
    }

    @Test
    void createsAKeyAsAskedAndReadsItBack() {
        KeyAttributes attributes = new KeyAttributes(false, 1_700_000_000L, 1_900_000_000L, null, null, null, false);
        VaultKey made = result(keyVault.createKey(
                vault,
                name,
                new NewKey("RSA-HSM", null, 3072, List.of("sign", "verify"), attributes, Map.of("env", "test"))));

        assertEquals(name, made.name());
        assertEquals(vault.uri() + "/keys/" + name + "/" + made.version(), made.kid());
        assertEquals("RSA-HSM", made.kty());
        assertEquals(3072, made.keySize());
        assertNull(made.crv());
        assertEquals(List.of("sign", "verify"), made.keyOps());
        assertEquals(Map.of("env", "test"), made.tags());
        assertEquals(1_700_000_000L, made.attributes().nbf());
        assertEquals(1_900_000_000L, made.attributes().exp());
        assertEquals(false, made.attributes().enabled());
        assertEquals("Recoverable+Purgeable", made.attributes().recoveryLevel());
        assertEquals("AQAB", made.publicKey().e());
        assertEquals(made, result(keyVault.getKey(vault, name)));
    }

    @ParameterizedTest
    @EnumSource(EcCurve.class)
    void uploadsAnEllipticCurveKey(EcCurve curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(curve.parameters());

        VaultKey made = upload(generator.generateKeyPair());

        assertEquals("EC", made.kty());
        assertEquals(curve.wireName(), made.crv());
        assertNull(made.keySize());
        assertEquals(
                curve.coordinateBytes(),
                Base64.getUrlDecoder().decode(made.publicKey().x()).length);
    }

    @Test
    void uploadsAnRsaKey() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();

        VaultKey made = upload(pair);

        assertEquals("RSA", made.kty());
        assertEquals(
                ((RSAPublicKey) pair.getPublic()).getModulus(),
                new BigInteger(1, Base64.getUrlDecoder().decode(made.publicKey().n())));
        assertTrue(result(keyVault.backUpKey(vault, name)).length > 0);
    }

    private VaultKey upload(KeyPair pair) {
        return result(keyVault.importKey(
                vault, name, new ImportedKey(pair, false, List.of(), KeyAttributes.NONE, Map.of("env", "up"))));
    }

    @Test
    void changesWhatItIsToldToAndNothingElse() {
        VaultKey first = result(keyVault.createKey(
                vault,
                name,
                new NewKey("EC", "P-384", null, List.of("sign"), KeyAttributes.NONE, Map.of("a", "1", "b", "2"))));
        KeyAttributes off = new KeyAttributes(false, null, null, null, null, null, null);

        VaultKey disabled = result(keyVault.updateKey(vault, name, first.version(), new KeyChange(off, null, null)));
        assertEquals(false, disabled.attributes().enabled());
        assertEquals(Map.of("a", "1", "b", "2"), disabled.tags());
        assertEquals(List.of("sign"), disabled.keyOps());
        assertEquals(first.publicKey(), disabled.publicKey());

        VaultKey changed = result(keyVault.updateKey(
                vault, name, first.version(), new KeyChange(KeyAttributes.NONE, Map.of("c", "3"), List.of("verify"))));
        assertEquals(false, changed.attributes().enabled());
        assertEquals(Map.of("c", "3"), changed.tags());
        assertEquals(List.of("verify"), changed.keyOps());
    }

    @Test
    void deletesRecoversPurgesAndRestores() {
        VaultKey first = result(keyVault.createKey(vault, name, ORDINARY));
        byte[] blob = result(keyVault.backUpKey(vault, name));

        result(keyVault.deleteKey(vault, name));
        failure(NotFound.class, keyVault.getKey(vault, name));
        assertEquals(Optional.of(first), result(keyVault.getDeletedKey(vault, name)));
        failure(Conflict.class, keyVault.restoreKey(vault, blob));
        result(keyVault.recoverKey(vault, name));
        assertEquals(first, result(keyVault.getKey(vault, name)));
        assertEquals(Optional.empty(), result(keyVault.getDeletedKey(vault, name)));
        failure(Conflict.class, keyVault.restoreKey(vault, blob));

        result(keyVault.deleteKey(vault, name));
        result(keyVault.purgeKey(vault, name));
        failure(NotFound.class, keyVault.purgeKey(vault, name));
        assertEquals(first, result(keyVault.restoreKey(vault, blob)));
        assertTrue(failure(Refused.class, keyVault.restoreKey(abroad, blob))
                .getMessage()
                .contains("Cannot decrypt backup blob"));
    }

    @Test
    void returnsWhileAzureIsStillDeleting() {
        server.vault(1).deletionPolls(4);
        result(keyVault.createKey(vault, name, ORDINARY));

        result(keyVault.deleteKey(vault, name));

        failure(Busy.class, keyVault.purgeKey(vault, name));
        assertEquals(Optional.empty(), result(keyVault.getDeletedKey(vault, name)));
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404})
    void aDeletionThatAzureRefusesFails(int status) {
        server.vault(1).faults().failNext(1, status);

        failure(KeyVaultException.class, keyVault.deleteKey(vault, name));
    }

    @Test
    void listsOnePageACall() {
        VaultRef many = TestAzureConfig.ref(server.vault(2).uri());
        for (int i = 0; i < 27; i++) {
            result(keyVault.createKey(many, "many-" + i, ORDINARY));
        }
        int before = server.vault(2).calls().getOrDefault("list", 0);

        KeyPage first = result(keyVault.listKeys(many, null));
        assertEquals(25, first.keys().size());
        assertEquals(before + 1, server.vault(2).calls().get("list"));
        KeyPage second = result(keyVault.listKeys(many, first.next().orElseThrow()));
        assertEquals(before + 2, server.vault(2).calls().get("list"));
        assertEquals(Optional.empty(), second.next());
        List<ListedKey> all = new ArrayList<>(first.keys());
        all.addAll(second.keys());
        assertEquals(27, all.stream().map(ListedKey::name).distinct().count());
        assertEquals(true, all.get(0).attributes().enabled());
        assertEquals(new KeyPage(List.of(), Optional.empty()), result(keyVault.listDeletedKeys(many, null)));
        result(keyVault.deleteKey(many, "many-3"));
        assertEquals(
                "many-3",
                result(keyVault.listDeletedKeys(many, null)).keys().get(0).name());
    }

    @Test
    void followsNoLinkToAnotherHost() {
        failure(Refused.class, keyVault.listKeys(vault, abroad.uri() + "/keys?api-version=7.4"));
        failure(Refused.class, keyVault.listKeys(vault, vault.uri() + ".evil.example/keys"));
        failure(Refused.class, keyVault.listDeletedKeys(vault, "::"));
    }

    @Test
    void takesALinkWithThePortThatAzurePutsIntoIt() {
        VaultRef real = TestAzureConfig.ref(URI.create("https://name.vault.azure.net"));

        for (String link : List.of("https://name.vault.azure.net:443/keys?x=1", "https://NAME.vault.azure.net/keys")) {
            assertEquals(link, AzureKeys.ofVault(real, link));
        }
        for (String link : List.of(
                "https://name.vault.azure.net:444/keys",
                "http://name.vault.azure.net:443/keys",
                "https://name.vault.azure.net@evil.example/keys",
                "https://other.vault.azure.net/keys")) {
            assertThrows(Refused.class, () -> AzureKeys.ofVault(real, link));
        }
    }

    @Test
    void takesAVaultUriWithASlashForListsAndChangesToo() {
        VaultRef slash = TestAzureConfig.ref(URI.create(vault.uri() + "/"));
        VaultKey made = result(keyVault.createKey(slash, name, ORDINARY));

        result(keyVault.updateKey(slash, name, made.version(), new KeyChange(KeyAttributes.NONE, Map.of(), null)));
        assertTrue(!result(keyVault.listKeys(slash, null)).keys().isEmpty());
    }

    private static <T> T result(Uni<T> call) {
        return call.subscribeAsCompletionStage().join();
    }

    private static <E extends KeyVaultException> E failure(Class<E> type, Uni<?> call) {
        CompletionException failure = assertThrows(CompletionException.class, () -> result(call));
        return assertInstanceOf(type, failure.getCause());
    }
}
