package dev.kintsugi.job.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.Caller;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.job.Priority;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Jobs that are computed together on one worker. */
class SharedWorkersQueueTest extends JobQueueFixture {

    @Test
    void takesThoseThatAreAlikeAndNoMore() {
        var first = add();
        var urgent = add(Priority.LOW, "toy", Optional.empty());
        var other = add(Priority.NORMAL, "another", Optional.empty());
        var hurried = add(Priority.NORMAL, "toy", Optional.of(Jobs.NOW));
        var alike = List.of(add(), add(), add(), add(), add());
        assertThat(queue.claim()).contains(first);
        assertThat(queue.companions(first, 3)).containsExactlyElementsOf(alike.subList(0, 2));
        assertThat(queue.waiting()).isEqualTo(6);
        assertThat(List.of(urgent, other, hurried))
                .noneMatch(one -> queue.claimed(one.job().id()).isPresent());
    }

    @Test
    void theNextJobSharesTheWorkerWithTheFewestThatAreLikeIt() {
        var first = add();
        var second = add();
        queue.claim();
        queue.claim();
        var alike = List.of(add(), add(), add());
        var host = queue.hosts(_ -> 200).getFirst();
        assertThat(queue.join(host, 1)).as("no worker may have two").isEmpty();
        assertThat(queue.join(host, 2)).contains(alike.get(0));
        var other = queue.hosts(_ -> 200).getFirst();
        assertThat(List.of(host, other)).containsExactlyInAnyOrder(first, second);
        assertThat(queue.join(other, 2)).contains(alike.get(1));
        assertThat(queue.join(queue.hosts(_ -> 200).getFirst(), 2)).isEmpty();
        queue.computed(alike.get(1).job().id());
        assertThat(queue.hosts(_ -> 200)).first().isEqualTo(other);
        assertThat(queue.join(other, 2)).contains(alike.get(2));
    }

    @Test
    void aCallerWhoseJobsShareAWorkerHasHadItsTurn() {
        add();
        add();
        queue.claim();
        queue.claim();
        var other = Jobs.queued(random, Priority.NORMAL, "another", Optional.empty());
        var caller = new Caller("else", Optional.of("someone else"), Optional.empty());
        var joined = 0;
        add();
        add();
        queue.restore(new RunnableJob(
                new Job(other.id(), caller, other.order(), other.created(), other.attempts(), other.state()), null));
        while (!queue.hosts(_ -> 200).isEmpty() && joined < 100) {
            queue.join(queue.hosts(_ -> 200).getFirst(), 200).orElseThrow();
            joined++;
            add();
        }
        assertThat(joined).as("then it is the turn of the other caller").isLessThan(2);
    }

    @Test
    void noMoreJobsShareAWorkerThanResultsCanBeWritten() {
        var first = add();
        add();
        queue.claim();
        queue.claim();
        var second = add();
        assertThat(queue.join(first, 2)).contains(second);
        queue.computed(first.job().id());
        var third = add();
        assertThat(queue.join(second, 2)).contains(third);
        queue.computed(second.job().id());
        var fourth = add();
        assertThat(queue.join(third, 2)).as("two are not written").isEmpty();
        queue.done(first.job().id());
        assertThat(queue.join(third, 2)).contains(fourth);
    }

    @Test
    void noneThatSharesAWorkerOvertakesTheNextOne() {
        add();
        add();
        queue.claim();
        queue.claim();
        var other = add(Priority.NORMAL, "another", Optional.empty());
        var alike = add();
        assertThat(queue.hosts(_ -> 200)).isEmpty();
        assertThat(queue.remove(other.job().id())).isPresent();
        assertThat(queue.join(queue.hosts(_ -> 200).getFirst(), 2)).contains(alike);
    }

    @Test
    void leavesWorkersThatAreFreeTheirShare() {
        var first = add();
        var rest = List.of(add(), add(), add());
        assertThat(queue.claim()).contains(first);
        assertThat(queue.companions(first, 4)).containsExactly(rest.getFirst());
        var next = queue.claim();
        assertThat(next).contains(rest.get(1));
        assertThat(queue.companions(next.get(), 4)).containsExactly(rest.get(2));
    }

    @Test
    void theyHaveOneWorkerUntilTheLastOfThemHasEnded() {
        var first = add();
        var second = add();
        var third = add();
        assertThat(queue.claim()).contains(first);
        queue.claim();
        var companion = queue.companions(first, 2);
        assertThat(companion).containsExactly(third);
        add();
        assertThat(queue.claim()).as("both workers are busy").isEmpty();
        queue.done(first.job().id());
        assertThat(queue.claim()).as("one computes on").isEmpty();
        queue.computed(third.job().id());
        assertThat(queue.claim()).isPresent();
        queue.done(second.job().id());
        queue.done(third.job().id());
        assertThat(queue.running()).isOne();
    }
}
