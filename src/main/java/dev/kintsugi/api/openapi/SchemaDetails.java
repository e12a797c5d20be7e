package dev.kintsugi.api.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;

/**
 * Adds to each schema what the Java source says of its record: descriptions, which fields are always there and which may be null.
 * It stands in {@code META-INF/openapi/schemas.json}, which {@code OpenApiSchemasTest} compares with the source and can write.
 */
final class SchemaDetails {

    private SchemaDetails() {}

    private static final Pattern ALTERNATIVES = Pattern.compile("\\w+(?:\\|\\w+)*");

    static void addTo(OpenAPI api) {
        var known = DocumentFiles.json("schemas.json");
        api.getComponents().getSchemas().forEach((name, schema) -> {
            if (known.has(name)) {
                complete(schema, known.get(name));
            }
        });
    }

    private static void complete(Schema schema, JsonNode known) {
        if (schema.getDescription() == null && known.has("description")) {
            schema.setDescription(known.get("description").asText());
        }
        if (schema.getProperties() == null) {
            return;
        }
        var required = new ArrayList<String>();
        var properties = Map.copyOf(schema.getProperties());
        properties.forEach((field, property) -> {
            var facts = known.at("/fields/" + field);
            if (facts.has("description") && property.getDescription() == null) {
                property.setDescription(facts.get("description").asText());
            }
            list(property);
            if (facts.path("required").asBoolean()) {
                required.add(field);
            }
            if (facts.path("nullable").asBoolean()) {
                schema.addProperty(field, nullable(property));
            }
        });
        schema.setRequired(
                required.isEmpty() ? null : required.stream().sorted().toList());
    }

    /** A pattern that lists values is a list of values. */
    private static void list(Schema property) {
        var pattern = property.getPattern();
        if (pattern != null && ALTERNATIVES.matcher(pattern).matches()) {
            property.setPattern(null);
            property.setEnumeration(List.copyOf(Arrays.asList(pattern.split("\\|"))));
        }
    }

    private static Schema nullable(Schema property) {
        if (property.getRef() != null) {
            var description = property.getDescription();
            property.setDescription(null);
            return OASFactory.createSchema()
                    .description(description)
                    .addAnyOf(property)
                    .addAnyOf(OASFactory.createSchema().addType(SchemaType.NULL));
        }
        if (property.getType() != null && !property.getType().contains(SchemaType.NULL)) {
            property.addType(SchemaType.NULL);
        }
        if (property.getEnumeration() != null) {
            var values = new ArrayList<Object>(property.getEnumeration());
            values.add(null);
            property.setEnumeration(values);
        }
        return property;
    }
}
