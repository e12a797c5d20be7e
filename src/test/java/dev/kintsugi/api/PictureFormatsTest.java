package dev.kintsugi.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures as PNG, JPEG and WebP, and OpenAI's fields about them. */
@QuarkusTest
class PictureFormatsTest {

    private static final Map<String, String> BEGINNINGS =
            Map.of("png", "\u0089PNG", "jpeg", "\u00ff\u00d8\u00ff", "webp", "RIFF");

    @ParameterizedTest
    @CsvSource({"png", "jpeg", "webp"})
    void answersInTheFormatThatWasAskedFor(String format) {
        var answer = generate(Map.of("output_format", format))
                .statusCode(200)
                .body("output_format", equalTo(format))
                .body("created", greaterThan(1_700_000_000))
                .body("usage.input_tokens", greaterThan(2))
                .body("usage.output_tokens", equalTo(1))
                .extract()
                .jsonPath();
        assertThat(answer.getInt("usage.total_tokens")).isEqualTo(answer.getInt("usage.input_tokens") + 1);
        assertThat(answer.getMap("data[0]")).containsOnlyKeys("b64_json");
        assertIs(format, Base64.getDecoder().decode(answer.getString("data[0].b64_json")));
    }

    @ParameterizedTest
    @CsvSource({"jpeg", "webp"})
    void compressesAndServesTheSameBehindUrls(String format) {
        var small = bytes(Map.of("output_format", format, "output_compression", 5));
        assertThat(small.length).isLessThan(bytes(Map.of("output_format", format)).length);
        var url = generate(Map.of("output_format", format, "output_compression", 5, "response_format", "url"))
                .extract()
                .jsonPath()
                .getString("data[0].url");
        assertThat(url).endsWith("." + format);
        assertThat(given().get(url)
                        .then()
                        .contentType("image/" + format)
                        .extract()
                        .asByteArray())
                .isEqualTo(small);
    }

    @Test
    void keepsPngAndConvertsOnTheWayOut() {
        var job = generate(Map.of()).extract().jsonPath();
        var path = "/v1/jobs/" + job.getString("kintsugi.job") + "/artifacts/0";
        var png = given().get(path + ".png")
                .then()
                .statusCode(200)
                .contentType("image/png")
                .extract();
        assertThat(png.asByteArray()).isEqualTo(Base64.getDecoder().decode(job.getString("data[0].b64_json")));
        for (var name : new String[] {".jpeg", ".jpg", ".webp"}) {
            var type = name.equals(".webp") ? "webp" : "jpeg";
            var other = given().get(path + name).then().statusCode(200).contentType("image/" + type);
            other.header("ETag", not(equalTo(png.header("ETag"))));
            assertIs(type, other.extract().asByteArray());
            given().header("If-None-Match", other.extract().header("ETag"))
                    .get(path + name)
                    .then()
                    .statusCode(304);
        }
        given().get(path + ".gif").then().statusCode(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "image/webp                                | image/webp",
                "image/jpeg                                | image/jpeg",
                "image/avif,image/webp,image/*;q=0.8,*/*;q=0.5 | image/png",
                "*/*                                       | image/png",
                "text/plain                                | image/png",
            })
    void convertsIfTheCallerTakesNothingElse(String accept, String type) {
        var job = generate(Map.of()).extract().jsonPath().getString("kintsugi.job");
        given().header("Accept", accept)
                .get("/v1/jobs/" + job + "/artifacts/0.png")
                .then()
                .statusCode(200)
                .contentType(type)
                .header("Vary", containsString("Accept"));
    }

    @Test
    void jobsHaveAFormatToo() {
        var job = given().contentType(ContentType.JSON)
                .header("Prefer", "wait=30")
                .body(Map.of("prompt", "a star", "size", "64x64", "steps", 1, "output_format", "webp"))
                .post("/v1/jobs")
                .then()
                .body("state", equalTo("completed"))
                .extract()
                .jsonPath();
        assertThat(job.getString("artifacts[0]")).endsWith("/0.webp");
        given().get(job.getString("artifacts[0]")).then().statusCode(200).contentType("image/webp");
        var events = given().get("/v1/jobs/" + job.getString("id") + "/events").asString();
        assertThat(events).contains("\"UklGR"); // RIFF
        given().contentType(ContentType.JSON)
                .body(Map.of("prompt", "a star", "output_format", "gif", "output_compression", 101))
                .post("/v1/jobs")
                .then()
                .statusCode(422)
                .body("field_errors.field", equalTo(java.util.List.of("output_format", "output_compression")));
    }

    @ParameterizedTest
    @CsvSource({
        "output_format, gif",
        "background, transparent",
        "background, blue",
        "style, loud",
        "moderation, high",
        "quality, superb",
    })
    void refusesValuesThatOpenAiHasNotOrThatCannotBeHad(String field, String value) {
        generate(Map.of(field, value)).statusCode(400).body("error.param", equalTo(field));
    }

    @ParameterizedTest
    @CsvSource({"-1", "101"})
    void refusesACompressionOutOfRange(int compression) {
        generate(Map.of("output_compression", compression))
                .statusCode(400)
                .body("error.param", equalTo("output_compression"));
    }

    @Test
    void tellsOfFieldsWithoutEffect() {
        var warnings = generate(Map.of("output_compression", 50, "style", "vivid", "moderation", "low"))
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("kintsugi.warnings", String.class);
        assertThat(warnings)
                .anyMatch(text -> text.contains("output_compression"))
                .anyMatch(text -> text.contains("style"))
                .anyMatch(text -> text.contains("moderation"));
    }

    @Test
    void drawsARandomSeedForMinusOneAndSaysWhich() {
        var answer = generate(Map.of("seed", -1)).statusCode(200).extract().jsonPath();
        assertThat(answer.getLong("kintsugi.seeds[0]")).isNotNegative();
        assertThat(answer.getList("kintsugi.warnings", String.class)).anyMatch(text -> text.contains("seed -1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "seed   | 9223372036854775808 | must be a whole number from",
                "seed   | 42.0                | without a decimal point",
                "prompt | 5                   | must be a text",
                "steps  | \"2\"               | must be a whole number",
                "prompt | \"\\u200b\\u200d\\ufeff\" | characters that can be seen",
                "prompt | \"\\u3164 \\u2800\" | characters that can be seen",
            })
    void namesTheTypeOrTheRange(String field, String value, String message) {
        var other = field.equals("prompt") ? "" : "\"prompt\":\"x\",";
        given().contentType(ContentType.JSON)
                .body("{" + other + "\"" + field + "\":" + value + "}")
                .post("/v1/images/generations")
                .then()
                .statusCode(400)
                .body("error.param", equalTo(field))
                .body("error.message", containsString(message));
    }

    private static byte[] bytes(Map<String, Object> fields) {
        return Base64.getDecoder().decode(generate(fields).extract().jsonPath().getString("data[0].b64_json"));
    }

    private static ValidatableResponse generate(Map<String, Object> fields) {
        var body = new HashMap<String, Object>(Map.of("prompt", "a red star", "size", "64x64", "steps", 1, "seed", 1));
        body.putAll(fields);
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/v1/images/generations")
                .then();
    }

    private static void assertIs(String format, byte[] picture) {
        assertThat(new String(picture, StandardCharsets.ISO_8859_1)).startsWith(BEGINNINGS.get(format));
    }
}
