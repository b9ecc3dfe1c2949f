package io.keysweep.listing;

import io.keysweep.http.BadRequestException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Orders and filters of lists: whatever a caller writes, the query consists of our own words, and values are bound. */
public final class ListingFuzz {

    private static final Map<String, String> PROPERTIES = Map.of("name", "b.azureName", "createdAt", "b.createdAt");
    private static final Pattern ORDER = Pattern.compile("(b\\.(azureName|createdAt) (asc|desc), )+b\\.id (asc|desc)");
    private static final Pattern CLAUSE = Pattern.compile(
            "1 = [01]|b\\.\\w+ in :p\\d+|\\((b\\.\\w+ in :p\\d+|1 = 0| or |b\\.\\w+ is (not )?null)+\\)");

    private ListingFuzz() {}

    /** One input: lines are the values of a parameter that was given several times. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        List<String> values = Arrays.asList(text.split("\n", -1));
        refusable(() -> demand(ORDER, SortOrder.parse(text, PROPERTIES, "b.id").hql()));
        refusable(() -> demandClauses(new Conditions().text("b.name", "name", values)));
        refusable(() -> demandClauses(new Conditions().id("b.id", values)));
        refusable(() -> demandClauses(new Conditions().idOrName("b.id", "b.name", "name", values)));
        refusable(() -> demandClauses(new Conditions().idOrPresence("b.id", values)));
        refusable(() -> demandClauses(new Conditions().number("b.size", "size", values)));
        refusable(() -> demandClauses(new Conditions().truth("b.enabled", "enabled", values)));
        refusable(() -> demandClauses(new Conditions().constant("azure", values)));
        refusable(() -> demandClauses(new Conditions().constantTruth(true, "enabled", values)));
        refusable(() -> demandClauses(new Conditions().absent(values)));
    }

    private static void refusable(Runnable reading) {
        try {
            reading.run();
        } catch (BadRequestException e) {
            // What callers are told.
        }
    }

    private static void demandClauses(Conditions conditions) {
        demand(CLAUSE, conditions.hql());
        if (conditions.parameters().values().stream()
                .anyMatch(value -> String.valueOf(value).indexOf('\0') >= 0)) {
            throw new IllegalStateException("binds what PostgreSQL refuses");
        }
    }

    private static void demand(Pattern form, String hql) {
        if (!form.matcher(hql).matches()) {
            throw new IllegalStateException("not of our words: " + hql);
        }
    }
}
