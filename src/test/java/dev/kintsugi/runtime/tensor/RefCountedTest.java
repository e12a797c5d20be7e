package dev.kintsugi.runtime.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RefCountedTest {

    private final AtomicInteger freed = new AtomicInteger();
    private final RefCounted<String> counted = new RefCounted<>("thing", "resource", _ -> freed.incrementAndGet());

    @Test
    void isFreedAtOnceWhenNobodyUsesIt() {
        counted.close();
        assertThat(freed).hasValue(1);
        assertThat(counted.isClosed()).isTrue();
    }

    @Test
    void isFreedByItsLastUserWhenClosedMeanwhile() {
        counted.acquire();
        counted.acquire();
        counted.close();
        assertThat(freed).hasValue(0);
        counted.release();
        assertThat(freed).hasValue(0);
        counted.release();
        assertThat(freed).hasValue(1);
    }

    @Test
    void isKeptWhileOpenHoweverOftenItWasUsed() {
        for (int i = 0; i < 10; i++) {
            assertThat(counted.acquire()).isEqualTo("resource");
            assertThat(counted.isIdle()).isFalse();
            counted.release();
            assertThat(counted.isIdle()).isTrue();
        }
        assertThat(freed).hasValue(0);
    }

    @Test
    void isFreedOnceHoweverOftenItIsClosed() {
        counted.close();
        counted.close();
        assertThat(freed).hasValue(1);
    }

    @Test
    void nobodyAcquiresItAfterItWasClosed() {
        counted.acquire();
        counted.close();
        assertThatThrownBy(counted::acquire)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("thing is closed");
    }

    @Test
    void holdsGiveBackWhatTheyGotWhenTheNextIsRefused() {
        var closed = new RefCounted<>("other", "resource", _ -> freed.incrementAndGet());
        closed.close();
        assertThatThrownBy(() -> {
                    try (var holds = new RetainedResources()) {
                        holds.on(counted);
                        holds.on(closed);
                    }
                })
                .hasMessage("other is closed");
        assertThat(counted.isIdle()).isTrue();
    }

    @Test
    void isNeverFreedUnderAUserAndExactlyOnce() throws Exception {
        for (int round = 0; round < 200; round++) {
            var frees = new AtomicInteger();
            var alive = new boolean[] {true};
            var shared = new RefCounted<>("shared", alive, it -> {
                it[0] = false;
                frees.incrementAndGet();
            });
            var go = new CountDownLatch(1);
            try (var threads = Executors.newFixedThreadPool(8)) {
                var users = new ArrayList<Future<Boolean>>();
                for (int i = 0; i < 8; i++) {
                    users.add(threads.submit(() -> {
                        go.await(5, TimeUnit.SECONDS);
                        return useUntilClosed(shared);
                    }));
                }
                go.countDown();
                shared.close();
                for (var user : users) {
                    assertThat(user.get(5, TimeUnit.SECONDS)).isTrue();
                }
            }
            assertThat(frees).hasValue(1);
        }
    }

    private static boolean useUntilClosed(RefCounted<boolean[]> shared) {
        var alive = true;
        try {
            while (alive) {
                alive = shared.acquire()[0];
                shared.release();
            }
        } catch (IllegalStateException e) {
            return alive;
        }
        return alive;
    }
}
