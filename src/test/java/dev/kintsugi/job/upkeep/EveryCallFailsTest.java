package dev.kintsugi.job.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.access.Viewer;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobQuery;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.job.LocalSignals;
import dev.kintsugi.recovery.SettableClock;
import dev.kintsugi.store.artifacts.MemoryArtifactStore;
import dev.kintsugi.store.jobs.MemoryJobStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each story is told again and again, and each time another call of the store fails, in both ways. Afterwards the store works: no
 * job that was accepted is lost or stuck, none ends twice, and no worker is taken for ever.
 */
class EveryCallFailsTest {

    private static final int ROUNDS = 60;
    private static final int MOST_CALLS = 200;

    /** What happens to jobs; the process that lives at the end heals. */
    enum Story {
        COMPLETES {
            @Override
            void tell(Told told) {
                told.submit();
                told.submit();
                told.look();
            }
        },
        IS_CANCELLED_WHILE_IT_WAITS {
            @Override
            void tell(Told told) {
                told.process.generations.hang();
                told.submit();
                var waits = told.submit();
                waits.ifPresent(told::cancel);
                told.accepted().forEach(told::cancel);
                told.process.generations.go();
            }
        },
        SEVERAL_ARE_BEGUN_TOGETHER {
            @Override
            void tell(Told told) {
                told.process.generations.hang();
                for (int i = 0; i < 6; i++) {
                    told.submit();
                }
                told.process.generations.go();
                told.look();
            }
        },
        IS_RESUMED {
            @Override
            void tell(Told told) {
                told.process.generations.failWith(Jobs.failure());
                var job = told.submit();
                told.look();
                told.process.generations.failWith(null);
                job.ifPresent(told::resume);
            }
        },
        ITS_PROCESS_IS_KILLED {
            @Override
            void tell(Told told) {
                told.process.generations.hang();
                told.submit();
                told.submit();
                told.kill();
                told.look();
            }
        },
        ITS_PROCESS_IS_RESTARTED {
            @Override
            void tell(Told told) {
                told.process.generations.hang();
                told.submit();
                told.submit();
                told.drain();
                told.look();
            }
        },
        IS_FOLLOWED {
            @Override
            void tell(Told told) {
                var job = told.submit();
                told.look();
                job.ifPresent(told::read);
                job.ifPresent(told::read);
            }
        };

        abstract void tell(Told told);
    }

    private final List<JobProcess> processes = new ArrayList<>();

    @AfterEach
    void close() {
        processes.forEach(JobProcess::close);
    }

    @ParameterizedTest
    @EnumSource
    void noJobIsLostNoneEndsTwiceAndNoneIsStuck(Story story) {
        var failed = new TreeSet<String>();
        for (var refuses : List.of(true, false)) {
            for (int call = 1; call < MOST_CALLS; call++) {
                var told = new Told(call, refuses);
                story.tell(told);
                told.heal();
                told.check();
                processes.forEach(JobProcess::close);
                processes.clear();
                if (told.store.failed().isEmpty()) {
                    break;
                }
                failed.add(told.store.failed());
            }
        }
        assertThat(failed).as("calls that failed once").contains("add").hasSizeGreaterThan(5);
    }

    /** One telling of a story. */
    private final class Told {
        private final MemoryJobStore kept = new MemoryJobStore();
        private final MemoryArtifactStore contents = new MemoryArtifactStore();
        private final SettableClock clock = new SettableClock();
        private final Random random = new Random(5);
        private final List<JobId> accepted = new ArrayList<>();
        private final FailsAtCall store;
        private final String title;
        private JobProcess process;

        Told(int call, boolean refuses) {
            this.store = new FailsAtCall(kept, call, refuses);
            this.title = "call " + call + (refuses ? " is refused" : " is not heard of");
            this.process = begin();
        }

        private JobProcess begin() {
            var begun = new JobProcess(store, contents, LocalSignals.alone(), clock, processes.size() + 1L);
            processes.add(begun);
            return begun;
        }

        List<JobId> accepted() {
            return List.copyOf(accepted);
        }

        Optional<JobId> submit() {
            try {
                var job = process.service.submit(Jobs.request(random)).job().id();
                accepted.add(job);
                process.run();
                return Optional.of(job);
            } catch (IllegalArgumentException e) {
                return Optional.empty(); // it was not accepted
            }
        }

        void cancel(JobId job) {
            process.control.cancel(job).subscribe().with(_ -> {}, _ -> {});
            process.run();
        }

        void resume(JobId id) {
            try {
                process.service.find(id, Viewer.ALL).ifPresent(job -> {
                    if (job.state() instanceof JobState.WaitingForUser) {
                        process.control.resume(job);
                    }
                });
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageMatching(".*(refused|lost)");
            }
            process.run();
        }

        void read(JobId job) {
            var events = new ArrayList<JobEvent>();
            process.service.events(job, 0).subscribe().with(events::add, _ -> {});
            process.run();
            assertThat(ends(events)).as(title).isLessThanOrEqualTo(1);
        }

        void look() {
            clock.pass(Duration.ofSeconds(1));
            try {
                process.sweeper.sweep();
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageMatching(".*(refused|lost)"); // it is logged, and swept again
            }
            process.run();
        }

        /** Nothing of the process is done any more, and nobody knows. */
        void kill() {
            clock.pass(Duration.ofSeconds(20));
            process = begin();
        }

        void drain() {
            process.draining.close();
            process.draining.begin();
            var handing = Thread.ofPlatform().start(process.drain::handBack);
            process.runUntil(() -> process.areAllCancelled() || !handing.isAlive());
            process.generations.go();
            process.runUntil(() -> !handing.isAlive());
            process = begin();
        }

        void heal() {
            for (int round = 0; round < ROUNDS && !isHealed(); round++) {
                look();
                process.runUntil(() -> process.queue.running() == 0);
            }
            jobs().forEach(job -> read(job.id())); // the end of one whose process was killed before it told of it
            process.runUntil(() -> jobs().stream().allMatch(this::isTold));
        }

        private boolean isHealed() {
            return process.queue.running() == 0
                    && process.queue.waiting() == 0
                    && jobs().stream().allMatch(job -> job.state().hasEnded());
        }

        private List<Job> jobs() {
            return kept.list(new JobQuery(Optional.empty(), Optional.empty(), OptionalLong.empty(), 99))
                    .jobs();
        }

        void check() {
            var what = title + ": " + store.failed();
            assertThat(process.queue.running()).as(what).isZero();
            assertThat(process.queue.waiting()).as(what).isZero();
            assertThat(process.queue.room())
                    .as("places that are kept for nobody, " + what)
                    .isEqualTo(16);
            assertThat(jobs()).as(what).extracting(Job::id).containsAll(accepted);
            for (var job : jobs()) {
                assertThat(job.state().hasEnded()).as(what).isTrue();
                read(job.id());
                var events = kept.events(job.id(), 0);
                assertThat(events).as(what).extracting(JobEvent::seq).isSorted().doesNotHaveDuplicates();
                assertThat(events.getLast().isLast()).as(what + " " + events).isTrue();
                assertThat(ends(events)).as(what + " " + events).isLessThanOrEqualTo(1);
            }
        }

        /** How often it ended for good: one that waits for a person may go on. */
        private static long ends(List<JobEvent> events) {
            return events.stream()
                    .filter(event ->
                            event.what() instanceof JobEvent.Completed || event.what() instanceof JobEvent.Cancelled)
                    .count();
        }

        private boolean isTold(Job job) {
            return kept.events(job.id(), 0).getLast().isLast();
        }
    }
}
