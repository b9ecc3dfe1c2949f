package io.keysweep.azure;

import com.azure.core.http.rest.PagedResponse;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyProperties;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import java.math.BigInteger;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** The SDK's answers in the port's words. */
final class AzureKeys {

    private static final int HTTPS = 443;

    private AzureKeys() {}

    static VaultKey key(KeyVaultKey answer) {
        KeyProperties properties = answer.getProperties();
        JsonWebKey key = answer.getKey();
        return new VaultKey(
                answer.getName(),
                properties.getVersion(),
                answer.getId(),
                text(key.getKeyType()),
                text(key.getCurveName()),
                key.getN() == null ? null : new BigInteger(1, key.getN()).bitLength(),
                key.getKeyOps().stream().map(KeyOperation::toString).toList(),
                new PublicKey(
                        base64Url(key.getN()), base64Url(key.getE()), base64Url(key.getX()), base64Url(key.getY())),
                attributes(properties),
                tags(properties),
                Boolean.TRUE.equals(properties.isManaged()));
    }

    /**
     * A page.
     *
     * @param vault its links may lead to this vault only: whoever else they name would be sent our token
     */
    static <T> KeyPage page(VaultRef vault, PagedResponse<T> answer, Function<T, KeyProperties> propertiesOf) {
        List<ListedKey> keys = answer.getValue().stream()
                .map(propertiesOf)
                .map(AzureKeys::listed)
                .toList();
        return new KeyPage(
                keys, Optional.ofNullable(answer.getContinuationToken()).map(link -> ofVault(vault, link)));
    }

    /** The link, which must lead to the vault. Azure names the port in it, which the vault's own URI does not. */
    static String ofVault(VaultRef vault, String link) {
        URI target = parsed(link);
        boolean same = "https".equalsIgnoreCase(target.getScheme())
                && vault.uri().getHost().equalsIgnoreCase(target.getHost())
                && port(vault.uri()) == port(target)
                && target.getRawUserInfo() == null;
        if (!same) {
            throw new KeyVaultException.Refused("the vault's list goes on at another host: " + target.getHost());
        }
        return link;
    }

    private static URI parsed(String link) {
        try {
            return URI.create(link);
        } catch (IllegalArgumentException e) {
            throw new KeyVaultException.Refused("the vault's list goes on at a place that cannot be read");
        }
    }

    private static int port(URI uri) {
        return uri.getPort() < 0 ? HTTPS : uri.getPort();
    }

    /** The walk with one version more. */
    static KeyVersions.Walk with(KeyVersions.Walk walk, KeyProperties version) {
        OffsetDateTime made = version.getCreatedOn();
        return walk.with(version.getVersion(), made == null ? Long.MIN_VALUE : made.toEpochSecond());
    }

    private static ListedKey listed(KeyProperties properties) {
        return new ListedKey(properties.getName(), attributes(properties), tags(properties));
    }

    private static KeyAttributes attributes(KeyProperties properties) {
        return new KeyAttributes(
                properties.isEnabled(),
                seconds(properties.getNotBefore()),
                seconds(properties.getExpiresOn()),
                seconds(properties.getCreatedOn()),
                seconds(properties.getUpdatedOn()),
                properties.getRecoveryLevel(),
                properties.isExportable());
    }

    private static Map<String, String> tags(KeyProperties properties) {
        return properties.getTags() == null ? Map.of() : properties.getTags();
    }

    private static Long seconds(OffsetDateTime time) {
        return time == null ? null : time.toEpochSecond();
    }

    private static String text(Object value) {
        return Objects.toString(value, null);
    }

    private static String base64Url(byte[] bytes) {
        return bytes == null ? null : Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
