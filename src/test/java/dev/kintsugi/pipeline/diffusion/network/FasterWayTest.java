package dev.kintsugi.pipeline.diffusion.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.pipeline.diffusion.network.FasterWay.Way;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

class FasterWayTest {

    private static final int MANY = 1000;

    private final FasterWay faster = new FasterWay();

    @Test
    void bothAreComparedBeforeTheOtherOneIsTaken() {
        assertThat(faster.next()).isEqualTo(Way.BOTH);
        faster.compared(true);
        assertThat(faster.next()).isEqualTo(Way.BOTH);
        faster.compared(true);
        assertThat(faster.next()).isNotEqualTo(Way.BOTH);
    }

    @Test
    void oneThatGivesOtherNumbersIsNeverTaken() {
        faster.compared(true);
        faster.compared(false);
        faster.compared(true);
        assertThat(taken(way -> way == Way.USUAL ? 100 : 1)).containsOnlyKeys(Way.USUAL);
        assertThat(faster.isOtherFaster()).isFalse();
    }

    @Test
    void theFasterOneIsTakenNearlyAlways() {
        sameNumbers();
        assertThat(taken(way -> way == Way.USUAL ? 100 : 70).get(Way.OTHER)).isGreaterThan(MANY * 95 / 100);
        assertThat(faster.isOtherFaster()).isTrue();
    }

    @Test
    void theUsualOneIsTakenIfTheOtherIsNotClearlyFaster() {
        sameNumbers();
        assertThat(taken(way -> way == Way.USUAL ? 100 : 99).get(Way.USUAL)).isGreaterThan(MANY * 95 / 100);
    }

    @Test
    void changesWhenTheMachineDoes() {
        sameNumbers();
        taken(way -> way == Way.USUAL ? 100 : 70);
        assertThat(taken(way -> way == Way.USUAL ? 100 : 130).get(Way.USUAL)).isGreaterThan(MANY * 80 / 100);
        assertThat(taken(way -> way == Way.USUAL ? 100 : 70).get(Way.OTHER)).isGreaterThan(MANY * 80 / 100);
    }

    @Test
    void oneSlowTimeIsNoReasonToChange() {
        sameNumbers();
        taken(way -> way == Way.USUAL ? 100 : 70);
        faster.took(Way.OTHER, MANY);
        assertThat(faster.isOtherFaster()).isTrue();
    }

    private void sameNumbers() {
        faster.compared(true);
        faster.compared(true);
    }

    private Map<Way, Integer> taken(ToLongFunction<Way> time) {
        var taken = new EnumMap<Way, Integer>(Way.class);
        for (int i = 0; i < MANY; i++) {
            var way = faster.next();
            faster.took(way, time.applyAsLong(way));
            taken.merge(way, 1, Integer::sum);
        }
        return taken;
    }
}
