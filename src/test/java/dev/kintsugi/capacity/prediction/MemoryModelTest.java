package dev.kintsugi.capacity.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryModelTest {

    private static final double MEGA = 1e6;
    private static final int[] SIDES = {64, 96, 128, 192, 256, 320, 384, 512};

    /** Like a UNet with attention over all places and a decoder without any. */
    private static double truth(MemoryWork work) {
        var x = work.features();
        return 2 + 3 * x[1] + 4 * x[2] + 7 * x[3];
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void findsTheTruthBehindNoise(long seed) {
        var model = learned(new Random(seed), 300, 0.1, MemoryModelTest::truth);
        for (int side : SIDES) {
            for (var work : List.of(whole(2, side), whole(1, side), tiled(2, side), tiled(1, side))) {
                assertThat(model.expected(work) / MEGA)
                        .as("%s, seed %d", work, seed)
                        .isCloseTo(truth(work), within(0.2 * truth(work)));
            }
        }
    }

    @Test
    void forgetsWhatIsNotSoAnyMore() {
        var random = new Random(7);
        var model = learned(random, 100, 0.05, MemoryModelTest::truth);
        model = learn(model, random, 300, 0.05, work -> 3 * truth(work));
        var work = whole(2, 256);
        assertThat(model.expected(work) / MEGA).isCloseTo(3 * truth(work), within(0.15 * 3 * truth(work)));
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void isNeverNegativeAndNeverFallsAsThePictureGrows(long seed) {
        var random = new Random(seed);
        var model = MemoryModel.none();
        for (int i = 0; i < 60; i++) {
            // Whatever is seen, sense or not.
            model = model.with(any(random), random.nextLong(200_000_000));
            for (int batch = 1; batch <= 2; batch++) {
                long expected = 0;
                for (int side = 16; side <= 2048; side += 16) {
                    assertThat(model.expected(tiled(batch, side))).isBetween(0L, model.expected(whole(batch, side)));
                    assertThat(model.expected(whole(batch, side))).isGreaterThanOrEqualTo(expected);
                    assertThat(model.least(whole(batch, side))).isBetween(0L, model.expected(whole(batch, side)));
                    expected = model.expected(whole(batch, side));
                }
            }
        }
    }

    @Test
    void isSureOfNoMoreThanProportionWhereOnlySmallPicturesWereSeen() {
        var model = MemoryModel.none();
        for (int i = 0; i < 2; i++) {
            model = model.with(whole(2, 64), 1_300_000).with(whole(2, 128), 5_200_000);
        }
        assertThat(model.isEnough()).isTrue();
        var sixteenTimesAsMuch = 16 * 5_200_000L;
        assertThat(model.least(whole(2, 512))).isBetween(sixteenTimesAsMuch / 2, sixteenTimesAsMuch * 3 / 2);
    }

    @Test
    void aFailureRaisesAPredictionThatWasTooLow() {
        var model = learned(new Random(3), 20, 0.05, work -> 0.2 * truth(work));
        var work = whole(2, 512);
        var before = model.expected(work);
        var there = before * 3;
        for (int i = 0; i < 5; i++) {
            model = model.withMoreThan(work, there);
        }
        assertThat(model.expected(work)).isGreaterThan(there);
        assertThat(model.withMoreThan(work, before)).as("nothing new").isSameAs(model);
    }

    @Test
    void isTheSameAfterItWasKept() {
        var model = learned(new Random(9), 30, 0.1, MemoryModelTest::truth);
        var again = MemoryModel.of(model.state());
        assertThat(again.state()).isEqualTo(model.state());
        assertThat(again.expected(whole(2, 320))).isEqualTo(model.expected(whole(2, 320)));
        assertThat(MemoryModel.of(List.of(1.0)).samples()).isZero();
        var broken = new ArrayList<>(model.state());
        broken.set(3, Double.NaN);
        assertThat(MemoryModel.of(broken).samples()).isZero();
    }

    private static MemoryModel learned(Random random, int times, double noise, ToDoubleFunction<MemoryWork> truth) {
        return learn(MemoryModel.none(), random, times, noise, truth);
    }

    private static MemoryModel learn(
            MemoryModel model, Random random, int times, double noise, ToDoubleFunction<MemoryWork> truth) {
        for (int i = 0; i < times; i++) {
            var work = any(random);
            var seen = truth.applyAsDouble(work) * (1 + noise * random.nextGaussian());
            model = model.with(work, Math.max(0, Math.round(seen * MEGA)));
        }
        return model;
    }

    private static MemoryWork any(Random random) {
        var side = SIDES[random.nextInt(SIDES.length)];
        var batch = 1 + random.nextInt(2);
        return random.nextBoolean() ? whole(batch, side) : tiled(batch, side);
    }

    private static MemoryWork whole(int batch, long side) {
        return new MemoryWork(batch, side * side, side * side);
    }

    private static MemoryWork tiled(int batch, long side) {
        return new MemoryWork(batch, side * side, 0);
    }
}
