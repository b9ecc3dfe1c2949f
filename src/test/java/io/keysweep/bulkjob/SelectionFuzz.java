package io.keysweep.bulkjob;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.keysweep.http.BadRequestException;
import java.io.IOException;

/** Bodies of a create call: read as a selection that means one thing, or refused. */
public final class SelectionFuzz {

    // As JsonRules has it.
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private SelectionFuzz() {}

    /** One input. */
    public static void fuzzerTestOneInput(byte[] input) {
        BulkJobRequest request;
        try {
            request = JSON.readValue(input, BulkJobRequest.class);
        } catch (IOException e) {
            return;
        }
        try {
            check(SelectionReader.read(request));
        } catch (BadRequestException e) {
            // What callers are told.
        }
    }

    private static void check(Selection selection) {
        boolean one = selection.scope() == Scope.KEY || selection.scope() == Scope.VAULT;
        if (selection.ids().isEmpty() || (one && selection.ids().size() != 1)) {
            throw new IllegalStateException("selects by " + selection.scope() + " without an id, or by several");
        }
        if (selection.createdAfter().isPresent()
                && selection.createdBefore().isPresent()
                && !selection
                        .createdAfter()
                        .get()
                        .isBefore(selection.createdBefore().get())) {
            throw new IllegalStateException("an empty range was taken");
        }
        if (selection.keepLast().isPresent() && selection.keepLast().get() < 1) {
            throw new IllegalStateException("keeps less than one");
        }
    }
}
