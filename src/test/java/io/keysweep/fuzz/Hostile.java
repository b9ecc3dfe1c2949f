package io.keysweep.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map.Entry;

/**
 * A request as it goes over the wire.
 *
 * @param target path and query, as they are
 * @param headers further ones, after host and token
 * @param body null for none
 * @param framed whether its length is as it says; one that is not may be left without an answer
 * @param plain whether path and query are spelt as a client would; others are answered in part by the HTTP server itself, in
 *     its own form: a percent sign that begins no byte by a 400 without a body
 */
record Hostile(
        String method, String target, List<Entry<String, String>> headers, byte[] body, boolean framed, boolean plain) {

    private static final int SHOWN = 2_000;

    /** The path without the query. */
    String path() {
        return target.replaceFirst("[?#].*", "");
    }

    /** What is sent. */
    byte[] bytes(String token) {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
        head.append("Authorization: Bearer ").append(token).append("\r\n");
        headers.forEach(header -> head.append(header.getKey())
                .append(": ")
                .append(header.getValue())
                .append("\r\n"));
        if (body != null && framed) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(body == null ? new byte[0] : body);
        return bytes.toByteArray();
    }

    /** The same for a shell; long values are cut. */
    String curl() {
        StringBuilder curl = new StringBuilder("curl -i --path-as-is -X " + method);
        curl.append(" \"$SERVICE\"").append(quoted(target)).append(" -H \"Authorization: Bearer $TOKEN\"");
        headers.forEach(header -> curl.append(" -H ").append(quoted(header.getKey() + ": " + header.getValue())));
        if (body != null) {
            curl.append(" --data-binary ").append(quoted(new String(body, StandardCharsets.UTF_8)));
        }
        return curl.toString();
    }

    // As bash reads it.
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("$'");
        String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        shown.chars()
                .forEach(c -> quoted.append(
                        c == '\'' || c == '\\'
                                ? "\\" + (char) c
                                : c < ' ' || c > '~' ? "\\u%04x".formatted(c) : String.valueOf((char) c)));
        return quoted.append('\'').toString();
    }
}
