package dev.kintsugi.recovery.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.recovery.SettableClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {

    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final long SEED = 20260101;

    private final SettableClock clock = new SettableClock();

    @Test
    void leavesAFewRetriesToAServiceThatHasLittleToDo() {
        var budget = new RetryBudget(0.2, 1, WINDOW, clock);
        IntStream.range(0, 9).forEach(_ -> budget.further());
        assertThat(budget.hasLeft()).isTrue();
        budget.further();
        assertThat(budget.hasLeft()).isFalse();
        assertThat(budget.left()).isZero();
    }

    @Test
    void earnsAShareOfTheFirstTries() {
        var budget = new RetryBudget(0.2, 0, WINDOW, clock);
        IntStream.range(0, 4).forEach(_ -> budget.first());
        assertThat(budget.hasLeft())
                .as("four first tries earn less than one retry")
                .isFalse();
        IntStream.range(0, 96).forEach(_ -> budget.first());
        assertThat(budget.left()).isCloseTo(20, within(1e-9));
    }

    @Test
    void isNeverBelowZeroHoweverMuchIsRepaired() {
        var budget = new RetryBudget(0.2, 1, WINDOW, clock);
        IntStream.range(0, 1000).forEach(_ -> budget.further());
        assertThat(budget.left()).isZero();
    }

    @Test
    void forgetsWhatIsOlderThanItsWindow() {
        var budget = new RetryBudget(0.2, 1, WINDOW, clock);
        IntStream.range(0, 10).forEach(_ -> budget.further());
        clock.pass(Duration.ofSeconds(9));
        assertThat(budget.hasLeft()).isFalse();
        clock.pass(Duration.ofSeconds(1));
        assertThat(budget.left()).isEqualTo(10);
    }

    /** A list of every try, counted anew each time, is the oracle. */
    @Test
    void countsAsAListOfAllTriesDoes() {
        record Try(long slot, boolean first) {}
        var random = new Random(SEED);
        var budget = new RetryBudget(0.3, 0.5, WINDOW, clock);
        var tries = new ArrayDeque<Try>();
        for (int i = 0; i < 20_000; i++) {
            clock.pass(Duration.ofMillis(random.nextInt(random.nextInt(100) == 0 ? 20_000 : 300)));
            var slot = clock.millis() / 1000;
            var first = random.nextInt(3) > 0;
            tries.add(new Try(slot, first));
            if (first) {
                budget.first();
            } else {
                budget.further();
            }
            tries.removeIf(one -> one.slot() <= slot - 10);
            var firsts = tries.stream().filter(Try::first).count();
            var expected = Math.max(0, 5 + 0.3 * firsts - (tries.size() - firsts));
            assertThat(budget.left()).as("try %d, seed %d", i, SEED).isCloseTo(expected, within(1e-6));
        }
    }

    @Test
    void refusesSettingsThatMeanNothing() {
        assertThatThrownBy(() -> new RetryBudget(-0.1, 1, WINDOW, clock)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RetryBudget(Double.NaN, 1, WINDOW, clock))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RetryBudget(0.1, 1, Duration.ofMillis(9), clock))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
