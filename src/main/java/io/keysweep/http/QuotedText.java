package io.keysweep.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Texts of headers of which parts stand in double quotes; a backslash there means the character after it (RFC 9110, 5.6.4). */
final class QuotedText {

    private QuotedText() {}

    /**
     * The parts between separators that stand in no quotes. Read from the end: what others appended to a header is told apart
     * whatever stands before it.
     */
    static List<String> split(String text, char separator) {
        Deque<String> parts = new ArrayDeque<>();
        int end = text.length();
        boolean quoted = false;
        for (int i = text.length() - 1; i >= 0; i--) {
            char c = text.charAt(i);
            if (c == '"' && !escaped(text, i)) {
                quoted = !quoted;
            } else if (!quoted && c == separator) {
                parts.addFirst(text.substring(i + 1, end));
                end = i;
            }
        }
        parts.addFirst(text.substring(0, end));
        return List.copyOf(parts);
    }

    private static boolean escaped(String text, int index) {
        int backslashes = 0;
        while (backslashes < index && text.charAt(index - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    /** What stands in the quotes, or the text itself if it has none around it. */
    static String unquoted(String text) {
        String trimmed = text.trim();
        boolean quoted = trimmed.length() > 1 && trimmed.startsWith("\"") && trimmed.endsWith("\"");
        return quoted ? trimmed.substring(1, trimmed.length() - 1).replaceAll("\\\\(.)", "$1") : trimmed;
    }
}
