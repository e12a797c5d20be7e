package dev.kintsugi.ops.alert.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.ops.alert.channel.SomeAlerts;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutboxTest {

    private final Outbox outbox = new Outbox();

    @Test
    void whatIsSaidLastComesLastHoweverOftenItIsSaid() {
        var alert = SomeAlerts.firing("m");
        outbox.put(alert, SomeAlerts.BEGIN);
        outbox.put(SomeAlerts.over(alert), SomeAlerts.BEGIN);
        outbox.put(alert, SomeAlerts.END);
        assertThat(outbox.size()).isEqualTo(2);
        assertThat(outbox.first().orElseThrow().alert().isFiring()).isFalse();
    }

    @Test
    void holdsNoMoreThanThereIsRoomFor() {
        for (int i = 0; i < Outbox.MOST; i++) {
            assertThat(outbox.put(SomeAlerts.firing("m" + i), SomeAlerts.BEGIN)).isEmpty();
        }
        assertThat(outbox.put(SomeAlerts.firing("one more"), SomeAlerts.BEGIN)
                        .orElseThrow()
                        .alert()
                        .subject()
                        .model())
                .isEqualTo("m0");
        assertThat(outbox.size()).isEqualTo(Outbox.MOST);
    }

    @Test
    void oneThatFailsLetsOthersGoFirst() {
        outbox.put(SomeAlerts.firing("bad"), SomeAlerts.BEGIN);
        outbox.put(SomeAlerts.firing("good"), SomeAlerts.BEGIN);
        outbox.postpone(outbox.first().orElseThrow());
        assertThat(outbox.first().orElseThrow().alert().subject().model()).isEqualTo("good");
    }

    @Test
    void whatWaitedBeforeARestartGoesFirstUnlessItWasSaidAgain() {
        var old = new Outbox();
        old.put(SomeAlerts.firing("a"), SomeAlerts.BEGIN);
        old.put(SomeAlerts.firing("b"), SomeAlerts.BEGIN);
        outbox.put(SomeAlerts.firing("b"), SomeAlerts.END);
        outbox.put(SomeAlerts.firing("c"), SomeAlerts.END);
        assertThat(outbox.putBefore(old.all())).isZero();
        assertThat(outbox.all())
                .extracting(one -> one.alert().subject().model() + " " + one.said())
                .containsExactly("a " + SomeAlerts.BEGIN, "b " + SomeAlerts.END, "c " + SomeAlerts.END);
    }

    @ParameterizedTest
    @CsvSource({"1,,0,1000", "2,,0,2000", "2,,1,1000", "40,,0,300000", "1,PT3S,0,3000", "9,PT3S,0,256000"})
    void pausesDoubleAndAreAtLeastWhatTheReceiverAsksFor(int failures, Duration asked, double random, long millis) {
        assertThat(RetryPause.after(failures, Optional.ofNullable(asked), random)
                        .toMillis())
                .isEqualTo(millis);
    }
}
