package dev.kintsugi.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.generation.Result;
import dev.kintsugi.pipeline.Artifact;
import dev.kintsugi.pipeline.Size;
import dev.kintsugi.recovery.Outcome;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link JobStore} promises. */
public abstract class JobStoreContract {

    private final Random random = new Random(1);

    /** A store that keeps at most two final jobs. */
    protected abstract JobStore store();

    @Test
    void findsWhatWasAdded() {
        var store = store();
        var job = queued();
        store.add(job);
        assertThat(store.find(job.id())).contains(job);
        assertThat(store.find(JobId.random(random))).isEmpty();
    }

    @Test
    void replacesOnlyTheStateThatTheCallerSaw() {
        var store = store();
        var job = queued();
        store.add(job);
        var running = job.with(new JobState.Queued().start(Jobs.NOW));
        assertThat(store.replace(job, running)).isTrue();
        assertThat(store.replace(job, job.with(new JobState.Cancelled(Jobs.NOW))))
                .isFalse();
        assertThat(store.find(job.id())).contains(running);
    }

    @Test
    void letsOneOfManyWin() throws Exception {
        var store = store();
        var job = queued();
        store.add(job);
        var won = new AtomicInteger();
        try (var threads = Executors.newFixedThreadPool(8)) {
            var tries = IntStream.range(0, 64)
                    .mapToObj(i -> threads.submit(() -> {
                        if (store.replace(job, job.with(new JobState.Running(Jobs.NOW.plusSeconds(i))))) {
                            won.incrementAndGet();
                        }
                    }));
            for (var done : tries.toList()) {
                done.get();
            }
        }
        assertThat(won).hasValue(1);
    }

    @Test
    void givesEventsInOrderAfterANumber() {
        var store = store();
        var job = queued();
        store.add(job);
        for (int seq = 1; seq <= 5; seq++) {
            store.append(new JobEvent(job.id(), seq, Jobs.NOW, new JobEvent.Started()));
        }
        assertThat(store.events(job.id(), 0)).extracting(JobEvent::seq).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(store.events(job.id(), 3)).extracting(JobEvent::seq).containsExactly(4L, 5L);
        assertThat(store.events(job.id(), 9)).isEmpty();
        assertThat(store.events(JobId.random(random), 0)).isEmpty();
    }

    @Test
    void forgetsTheOldestFinalJobsAndNeverOneThatIsNotFinal() {
        var store = store();
        var waiting = queued();
        store.add(waiting);
        var ended = IntStream.range(0, 5).mapToObj(_ -> complete(store)).toList();
        assertThat(store.find(waiting.id())).isPresent();
        assertThat(ended.stream().map(store::find).map(java.util.Optional::isPresent))
                .containsExactly(false, false, false, true, true);
        assertThat(store.events(ended.getFirst(), 0)).isEmpty();
    }

    private JobId complete(JobStore store) {
        var job = queued();
        store.add(job);
        var running = job.with(new JobState.Running(Jobs.NOW));
        store.replace(job, running);
        var artifact = new Artifact(new byte[10], new Size(8, 8), 1);
        var result = new Result(List.of(artifact), job.plan());
        store.replace(
                running,
                running.with(
                        new JobState.Running(Jobs.NOW).complete(new Outcome.Completed<>(result), result, Jobs.NOW)));
        return job.id();
    }

    private Job queued() {
        return Jobs.queued(random);
    }
}
