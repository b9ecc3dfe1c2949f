package io.keysweep.http;

/**
 * Which part of a list is wanted.
 *
 * @param skip how many to pass over, 0 or more
 * @param limit how many at the most: 1 to {@link #MAXIMUM}, or -1 for all, if there are no more than
 *     {@link #MAXIMUM}
 */
public record PageRequest(int skip, int limit) {

    /** The most a page holds. */
    public static final int MAXIMUM = 1_000;

    /** What a caller gets who does not ask. */
    public static final int DEFAULT_LIMIT = 10;

    /** What is asked for by its id. */
    public static final PageRequest ONE = new PageRequest(0, 1);

    private static final int ALL = -1;
    private static final int SMALL = 100;
    private static final long MOST_BYTES = 4_000_000;

    public PageRequest {
        if (skip < 0) {
            throw new BadRequestException("skip: must be 0 or more, is " + skip);
        }
        if (limit != ALL && (limit < 1 || limit > MAXIMUM)) {
            throw new BadRequestException("limit: must be 1 to " + MAXIMUM + ", or -1 for all, is " + limit);
        }
    }

    /** From the query parameters {@code skip} and {@code limit}; null means the default. */
    public static PageRequest of(Integer skip, Integer limit) {
        return new PageRequest(skip == null ? 0 : skip, limit == null ? DEFAULT_LIMIT : limit);
    }

    /**
     * From the query parameters {@code skip} and {@code limit} as they were written; null or blank means the default.
     * Resources take them as text: the framework answers 404 to a number that does not parse.
     */
    public static PageRequest parse(String skip, String limit) {
        return of(number("skip", skip), number("limit", limit));
    }

    private static Integer number(String field, String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw new BadRequestException(field + ": must be a whole number of at most " + Integer.MAX_VALUE);
        }
    }

    /**
     * Sees to it that whoever asks for all gets all: one who took a part for the whole would go on with it.
     *
     * @param total how many there are
     * @throws BadRequestException if they do not fit into a page
     */
    public void checkFits(long total) {
        if (limit == ALL && total - skip > MAXIMUM) {
            throw new BadRequestException("limit: -1 is for lists of up to " + MAXIMUM + ", and here are " + total
                    + "; page with skip and a limit of 1 to " + MAXIMUM);
        }
    }

    /** Whether its rows may be too much for one answer, where a row may have some ten thousand bytes. */
    public boolean large() {
        return size() > SMALL;
    }

    /**
     * Sees to it that an answer fits into memory, beside others.
     *
     * @param bytes how large the rows of this page are together
     * @throws BadRequestException if that is too much
     */
    public void checkBytes(long bytes) {
        if (bytes > MOST_BYTES) {
            throw new BadRequestException(
                    "limit: the rows of this page have " + bytes + " bytes, and an answer has at most " + MOST_BYTES
                            + "; page with skip and a limit of up to " + SMALL);
        }
    }

    /** The number of rows to fetch. */
    public int size() {
        return limit == ALL ? MAXIMUM : limit;
    }
}
