package dev.kintsugi.api.openapi;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Every field of requests and answers is described, as its record is in the Java source. {@code -Dopenapi.write=true} writes {@code
 * schemas.json} anew.
 */
@QuarkusTest
class OpenApiSchemasTest {

    private static final Path FILE = Path.of("src/main/resources/META-INF/openapi/schemas.json");

    private final ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Test
    void describesSchemasAsTheSourceDoes() throws Exception {
        var names = new TreeSet<String>();
        schemas().fieldNames().forEachRemaining(names::add);
        var facts = RecordFacts.read(Path.of("src/main/java"), names);
        if (Boolean.getBoolean("openapi.write")) {
            Files.writeString(FILE, json.writeValueAsString(facts) + "\n");
        }
        assertThat(json.readTree(FILE.toFile())).isEqualTo(facts);
    }

    @Test
    void describesEveryFieldAndParameter() throws Exception {
        var bare = new ArrayList<String>();
        schemas()
                .properties()
                .forEach(schema -> schema.getValue()
                        .path("properties")
                        .properties()
                        .forEach(field -> {
                            if (!field.getValue().has("description")) {
                                bare.add(schema.getKey() + "." + field.getKey());
                            }
                        }));
        document()
                .path("paths")
                .findValues("parameters")
                .forEach(list -> list.forEach(parameter -> {
                    if (!parameter.has("description")) {
                        bare.add(parameter.path("name").asText());
                    }
                }));
        assertThat(bare).isEmpty();
    }

    private JsonNode schemas() throws Exception {
        return document().at("/components/schemas");
    }

    private JsonNode document() throws Exception {
        return json.readTree(given().get("/q/openapi?format=json").asString());
    }
}
