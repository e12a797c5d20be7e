package dev.kintsugi.model.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BoundedCallsTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Test
    void workThatNoThreadCouldBeginIsBegunByTheNextCaller() {
        var asked = new AtomicInteger();
        var calls = new BoundedCalls<String, String>(2, work -> {
            if (asked.incrementAndGet() <= 2) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return Thread.ofPlatform().daemon().unstarted(work);
        });
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> calls.call("disk", () -> "answers", PATIENCE))
                    .isInstanceOf(OutOfMemoryError.class);
        }
        assertThat(calls.call("disk", () -> "answers", PATIENCE)).hasValue("answers");
    }
}
