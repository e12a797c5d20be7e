package dev.kintsugi.recovery.classification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.recovery.Toy;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureException;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.HasPhase;
import dev.kintsugi.recovery.failure.TypedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class ClassificationTest {

    private static final class InPhase extends RuntimeException implements HasPhase {
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
    void namesTheClassOfWhatNobodyKnowsSoThatARuleCanBeWrittenForIt() {
        assertThat(classify(new IllegalStateException("odd")).detail())
                .contains("java.lang.IllegalStateException: odd");
        assertThat(classify(new IOException("reset by peer")).detail()).isEqualTo("reset by peer");
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

    @Test
    void believesAFailureThatWasClassifiedBefore() {
        var failure = classify(new IOException("first"));
        var thrown = new CompletionException(new FailureException(failure, new IOException("first")));
        assertThat(classify(thrown)).isSameAs(failure);
    }

    @Test
    void looksNoDeeperThanAHundredCauses() {
        Throwable thrown = new IOException("at the bottom");
        for (var i = 0; i < 100; i++) {
            thrown = new RuntimeException("wrapper", thrown);
        }
        assertThat(classify(thrown).type()).isEqualTo(FailureType.INTERNAL_ERROR);
        assertThat(classify(thrown.getCause()).type()).isEqualTo(FailureType.NETWORK_CONNECTIVITY_LOSS);
    }

    @Test
    void survivesAnExceptionWhoseMessageCannotBeHad() {
        var failure = classify(new IllegalStateException() {
            @Override
            public String getMessage() {
                throw new UnsupportedOperationException("no words");
            }
        });
        assertThat(failure.type()).isEqualTo(FailureType.INTERNAL_ERROR);
        assertThat(failure.detail()).contains("no words");
    }

    @Test
    void survivesAClassifierThatIsBroken() {
        var broken = new Classification(
                List.of(thrown -> {
                    throw new IllegalStateException("broken classifier");
                }),
                Clock.fixed(Toy.NOW, ZoneOffset.UTC));
        var failure = broken.classify(new IOException("lost"), FailureContext.NONE);
        assertThat(failure.type()).isEqualTo(FailureType.INTERNAL_ERROR);
        assertThat(failure.detail()).contains("IOException").contains("broken classifier");
    }

    @Test
    void tellsAClassifierWhatTheServiceWasDoing() {
        var listening = new FailureClassifier() {
            @Override
            public Optional<FailureType> classify(Throwable thrown) {
                return Optional.empty();
            }

            @Override
            public Optional<FailureType> classify(Throwable thrown, FailureContext context) {
                return context.phase().equals("decode") ? Optional.of(FailureType.SESSION_ERROR) : Optional.empty();
            }
        };
        var failure = new Classification(List.of(listening), Clock.fixed(Toy.NOW, ZoneOffset.UTC))
                .classify(new InPhase(new IOException()), FailureContext.NONE);
        assertThat(failure.type()).isEqualTo(FailureType.SESSION_ERROR);
    }

    private Failure classify(Throwable thrown) {
        return classification.classify(thrown, FailureContext.NONE);
    }
}
