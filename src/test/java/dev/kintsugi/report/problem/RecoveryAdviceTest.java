package dev.kintsugi.report.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.decision.RecoveryPolicy.RecoveryScope;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecoveryAdviceTest {

    private static final String MODEL = "Set recovery to any to let another model answer.";
    private static final String REPAIR =
            "Send it again with recovery set to retry, same_model or any, so that the files may be repaired.";
    private static final String HARDWARE =
            "Set recovery to retry, same_model or any, so that other hardware may take over.";
    private static final String PRECISION = "Set recovery to same_model or any, so that another precision may answer.";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            NONE       | 1   | true  | Set recovery to any to let another model answer.
            SAME_MODEL | 1   | true  | Set recovery to any to let another model answer.
            ANY        | 0.2 | true  | Raise max_degradation to let another model answer.
            ANY        | 1   | true  | ''
            NONE       | 1   | false | ''
            ANY        | 0.2 | false | ''
            """)
    void anotherModelIsAdvisedIfTheCallerDidNotAllowIt(
            RecoveryScope reach, double most, boolean decisive, String told) {
        var advice = new RecoveryAdvice(new RecoveryPolicy(reach, most), decisive);
        assertThat(String.join(" ", advice.applyTo(List.of(MODEL)))).isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource({"NONE, 3", "RETRY, 2", "SAME_MODEL, 1", "ANY, 1"})
    void whatIsAllowedAlreadyIsNotAdvised(RecoveryScope reach, int left) {
        var advice = new RecoveryAdvice(new RecoveryPolicy(reach, 1), true);
        var told = advice.applyTo(List.of(REPAIR, HARDWARE, PRECISION));
        assertThat(told).hasSize(left);
        assertThat(told.getFirst()).isEqualTo(reach == RecoveryScope.NONE ? REPAIR : "Send it again.");
    }
}
