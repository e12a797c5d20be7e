package dev.kintsugi.recovery.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.recovery.failure.FailureCatalog;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureRuleTest {

    private static final FailureClassifier BUILT_IN = new FailureClassifier() {
        @Override
        public Optional<FailureType> classify(Throwable thrown) {
            return thrown instanceof IOException
                    ? Optional.of(FailureType.NETWORK_CONNECTIVITY_LOSS)
                    : Optional.empty();
        }

        @Override
        public Optional<String> code(Throwable thrown) {
            return thrown instanceof SQLException e ? Optional.of(e.getSQLState()) : Optional.empty();
        }
    };

    @Test
    void matchesTheFullNameOfAClass() {
        assertThat(type(rule("java.net.SocketException", null, null), new SocketException()))
                .isEqualTo(FailureType.TOOL_EXECUTION_FAILED);
    }

    /** Found by hand: one overflows the stack, one takes many seconds. */
    @ParameterizedTest
    @ValueSource(strings = {"(a|b)*c", "(?:.|\\n)*memory", "failed.*after.*retries.*given up", "(x+x+)+y"})
    void aPatternThatTakesTooMuchMatchesNothingAndDoesNoHarm(String pattern) {
        for (var text : new String[] {"ab".repeat(2048), "failed after retries ".repeat(200), "x".repeat(4096)}) {
            assertThat(type(rule(null, null, pattern), new IOException(text)))
                    .isEqualTo(FailureType.NETWORK_CONNECTIVITY_LOSS);
        }
    }

    @Test
    void matchesTheSimpleNameOfAClassThatIsExtended() {
        assertThat(type(rule("IOException", null, null), new FileNotFoundException()))
                .isEqualTo(FailureType.TOOL_EXECUTION_FAILED);
    }

    @Test
    void doesNotMatchAClassThatOnlyExtends() {
        assertThat(type(rule("FileNotFoundException", null, null), new IOException()))
                .isEqualTo(FailureType.NETWORK_CONNECTIVITY_LOSS);
    }

    @Test
    void matchesTheCodeOfALibrary() {
        var rule = rule(null, "57P03", null);
        assertThat(type(rule, new SQLException("starting up", "57P03"))).isEqualTo(FailureType.TOOL_EXECUTION_FAILED);
        assertThat(type(rule, new SQLException("gone", "08006"))).isEqualTo(FailureType.INTERNAL_ERROR);
    }

    @Test
    void matchesAPartOfTheMessage() {
        var rule = rule(null, null, "qu[oa]ta of \\d+");
        assertThat(type(rule, new IOException("over the quota of 7 files")))
                .isEqualTo(FailureType.TOOL_EXECUTION_FAILED);
        assertThat(type(rule, new IOException())).isEqualTo(FailureType.NETWORK_CONNECTIVITY_LOSS);
    }

    @Test
    void mustMatchInAll() {
        var rule = rule("IOException", null, "quota");
        assertThat(type(rule, new IllegalStateException("quota"))).isEqualTo(FailureType.INTERNAL_ERROR);
        assertThat(type(rule, new IOException("reset"))).isEqualTo(FailureType.NETWORK_CONNECTIVITY_LOSS);
    }

    @Test
    void comesBeforeAClassifierThatKnowsAnOuterException() {
        var thrown = new IOException(new IllegalArgumentException("the tool is not there"));
        assertThat(type(rule("IllegalArgumentException", null, null), thrown))
                .isEqualTo(FailureType.TOOL_EXECUTION_FAILED);
    }

    @Test
    void looksIntoWrappers() {
        var thrown = new UncheckedIOException(new IOException("quota"));
        assertThat(type(rule("IOException", null, "^quota$"), thrown)).isEqualTo(FailureType.TOOL_EXECUTION_FAILED);
    }

    @Test
    void leavesAnExceptionThatCarriesItsTypeAlone() {
        assertThat(type(rule("RuntimeException", null, null), new TypedException(FailureType.MODEL_NOT_FOUND, "none")))
                .isEqualTo(FailureType.MODEL_NOT_FOUND);
    }

    @Test
    void looksAtTheBeginningOfALongMessageOnly() {
        var rule = rule(null, null, "end$");
        assertThat(type(rule, new IllegalStateException("x".repeat(10_000) + "end")))
                .isEqualTo(FailureType.INTERNAL_ERROR);
    }

    @Test
    void isRefusedWhereItWouldMatchEverything() {
        assertThatThrownBy(() -> rule(null, null, null)).hasMessageContaining("an exception, a code or a message");
    }

    private static FailureRule rule(String exception, String code, String message) {
        return new FailureRule(
                Optional.ofNullable(exception),
                Optional.ofNullable(code),
                Optional.ofNullable(message).map(Pattern::compile),
                FailureType.TOOL_EXECUTION_FAILED);
    }

    private static FailureType type(FailureRule rule, Throwable thrown) {
        return new Classification(List.of(rule), List.of(BUILT_IN), FailureCatalog.STANDARD, Clock.systemUTC())
                .classify(thrown, FailureContext.NONE)
                .type();
    }
}
