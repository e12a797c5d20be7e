package dev.kintsugi.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.job.store.Retention;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.pipeline.MediaType;
import dev.kintsugi.pipeline.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link JobStore} promises. */
public abstract class JobStoreContract extends JobLeaseContract {

    /** Limits that keep this much. */
    public static Retention keep(int jobs, long bytes, Duration age) {
        return new Retention() {
            @Override
            public int jobs() {
                return jobs;
            }

            @Override
            public long bytes() {
                return bytes;
            }

            @Override
            public Duration age() {
                return age;
            }
        };
    }

    @Test
    void findsWhatWasAdded() {
        var store = store();
        var job = added(store);
        assertThat(store.find(job.id())).contains(job);
        assertThat(store.find(JobId.random(random))).isEmpty();
    }

    @Test
    void keepsOneJobOfAnIdempotencyKey() {
        var store = store();
        var first = Jobs.queued(random, Priority.NORMAL, "toy", Optional.of("key"));
        var second = Jobs.queued(random, Priority.HIGH, "toy", Optional.of("key"));
        assertThat(store.add(first, MINE)).isEqualTo(first);
        assertThat(store.add(second, MINE)).isEqualTo(first);
        assertThat(store.find(second.id())).isEmpty();
        assertThat(store.find(second.caller())).contains(first);
        assertThat(store.find(new Caller("", first.caller().principal(), Optional.of("unused"))))
                .isEmpty();
        assertThat(store.find(new Caller("", first.caller().principal(), Optional.empty())))
                .isEmpty();
        assertThat(store.add(Jobs.queued(random, Priority.NORMAL, "toy", Optional.of("other")), MINE))
                .isNotEqualTo(first);
    }

    @Test
    void replacesOnlyTheStateThatTheCallerSaw() {
        var store = store();
        var job = added(store);
        var running = job.begun(Jobs.NOW);
        assertThat(store.replace(job, running)).isTrue();
        assertThat(store.replace(job, job.with(new JobState.Cancelled(Jobs.NOW))))
                .isFalse();
        assertThat(store.find(job.id())).contains(running);
    }

    @Test
    void givesBackEveryStateAsItWas() {
        var store = store();
        for (var end : List.of("completed", "failed", "cancelled")) {
            var running = taken(store, added(store), "me", 30);
            var ended = running.with(
                    switch (end) {
                        case "completed" -> Jobs.completed(running, "ab".repeat(32), 10, Jobs.NOW);
                        case "failed" -> Jobs.failed(Jobs.NOW);
                        default -> new JobState.Cancelled(Jobs.NOW);
                    });
            assertThat(store.replace(running, ended)).isTrue();
            assertThat(store.find(running.id())).contains(ended);
        }
    }

    @Test
    void knowsWhichJobsHaveNotEnded() {
        var store = store();
        var waits = added(store);
        var runs = taken(store, added(store), "me", 30);
        var ends = taken(store, added(store), "me", 30);
        store.replace(ends, ends.with(Jobs.completed(ends, "ab".repeat(32), 10, Jobs.NOW)));
        assertThat(store.unfinished()).containsExactlyInAnyOrder(waits.id(), runs.id());
    }

    @Test
    void givesEventsInOrderAfterANumber() {
        var store = store();
        var job = added(store);
        var all = new ArrayList<JobEvent>();
        for (int seq = 1; seq <= 5; seq++) {
            all.add(new JobEvent(job.id(), seq, Jobs.NOW, what(seq)));
            assertThat(store.append(all.getLast())).isTrue();
        }
        assertThat(store.append(new JobEvent(job.id(), 5, Jobs.NOW, new JobEvent.Started())))
                .as("a number is given once")
                .isFalse();
        assertThat(store.append(new JobEvent(JobId.random(random), 1, Jobs.NOW, new JobEvent.Started())))
                .isFalse();
        assertThat(store.events(job.id(), 0)).isEqualTo(all);
        assertThat(store.events(job.id(), 3)).isEqualTo(all.subList(3, 5));
        assertThat(store.events(job.id(), 9)).isEmpty();
        assertThat(store.events(JobId.random(random), 0)).isEmpty();
        assertThat(store.lastEvent(job.id())).isEqualTo(5);
        assertThat(store.lastEvent(JobId.random(random))).isZero();
    }

    @Test
    void keepsOfPreviewsTheNewestUntilTheJobHasEnded() {
        var store = store();
        var running = taken(store, added(store), "me", 30);
        assertThat(store.append(new JobEvent(running.id(), 1, Jobs.NOW, preview(1))))
                .isTrue();
        store.append(new JobEvent(running.id(), 2, Jobs.NOW, preview(2)));
        assertThat(store.append(new JobEvent(running.id(), 2, Jobs.NOW, preview(3))))
                .isFalse();
        store.append(new JobEvent(running.id(), 3, Jobs.NOW, what(3)));
        var events = store.events(running.id(), 0);
        assertThat(events).extracting(JobEvent::seq).containsExactly(2L, 3L);
        assertThat(events.getFirst().what())
                .isInstanceOfSatisfying(
                        JobEvent.Progressed.class,
                        progressed -> assertThat(progressed.progress())
                                .isInstanceOfSatisfying(
                                        Progress.Preview.class,
                                        preview -> assertThat(preview.content()).containsExactly(2)));
        assertThat(store.events(running.id(), 2)).extracting(JobEvent::seq).containsExactly(3L);
        store.replace(running, running.with(new JobState.Cancelled(Jobs.NOW)));
        assertThat(store.events(running.id(), 0)).extracting(JobEvent::seq).containsExactly(3L);
        assertThat(store.lastEvent(running.id())).isEqualTo(3);
    }

