package dev.kintsugi.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClassificationTest {

    private static final class InPhase extends RuntimeException implements Phased {
        InPhase(Throwable cause) {
            super(cause);
        }

        @Override
        public String phase() {
            return "decode";
        }
    }

    private final Classification classification = new Classification(
            List.of(thrown -> thrown instanceof IOException
                    ? Optional.of(FailureType.NETWORK_CONNECTIVITY_LOSS)
                    : Optional.empty()),
            Clock.fixed(Toy.NOW, ZoneOffset.UTC));

    @Test
    void looksThroughTheCauses() {
        var thrown = new IllegalStateException(new UncheckedIOException(new IOException("reset by peer")));
        assertThat(classify(thrown).type()).isEqualTo(FailureType.NETWORK_CONNECTIVITY_LOSS);
    }

    @Test
    void keepsInternalTextAwayFromThePublicOne() {
        var failure = classify(new IOException("/home/secret"));
        assertThat(failure.message()).doesNotContain("secret").isNotBlank();
        assertThat(failure.detail()).contains("/home/secret");
    }

    @Test
    void callsWhatNobodyKnowsAnInternalError() {
        assertThat(classify(new StackOverflowError()).type()).isEqualTo(FailureType.INTERNAL_ERROR);
    }

    @Test
    void survivesACauseThatIsItsOwnCause() {
        var first = new RuntimeException("first");
        var second = new RuntimeException("second", first);
        first.initCause(second);
        assertThat(classify(first).type()).isEqualTo(FailureType.INTERNAL_ERROR);
    }

    @Test
    void believesExceptionsThatKnowTheirType() {
        var thrown = new RuntimeException(new TypedException(FailureType.MODEL_NOT_FOUND, "no such model"));
        assertThat(classify(thrown).type()).isEqualTo(FailureType.MODEL_NOT_FOUND);
        assertThat(classify(thrown).message()).isEqualTo("no such model");
    }

    @Test
    void remembersThePhase() {
        assertThat(classify(new InPhase(new IOException())).context().phase()).isEqualTo("decode");
    }

    private Failure classify(Throwable thrown) {
        return classification.classify(thrown, FailureContext.NONE);
    }
}
