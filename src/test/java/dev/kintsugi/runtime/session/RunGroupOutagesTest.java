package dev.kintsugi.runtime.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members that leave, fail, stay away or hang. */
class RunGroupOutagesTest extends RunGroupFixture {
    @Test
    void oneThatStaysAwayIsNoMemberAfterAWhileAndTheOthersStayTogether() {
        group = new RunGroup(4, Duration.ofMillis(200), Duration.ofMinutes(1));
        var away = new Member("away").to(1);
        var both = List.of(new Member("a"), new Member("b"));
        CompletableFuture.allOf(both.stream().map(Member::all).toArray(CompletableFuture[]::new))
                .join();
        assertThat(company).containsEntry("a5", 2).containsEntry("b5", 2);
        away.to(2);
        assertThat(company).containsEntry("away1", 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ifTheOneThatComputesForAllHangsTheOthersGoOnAloneAndNoneJoins(boolean setAside) throws Exception {
        group = new RunGroup(4, Duration.ofMinutes(1), setAside ? Duration.ofMinutes(1) : Duration.ofMillis(200));
        var hangs = new CountDownLatch(1);
        var begun = new CompletableFuture<Member>();
        class Hanging extends Member {
            Hanging(String name) {
                super(name);
            }

            @Override
            public List<Runnable> together(List<RunGroup.Step> steps) {
                begun.complete(this);
                try {
                    hangs.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return super.together(steps);
            }
        }
        var all = List.of(new Hanging("a"), new Hanging("b"));
        var ends = all.stream().map(Member::all).toList();
        var leader = begun.get(1, TimeUnit.MINUTES);
        if (setAside) {
            leader.setAside();
        }
        var other = ends.get(leader == all.getFirst() ? 1 : 0);
        other.get(1, TimeUnit.MINUTES);
        assertThat(ends).filteredOn(CompletableFuture::isDone).containsExactly(other);
        assertThat(group.isOpen()).isFalse();
        hangs.countDown();
        CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).join();
        assertThat(company.values()).containsOnly(1);
    }

    @Test
    void theTimeOfOneThatWaitedSaysNothing() {
        var first = new Member("a");
        var second = new Member("b");
        var waits = first.all();
        Awaitility.await().until(() -> runs.isEmpty() && !waits.isDone());
        assertThat(first.isTypical()).isTrue();
        second.close();
        waits.join();
        assertThat(first.isTypical()).isFalse();
        assertThat(first.company()).isOne();
    }

    @Test
    void nobodyWaitsForOneThatHasLeft() {
        var gone = new Member("a");
        var first = new Member("b").all();
        var second = new Member("c").all();
        gone.close();
        CompletableFuture.allOf(first, second).join();
        assertThat(company).containsEntry("b5", 2).containsEntry("c5", 2);
    }

    @Test
    void oneThatWaitsIsStoppedAndTheOthersGoOn() {
        var busy = new Member("a");
        var stopped = new Member("b");
        var ends = stopped.all();
        stopped.stop();
        assertThatThrownBy(ends::join).hasCauseInstanceOf(CancellationException.class);
        busy.all().join();
        assertThat(company).containsEntry("a5", 1);
    }

    @Test
    void whatStoppedTheRunOfAllIsComputedOnceMoreByTheOthers() {
        var once = new AtomicBoolean();
        class Stopped extends Member {
            Stopped(String name) {
                super(name);
            }

            @Override
            public List<Runnable> together(List<RunGroup.Step> steps) {
                if (once.compareAndSet(false, true)) {
                    stop();
                    throw new IllegalStateException("terminated");
                }
                return super.together(steps);
            }
        }
        var all = Stream.of(new Stopped("a"), new Stopped("b"), new Stopped("c"))
                .map(Member::all)
                .toList();
        assertThat(all.stream().filter(RunGroupOutagesTest::isCancelled)).hasSize(1);
        assertThat(company.entrySet().stream().filter(entry -> entry.getKey().endsWith("5")))
                .extracting(Map.Entry::getValue)
                .containsExactly(2, 2);
    }

    private static boolean isCancelled(CompletableFuture<Void> ends) {
        return ends.handle((_, thrown) -> thrown != null && thrown.getCause() instanceof CancellationException)
                .join();
    }

    @Test
    void eachGoesOnAloneIfComputingTogetherFails() {
        class Failing extends Member {
            Failing(String name) {
                super(name);
            }

            @Override
            public List<Runnable> together(List<RunGroup.Step> steps) {
                throw new IllegalStateException("too much together");
            }
        }
        CompletableFuture.allOf(new Failing("a").all(), new Failing("b").all(), new Failing("c").all())
                .join();
        assertThat(company.values()).containsOnly(1).hasSize(3 * STEPS);
    }
}
