package dev.kintsugi.api.error;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.HelpText;
import dev.kintsugi.recovery.failure.Severity;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is suggested to a call that fails for a full disk. */
class RefusalsTest {

    private static final String SMALLER = "Ask for fewer or smaller pictures at a time.";

    private static final Failure FULL = new Failure(
            FailureType.STORAGE_SPACE_INSUFFICIENT,
            Severity.HIGH,
            "full",
            "full",
            FailureContext.NONE,
            List.of(),
            Instant.EPOCH);

    private static List<String> suggestions(HttpMethod method, Optional<WorkKind> asked) {
        return HelpText.of(FULL.type())
                .suggestionsFor(Refusals.about(FULL, method, asked)
                        .context()
                        .parameters()
                        .getOrDefault(WorkKind.PARAMETER, ""));
    }

    @Test
    void whoAsksForNoPictureIsNotToldToAskForSmallerOnes() {
        assertThat(suggestions(HttpMethod.GET, Optional.empty()))
                .doesNotContain(SMALLER)
                .first()
                .asString()
                .contains("free space on the disk that holds kintsugi.home");
        assertThat(suggestions(HttpMethod.POST, Optional.of(WorkKind.TENSOR))).doesNotContain(SMALLER);
        assertThat(suggestions(HttpMethod.POST, Optional.empty())).contains(SMALLER);
    }
}
