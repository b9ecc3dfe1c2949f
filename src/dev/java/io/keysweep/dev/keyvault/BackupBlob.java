package io.keysweep.dev.keyvault;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals a key with all its versions into an opaque blob, and opens it again: in the same geography only, and only if no
 * bit of it has changed. One key per server, so a blob is useless once the server is gone.
 */
final class BackupBlob {

    /** Azure's blobs have 2 to 10 KB; shorter ones would make storage look cheaper than it is. */
    static final int LEAST_BYTES = 2_500;

    private static final byte[] HEADER = "LocalKeyVaultKeyBackupV1".getBytes(StandardCharsets.US_ASCII);
    private static final int NONCE = 12;
    private static final int TAG = 16;

    private final SecureRandom random = new SecureRandom();
    private final SecretKey secret;

    BackupBlob() {
        try {
            KeyGenerator generator = KeyGenerator.getInstance("AES");
            generator.init(256);
            this.secret = generator.generateKey();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a blob holds. */
    record Content(String name, List<KeyVersion> versions) {

        private JsonObject toJson() {
            return new JsonObject()
                    .put("name", name)
                    .put(
                            "versions",
                            new JsonArray(
                                    versions.stream().map(KeyVersion::toJson).collect(Collectors.toList())));
        }

        private static Content fromJson(JsonObject json) {
            return new Content(
                    json.getString("name"),
                    json.getJsonArray("versions").stream()
                            .map(version -> KeyVersion.fromJson((JsonObject) version))
                            .toList());
        }
    }

    byte[] seal(Content content, String geography) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        return Buffer.buffer(HEADER)
                .appendBytes(nonce)
                .appendBytes(crypt(Cipher.ENCRYPT_MODE, nonce, geography, padded(content.toJson())))
                .getBytes();
    }

    Content open(byte[] blob, String geography) {
        Buffer buffer = Buffer.buffer(blob);
        int start = HEADER.length + NONCE;
        if (blob.length < start + TAG || !buffer.slice(0, HEADER.length).equals(Buffer.buffer(HEADER))) {
            throw undecryptable();
        }
        byte[] plain = crypt(
                Cipher.DECRYPT_MODE,
                buffer.getBytes(HEADER.length, start),
                geography,
                buffer.getBytes(start, blob.length));
        return Content.fromJson(new JsonObject(Buffer.buffer(plain)));
    }

    /** Random text, as blanks would compress. */
    private byte[] padded(JsonObject json) {
        int missing = LEAST_BYTES - json.toBuffer().length();
        if (missing > 0) {
            byte[] noise = new byte[missing * 3 / 4];
            random.nextBytes(noise);
            json.put("padding", Base64.getEncoder().encodeToString(noise));
        }
        return json.toBuffer().getBytes();
    }

    private byte[] crypt(int mode, byte[] nonce, String geography, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, secret, new GCMParameterSpec(TAG * 8, nonce));
            cipher.updateAAD(geography.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw undecryptable();
        }
    }

    private static VaultError undecryptable() {
        return VaultError.badParameter(
                "Cannot decrypt backup blob: it was changed, or made in another subscription or" + " geography.");
    }
}
