package dev.kintsugi.recovery.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of all kinds of failure is made from the types and their texts; {@code -Dgolden.update=true} writes it anew. */
class FailurePageTest {

    private static final Path PAGE = Path.of("src/site/markdown/failures.md");

    private static final String HEAD = """
            # Kinds of failure

            Made from `FailureType` and `help-text.properties`. What a running server does about each, its operator's settings
            included, is told by `GET /v1/failures`, `GET /v1/failures/{code or alias}` and the pages below `/failures`, where the
            `type` of a problem document leads.

            Any of it can be set otherwise, without a new build:

            ```
            kintsugi.failures.types.vram_exhaustion.strategies=intelligent_fallback,parameter_adjustment
            kintsugi.failures.types.disk_full.suggestions=Call the storage team.,Try again in an hour.
            ```

            The keys of a type are `severity`, `status`, `retryable`, `strategies`, `title`, `message`, `suggestions` and `seconds`.
            A suggestion that begins with a kind of work in brackets, such as `[image]`, is not made to requests of another kind.

            Severity is a default. It is raised by one step for a failure that hits a model five times within a minute, to at least high if
            data is at risk, to critical if no other model could answer, and is always low for a mistake of the caller.
            """;

    @Test
    void thePageSaysWhatTheTypesSay() throws IOException {
        var page = HEAD
                + Arrays.stream(FailureType.values())
                        .map(FailurePageTest::section)
                        .collect(Collectors.joining());
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, page);
        }
        assertThat(page).isEqualTo(Files.readString(PAGE));
    }

    private static String section(FailureType type) {
        var guidance = HelpText.of(type);
        return """

                ## %s

                %s. %s

                | severity | status | retryable | category | base kind | also called |
                |---|---|---|---|---|---|
                | %s | %d | %s | %s | %s | %s |

                Strategies: %s.

                %s
                """.formatted(
                        type.code(),
                        guidance.title(),
                        guidance.message(),
                        type.defaultSeverity().code(),
                        type.status(),
                        type.retryable() ? "yes" : "no",
                        type.category().code(),
                        type.category().base().code(),
                        type.aliases().isEmpty() ? "–" : String.join(", ", type.aliases()),
                        type.strategies().stream().map(RecoveryStrategy::code).collect(Collectors.joining(", ")),
                        guidance.suggestions().stream().map(text -> "- " + text).collect(Collectors.joining("\n")));
    }
}
