package io.keysweep.http;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.examples.Example;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;

/**
 * Gives each operation the examples of {@code META-INF/openapi.yaml}: of its body, and of what it answers if all is well.
 * They are found by the name of the schema; what a single operation has of its own, by its name before that. Lists are made
 * of the example of what they list. The build does all of it; nothing is left to do at the start.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class Examples implements OASFilter {

    private static final String JSON = "application/json";
    private static final String SUCCESS = "2";
    private static final String LISTED = "resources";

    /** Made by the build, which reads the annotation. */
    public Examples() {}

    @Override
    public void filterOpenAPI(OpenAPI api) {
        Named named = new Named(
                new LinkedHashMap<>(api.getComponents().getExamples()),
                api.getComponents().getSchemas());
        api.getPaths().getPathItems().values().stream()
                .flatMap(item -> item.getOperations().values().stream())
                .forEach(operation -> complete(operation, named));
        api.getComponents().setExamples(named.examples());
    }

    private static void complete(Operation operation, Named named) {
        String name = operation.getOperationId();
        if (operation.getRequestBody() != null) {
            operation
                    .getRequestBody()
                    .getContent()
                    .getMediaTypes()
                    .values()
                    .forEach(media -> refer(media, named.ofRequest(name, media.getSchema())));
        }
        operation.getResponses().getAPIResponses().forEach((status, response) -> {
            if (status.startsWith(SUCCESS) && response.getContent() != null) {
                complete(name, response.getContent(), named);
            }
        });
    }

    private static void complete(String operation, Content answer, Named named) {
        answer.getMediaTypes()
                .forEach((type, media) -> refer(
                        media,
                        JSON.equals(type)
                                ? named.ofAnswer(operation, media.getSchema())
                                : named.ofText(operation, type)));
    }

    private static void refer(MediaType media, Optional<String> example) {
        example.ifPresent(
                name -> media.addExample(name, OASFactory.createExample().ref(name)));
    }

    /** The examples by name; those that are made of others are added. */
    private record Named(Map<String, Example> examples, Map<String, Schema> schemas) {

        Optional<String> ofRequest(String operation, Schema schema) {
            return name(schema).map(name -> own(operation, name)).filter(examples::containsKey);
        }

        Optional<String> ofAnswer(String operation, Schema schema) {
            if (schema.getItems() != null) {
                return name(schema.getItems()).flatMap(this::list);
            }
            return name(schema).flatMap(name -> isPage(name) ? page(name) : single(operation, name));
        }

        Optional<String> ofText(String operation, String type) {
            return Optional.of(operation + "." + type.substring(type.indexOf('/') + 1))
                    .filter(examples::containsKey);
        }

        private boolean isPage(String name) {
            Map<String, Schema> properties = schemas.get(name).getProperties();
            return properties != null && properties.containsKey(LISTED);
        }

        private String own(String operation, String name) {
            String own = operation + "." + name;
            return examples.containsKey(own) ? own : name;
        }

        // An operation's own example has only the fields that differ.
        private Optional<String> single(String operation, String name) {
            String own = own(operation, name);
            if (!own.equals(name)) {
                Map<Object, Object> whole = new LinkedHashMap<>(fields(name));
                whole.putAll(fields(own));
                add(own, whole);
            }
            return Optional.of(own).filter(examples::containsKey);
        }

        private Map<?, ?> fields(String name) {
            return (Map<?, ?>) examples.get(name).getValue();
        }

        private Optional<String> page(String name) {
            Schema item = schemas.get(name).getProperties().get(LISTED).getItems();
            return name(item).filter(examples::containsKey).map(of -> add(name, page(fields(of))));
        }

        private static Object page(Map<?, ?> item) {
            Map<String, Object> page = new LinkedHashMap<>();
            page.put("skip", 0);
            page.put("limit", PageRequest.DEFAULT_LIMIT);
            page.put("total", 1);
            page.put(LISTED, List.of(item));
            return page;
        }

        private Optional<String> list(String item) {
            return Optional.of(item).filter(examples::containsKey).map(of -> add("List" + of, List.of(fields(of))));
        }

        private String add(String name, Object value) {
            examples.put(name, OASFactory.createExample().value(value));
            return name;
        }

        private static Optional<String> name(Schema schema) {
            return Optional.ofNullable(schema)
                    .map(Schema::getRef)
                    .map(reference -> reference.substring(reference.lastIndexOf('/') + 1));
        }
    }
}
