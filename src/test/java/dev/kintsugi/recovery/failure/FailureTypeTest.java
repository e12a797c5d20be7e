package dev.kintsugi.recovery.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FailureTypeTest {

    @ParameterizedTest
    @EnumSource
    void tellsAPersonWhatToDo(FailureType type) {
        var guidance = HelpText.of(type);
        assertThat(guidance.title()).isNotBlank();
        assertThat(guidance.message()).isNotBlank();
        assertThat(guidance.suggestions())
                .hasSizeBetween(1, 7)
                .allSatisfy(text -> assertThat(text).isNotBlank());
        assertThat(guidance.seconds() > 0).as("resolves itself").isEqualTo(type.retryable());
    }

    @ParameterizedTest
    @EnumSource
    void suggestsToATensorNothingThatIsForImages(FailureType type) {
        var guidance = HelpText.of(type);
        assertThat(guidance.suggestionsFor("tensor"))
                .isNotEmpty()
                .noneMatch(text ->
                        text.matches("(?s).*(picture|image|steps and seed|fewer steps|another model answer|\\[).*"));
        assertThat(guidance.suggestionsFor("image")).isEqualTo(guidance.suggestionsFor(""));
        assertThat(guidance.suggestionsFor("")).hasSameSizeAs(guidance.suggestions());
    }

    @ParameterizedTest
    @EnumSource
    void isFoundByItsCodeAndAliases(FailureType type) {
        assertThat(FailureType.of(type.code())).contains(type);
        assertThat(type.aliases())
                .allSatisfy(alias -> assertThat(FailureType.of(alias)).contains(type));
    }

    @Test
    void hasNoNameTwice() {
        var names = new HashSet<String>();
        for (var type : FailureType.values()) {
            assertThat(names.add(type.code())).isTrue();
            type.aliases()
                    .forEach(alias -> assertThat(names.add(alias)).as(alias).isTrue());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "vram_exhaustion, memory, high, 507, resource_optimization",
        "model_corruption_detected, model, high, 503, automatic_repair",
        "invalid_parameters, input, low, 422, parameter_adjustment",
        "unknown, internal, critical, 500, immediate_retry",
        "cuda_oom, memory, high, 507, resource_optimization"
    })
    void hasItsRow(String name, String category, String severity, int status, String first) {
        var type = FailureType.of(name).orElseThrow();
        assertThat(type.category().code()).isEqualTo(category);
        assertThat(type.defaultSeverity().code()).isEqualTo(severity);
        assertThat(type.status()).isEqualTo(status);
        assertThat(type.strategies().getFirst().code()).isEqualTo(first);
    }
}
