package io.keysweep.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.IgnoredPropertyException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** Says what is wrong with a JSON body in terms of its fields, never of our classes. */
final class JsonProblem {

    private static final int LONGEST_NAME = 100;

    private JsonProblem() {}

    static String describe(JsonProcessingException failure) {
        if (failure instanceof UnrecognizedPropertyException unknown) {
            return path(unknown) + ": not a field of this call; remove it or mend its name, which may be "
                    + unknown.getKnownPropertyIds().stream()
                            .map(Object::toString)
                            .collect(Collectors.joining(", "));
        }
        if (failure instanceof IgnoredPropertyException unsupported) {
            return path(unsupported) + ": is not supported; leave it out";
        }
        if (failure instanceof MismatchedInputException mismatch
                && !mismatch.getPath().isEmpty()) {
            return path(mismatch) + ": must be " + article(mismatch.getTargetType());
        }
        if (failure.getOriginalMessage().startsWith("Duplicate field")) {
            return "request body: has a field twice" + place(failure) + "; give each field once";
        }
        if (failure instanceof JsonMappingException tooLarge && failure.getCause() instanceof InputCoercionException) {
            return path(tooLarge) + ": is out of range";
        }
        if (failure instanceof MismatchedInputException) {
            return "request body: must be one JSON object";
        }
        return "request body: is not valid JSON" + place(failure);
    }

    private static String place(JsonProcessingException failure) {
        return failure.getLocation() == null
                ? ""
                : " (line " + failure.getLocation().getLineNr() + ", column "
                        + failure.getLocation().getColumnNr() + ")";
    }

    private static String path(JsonMappingException failure) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : failure.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(shortened(step.getFieldName()));
            }
        }
        return path.toString();
    }

    private static String shortened(String name) {
        return name.substring(0, Math.min(name.length(), LONGEST_NAME));
    }

    private static String article(Class<?> type) {
        if (type == null || type.isRecord() || Map.class.isAssignableFrom(type)) {
            return "an object";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (type == Integer.class || type == Long.class) {
            return "a whole number";
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "an array";
        }
        return type == String.class ? "a string" : "a number";
    }
}
