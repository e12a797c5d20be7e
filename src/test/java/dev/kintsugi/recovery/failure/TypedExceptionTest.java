package dev.kintsugi.recovery.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several mistakes in one answer: each field once, and none left out. */
class TypedExceptionTest {

    private static FieldError error(String field) {
        return new FieldError(field, "is wrong");
    }

    @ParameterizedTest
    @CsvSource({"input, input.1", "input.1, input", "layers[0], layers", "a, 'a\"].b'", "a.b, a.b.c"})
    void anInputWhoseNameBeginsAsAnotherOneIsNamedBesideIt(String name, String other) {
        var first = FieldError.part("inputs", name);
        var second = FieldError.part("inputs", other);
        var all = TypedException.invalid(List.of(error(second))).beside("model", List.of(error(first)));
        assertThat(all.fields()).extracting(FieldError::field).containsExactly(first, second);
    }

    @Test
    void aPartOfAFieldThatIsNamedIsNotNamedAgain() {
        var input = FieldError.part("inputs", "input.1");
        assertThat(input).isEqualTo("inputs[\"input.1\"]");
        var missing = TypedException.invalid(List.of(error(input), error("network")));
        assertThat(missing.beside("model", List.of(error(input + ".data[3]"))).fields())
                .extracting(FieldError::field)
                .containsExactly(input + ".data[3]", "network");
        assertThat(FieldError.part("inputs", "x-1")).isEqualTo("inputs.x-1");
    }
}
