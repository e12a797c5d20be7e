package dev.kintsugi.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.OtherSettings;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.classification.FailureClassifier;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rules of whoever runs the service, and classifiers of whoever builds on it, beside those that come with it. */
@QuarkusTest
@TestProfile(OtherSettings.class)
class OwnRulesTest {

    static final class OwnException extends IOException {
        OwnException(String message) {
            super(message);
        }
    }

    /** Says no priority, and so is asked before what comes with the service. */
    @ApplicationScoped
    static class OwnFailures implements FailureClassifier {
        @Override
        public Optional<FailureType> classify(Throwable thrown) {
            return thrown instanceof OwnException ? Optional.of(FailureType.TOOL_EXECUTION_FAILED) : Optional.empty();
        }
    }

    /** Asked before others of its kind. */
    @ApplicationScoped
    @Priority(10)
    static class FirstFailures implements FailureClassifier {
        @Override
        public Optional<FailureType> classify(Throwable thrown) {
            return thrown instanceof OwnException e && e.getMessage().startsWith("first")
                    ? Optional.of(FailureType.LOBBY_ERROR)
                    : Optional.empty();
        }
    }

    @Inject
    Classification classification;

    @Test
    void askOwnClassifiersBeforeThoseThatComeWithTheService() {
        // The words are those of a full disk, which a classifier of the service knows.
        assertThat(type(new OwnException("No space left on device"))).isEqualTo(FailureType.TOOL_EXECUTION_FAILED);
    }

    @Test
    void askOwnClassifiersInTheOrderOfTheirPriority() {
        assertThat(type(new OwnException("first of all"))).isEqualTo(FailureType.LOBBY_ERROR);
    }

    @Test
    void askRulesByConfigurationBeforeEveryClassifier() {
        assertThat(type(new OwnException("ruled"))).isEqualTo(FailureType.TOOL_NOT_FOUND);
    }

    @Test
    void leaveAllElseToTheService() {
        assertThat(type(new NoSuchFileException("f"))).isEqualTo(FailureType.MODEL_LOADING_FAILED);
    }

    @Test
    void askForCallersThatWentAwayBeforeTheNetworkIsBlamed() {
        var context = new FailureContext("", "http", "", "", "", Map.of());
        var reset = new java.net.SocketException("Connection reset");
        assertThat(classification.classify(reset, context).type()).isEqualTo(FailureType.SESSION_ERROR);
        assertThat(type(reset)).isEqualTo(FailureType.NETWORK_CONNECTIVITY_LOSS);
    }

    private FailureType type(Throwable thrown) {
        return classification.classify(thrown, FailureContext.NONE).type();
    }
}
