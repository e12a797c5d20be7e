package dev.kintsugi.job.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.job.LocalSignals;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What readers get of a job that this process works on: all that lasts, in order, and as many steps as they can take. */
class JobFeedTest extends JobFeedFixture {

    @Test
    void givesPastAndFutureWithoutAGap() {
        publish(3);
        var reader = read(0);
        publish(2);
        feed.publish(job, new JobEvent.Cancelled());
        reader.awaitCompletion();
        assertThat(reader.getItems()).extracting(JobEvent::seq).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void replaysAfterTheEnd() {
        publish(3);
        feed.publish(job, new JobEvent.Cancelled());
        assertThat(read(2).awaitCompletion().getItems())
                .extracting(JobEvent::seq)
                .containsExactly(3L, 4L);
    }

    @Test
    void losesNothingForASlowReader() {
        var reader = feed.events(job.id(), 0).subscribe().withSubscriber(AssertSubscriber.create(1));
        publish(1000);
        feed.publish(job, new JobEvent.Cancelled());
        reader.request(Long.MAX_VALUE).awaitCompletion();
        assertThat(reader.getItems())
                .extracting(JobEvent::seq)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 1001).boxed().toList());
    }

    @Test
    void survivesReadersThatLeaveWhileItIsPublished() throws Exception {
        var leaver = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 500; i++) {
                feed.events(job.id(), 0)
                        .subscribe()
                        .withSubscriber(AssertSubscriber.create(10))
                        .cancel();
            }
        });
        var reader = read(0);
        publish(500);
        leaver.join();
        feed.publish(job, new JobEvent.Cancelled());
        assertThat(reader.awaitCompletion().getItems()).hasSize(501);
    }

    @Test
    void aStepIsToldWithoutTheStoreAndAStageOnlyOnceItIsKept() {
        var hanging = new ArrayDeque<Runnable>();
        var steps = new JobFeed(
                store, LocalSignals.alone(), List.of(), Clock.fixed(Jobs.NOW, ZoneOffset.UTC), hanging::add, scheduler);
        steps.open(job.id());
        steps.publish(job, new JobEvent.Started());
        var reader = AssertSubscriber.<JobEvent>create(Long.MAX_VALUE);
        steps.events(job.id(), 0).subscribe().withSubscriber(reader);
        runAll(hanging);
        steps.progress(job, step(1));
        steps.progress(job, step(2));
        assertThat(reader.getItems()).extracting(JobEvent::seq).containsExactly(1L, 2L, 3L);
        assertThat(store.events(job.id(), 0)).extracting(JobEvent::seq).containsExactly(1L);
        steps.progress(job, stage());
        steps.progress(job, step(1));
        assertThat(reader.getItems()).hasSize(3);
        runAll(hanging);
        assertThat(reader.getItems()).extracting(JobEvent::seq).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(store.events(job.id(), 0))
                .as("of steps the newest is kept with what must be")
                .extracting(JobEvent::seq)
                .containsExactly(1L, 3L, 4L, 5L);
    }

    /** Steps that come faster than so many readers can be told are left out, whatever else happens is not, and no thread that computes tells them. */
    @Test
    void manyReadersAreToldOfTheNewestStepAndOfAllThatLasts() {
        var later = new ConcurrentLinkedQueue<Runnable>();
        var crowded = new JobFeed(
                store, LocalSignals.alone(), List.of(), Clock.fixed(Jobs.NOW, ZoneOffset.UTC), later::add, scheduler);
        crowded.open(job.id());
        crowded.publish(job, new JobEvent.Started());
        var readers = IntStream.range(0, 500)
                .mapToObj(_ -> crowded.events(job.id(), 0)
                        .subscribe()
                        .withSubscriber(AssertSubscriber.<JobEvent>create(Long.MAX_VALUE)))
                .toList();
        runAll(later);
        for (int step = 1; step <= 100; step++) {
            crowded.progress(job, step(step));
        }
        assertThat(readers).allMatch(reader -> reader.getItems().size() == 1);
        runAll(later);
        assertThat(readers)
                .allMatch(reader -> reader.getItems().size() == 2
                        && reader.getItems().getLast().what().equals(step(100)));
        crowded.progress(job, step(101));
        crowded.progress(job, stage());
        runAll(later);
        crowded.publish(job, new JobEvent.Cancelled());
        assertThat(readers)
                .allSatisfy(reader -> assertThat(reader.awaitCompletion().getItems())
                        .extracting(JobEvent::what)
                        .containsExactly(
                                new JobEvent.Started(), step(100), step(101), stage(), new JobEvent.Cancelled()));
    }

    private static void runAll(Queue<Runnable> waiting) {
        for (var next = waiting.poll(); next != null; next = waiting.poll()) {
            next.run();
        }
    }
}
