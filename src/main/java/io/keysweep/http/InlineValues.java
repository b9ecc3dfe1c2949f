package io.keysweep.http;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;

/** Describes ids and times where they stand: generators would make classes of them if they were named schemas. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class InlineValues implements OASFilter {

    private static final String SCHEMAS = "#/components/schemas/";
    private static final Map<String, String> FORMATS = Map.of("UUID", "uuid", "Instant", "date-time");

    /** Made by the build, which reads the annotation. */
    public InlineValues() {}

    @Override
    public Schema filterSchema(Schema schema) {
        if (schema.getRef() != null) {
            String format = FORMATS.get(schema.getRef().replace(SCHEMAS, ""));
            return format == null
                    ? schema
                    : OASFactory.createSchema().addType(SchemaType.STRING).format(format);
        }
        // A format says as much as the pattern that comes with it.
        return FORMATS.get("UUID").equals(schema.getFormat()) ? schema.pattern(null) : schema;
    }

    @Override
    public void filterOpenAPI(OpenAPI api) {
        FORMATS.keySet().forEach(api.getComponents()::removeSchema);
    }
}
