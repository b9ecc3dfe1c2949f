package io.keysweep.http;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.math.BigDecimal;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/**
 * Describes the ids in paths and the parameters that all lists share. Resources take them as text, so that what is wrong
 * with one is answered by a 400 with our words; to a client they are ids, numbers and lists.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ParameterForms implements OASFilter {

    private static final String SORT_DEFAULT = "-createdAt";

    /** Made by the build, which reads the annotation. */
    public ParameterForms() {}

    @Override
    public Parameter filterParameter(Parameter parameter) {
        return switch (parameter.getIn()) {
            case PATH ->
                parameter.schema(
                        OASFactory.createSchema().addType(SchemaType.STRING).format("uuid"));
            case QUERY -> ofQuery(parameter);
            default -> parameter;
        };
    }

    private static Parameter ofQuery(Parameter parameter) {
        return switch (parameter.getName()) {
            case "skip" -> parameter.description("How many to pass over.").schema(number(0, 0));
            case "limit" ->
                parameter
                        .description("How many at the most: 1 to " + PageRequest.MAXIMUM
                                + ", or -1 for all, if there are no more than that.")
                        .schema(number(PageRequest.DEFAULT_LIMIT, -1).maximum(BigDecimal.valueOf(PageRequest.MAXIMUM)));
            case "sort" ->
                parameter.description("Properties with commas between them, - before one that descends"
                        + (parameter.getDescription() == null
                                ? ""
                                : ", " + parameter.getDescription().replaceFirst("^S", "s"))
                        + "; " + SORT_DEFAULT + " by default.");
            case "created_after", "created_before" ->
                parameter.description(
                        "Exclusive; RFC 3339 with an offset, or a date, which means its midnight in UTC.");
            default -> enumerated(parameter);
        };
    }

    private static Schema number(int byDefault, int minimum) {
        return OASFactory.createSchema()
                .addType(SchemaType.INTEGER)
                .format("int32")
                .defaultValue(byDefault)
                .minimum(BigDecimal.valueOf(minimum));
    }

    // An annotation has no place for what the items of an array may be.
    private static Parameter enumerated(Parameter parameter) {
        Schema schema = parameter.getSchema();
        if (schema.getItems() != null && schema.getEnumeration() != null) {
            schema.getItems().setEnumeration(schema.getEnumeration());
            schema.setEnumeration(null);
        }
        return parameter;
    }
}
