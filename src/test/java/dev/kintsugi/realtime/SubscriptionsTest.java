package dev.kintsugi.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.job.JobId;
import dev.kintsugi.recovery.failure.TypedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {

    private final Subscriptions subscriptions = new Subscriptions();
    private final List<Runnable> ends = new ArrayList<>();
    private final AtomicInteger stopped = new AtomicInteger();

    @Test
    void jobsThatEndedMakeRoomForOthers() {
        for (int i = 0; i < 1000; i++) {
            subscriptions.requireRoom();
            follow(i);
            ends.removeFirst().run();
        }
        subscriptions.requireRoom();
    }

    @Test
    void refusesOneMoreThanItCanFollow() {
        for (int i = 0; i < 256; i++) {
            follow(i);
        }
        assertThatThrownBy(subscriptions::requireRoom).isInstanceOf(TypedException.class);
        subscriptions.remove(job(7));
        subscriptions.requireRoom();
    }

    @Test
    void theEndOfAnEarlierSubscriptionLeavesALaterOneAlone() {
        follow(1);
        follow(1);
        assertThat(stopped).hasValue(1);
        ends.getFirst().run();
        subscriptions.close();
        assertThat(stopped).hasValue(2);
    }

    private void follow(int number) {
        subscriptions.add(job(number), ended -> {
            ends.add(ended);
            return stopped::incrementAndGet;
        });
    }

    private static JobId job(int number) {
        return JobId.of("job_%032x".formatted(number)).orElseThrow();
    }
}