    private static JobEvent.What preview(int content) {
        return new JobEvent.Progressed(
                new Progress.Preview("denoise", 0, 0, MediaType.PNG, new byte[] {(byte) content}), Optional.empty());
    }

    @Test
    void listsTheNewestFirstPageByPage() {
        var store = store();
        var jobs = IntStream.range(0, 5).mapToObj(_ -> added(store)).toList();
        var first = store.list(new JobQuery(Optional.empty(), Optional.empty(), OptionalLong.empty(), 2));
        assertThat(first.jobs()).containsExactly(jobs.get(4), jobs.get(3));
        var second = store.list(new JobQuery(Optional.empty(), Optional.empty(), first.next(), 3));
        assertThat(second.jobs()).containsExactly(jobs.get(2), jobs.get(1), jobs.get(0));
        assertThat(second.next()).isEmpty();
    }

    @Test
    void listsByStateAndModel() {
        var store = store();
        var waiting = added(store);
        var running = taken(store, added(store), "me", 30);
        var other = Jobs.queued(random, Priority.NORMAL, "other", Optional.empty());
        store.add(other, MINE);
        assertThat(list(store, Optional.of("queued"), Optional.of("toy"))).containsExactly(waiting);
        assertThat(list(store, Optional.of("running"), Optional.empty())).containsExactly(running);
        assertThat(list(store, Optional.empty(), Optional.of("other"))).containsExactly(other);
    }

    @Test
    void forgetsTheOldestFinalJobsAndNeverOneThatIsNotFinal() {
        var store = store();
        var waiting = added(store);
        var ended = IntStream.range(0, 5).mapToObj(i -> completed(store, i, 10)).toList();
        assertThat(forgotten(store, keep(2, 1000, Duration.ofDays(1)), Jobs.NOW))
                .containsExactlyInAnyOrder(digest(0), digest(1), digest(2));
        assertThat(store.find(waiting.id())).isPresent();
        assertThat(ended.stream().map(store::find).map(Optional::isPresent))
                .containsExactly(false, false, false, true, true);
        assertThat(store.events(ended.getFirst(), 0)).isEmpty();
    }

    @Test
    void forgetsByBytesAndByAgeButNotTheNewest() {
        var store = store();
        var ended = IntStream.range(0, 3).mapToObj(i -> completed(store, i, 10)).toList();
        assertThat(forgotten(store, keep(9, 25, Duration.ofDays(1)), Jobs.NOW)).containsExactly(digest(0));
        assertThat(forgotten(store, keep(9, 25, Duration.ofSeconds(1)), Jobs.NOW.plusSeconds(60)))
                .containsExactly(digest(1));
        assertThat(forgotten(store, keep(0, 0, Duration.ZERO), Jobs.NOW.plusSeconds(90)))
                .isEmpty();
        assertThat(store.find(ended.getLast())).isPresent();
    }

    @Test
    void doesNotGiveUpWhatAnotherJobHasToo() {
        var store = store();
        completed(store, 7, 10);
        completed(store, 7, 10);
        assertThat(forgotten(store, keep(1, 1000, Duration.ofDays(1)), Jobs.NOW))
                .isEmpty();
    }

    @Test
    void whatCouldNotBeDeletedIsToldAgainUntilItIsOrAJobHasItOnceMore() {
        var store = store();
        IntStream.range(0, 3).forEach(i -> completed(store, i, 10));
        var limits = keep(1, 1000, Duration.ofDays(1));
        assertThat(store.forget(limits, Jobs.NOW)).containsExactlyInAnyOrder(digest(0), digest(1));
        store.deleted(digest(0));
        assertThat(store.forget(limits, Jobs.NOW)).containsExactly(digest(1));
        assertThat(store.isNeeded(digest(1))).isFalse();
        completed(store, 1, 10);
        assertThat(store.isNeeded(digest(1))).isTrue();
        assertThat(store.forget(keep(9, 1000, Duration.ofDays(1)), Jobs.NOW)).isEmpty();
        completed(store, 2, 10);
        assertThat(store.forget(limits, Jobs.NOW)).containsExactly(digest(1));
    }

    private static List<String> forgotten(JobStore store, Retention limits, Instant now) {
        var unused = store.forget(limits, now);
        unused.forEach(store::deleted);
        return unused;
    }

    private static JobEvent.What what(int seq) {
        return switch (seq) {
            case 1 -> new JobEvent.Queued(3, Optional.of(Duration.ofMillis(250)), Optional.empty());
            case 2 -> new JobEvent.Started();
            case 3 ->
                new JobEvent.Progressed(new Progress.Step("denoise", 0, 1, 3, 20), Optional.of(Duration.ofSeconds(2)));
            case 4 -> new JobEvent.Recovering(Jobs.step());
            default -> new JobEvent.Cancelled();
        };
    }

    private List<Job> list(JobStore store, Optional<String> state, Optional<String> model) {
        return store.list(new JobQuery(state, model.map(ModelId::new), OptionalLong.empty(), 10))
                .jobs();
    }

    private JobId completed(JobStore store, int number, long bytes) {
        var running = taken(store, added(store), "me", 30);
        store.append(new JobEvent(running.id(), 1, Jobs.NOW, new JobEvent.Started()));
        Instant at = Jobs.NOW.plusSeconds(number);
        store.replace(running, running.with(Jobs.completed(running, digest(number), bytes, at)));
        return running.id();
    }

    static String digest(int number) {
        return String.valueOf(number).repeat(64);
    }
}
