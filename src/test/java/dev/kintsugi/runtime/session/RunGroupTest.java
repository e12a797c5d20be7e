package dev.kintsugi.runtime.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunGroupTest {

    private static final int STEPS = 6;

    private RunGroup group = new RunGroup();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** How many were computed in one run, by member and position. */
    private final Map<String, Integer> company = new ConcurrentHashMap<>();

    /** In how many runs each step was computed. */
    private final Map<String, Integer> runs = new ConcurrentHashMap<>();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private class Member implements RunGroup.Step {

        private final String name;
        private final RunHandle handle = new RunHandle(group);
        private int position;

        Member(String name) {
            this(name, false);
        }

        Member(String name, boolean any) {
            this.name = name;
            group.join(handle, any);
        }

        double company() {
            return handle.company();
        }

        @Override
        public Object key() {
            return position;
        }

        @Override
        public Object family() {
            return "all";
        }

        @Override
        public boolean mixes() {
            return false;
        }

        @Override
        public int position() {
            return position;
        }

        @Override
        public List<Runnable> together(List<RunGroup.Step> steps) {
            steps.forEach(step -> runs.merge(((Member) step).name + step.position(), 1, Integer::sum));
            return steps.stream()
                    .<Runnable>map(step -> () -> ((Member) step).company(steps.size()))
                    .toList();
        }

        void company(int size) {
            company.put(name + position, size);
        }

        /** Does steps up to one. */
        Member to(int end) {
            for (; position < end; position++) {
                if (!group.compute(this, handle)) {
                    company(1);
                }
            }
            return this;
        }

        void stop() {
            handle.cancel();
        }

        void setAside() {
            handle.setAside();
        }

        boolean isTypical() {
            return handle.isTypical();
        }

        void close() {
            group.leave(handle);
            handle.close();
        }

        CompletableFuture<Void> all() {
            return CompletableFuture.runAsync(() -> to(STEPS).close(), threads);
        }
    }

    @Test
    void equalStepsAreComputedTogether() {
        CompletableFuture.allOf(new Member("a").all(), joined("b"), joined("c")).join();
        for (int i = STEPS - 1; i > 1; i--) {
            assertThat(company).containsEntry("b" + i, company.get("c" + i));
        }
    }

    private CompletableFuture<Void> joined(String name) {
        return new Member(name).all();
    }

    /** Threads wake up late: what was computed meanwhile does not count as waiting. */
    @Test
    void noStepIsComputedTwice() {
        var all = Stream.of("a", "b", "c", "d").map(Member::new).toList();
        CompletableFuture.allOf(all.stream()
                        .map(member -> CompletableFuture.runAsync(
                                () -> member.to(2_000).close(), threads))
                        .toArray(CompletableFuture[]::new))
                .join();
        assertThat(runs)
                .hasSize(8_000)
                .allSatisfy((_, times) -> assertThat(times).isOne());
    }

    @Test
    void theOthersWaitForOneThatIsALittleBehind() {
        var first = new Member("a").to(3);
        var second = new Member("b");
        CompletableFuture.allOf(first.all(), second.all()).join();
        assertThat(company).containsEntry("b0", 1).containsEntry("b2", 1);
        assertThat(company).containsEntry("a3", 2).containsEntry("b3", 2).containsEntry("a5", 2);
    }

    @Test
    void oneThatIsFarBehindGoesAlone() {
        var first = new Member("a").to(6);
        var second = new Member("b");
        assertThat(group.isOpen()).isFalse();
        second.all().join();
        assertThat(company).containsEntry("b0", 1).containsEntry("b5", 1);
        first.all().join();
    }

    @Test
    void whereStepsOfAnyPositionAreComputedTogetherOneJoinsAtAnyTime() {
        class Any extends Member {
            Any(String name) {
                super(name, true);
            }

            @Override
            public Object key() {
                return "any";
            }

            @Override
            public boolean mixes() {
                return true;
            }
        }
        var first = new Any("a").to(5);
        assertThat(group.isOpen()).isTrue();
        CompletableFuture.allOf(first.all(), new Any("b").all()).join();
        assertThat(company).containsEntry("a5", 2).containsEntry("b0", 2).containsEntry("b1", 1);
        assertThat(first.company()).isEqualTo(7.0 / 6);
    }

    /** Such as one that is tried again with other weights. */
    @Test
    void nobodyWaitsForOneWhoseStepsAreOfAnotherFamily() {
        class Other extends Member {
            Other(String name) {
                super(name);
            }

            @Override
            public Object family() {
                return "another";
            }

            @Override
            public Object key() {
                return "another";
            }
        }
        var other = new Other("o").to(1);
        var both = List.of(new Member("a"), new Member("b"));
        CompletableFuture.allOf(both.stream().map(Member::all).toArray(CompletableFuture[]::new))
                .join();
        assertThat(company).containsEntry("a5", 2).containsEntry("b5", 2).containsEntry("o0", 1);
        other.all().join();
    }

    @Test
    void oneThatStaysAwayIsNoMemberAfterAWhileAndTheOthersStayTogether() {
        group = new RunGroup(Duration.ofMillis(200), Duration.ofMinutes(1));
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
        group = new RunGroup(Duration.ofMinutes(1), setAside ? Duration.ofMinutes(1) : Duration.ofMillis(200));
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
        assertThat(all.stream().filter(RunGroupTest::isCancelled)).hasSize(1);
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
