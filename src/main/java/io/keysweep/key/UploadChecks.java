package io.keysweep.key;

import io.keysweep.azure.ImportedKey;
import io.keysweep.azure.KeyAttributes;
import io.keysweep.http.BadRequestException;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What an upload may be like. */
final class UploadChecks {

    private static final String LOCAL = "local";
    private static final String PFX = "pfx";
    private static final int MOST_CHARACTERS = 100_000;

    private UploadChecks() {}

    /**
     * An upload whose material is still to be read.
     *
     * @param material reads it; slow
     */
    record Upload(
            String keyName,
            String keyVault,
            boolean hsm,
            List<String> keyOps,
            KeyAttributes attributes,
            Map<String, String> tags,
            Supplier<KeyPair> material) {

        ImportedKey with(KeyPair pair) {
            return new ImportedKey(pair, hsm, keyOps, attributes, tags);
        }
    }

    static Upload checked(UploadRequest request) {
        if (request == null) {
            throw new BadRequestException("request body: is missing");
        }
        KeyChecks.checkRelease(request.exportable(), request.releasePolicy());
        UploadRequest.Param param = request.azureParam() == null ? UploadRequest.Param.NONE : request.azureParam();
        return new Upload(
                KeyChecks.name(request.keyName()),
                KeyChecks.vault(request.keyVault()),
                Boolean.TRUE.equals(param.hsm()),
                KeyChecks.operations("azure_param.key_ops", param.keyOps()),
                AttributesRequest.checked("azure_param.attributes", param.attributes(), request.exportable()),
                KeyChecks.tags("azure_param.tags", param.tags()),
                material(request));
    }

    private static boolean given(String text) {
        return text != null && !text.isBlank();
    }

    private static Supplier<KeyPair> material(UploadRequest request) {
        if (given(request.localKeyIdentifier())) {
            throw new BadRequestException("local_key_identifier: no keys are kept here that it could name; send the"
                    + " private key itself as key_material");
        }
        if (given(request.kekKid())) {
            throw new BadRequestException("kek_kid: is not supported; leave it out");
        }
        String tier = request.sourceKeyTier() == null ? LOCAL : request.sourceKeyTier();
        return switch (tier) {
            case LOCAL -> {
                String text = required("key_material", request.keyMaterial());
                yield () -> KeyMaterial.ofText(text);
            }
            case PFX -> {
                String pfx = required("pfx", request.pfx());
                yield () -> KeyMaterial.ofPfx(pfx, request.password());
            }
            default -> throw new BadRequestException("source_key_tier: must be local or pfx; others are not supported");
        };
    }

    private static String required(String field, String text) {
        if (text == null || text.isBlank()) {
            throw new BadRequestException(field + ": is missing");
        }
        if (text.length() > MOST_CHARACTERS) {
            throw new BadRequestException(field + ": must have at most " + MOST_CHARACTERS + " characters");
        }
        return text;
    }
}
