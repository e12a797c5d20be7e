package dev.kintsugi.job.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.Caller;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.job.Priority;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WaitingJobsTest {

    private final Random random = new Random(2);
    private final WaitingJobs waiting = new WaitingJobs();

    private RunnableJob add(Priority priority, String principal) {
        return add(priority, new Caller("c", Optional.of(principal), Optional.empty()));
    }

    private RunnableJob add(Priority priority, Caller caller) {
        var job = Jobs.queued(random, priority, "toy", Optional.empty());
        var ticket = new RunnableJob(
                new Job(job.id(), caller, job.order(), job.created(), job.attempt(), job.state()), null);
        waiting.add(ticket);
        return ticket;
    }

    private List<RunnableJob> all() {
        var all = new ArrayList<RunnableJob>();
        for (var next = waiting.poll(_ -> true); next.isPresent(); next = waiting.poll(_ -> true)) {
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
}
