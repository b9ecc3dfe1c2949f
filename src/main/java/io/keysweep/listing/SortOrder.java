package io.keysweep.listing;

import io.keysweep.http.BadRequestException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The order of a list.
 *
 * @param hql for after {@code order by}; total, since it ends in the id
 */
public record SortOrder(String hql) {

    /**
     * From the query parameter {@code sort}: properties with commas between them, {@code -} before one that descends. The id
     * comes last, in the direction of the property before it, so that an index that ends in the id serves both ways. None is
     * named twice: each other text is another query to Hibernate, which keeps the plans of a few.
     *
     * @param text as the caller wrote it; null or blank means {@code -createdAt}
     * @param properties what may be sorted by: names on the wire, with what the query calls them
     * @param id what the query calls the id
     * @throws BadRequestException if a property is not among them, or named twice
     */
    public static SortOrder parse(String text, Map<String, String> properties, String id) {
        List<String> terms = new ArrayList<>();
        Set<String> named = new HashSet<>();
        String direction = "";
        for (String written : (text == null || text.isBlank() ? "-createdAt" : text).split(",", -1)) {
            String term = written.strip();
            boolean descends = term.startsWith("-");
            String name = descends ? term.substring(1) : term;
            direction = descends ? " desc" : " asc";
            terms.add(property(name, properties) + direction);
            if (!named.add(name)) {
                throw new BadRequestException("sort: names " + name + " twice; name each property once");
            }
        }
        terms.add(id + direction);
        return new SortOrder(String.join(", ", terms));
    }

    private static String property(String name, Map<String, String> properties) {
        String property = properties.get(name);
        if (property == null) {
            throw new BadRequestException("sort: must name properties among "
                    + String.join(", ", new TreeSet<>(properties.keySet()))
                    + ", with commas between them and - before one that descends");
        }
        return property;
    }
}
