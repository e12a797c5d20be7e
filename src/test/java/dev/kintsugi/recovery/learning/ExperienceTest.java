package dev.kintsugi.recovery.learning;

import static dev.kintsugi.recovery.failure.RecoveryStrategy.AUTOMATIC_REPAIR;
import static dev.kintsugi.recovery.failure.RecoveryStrategy.IMMEDIATE_RETRY;
import static dev.kintsugi.recovery.failure.RecoveryStrategy.INTELLIGENT_FALLBACK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.recovery.Toy;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureCatalog;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.recovery.trail.TrailStep;
import dev.kintsugi.recovery.trail.TrailStep.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExperienceTest {

    private static final Failure CORRUPTION = Toy.failure(FailureType.MODEL_CORRUPTION_DETECTED);
    private static final Instant NOW = Toy.NOW;

    private final Experience experience = new Experience(Duration.ofHours(24));
    private final LearnedOrder order = new LearnedOrder(FailureCatalog.STANDARD, experience);

    @Test
    void theOrderIsTheDeclaredOneWhileLittleIsKnown() {
        note(AUTOMATIC_REPAIR, 0, 2);
        note(IMMEDIATE_RETRY, 2, 0);
        assertThat(order.strategies(CORRUPTION, NOW))
                .isEqualTo(CORRUPTION.type().strategies());
    }

    @Test
    void whatSurelyWorksMoreOftenComesFirst() {
        note(AUTOMATIC_REPAIR, 1, 20);
        note(IMMEDIATE_RETRY, 20, 1);
        assertThat(order.strategies(CORRUPTION, NOW))
                .containsExactly(IMMEDIATE_RETRY, AUTOMATIC_REPAIR, INTELLIGENT_FALLBACK);
    }

    @Test
    void whatCostsQualityNeverComesBeforeWhatDoesNot() {
        note(AUTOMATIC_REPAIR, 0, 100);
        note(IMMEDIATE_RETRY, 0, 100);
        note(INTELLIGENT_FALLBACK, 100, 0);
        assertThat(order.strategies(CORRUPTION, NOW).getLast()).isEqualTo(INTELLIGENT_FALLBACK);
    }

    @Test
    void oldExperienceFadesUntilItChangesNothing() {
        note(AUTOMATIC_REPAIR, 1, 20);
        note(IMMEDIATE_RETRY, 20, 1);
        assertThat(order.strategies(CORRUPTION, NOW.plus(Duration.ofDays(5))))
                .isEqualTo(CORRUPTION.type().strategies());
    }

    @Test
    void theOrderAlwaysHasTheSameStrategiesWhateverWasLearned() {
        var random = new Random(20260101);
        for (int round = 0; round < 2000; round++) {
            var type = FailureType.values()[random.nextInt(FailureType.values().length)];
            var strategy = RecoveryStrategy.values()[random.nextInt(RecoveryStrategy.values().length)];
            experience.note(step(Toy.failure(type), strategy, random.nextBoolean()), NOW);
        }
        for (var type : FailureType.values()) {
            var learned = order.strategies(Toy.failure(type), NOW);
            assertThat(learned).containsExactlyInAnyOrderElementsOf(type.strategies());
            assertThat(learned.stream().map(RecoveryStrategy::isLossless).toList())
                    .isEqualTo(type.strategies().stream()
                            .map(RecoveryStrategy::isLossless)
                            .toList());
        }
    }

    @Test
    void boundsAreThoseOfWilson() {
        note(AUTOMATIC_REPAIR, 8, 2);
        var tally = tally();
        assertThat(tally.least()).isCloseTo(0.541, within(0.001));
        assertThat(tally.most()).isCloseTo(0.931, within(0.001));
        assertThat(SuccessEstimate.none(NOW).least()).isZero();
        assertThat(SuccessEstimate.none(NOW).most()).isCloseTo(1, within(1e-9));
    }

    @Test
    void afterOneHalfLifeItWeighsHalf() {
        note(AUTOMATIC_REPAIR, 8, 2);
        var faded = experience.of(key(), NOW.plus(Duration.ofHours(24))).orElseThrow();
        assertThat(faded.worked()).isCloseTo(4, within(0.001));
        assertThat(faded.failed()).isCloseTo(1, within(0.001));
    }

    @Test
    void whatIsUnderWayOrWasForeseenTeachesNothing() {
        var done = step(CORRUPTION, AUTOMATIC_REPAIR, true);
        experience.note(
                new TrailStep(1, CORRUPTION, AUTOMATIC_REPAIR, "", null, NOW, Duration.ZERO, Result.TRYING, false),
                NOW);
        experience.note(
                new TrailStep(1, CORRUPTION, AUTOMATIC_REPAIR, "", null, NOW, Duration.ZERO, Result.WITHHELD, false),
                NOW);
        experience.note(
                new TrailStep(1, CORRUPTION, AUTOMATIC_REPAIR, "", null, NOW, done.took(), Result.WORKED, true), NOW);
        assertThat(experience.entries(NOW)).isEmpty();
    }

    @Test
    void isTheSameAfterARestart() {
        note(AUTOMATIC_REPAIR, 3, 1);
        var later = new Experience(Duration.ofHours(24));
        later.restore(experience.entries(NOW));
        assertThat(later.of(key(), NOW)).isEqualTo(experience.of(key(), NOW));
        later.restore(List.of());
        assertThat(later.of(key(), NOW)).isEmpty();
    }

    private SuccessEstimate tally() {
        return experience.of(key(), NOW).orElseThrow();
    }

    private static Experience.Key key() {
        return new Experience.Key(CORRUPTION.type(), "", "", AUTOMATIC_REPAIR);
    }

    private void note(RecoveryStrategy strategy, int worked, int failed) {
        for (int i = 0; i < worked + failed; i++) {
            experience.note(step(CORRUPTION, strategy, i < worked), NOW);
        }
    }

    private static TrailStep step(Failure failure, RecoveryStrategy strategy, boolean worked) {
        return new TrailStep(
                1,
                failure,
                strategy,
                "",
                null,
                NOW,
                Duration.ofMillis(100),
                worked ? Result.WORKED : Result.FAILED,
                false);
    }
}
