package io.keysweep.http;

import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The envelope of every list.
 *
 * @param skip how many were passed over, as asked for
 * @param limit how many were asked for at the most, as asked for
 * @param total how many there are in all
 * @param resources this page, never null
 */
public record Page<T>(
        @Schema(required = true) int skip,
        @Schema(required = true) int limit,
        @Schema(required = true) long total,
        @Schema(required = true) List<T> resources) {

    public Page {
        resources = List.copyOf(resources);
    }

    /**
     * The part of a list that was asked for.
     *
     * @throws BadRequestException if all were asked for and this is a part
     */
    public static <T> Page<T> of(PageRequest request, long total, List<T> resources) {
        request.checkFits(total);
        return new Page<>(request.skip(), request.limit(), total, resources);
    }

    /** The same page of what each resource is turned into. */
    public <R> Page<R> map(Function<? super T, R> view) {
        return new Page<>(skip, limit, total, resources.stream().map(view).toList());
    }
}
