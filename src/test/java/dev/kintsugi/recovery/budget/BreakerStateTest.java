package dev.kintsugi.recovery.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.recovery.Toy;
import dev.kintsugi.recovery.budget.BreakerState.Closed;
import dev.kintsugi.recovery.budget.BreakerState.HalfOpen;
import dev.kintsugi.recovery.budget.BreakerState.Open;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BreakerStateTest {

    private static final Map<String, BreakerState> STATES =
            Map.of("well", new Closed(), "on trial", new HalfOpen(), "sick", open(5), "sick for long", open(1));

    @Test
    void leavesOutWhatIsOpenAndKeepsTheOrder() {
        assertThat(usable("sick", "on trial", "well", "sick for long")).containsExactly("on trial", "well");
    }

    @Test
    void leavesTheOneThatRestedLongestWhereAllAreOpen() {
        assertThat(usable("sick", "sick for long")).containsExactly("sick for long");
        assertThat(usable("sick")).containsExactly("sick");
    }

    @Test
    void offersWhatRestedLongEnoughSinceOnlyACallCanFindOut() {
        assertThat(BreakerState.usable(List.of("sick for long", "sick", "well"), STATES::get, Toy.NOW.plusSeconds(11)))
                .containsExactly("sick for long", "well");
    }

    @Test
    void leavesNothingOfNothing() {
        assertThat(usable()).isEmpty();
    }

    @Test
    void saysHowLongItStaysOpen() {
        assertThat(open(5).remaining(Toy.NOW)).isEqualTo(Duration.ofSeconds(15));
        assertThat(open(5).remaining(Toy.NOW.plusSeconds(15))).isZero();
        assertThat(open(5).remaining(Toy.NOW.plusSeconds(99))).isZero();
    }

    private static Open open(int second) {
        return new Open(Toy.NOW.plusSeconds(second), Toy.NOW.plusSeconds(second + 10));
    }

    private static List<String> usable(String... names) {
        return BreakerState.usable(List.of(names), STATES::get, Toy.NOW.plusSeconds(6));
    }
}
