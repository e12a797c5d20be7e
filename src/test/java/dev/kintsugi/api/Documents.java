package dev.kintsugi.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/** What holds for every answer that tells of a failure. */
final class Documents {

    /** Stack traces, names of classes and of files, addresses of objects. */
    private static final Pattern INTERNAL = Pattern.compile(
            "dev\\.kintsugi|com\\.fasterxml|jakarta\\.|java\\.(lang|util|io)|io\\.(quarkus|vertx|netty)|\\w+Exception"
                    + "|\\.java\\b|/home/|/tmp/|target/|@[0-9a-f]{6,8}\\b|\\bat [a-z]+\\.[a-z]+");

    private Documents() {}

    /** Checks a problem document, which stands below a prefix such as {@code error.kintsugi.} in the answer. */
    static void assertProblem(Response answer, String prefix, String path, int status) {
        assertThat(answer.statusCode()).isEqualTo(status);
        var json = answer.jsonPath();
        assertThat(json.getInt(prefix + "status")).isEqualTo(status);
        assertThat(json.getString(prefix + "code")).matches("[a-z_]+");
        assertThat(json.getString(prefix + "type")).isEqualTo("/failures/" + json.getString(prefix + "code"));
        for (var member : List.of("title", "detail", "category", "severity")) {
            assertThat(json.getString(prefix + member)).as(member).isNotBlank();
        }
        assertThat(json.getString(prefix + "instance")).isEqualTo(path);
        assertThat(json.<Object>get(prefix + "retryable")).isInstanceOf(Boolean.class);
        assertThat(json.<Object>get(prefix + "requires_user_action")).isInstanceOf(Boolean.class);
        assertThat(json.getString(prefix + "correlation_id")).isEqualTo(answer.header("X-Correlation-ID"));
        assertThat(Instant.parse(json.getString(prefix + "timestamp")))
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
        assertThat(json.<String>getList(prefix + "suggestions"))
                .hasSizeBetween(1, 7)
                .allSatisfy(suggestion -> assertThat(suggestion).isNotBlank());
        for (var member : List.of("field_errors", "trail", "alternatives")) {
            assertThat(json.<Object>getList(prefix + member)).as(member).isNotNull();
        }
        assertThat(answer.asString()).doesNotContainPattern(INTERNAL);
    }

    /** Checks that a text gives nothing internal away. */
    static void assertNothingInternal(String text) {
        assertThat(text).doesNotContainPattern(INTERNAL);
    }
}
