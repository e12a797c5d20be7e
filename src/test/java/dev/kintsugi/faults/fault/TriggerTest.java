package dev.kintsugi.faults.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a fault happens: exactly as it was asked for. */
class TriggerTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static final InjectionPoint OCCASION = new InjectionPoint(
            "shapes-diffusion", "denoise", "id-1", "a red star", Map.of("size", "128x128", "steps", "20"), "");

    @Test
    void happensOnceWhereNothingElseIsSaid() {
        assertThat(hits(fault(null, null, null, 1, null), 5)).containsExactly(0);
    }

    @Test
    void happensAsOftenAsItShall() {
        assertThat(hits(fault(null, 3, null, 1, null), 5)).containsExactly(0, 1, 2);
    }

    @Test
    void hitsTheSameOccasionsWithTheSameSeed() {
        var first = hits(fault(0.3, null, null, 42, null), 1000);
        assertThat(hits(fault(0.3, null, null, 42, null), 1000)).isEqualTo(first);
        assertThat(hits(fault(0.3, null, null, 43, null), 1000)).isNotEqualTo(first);
        assertThat(first.length).isBetween(250, 350);
    }

    @Test
    void occasionsThatDoNotMatchDrawNoNumber() {
        var alone = hits(fault(0.5, null, null, 42, null), 100);
        var fault = fault(0.5, null, model("shapes-diffusion"), 42, null);
        var other = new InjectionPoint("another", "denoise", "", "", Map.of(), "");
        var mixed = IntStream.range(0, 100)
                .filter(_ -> !fault.hits(other, NOW))
                .filter(_ -> fault.hits(OCCASION, NOW))
                .toArray();
        assertThat(mixed).isEqualTo(alone);
        assertThat(fault.view(NOW).seen()).isEqualTo(100);
    }

    @Test
    void endsWhenItsTimeIsOver() {
        var fault = fault(1.0, null, null, 1, 10);
        assertThat(fault.hits(OCCASION, NOW.plusSeconds(9))).isTrue();
        assertThat(fault.hits(OCCASION, NOW.plusSeconds(10))).isFalse();
        assertThat(fault.view(NOW.plusSeconds(10)).state()).isEqualTo("expired");
    }

    @Test
    void matchesOnlyWhereEverythingDoes() {
        assertThat(matches("shapes-diffusion", "denoise", "id-1", "red", Map.of("size", "128x128")))
                .isTrue();
        assertThat(matches("other", "denoise", "id-1", "red", Map.of())).isFalse();
        assertThat(matches("shapes-diffusion", "decode", "id-1", "red", Map.of()))
                .isFalse();
        assertThat(matches("shapes-diffusion", "denoise", "id-2", "red", Map.of()))
                .isFalse();
        assertThat(matches("shapes-diffusion", "denoise", "id-1", "blue", Map.of()))
                .isFalse();
        assertThat(matches("shapes-diffusion", "denoise", "id-1", "red", Map.of("steps", "10")))
                .isFalse();
    }

    private static boolean matches(
            String model, String phase, String id, String prompt, Map<String, String> parameters) {
        return new FaultMatcher(model, phase, id, prompt, parameters, null, null).matches(OCCASION);
    }

    private static FaultMatcher model(String model) {
        return new FaultMatcher(model, null, null, null, null, null, null);
    }

    private static int[] hits(Fault fault, int occasions) {
        return IntStream.range(0, occasions)
                .filter(_ -> fault.hits(OCCASION, NOW))
                .toArray();
    }

    private static Fault fault(
            @Nullable Double rate,
            @Nullable Integer count,
            @Nullable FaultMatcher matcher,
            long seed,
            @Nullable Integer seconds) {
        var request = new FaultRequest("session_run", "operator_error", rate, count, matcher, seed, seconds, null);
        return new Fault("fault-1", FaultKind.OPERATOR_ERROR, request, seed, NOW);
    }
}
