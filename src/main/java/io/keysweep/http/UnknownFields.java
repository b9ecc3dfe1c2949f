package io.keysweep.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.exc.IgnoredPropertyException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.io.IOException;
import java.util.Arrays;
import java.util.TreeSet;

/** Refuses what nobody reads, where {@link KnownFieldsOnly} says so; elsewhere it is passed over as the product does. */
final class UnknownFields extends DeserializationProblemHandler {

    @Override
    public boolean handleUnknownProperty(
            DeserializationContext context, JsonParser json, JsonDeserializer<?> reader, Object owner, String field)
            throws IOException {
        KnownFieldsOnly rule = reader.handledType().getAnnotation(KnownFieldsOnly.class);
        if (rule == null) {
            return false;
        }
        if (Arrays.asList(rule.harmless()).contains(field)) {
            json.skipChildren();
            return true;
        }
        if (!Arrays.asList(rule.unsupported()).contains(field)) {
            throw UnrecognizedPropertyException.from(json, owner, field, new TreeSet<>(reader.getKnownPropertyNames()));
        }
        if (!meansNothing(context.readTree(json))) {
            throw IgnoredPropertyException.from(json, owner, field, null);
        }
        return true;
    }

    // As clients send what their users left out.
    private static boolean meansNothing(JsonNode value) {
        return value.isNull()
                || value.isBoolean() && !value.booleanValue()
                || value.isTextual() && value.textValue().isEmpty()
                || value.isContainerNode() && value.isEmpty();
    }
}
