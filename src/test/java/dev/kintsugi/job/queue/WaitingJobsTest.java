package dev.kintsugi.job.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.Caller;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobSpec;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.job.Priority;
import dev.kintsugi.pipeline.work.WorkKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaitingJobsTest {

    private static final Set<WorkKind> ALL = EnumSet.allOf(WorkKind.class);

    private final Random random = new Random(2);
    private final WaitingJobs waiting = new WaitingJobs();

    private RunnableJob add(Priority priority, String principal) {
        return add(priority, new Caller("c", Optional.of(principal), Optional.empty()));
    }

    private RunnableJob add(Priority priority, Caller caller) {
        return add(Jobs.queued(random, priority, "toy", Optional.empty()), caller);
    }

    private RunnableJob tensor(Priority priority, String principal) {
        var job = Jobs.tensor(random);
        var order = new JobSpec(job.order().request(), job.plan(), priority, Optional.empty());
        var urgent = new Job(job.id(), job.caller(), order, job.created(), job.attempts(), job.state());
        return add(urgent, new Caller("c", Optional.of(principal), Optional.empty()));
    }

    private RunnableJob add(Job job, Caller caller) {
        var ticket = new RunnableJob(
                new Job(job.id(), caller, job.order(), job.created(), job.attempts(), job.state()), null);
        waiting.add(ticket);
        return ticket;
    }

    private List<RunnableJob> all() {
        var all = new ArrayList<RunnableJob>();
        for (var next = waiting.poll(ALL); next.isPresent(); next = waiting.poll(ALL)) {
            all.add(next.get());
        }
        return all;
    }

    @Test
    void beginsWithTheMostUrgentAndAmongEqualsWithTheFirst() {
        var low = add(Priority.LOW, "a");
        var first = add(Priority.NORMAL, "a");
        var second = add(Priority.NORMAL, "a");
        var critical = add(Priority.CRITICAL, "a");
        assertThat(waiting.before(Priority.NORMAL)).isEqualTo(3);
        assertThat(waiting.before(Priority.CRITICAL)).isEqualTo(1);
        assertThat(all()).containsExactly(critical, first, second, low);
        assertThat(waiting.size()).isZero();
    }

    @Test
    void callersWithoutANameTakeTurnsWithAConnectionThatSubmitsMany() {
        var greedy = new ArrayList<RunnableJob>();
        for (int i = 0; i < 3; i++) {
            greedy.add(add(Priority.NORMAL, Caller.ofConnection("1", "a")));
        }
        var first = add(Priority.NORMAL, new Caller("b", Optional.empty(), Optional.empty()));
        var second = add(Priority.NORMAL, new Caller("c", Optional.empty(), Optional.empty()));
        assertThat(waiting.of("connection 1")).isEqualTo(3);
        assertThat(all()).containsExactly(greedy.get(0), first, second, greedy.get(1), greedy.get(2));
        assertThat(waiting.of("connection 1")).isZero();
    }

    @Test
    void aJobWaitsOnceHoweverOftenItIsFound() {
        var ticket = add(Priority.NORMAL, "a");
        waiting.add(new RunnableJob(ticket.job(), null));
        assertThat(waiting.before(Priority.NORMAL)).isEqualTo(1);
        assertThat(all()).containsExactly(ticket);
        assertThat(waiting.before(Priority.NORMAL)).isZero();
    }

    @Test
    void whoAsksForMuchDoesNotMakeOthersWaitForAllOfIt() {
        var greedy = new ArrayList<RunnableJob>();
        for (int i = 0; i < 5; i++) {
            greedy.add(add(Priority.NORMAL, "greedy"));
        }
        var modest = add(Priority.NORMAL, "modest");
        var other = add(Priority.NORMAL, "other");
        assertThat(all())
                .containsExactly(
                        greedy.get(0), modest, other, greedy.get(1), greedy.get(2), greedy.get(3), greedy.get(4));
    }

    @Test
    void nobodyWaitsForEver() {
        var low = add(Priority.LOW, "a");
        for (int i = 0; i < 100; i++) {
            add(Priority.CRITICAL, "b");
        }
        assertThat(all().indexOf(low)).isEqualTo(7);
    }

    @Test
    void whatIsTakenOutIsNotBegun() {
        var gone = add(Priority.NORMAL, "a");
        var stays = add(Priority.NORMAL, "b");
        assertThat(waiting.remove(gone.job().id())).contains(gone);
        assertThat(waiting.remove(gone.job().id())).isEmpty();
        assertThat(all()).containsExactly(stays);
    }

    @Test
    void jobsOfAKindThatMayNotBeginKeepTheirPlacesAndTheirCallersOneTurn() {
        var image = add(Priority.NORMAL, "a");
        var first = tensor(Priority.NORMAL, "a");
        var second = tensor(Priority.NORMAL, "a");
        var other = add(Priority.NORMAL, "b");
        assertThat(waiting.poll(EnumSet.of(WorkKind.TENSOR))).contains(first);
        assertThat(waiting.poll(ALL)).as("the turn of another one").contains(other);
        assertThat(waiting.poll(EnumSet.noneOf(WorkKind.class))).isEmpty();
        assertThat(all()).containsExactly(image, second);
    }

    /** The same order in a list that is looked through from its beginning each time. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void isTheOrderOfAPlainList(long seed) {
        var draws = new Random(seed);
        var plain = new ArrayList<RunnableJob>();
        var turns = new HashMap<String, Long>();
        long number = 0;
        long taken = 0;
        for (int i = 0; i < 2_000; i++) {
            var kinds = EnumSet.noneOf(WorkKind.class);
            ALL.stream().filter(_ -> draws.nextInt(4) > 0).forEach(kinds::add);
            if (draws.nextInt(100) < 52) {
                var priority = Priority.values()[draws.nextInt(3)];
                var principal = "p" + draws.nextInt(5);
                var added = draws.nextBoolean() ? add(priority, principal) : tensor(priority, principal);
                if (plain.stream().noneMatch(one -> turn(one).equals(turn(added)))) {
                    turns.put(turn(added), number++);
                }
                plain.add(added);
            } else if (draws.nextInt(10) == 0 && !plain.isEmpty()) {
                var gone = plain.remove(draws.nextInt(plain.size()));
                assertThat(waiting.remove(gone.job().id())).contains(gone);
            } else {
                var open = plain.stream().filter(one -> kinds.contains(one.kind()));
                var next = (taken + 1) % 8 == 0
                        ? open.findFirst()
                        : open.min(Comparator.<RunnableJob, Priority>comparing(
                                        one -> one.job().order().priority())
                                .thenComparing(one -> turns.get(turn(one))));
                assertThat(waiting.poll(kinds)).as("seed " + seed).isEqualTo(next);
                if (next.isPresent()) {
                    taken++;
                    plain.remove(next.get());
                    turns.put(turn(next.get()), number++);
                }
            }
            assertThat(waiting.size()).isEqualTo(plain.size());
            for (var kind : WorkKind.values()) {
                assertThat(waiting.ofKind(kind)).isEqualTo((int)
                        plain.stream().filter(one -> one.kind() == kind).count());
            }
        }
    }

    private static String turn(RunnableJob runnable) {
        return runnable.job().order().priority()
                + runnable.job().caller().principal().orElseThrow();
    }

    @Test
    @Timeout(20)
    void manyThatMayNotBeginCostNothing() {
        for (int i = 0; i < 50_000; i++) {
            add(Priority.NORMAL, "p" + i % 100);
        }
        var tensors = EnumSet.of(WorkKind.TENSOR);
        int begun = 0;
        for (int i = 0; i < 50_000; i++) {
            begun += waiting.poll(tensors).isPresent() ? 1 : 0;
        }
        assertThat(begun).isZero();
        var last = tensor(Priority.LOW, "p1");
        assertThat(waiting.poll(tensors)).contains(last);
    }

    @Test
    void givesThoseWhoseDeadlineHasPassedTheNearestFirst() {
        add(Priority.HIGH, "a");
        var later = due(3);
        var late = due(1);
        var removed = due(2);
        var far = due(60);
        waiting.remove(removed.job().id());
        assertThat(waiting.removeLate(Jobs.NOW)).isEmpty();
        assertThat(waiting.removeLate(Jobs.NOW.plusSeconds(3))).containsExactly(late, later);
        assertThat(waiting.removeLate(Jobs.NOW.plusSeconds(3))).isEmpty();
        assertThat(waiting.all()).hasSize(2).contains(far);
    }

    private RunnableJob due(int seconds) {
        var job = Jobs.queued(random);
        var order = new JobSpec(
                job.order().request(), job.plan(), Priority.NORMAL, Optional.of(Jobs.NOW.plusSeconds(seconds)));
        var due = new Job(job.id(), job.caller(), order, job.created(), job.attempts(), job.state());
        return add(due, due.caller());
    }
}
