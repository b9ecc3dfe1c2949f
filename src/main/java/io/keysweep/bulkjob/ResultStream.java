package io.keysweep.bulkjob;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keysweep.http.Timestamps;
import io.keysweep.limits.StreamPlaces;
import io.keysweep.limits.Streams;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All results of a job as text, a few chunks in memory at a time whatever the size of the job: the next are read when the
 * reader has taken the last. Nothing is held in the database meanwhile.
 */
@ApplicationScoped
class ResultStream {

    private static final String CSV_HEADER = "backup_id,outcome,status,at";

    private final OutcomeRepository outcomes;
    private final ObjectMapper json;
    private final StreamPlaces places;

    ResultStream(OutcomeRepository outcomes, ObjectMapper json, Streams streams) {
        this.outcomes = outcomes;
        this.json = json;
        this.places = streams.reports();
    }

    /** One JSON object a line; items are separated, not ended, by line feeds. */
    Multi<byte[]> ndjson(BulkJob job, Optional<List<String>> filter) {
        Multi<byte[]> rows = lines(job, filter, this::jsonLine).map(lines -> lines.getBytes(StandardCharsets.UTF_8));
        return places.during(job.account(), rows);
    }

    /** RFC 4180 with a header; each item ends with a line feed. */
    Multi<String> csv(BulkJob job, Optional<List<String>> filter) {
        Multi<String> rows = lines(job, filter, ResultStream::csvLine).map(lines -> lines + "\n");
        return places.during(
                job.account(),
                Multi.createBy().concatenating().streams(Multi.createFrom().item(CSV_HEADER + "\n"), rows));
    }

    private Multi<String> lines(BulkJob job, Optional<List<String>> filter, Function<ResultView, String> line) {
        return chunks(job, filter).map(chunk -> chunk.results().map(line).collect(Collectors.joining("\n")));
    }

    private Multi<OutcomeChunk> chunks(BulkJob job, Optional<List<String>> filter) {
        AtomicReference<OutcomeChunk.Place> place = new AtomicReference<>(OutcomeChunk.Place.START);
        return Multi.createBy()
                .repeating()
                .uni(() -> next(job, filter, place))
                .whilst(chunks -> !chunks.isEmpty())
                .onItem()
                .disjoint();
    }

    private Uni<List<OutcomeChunk>> next(
            BulkJob job, Optional<List<String>> filter, AtomicReference<OutcomeChunk.Place> place) {
        return outcomes.chunksAfter(job.account(), job.id(), filter, place.get())
                .invoke(chunks -> {
                    if (!chunks.isEmpty()) {
                        place.set(chunks.get(chunks.size() - 1).place());
                    }
                });
    }

    private String jsonLine(ResultView result) {
        try {
            return json.writeValueAsString(result);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String csvLine(ResultView result) {
        return result.backupId() + "," + result.outcome() + ",\""
                + result.status().replace("\"", "\"\"") + "\"," + Timestamps.format(result.at());
    }
}
