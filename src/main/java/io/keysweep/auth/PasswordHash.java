package io.keysweep.auth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A salted, slow hash that says how it was made: {@code pbkdf2-sha512$rounds$salt$hash}, the last two in base64. Making and
 * checking one takes a good part of a second of one core, on purpose.
 */
final class PasswordHash {

    private static final String SCHEME = "pbkdf2-sha512";
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int PARTS = 4;
    // Integer.parseInt takes signs and the digits of every script too.
    private static final Pattern ROUNDS = Pattern.compile("[1-9][0-9]{0,8}");

    private PasswordHash() {}

    /** A new hash with a salt of its own. */
    static String of(String password, int rounds) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        Base64.Encoder base64 = Base64.getEncoder();
        return String.join(
                "$",
                SCHEME,
                Integer.toString(rounds),
                base64.encodeToString(salt),
                base64.encodeToString(derive(password, salt, rounds)));
    }

    /** What no password fits, and takes as long to check as a hash of so many rounds. */
    static String ofNobody(int rounds) {
        byte[] random = new byte[SALT_BYTES + HASH_BYTES];
        new SecureRandom().nextBytes(random);
        Base64.Encoder base64 = Base64.getEncoder();
        return String.join(
                "$",
                SCHEME,
                Integer.toString(rounds),
                base64.encodeToString(Arrays.copyOf(random, SALT_BYTES)),
                base64.encodeToString(Arrays.copyOfRange(random, SALT_BYTES, random.length)));
    }

    /** The rounds that the hash was made with; 0 for one that is malformed. */
    static int rounds(String hash) {
        String[] parts = hash.split("\\$", -1);
        return parts.length == PARTS
                        && parts[0].equals(SCHEME)
                        && ROUNDS.matcher(parts[1]).matches()
                ? Integer.parseInt(parts[1])
                : 0;
    }

    /** Whether the password is the one that was hashed; false for a hash that is malformed. */
    static boolean matches(String password, String hash) {
        int rounds = rounds(hash);
        if (rounds == 0) {
            return false;
        }
        String[] parts = hash.split("\\$", -1);
        try {
            byte[] salt = Base64.getDecoder().decode(parts[2]);
            byte[] expected = Base64.getDecoder().decode(parts[3]);
            return MessageDigest.isEqual(expected, derive(password, salt, rounds));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] derive(String password, byte[] salt, int rounds) {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, rounds, HASH_BYTES * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA512", e);
        } finally {
            spec.clearPassword();
        }
    }
}
