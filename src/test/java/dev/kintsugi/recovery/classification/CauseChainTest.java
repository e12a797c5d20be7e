package dev.kintsugi.recovery.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CauseChainTest {

    @Test
    void saysNothingTwice() {
        var inner = new TypedException(FailureType.MODEL_LOADING_FAILED, "vocab.json is missing");
        var outer = new TypedException(
                FailureType.MODEL_LOADING_FAILED, "the model cannot be used: vocab.json is missing", inner);
        assertThat(CauseChain.describe(outer)).isEqualTo("the model cannot be used: vocab.json is missing");
        assertThat(CauseChain.describe(
                        new TypedException(FailureType.MODEL_LOADING_FAILED, "vocab.json is missing", inner)))
                .isEqualTo("vocab.json is missing");
    }

    @Test
    void leavesOutWrappersWithoutWordsAndNamesOfClasses() {
        var thrown = new UncheckedIOException(new IOException("No space left on device"));
        assertThat(CauseChain.describe(thrown)).isEqualTo("No space left on device");
        assertThat(CauseChain.describe(new IllegalStateException("denoise failed", thrown)))
                .isEqualTo("denoise failed <- No space left on device");
    }

    @Test
    void namesTheKindOfWhatHasNoWords() {
        assertThat(CauseChain.describe(new NoSuchFileException("/models/a")))
                .isEqualTo("NoSuchFileException: /models/a");
        assertThat(CauseChain.describe(new StackOverflowError())).isEqualTo("StackOverflowError");
    }

    @Test
    void saysWhereADocumentIsDamagedAndNothingOfTheParser() {
        var thrown = catchThrowable(() -> new ObjectMapper().readValue("{\"a\":\n nonsense", Map.class));
        assertThat(CauseChain.describe(thrown))
                .contains("nonsense", "(line 2, column ")
                .doesNotContain("REDACTED", "StreamReadFeature", "\n");
    }
}
