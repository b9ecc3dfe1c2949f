package io.keysweep.rights;

import io.restassured.http.Header;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** An account's names of things, some of them put in place of its own, and answers without those. */
record Foreign(Map<String, String> known, Set<String> names) {

    /** What is known and is no object of an account. */
    static final Set<String> NO_OBJECTS =
            Set.of("name", "password", "key_material", "subscription_id", "tenant_id", "client_secret");

    private static final Set<String> OF_THE_REQUEST = Set.of("x-request-id", "date");

    Foreign(Map<String, String> own, Set<String> names, UnaryOperator<String> others) {
        this(new HashMap<>(own), names);
        names.forEach(name -> known.put(name, others.apply(name)));
    }

    /** A value of the same form and length that nothing is called by. */
    static String nobodys(String value) {
        if (value.matches("[0-9]+")) {
            return "9".repeat(value.length()).replaceFirst("9", "8");
        }
        String id = UUID.randomUUID().toString();
        return value.length() == id.length() ? id : "n" + id.substring(0, 7) + value.substring(8);
    }

    /** Status, headers and body of an answer, but for the request and the names. */
    String seen(Response response) {
        Set<String> headers = new TreeSet<>();
        for (Header header : response.headers()) {
            String name = header.getName().toLowerCase(Locale.ROOT);
            if (!OF_THE_REQUEST.contains(name)) {
                headers.add(name + ": " + header.getValue());
            }
        }
        String text = response.statusCode() + " " + headers + " " + response.asString();
        for (String name : names) {
            text = text.replace(known.get(name), "…");
        }
        return text.replaceAll("\"requestID\":\"[^\"]*\"", "\"requestID\":\"…\"");
    }
}
