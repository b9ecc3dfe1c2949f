package io.keysweep.auth;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A token taken apart. Nothing in it is to be believed before {@code raw} was verified: until then header and claims only
 * tell which verifier to ask.
 *
 * @param raw what the caller sent
 * @param header the first part; empty if the token is malformed
 * @param claims the second part; empty if the token is malformed
 */
record BearerToken(String raw, JsonObject header, JsonObject claims) {

    private static final Pattern DOT = Pattern.compile("\\.");
    private static final int PARTS = 3;
    private static final List<String> TIMES = List.of("exp", "iat", "nbf");
    // The year 2200: whoever signs a token until then does not mean it.
    private static final double LATEST = 7_258_118_400d;

    // More than fits into the headers of a request; what a longer one would cost nobody need find out.
    private static final int MOST_CHARACTERS = 20_480;

    static BearerToken of(String raw) {
        return raw.length() > MOST_CHARACTERS ? malformed("") : takenApart(raw);
    }

    private static BearerToken takenApart(String raw) {
        try {
            String[] parts = DOT.split(raw, -1);
            if (parts.length == PARTS) {
                decode(parts[2]);
                return new BearerToken(raw, json(parts[0]), json(parts[1]));
            }
        } catch (RuntimeException e) {
            // Fails at the verifier, like any other token that nobody signed.
        }
        return malformed(raw);
    }

    private static BearerToken malformed(String raw) {
        return new BearerToken(raw, new JsonObject(), new JsonObject());
    }

    String issuer() {
        return text(claims, "iss");
    }

    String keyId() {
        return text(header, "kid");
    }

    String algorithm() {
        return text(header, "alg");
    }

    /**
     * Whether each time is one: a number from the epoch to the year 2200. The verifier reads 1e400 and its like as the end of
     * all times, so such a token would hold for ever.
     */
    boolean timesAreSane() {
        return TIMES.stream().filter(claims::containsKey).map(claims::getValue).allMatch(BearerToken::sane);
    }

    private static boolean sane(Object time) {
        return time instanceof Number number && number.doubleValue() >= 0 && number.doubleValue() <= LATEST;
    }

    private static String text(JsonObject object, String name) {
        return object.getValue(name) instanceof String text ? text : "";
    }

    private static JsonObject json(String part) {
        return new JsonObject(new String(decode(part), StandardCharsets.UTF_8));
    }

    // Only one spelling of each part is taken: decoders pass over the last character's unused bits.
    private static byte[] decode(String part) {
        byte[] bytes = Base64.getUrlDecoder().decode(part);
        if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
            throw new IllegalArgumentException("not canonical base64url");
        }
        return bytes;
    }
}
