package dev.kintsugi.capacity.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimeModelTest {

    private static final TimeWork LARGE = new TimeWork(1, 100, 2, 256 * 256);

    private final Random random = new Random(5);

    /** A machine on which 256 × 256 takes 12 ms for each prediction, decoding 60 ms, and all else 30 ms, give or take 10 %. */
    private Duration took(TimeWork work) {
        var size = work.pixels() / (256.0 * 256);
        var millis = 30 + work.images() * (work.steps() * work.predictions() * (0.5 + 12 * size) + 60 * size);
        return Duration.ofNanos((long) (millis * 1e6 * (0.9 + 0.2 * random.nextDouble())));
    }

    private TimeModel seen(int many) {
        var model = TimeModel.none();
        for (int i = 0; i < many; i++) {
            var side = 64 * (1 + random.nextInt(2));
            var work = new TimeWork(1 + random.nextInt(2), 4 + random.nextInt(20), 2, (long) side * side);
            model = model.with(work, took(work));
        }
        return model;
    }

    @Test
    void predictsWhatItHasNotSeenFromSmallerWork() {
        var expected = seen(12).expected(LARGE).toMillis() / 2590.0;
        assertThat(expected).isBetween(0.7, 1.3);
    }

    /** As on a machine that is busy with other things, with code that is still cold at first. */
    @Test
    void disturbedTimesOfSmallWorkStillTellThatLargeWorkTakesLong() {
        var large = new TimeWork(1, 100, 2, 512 * 512);
        var farTooShort = 0;
        for (int round = 0; round < 1000; round++) {
            var model = TimeModel.none();
            for (int i = 0; i < 6; i++) {
                var side = i % 2 == 0 ? 128 : 256;
                var work = new TimeWork(1, 8 + 2 * i, 2, (long) side * side);
                var disturbed = (1 + random.nextDouble()) * (1.5 - i / 12.0);
                model = model.with(work, Duration.ofNanos((long) (took(work).toNanos() * disturbed)));
            }
            farTooShort += model.expected(large).toNanos() < took(large).toNanos() / 2 ? 1 : 0;
        }
        assertThat(farTooShort).as("of 1000").isLessThan(100);
    }

    @Test
    void moreWorkIsNeverPredictedToTakeLess() {
        for (int many = 4; many < 30; many++) {
            var model = seen(many);
            var before = Duration.ZERO;
            for (int steps = 5; steps <= 100; steps += 5) {
                var now = model.expected(new TimeWork(1, steps, 2, 128 * 128));
                assertThat(now).isGreaterThanOrEqualTo(before);
                before = now;
            }
        }
    }

    @Test
    void oneAttemptThatWasStoppedIsEnoughToExpectTheNext() {
        var model = seen(10);
        var surprising = new TimeWork(1, 20, 2, 768 * 768);
        assertThat(model.withMoreThan(surprising, Duration.ofSeconds(6)).expected(surprising))
                .isGreaterThan(Duration.ofMillis(7500));
    }

    @Test
    void thatHoldsForEverySizeAndForNoMuchSmallerOne() {
        for (int side = 128; side <= 4096; side *= 2) {
            var before = seen(10);
            var work = new TimeWork(1, 30, 2, (long) side * side);
            var limit = before.expected(work).multipliedBy(4);
            var model = before.withMoreThan(work, limit);
            assertThat(model.expected(work))
                    .as("%d", side)
                    .isGreaterThanOrEqualTo(limit.multipliedBy(3).dividedBy(2));
            assertThat(model.withMoreThan(work, limit).state()).isEqualTo(model.state());
            var small = new TimeWork(1, 30, 2, (long) side * side / 16);
            assertThat(model.expected(small).toNanos())
                    .isLessThan((long) (before.expected(small).toNanos() * 1.05));
        }
    }

    @Test
    void attemptsThatEndCorrectWhatThoseThatWereStoppedLetExpect() {
        var work = new TimeWork(1, 30, 2, 768 * 768);
        var model = seen(10).withMoreThan(work, Duration.ofSeconds(60));
        for (int i = 0; i < 5; i++) {
            model = model.with(work, took(work));
        }
        assertThat(model.expected(work).toMillis() / (double) took(work).toMillis())
                .isBetween(0.7, 1.3);
        var once = seen(10).withMoreThan(work, Duration.ofSeconds(60));
        for (int i = 0; i < 300; i++) {
            var other = new TimeWork(1, 10, 2, 64 * 64);
            once = once.with(other, took(other));
        }
        assertThat(once.expected(work)).as("it fades").isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void isTheSameAfterItWasWrittenAndRead() {
        var model = seen(7);
        assertThat(TimeModel.of(model.state()).expected(LARGE)).isEqualTo(model.expected(LARGE));
        var stopped = model.withMoreThan(LARGE, Duration.ofMinutes(1));
        assertThat(TimeModel.of(stopped.state()).expected(LARGE)).isEqualTo(stopped.expected(LARGE));
        assertThat(TimeModel.of(java.util.List.of(1.0)).samples()).isZero();
    }
}
