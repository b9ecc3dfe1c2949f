package io.keysweep.key;

import com.fasterxml.jackson.databind.JsonNode;
import io.keysweep.azure.NewKey;
import io.keysweep.http.BadRequestException;
import io.keysweep.http.Texts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What a new key may be like: the product's rules and Azure's, told before Azure is asked. */
final class KeyChecks {

    private static final Pattern NAME = Pattern.compile("[0-9a-zA-Z-]{1,127}");
    private static final int LONGEST_TAG = 256;
    private static final Pattern NOT_IN_VALUES = Pattern.compile("[:%]");
    private static final int MOST_TAGS = 15;
    static final Set<Integer> SIZES = Set.of(2048, 3072, 4096);
    private static final Set<String> EC_TYPES = Set.of("EC", "EC-HSM");
    private static final Set<String> RSA_TYPES = Set.of("RSA", "RSA-HSM");
    private static final Set<String> OPERATIONS =
            Set.of("encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey", "import");

    // The product's name and Azure's.
    private static final Map<String, String> CURVES =
            Map.of("P-256", "P-256", "P-384", "P-384", "P-521", "P-521", "SECP256K1", "P-256K", "P-256K", "P-256K");

    private KeyChecks() {}

    /** Azure's names of curves that may have the product's; any other text stays as it is. */
    static List<String> azureCurves(List<String> names) {
        return names == null
                ? null
                : names.stream().map(name -> CURVES.getOrDefault(name, name)).toList();
    }

    /** The key that is asked for. */
    static NewKey newKey(KeyRequest request) {
        KeyRequest.Param param = request.azureParam();
        if (param == null) {
            throw new BadRequestException("azure_param: is missing");
        }
        checkRelease(request.exportable(), request.releasePolicy());
        checkType(param);
        return new NewKey(
                param.kty(),
                param.crv() == null ? null : CURVES.get(param.crv()),
                param.keySize(),
                operations("azure_param.key_ops", param.keyOps()),
                AttributesRequest.checked("azure_param.attributes", param.attributes(), request.exportable()),
                tags("azure_param.tags", param.tags()));
    }

    private static void checkType(KeyRequest.Param param) {
        boolean ec = EC_TYPES.contains(String.valueOf(param.kty()));
        if (!ec && !RSA_TYPES.contains(String.valueOf(param.kty()))) {
            throw new BadRequestException("azure_param.kty: must be one of EC, EC-HSM, RSA, RSA-HSM");
        }
        if (param.crv() != null && (!ec || !CURVES.containsKey(param.crv()))) {
            throw new BadRequestException(
                    "azure_param.crv: must be one of P-256, P-384, P-521, SECP256K1, and only EC keys have one");
        }
        if (param.keySize() != null && (ec || !SIZES.contains(param.keySize()))) {
            throw new BadRequestException(
                    "azure_param.key_size: must be one of 2048, 3072, 4096, and only RSA keys have one");
        }
    }

    static String name(String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new BadRequestException("key_name: must be 1 to 127 letters, digits and dashes");
        }
        return name;
    }

    static String vault(String keyVault) {
        if (keyVault == null || keyVault.isBlank()) {
            throw new BadRequestException("key_vault: is missing; it must be a vault's id or full name");
        }
        return Texts.storable("key_vault", keyVault);
    }

    static void checkRelease(Boolean exportable, JsonNode releasePolicy) {
        if (releasePolicy != null && !releasePolicy.isNull() && !releasePolicy.isEmpty()) {
            throw new BadRequestException("release_policy: is not supported; leave it out");
        }
        if (Boolean.TRUE.equals(exportable)) {
            throw new BadRequestException(
                    "exportable: must be false; Azure wants a release policy with it, which is not supported");
        }
    }

    static List<String> operations(String field, List<String> operations) {
        if (operations == null) {
            return List.of();
        }
        if (!OPERATIONS.containsAll(operations.stream().map(String::valueOf).toList())) {
            throw new BadRequestException(field + ": must be some of "
                    + String.join(", ", OPERATIONS.stream().sorted().toList()));
        }
        return operations.stream().distinct().toList();
    }

    static Map<String, String> tags(String field, Map<String, String> tags) {
        if (tags == null) {
            return Map.of();
        }
        if (tags.size() > MOST_TAGS) {
            throw new BadRequestException(field + ": must be at most " + MOST_TAGS);
        }
        boolean fit = tags.entrySet().stream().allMatch(tag -> fits(tag.getKey()) && fitsAsValue(tag.getValue()));
        if (!fit) {
            throw new BadRequestException(field + ": names and values must be texts of up to " + LONGEST_TAG
                    + " characters, values without : and %");
        }
        return tags;
    }

    private static boolean fits(String text) {
        return text != null && text.length() <= LONGEST_TAG && text.indexOf('\0') < 0;
    }

    private static boolean fitsAsValue(String text) {
        return fits(text) && !NOT_IN_VALUES.matcher(text).find();
    }
}
