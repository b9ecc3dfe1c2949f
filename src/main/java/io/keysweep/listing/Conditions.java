package io.keysweep.listing;

import io.keysweep.http.BadRequestException;
import io.keysweep.http.ObjectId;
import io.keysweep.http.Texts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The conditions of a query, all of which must hold, and the values bound to them. Not for use by several threads.
 *
 * <p>Every method adds at most one condition. Those that take lists add none if the list is empty or blank: the caller did
 * not ask.
 */
public final class Conditions {

    private static final String NEVER = "1 = 0";

    private final List<String> clauses = new ArrayList<>();
    private final Map<String, Object> parameters = new HashMap<>();

    /** The property has this value. */
    public Conditions equal(String property, Object value) {
        clauses.add(property + " = " + bind(value));
        return this;
    }

    /** The property compares to the value as the operator says, if there is a value. */
    public Conditions compare(String property, String operator, Optional<?> value) {
        value.ifPresent(bound -> clauses.add(property + " " + operator + " " + bind(bound)));
        return this;
    }

    /** The property is one of the values; with an empty set no row is. Without a set there is no condition. */
    public Conditions among(String property, Optional<? extends Collection<?>> values) {
        values.ifPresent(set -> in(property, set));
        return this;
    }

    /** The property is one of these texts. */
    public Conditions text(String property, String field, List<String> values) {
        return Texts.given(values).isEmpty() ? this : in(property, texts(field, values));
    }

    /** The property is one of these ids; texts that are no ids match no row. */
    public Conditions id(String property, List<String> values) {
        return Texts.given(values).isEmpty() ? this : in(property, ids(values));
    }

    /** An object is named by one of its id and its name: the ids may be any of these, or the names. */
    public Conditions idOrName(String idProperty, String nameProperty, String field, List<String> values) {
        List<String> asked = texts(field, values);
        if (!asked.isEmpty()) {
            clauses.add("(" + any(idProperty, ids(asked)) + " or " + any(nameProperty, asked) + ")");
        }
        return this;
    }

    /** The property is one of these ids; or, where {@code true} or {@code false} is asked for, it is there or not. */
    public Conditions idOrPresence(String property, List<String> values) {
        List<String> asked = Texts.given(values);
        if (!asked.isEmpty()) {
            String present = asked.contains("true") ? " or " + property + " is not null" : "";
            String missing = asked.contains("false") ? " or " + property + " is null" : "";
            clauses.add("(" + any(property, ids(asked)) + present + missing + ")");
        }
        return this;
    }

    /** The property is one of these whole numbers. */
    public Conditions number(String property, String field, List<String> values) {
        return parsed(property, values, text -> number(field, text));
    }

    /** The property is one of these truth values. */
    public Conditions truth(String property, String field, List<String> values) {
        return parsed(property, values, text -> truth(field, text));
    }

    private Conditions parsed(String property, List<String> values, Function<String, ?> parse) {
        List<String> asked = Texts.given(values);
        return asked.isEmpty() ? this : in(property, asked.stream().map(parse).toList());
    }

    /** A property that is the same in all rows is one of these texts. */
    public Conditions constant(String actual, List<String> values) {
        List<String> asked = Texts.given(values);
        return asked.isEmpty() || asked.contains(actual) ? this : never();
    }

    /** A property that is the same in all rows is one of these truth values. */
    public Conditions constantTruth(boolean actual, String field, List<String> values) {
        List<Boolean> asked =
                Texts.given(values).stream().map(text -> truth(field, text)).toList();
        return asked.isEmpty() || asked.contains(actual) ? this : never();
    }

    /** The property is one that no row has a value of: whoever asks for one is given nothing. */
    public Conditions absent(List<String> values) {
        return Texts.given(values).isEmpty() ? this : never();
    }

    private Conditions never() {
        clauses.add(NEVER);
        return this;
    }

    /** A condition of the query's own form, with {@code %s} where the value belongs. */
    public Conditions matching(String condition, Object value) {
        clauses.add(condition.formatted(bind(value)));
        return this;
    }

    /** For after {@code where}. */
    public String hql() {
        return clauses.isEmpty() ? "1 = 1" : String.join(" and ", clauses);
    }

    /** The values, by the names that {@link #hql} gives them. */
    public Map<String, Object> parameters() {
        return Map.copyOf(parameters);
    }

    private Conditions in(String property, Collection<?> values) {
        clauses.add(any(property, values));
        return this;
    }

    private String any(String property, Collection<?> values) {
        return values.isEmpty() ? NEVER : property + " in " + bind(values);
    }

    private String bind(Object value) {
        String name = "p" + parameters.size();
        parameters.put(name, value);
        return ":" + name;
    }

    private static Collection<?> ids(List<String> values) {
        return values.stream().map(ObjectId::parse).flatMap(Optional::stream).collect(Collectors.toUnmodifiableSet());
    }

    private static List<String> texts(String field, List<String> values) {
        List<String> asked = Texts.given(values);
        asked.forEach(text -> Texts.storable(field, text));
        return asked;
    }

    private static Integer number(String field, String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw new BadRequestException(field + ": must be a whole number");
        }
    }

    private static Boolean truth(String field, String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new BadRequestException(field + ": must be true or false");
        };
    }
}
