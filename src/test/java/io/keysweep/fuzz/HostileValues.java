package io.keysweep.fuzz;

import java.util.List;

/** What hostile requests are made of. */
final class HostileValues {

    private static final int MANY = 10_001;
    private static final int LONG = 5_000;
    private static final int DEEP = 2_000;

    /** Values of parameters and headers' parts. */
    static final List<String> TEXTS = List.of(
            "",
            " ",
            "null",
            "0",
            "-1",
            "99999999999999999999",
            "1e400",
            "true",
            "*",
            "%",
            "' OR 1=1 --",
            "\u0000",
            "a\u0000b",
            "\u202Etxt.exe",
            "\u200B\uFEFF",
            "\uD83D\uDE00\u0301",
            "\uD800",
            "../../..",
            "<script>",
            "\r\nX-Injected: 1",
            "{\"a\":1}",
            "[]",
            "2024-13-45",
            "2024-02-30T25:61:61Z",
            "0000-01-01",
            "9999-12-31T23:59:59.999999999-18:00",
            "+292278994-08-17T07:12:55Z",
            "1-1-1-1-1",
            "name,-createdAt",
            "-,-",
            "\u05D0\u0000\u202E",
            "\uFFFF",
            "{00000000-0000-4000-8000-000000000000}",
            "00000000-0000-4000-8000-000000000000",
            "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
            "x".repeat(LONG));

    /** JSON values, as they are written. */
    static final List<String> JSON = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1.5",
            "1e400",
            "9".repeat(400),
            "\"\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\u202e\\u200b\"",
            "\"2024-02-30\"",
            "\"2030-01-01\"",
            "\"1990-01-01T00:00:00+18:01\"",
            "\"00000000-0000-4000-8000-000000000000\"",
            "[]",
            "[null]",
            "[[[]]]",
            "{}",
            "{\"\":null}",
            "\"" + "x".repeat(LONG) + "\"",
            "[" + "\"00000000-0000-4000-8000-000000000000\",".repeat(MANY) + "1]",
            "[".repeat(DEEP) + "]".repeat(DEEP),
            "{\"a\":".repeat(DEEP) + "1" + "}".repeat(DEEP));

    /** Whole bodies. */
    static final List<String> BODIES = List.of(
            "",
            " ",
            "null",
            "[]",
            "\"text\"",
            "1",
            "{",
            "{}{}",
            "{\"operation\"}",
            "{'a':1}",
            "\uFEFF{}",
            "NaN",
            "<xml/>");

    /** Media types. */
    static final List<String> TYPES = List.of(
            "text/plain",
            "application/xml",
            "application/json;charset=utf-16",
            "application/json;charset=nonsense",
            "application/octet-stream",
            "application/merge-patch+json",
            "*/*",
            "nonsense");

    /** Verbs, known and not. */
    static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW", "get");

    /** Lengths at which something ends. */
    static final List<Integer> LENGTHS = List.of(0, 1, 2, 63, 64, 65, 127, 128, 255, 256, 257, 1_024, 1_025, 65_536);

    /** Characters that are not what they seem. */
    static final List<String> ODD = List.of(
            "\u200B",
            "\uFEFF",
            "\u202E",
            "\uD83D\uDE00",
            "\u0301",
            "\u0000",
            "\u0085",
            "\u2028",
            "\uFF0F",
            "\u0130",
            "\t",
            "%");

    /** What comes into a path at a slash, or at its end. */
    static final List<String> PATH_PARTS = List.of(
            "/",
            "/.",
            "/..",
            "/%2e",
            "/%2e%2e",
            "/%252e%252e",
            "/%c0%ae%c0%ae",
            "/%00",
            "/;a=b",
            "/\\",
            "/%5c..",
            "/%zz",
            "/\u00e4",
            "/%ff%fe",
            "/" + "a".repeat(LONG),
            "/*",
            "/%0d%0aX-Injected:%201");

    /** Headers that change nothing about where a request ends. */
    static final List<List<String>> HEADERS = List.of(
            List.of("Idempotency-Key", ""),
            List.of("Idempotency-Key", "\""),
            List.of("Idempotency-Key", "\"\""),
            List.of("Idempotency-Key", "a b"),
            List.of("Idempotency-Key", "k".repeat(300)),
            List.of("Idempotency-Key", "\u00e4"),
            List.of("Idempotency-Key", "k"),
            List.of("Accept", "text/csv, application/x-ndjson;q=0.5"),
            List.of("Accept", "a/b,".repeat(500)),
            List.of("Accept", ";q=2"),
            List.of("Accept-Language", "x".repeat(500)),
            List.of("Authorization", "Basic YWRtaW46YWRtaW4="),
            List.of("Content-Encoding", "gzip"),
            List.of("Content-Type", "text/plain"),
            List.of("Expect", "100-continue"),
            List.of("Forwarded", "for=\"_\";host=evil.test"),
            List.of("If-None-Match", "*"),
            List.of("Last-Event-ID", "-1"),
            List.of("Origin", "https://evil.test"),
            List.of("Range", "bytes=0-1"),
            List.of("X-Forwarded-For", "' OR 1=1 --"),
            List.of("X-Forwarded-Host", "evil.test"),
            List.of("X-HTTP-Method-Override", "DELETE"),
            List.of("X-Request-ID", "x".repeat(400)),
            List.of("X-Request-ID", "<script>"),
            List.of("X-Giant", "x".repeat(9_000)));

    /** Headers that leave in doubt where a request ends, or what comes after it. */
    static final List<List<String>> FRAMING = List.of(
            List.of("Content-Length", "0"),
            List.of("Content-Length", "1"),
            List.of("Content-Length", "100000"),
            List.of("Content-Length", "-1"),
            List.of("Content-Length", "+5"),
            List.of("Content-Length", "5, 5"),
            List.of("Content-Length", "99999999999999999999"),
            List.of("Content-Length", "2\r\nContent-Length: 3"),
            List.of("Content-Length", "2\r\nTransfer-Encoding: chunked"),
            List.of("Transfer-Encoding", "chunked"),
            List.of("Transfer-Encoding", "chunked, chunked"),
            List.of("Transfer-Encoding", "gzip"),
            List.of("Transfer-Encoding", "xchunked"),
            List.of("Transfer-Encoding", "\u000bchunked"),
            List.of("Connection", "Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__"),
            List.of("Upgrade", "websocket\r\nConnection: Upgrade"),
            List.of("X\u0000", "a"),
            List.of("X Y", "a"),
            List.of("Cookie", "a=\u0001"),
            List.of("", "a"),
            List.of("X-Folded", "a\r\n b"));

    private HostileValues() {}
}
