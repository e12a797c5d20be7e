package dev.kintsugi.generation.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.Jobs;
import dev.kintsugi.pipeline.Checkpoint;
import dev.kintsugi.recovery.Incident;
import dev.kintsugi.recovery.budget.Budget;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.failure.FailureContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimeSharesTest {

    @Test
    void timeIsKeptBackForWhatWorksForCertain() {
        var limit = Duration.ofSeconds(120);
        assertThat(TimeShares.of(Duration.ofSeconds(300), limit, 2)).isEqualTo(limit);
        assertThat(TimeShares.of(Duration.ofSeconds(10), limit, 2)).isEqualTo(Duration.ofSeconds(6));
        assertThat(TimeShares.of(Duration.ofSeconds(10), limit, 1)).isEqualTo(Duration.ofSeconds(8));
        assertThat(TimeShares.of(Duration.ofSeconds(10), limit, 0)).isEqualTo(Duration.ofSeconds(10));
        assertThat(TimeShares.of(Duration.ofSeconds(500), limit, 0)).isEqualTo(limit);
    }

    @Test
    void nothingIsKeptBackIfNoOtherPlanMayFollow() {
        var limit = Duration.ofSeconds(120);
        var now = Instant.parse("2026-01-01T00:00:00Z");
        var generation = generation(RecoveryPolicy.ANY);
        generation.until(now.plusSeconds(10));
        assertThat(generation.timeFor(limit, now, () -> true)).isEqualTo(Duration.ofSeconds(6));
        assertThat(generation.timeFor(limit, now, () -> false)).isEqualTo(Duration.ofSeconds(10));
        generation.until(now.plusSeconds(1000));
        assertThat(generation.timeFor(limit, now, () -> false)).isEqualTo(limit);
        var plain = generation(new RecoveryPolicy(RecoveryPolicy.RecoveryScope.NONE, 1));
        plain.until(now.plusSeconds(10));
        assertThat(plain.timeFor(limit, now, () -> true)).isEqualTo(Duration.ofSeconds(10));
    }

    private static Generation generation(RecoveryPolicy policy) {
        var plan = Jobs.plan();
        var incident = new Incident<>(plan, policy, new Budget(5, 3, Instant.MAX), _ -> {}, Clock.systemUTC());
        return new Generation(
                "job", plan, incident, FailureContext.NONE, Checkpoint.NONE, new Generation.Audience(_ -> {}, 0));
    }
}
