package dev.kintsugi.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.job.store.Lease;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.pipeline.work.WorkKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link JobStore} promises of who has a job, and for how long. */
abstract class JobLeaseContract {

    /** Of whoever accepts jobs here. */
    public static final Lease MINE = lease("mine", 0, 100);

    /** Every kind of job. */
    public static final Set<WorkKind> ALL = EnumSet.allOf(WorkKind.class);

    protected final Random random = new Random(1);

    /** An empty store. */
    protected abstract JobStore store();

    @Test
    void letsOneOfManyTakeAJob() throws Exception {
        var store = store();
        var job = added(store);
        var won = new AtomicInteger();
        try (var threads = Executors.newFixedThreadPool(8)) {
            var tries = IntStream.range(0, 64)
                    .mapToObj(i -> threads.submit(() -> {
                        if (store.take(job.id(), lease("worker" + i, 0, 30)).isPresent()) {
                            won.incrementAndGet();
                        }
                    }));
            for (var done : tries.toList()) {
                done.get();
            }
        }
        assertThat(won).hasValue(1);
        assertThat(store.find(job.id()).orElseThrow().attempt()).isEqualTo(1);
    }

    @Test
    void claimsTheMostUrgentFirstAndAmongEqualsTheOldest() {
        var store = store();
        var low = added(store, Priority.LOW);
        var first = added(store, Priority.NORMAL);
        var second = added(store, Priority.NORMAL);
        var critical = added(store, Priority.CRITICAL);
        assertThat(store.claim(MINE, ALL))
                .as("what waits here is no business of others")
                .isEmpty();
        var claimed = new ArrayList<JobId>();
        for (int i = 0; i < 4; i++) {
            claimed.add(store.claim(lease("me", 0, 30), ALL).orElseThrow().id());
        }
        assertThat(claimed).containsExactly(critical.id(), first.id(), second.id(), low.id());
        assertThat(store.claim(lease("me", 0, 30), ALL)).isEmpty();
    }

    @Test
    void aPostponedJobIsFreeOnceItsTimeHasCome() {
        var store = store();
        var job = added(store);
        var running = store.take(job.id(), MINE).orElseThrow();
        var until = Jobs.NOW.plusSeconds(20);
        var postponed = running.postponed(
                ((JobState.Running) running.state()).postpone(new JobState.Postponement(new ModelId("toy"), until)));
        assertThat(store.replace(running, postponed)).isTrue();
        assertThat(store.find(job.id())).as("what is kept tells why it waits").contains(postponed);
        store.renew(List.of(), lease("mine", 10, 20));
        store.release("mine");
        var other = added(store, Priority.LOW);
        assertThat(store.claim(lease("other", 19, 30), ALL))
                .as("it blocks no other")
                .map(Job::id)
                .contains(other.id());
        assertThat(store.claim(lease("other", 19, 30), ALL)).isEmpty();
        assertThat(store.adopt(lease("other", 19, 30), 9)).isEmpty();
        var begun = store.claim(lease("other", 21, 30), ALL).orElseThrow();
        assertThat(begun.id()).isEqualTo(job.id());
        assertThat(begun.attempts()).as("it was not begun before").isEqualTo(new Attempts(1, 0, 1));
    }

    @Test
    void aPostponedJobOfADeadProcessIsAdoptedOnceItsTimeHasCome() {
        var store = store();
        var running = store.take(added(store).id(), MINE).orElseThrow();
        var postponed = running.postponed(((JobState.Running) running.state())
                .postpone(new JobState.Postponement(new ModelId("toy"), Jobs.NOW.plusSeconds(20))));
        store.replace(running, postponed);
        assertThat(store.adopt(lease("next", 19, 30), 9)).isEmpty();
        assertThat(store.adopt(lease("next", 21, 30), 9)).containsExactly(postponed);
    }

    @Test
    void aPostponedJobMayBeTakenByItsNameAndCancelledAtOnce() {
        var store = store();
        for (int i = 0; i < 2; i++) {
            var running = store.take(added(store).id(), MINE).orElseThrow();
            var waiting = ((JobState.Running) running.state())
                    .postpone(new JobState.Postponement(new ModelId("toy"), Jobs.NOW.plusSeconds(20)));
            var postponed = running.postponed(waiting);
            store.replace(running, postponed);
            if (i == 0) {
                assertThat(store.take(running.id(), MINE)).isPresent();
            } else {
                assertThat(store.replace(postponed, postponed.with(waiting.cancel(Jobs.NOW))))
                        .isTrue();
                assertThat(store.take(running.id(), MINE)).isEmpty();
            }
        }
    }

    @Test
    void claimsJobsOfTheKindsThatMayBeginOnly() {
        var store = store();
        var image = added(store, Priority.CRITICAL);
        var first = tensor(store);
        var second = tensor(store);
        assertThat(store.claim(lease("me", 0, 30), EnumSet.of(WorkKind.TENSOR)))
                .map(Job::id)
                .contains(first.id());
        assertThat(store.claim(lease("me", 0, 30), EnumSet.of(WorkKind.IMAGE)))
                .map(Job::id)
                .contains(image.id());
        assertThat(store.claim(lease("me", 0, 30), EnumSet.of(WorkKind.IMAGE))).isEmpty();
        assertThat(store.claim(lease("me", 0, 30), ALL)).map(Job::id).contains(second.id());
        assertThat(store.claim(lease("heir", 31, 60), EnumSet.of(WorkKind.IMAGE)))
                .as("its lease has ended")
                .map(Job::id)
                .contains(image.id());
    }

    private Job tensor(JobStore store) {
        var job = Jobs.tensor(random);
        store.add(job, MINE);
        return job;
    }

    @Test
    void claimsAJobAgainWhenItsLeaseHasEnded() {
        var store = store();
        var first = taken(store, added(store), "one", 30);
        assertThat(store.renew(List.of(first.id()), lease("one", 20, 50))).containsExactly(first.id());
        assertThat(store.renew(List.of(first.id()), lease("two", 20, 50))).isEmpty();
        assertThat(store.claim(lease("two", 50, 80), ALL)).isEmpty();
        assertThat(store.claim(lease("one", 51, 80), ALL)).as("its own").isEmpty();
        var second = store.claim(lease("two", 51, 80), ALL).orElseThrow();
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(store.renew(List.of(first.id()), lease("one", 52, 90))).isEmpty();
        assertThat(store.replace(first, first.with(new JobState.Cancelled(Jobs.NOW))))
                .as("whoever lost the job cannot end it")
                .isFalse();
        assertThat(store.replace(second, second.with(new JobState.Cancelled(Jobs.NOW))))
                .isTrue();
        assertThat(store.claim(lease("three", 1000, 2000), ALL)).isEmpty();
        assertThat(store.adopt(lease("three", 1000, 2000), 9)).isEmpty();
        assertThat(store.renew(List.of(first.id()), lease("two", 60, 90))).isEmpty();
    }

    @Test
    void givesAwayWhatADeadOwnerHad() {
        var store = store();
        var waiting = added(store, Priority.LOW);
        var running = taken(store, added(store), "dead", 100);
        var urgent = added(store, Priority.HIGH);
        assertThat(store.adopt(lease("heir", 100, 150), 9)).isEmpty();
        var again = running.with(JobState.accepted());
        assertThat(store.adopt(lease("heir", 101, 150), 2)).containsExactly(urgent, again);
        assertThat(store.adopt(lease("late", 101, 150), 9)).containsExactly(waiting);
        assertThat(store.find(running.id())).contains(again);
        assertThat(store.replace(running, running.with(new JobState.Cancelled(Jobs.NOW))))
                .as("the dead owner comes back")
                .isFalse();
        assertThat(store.take(running.id(), lease("heir", 102, 150))
                        .orElseThrow()
                        .attempt())
                .isEqualTo(2);
    }

    @Test
    void whatWaitsGoesOnWithItsOwner() {
        var store = store();
        var waiting = added(store);
        var running = taken(store, added(store), "mine", 100);
        assertThat(store.renew(List.of(), lease("mine", 90, 200))).isEmpty();
        assertThat(store.adopt(lease("heir", 150, 250), 9))
                .as("what runs has a lease of its own")
                .containsExactly(running.lost());
        assertThat(store.adopt(lease("heir", 201, 250), 9)).containsExactly(waiting);
    }

    @Test
    void whatALivingOwnerHasLostWasNoAttempt() {
        var store = store();
        var running = taken(store, added(store), "mine", 100);
        assertThat(running.attempt()).isEqualTo(1);
        assertThat(store.adopt(lease("mine", 101, 200), 9)).singleElement().satisfies(job -> {
            assertThat(job.state()).isInstanceOf(JobState.Queued.class);
            assertThat(job.attempts()).isEqualTo(new Attempts(0, 1));
            assertThat(job.isSuspect()).isFalse();
        });
        var again = store.take(running.id(), lease("mine", 102, 200)).orElseThrow();
        assertThat(again.attempt()).isEqualTo(1);
        store.renew(List.of(), lease("mine", 190, 290));
        var elsewhere = store.claim(lease("heir", 201, 300), ALL).orElseThrow();
        assertThat(elsewhere.id()).isEqualTo(running.id());
        assertThat(elsewhere.attempts()).isEqualTo(new Attempts(1, 2));
        assertThat(store.find(elsewhere.id())).contains(elsewhere);
        assertThat(store.adopt(lease("next", 301, 400), 9))
                .as("its owner is dead")
                .singleElement()
                .satisfies(job -> {
                    assertThat(job.attempts()).isEqualTo(new Attempts(1, 0));
                    assertThat(job.isSuspect()).isTrue();
                });
    }

    @Test
    void whatALivingOwnerHasLostIsNoSuspectThoughItsProcessWasKilledBefore() {
        var store = store();
        var running = taken(store, added(store), "dead", 100);
        assertThat(store.adopt(lease("mine", 101, 200), 9)).allMatch(Job::isSuspect);
        store.take(running.id(), lease("mine", 102, 200)).orElseThrow();
        assertThat(store.adopt(lease("mine", 201, 300), 9)).singleElement().satisfies(job -> {
            assertThat(job.attempts()).isEqualTo(new Attempts(1, 1));
            assertThat(job.isSuspect()).isFalse();
        });
        store.take(running.id(), lease("mine", 202, 300)).orElseThrow();
        assertThat(store.take(running.id(), lease("heir", 301, 400)))
                .map(Job::attempts)
                .as("killed once more")
                .contains(new Attempts(3, 0));
    }

    @Test
    void whatIsInNobodysHandsIsAdoptedThoughSomebodyLives() {
        var store = store();
        var waiting = added(store);
        store.renew(List.of(), lease("mine", 0, 100));
        store.release("mine");
        assertThat(store.adopt(lease("mine", 1, 100), 9)).containsExactly(waiting);
        assertThat(store.adopt(lease("heir", 50, 150), 9)).isEmpty();
    }

    @Test
    void tellsWhatHasWaitedForLongerThanALease() {
        var store = store();
        var waiting = added(store);
        var urgent = added(store, Priority.HIGH);
        taken(store, added(store), "mine", 100);
        assertThat(store.waiting(lease("mine", 100, 200))).isEmpty();
        assertThat(store.waiting(lease("mine", 101, 201))).containsExactly(urgent.id(), waiting.id());
        assertThat(store.waiting(lease("heir", 101, 201))).isEmpty();
    }

    @Test
    void releasesWhatWaits() {
        var store = store();
        var waiting = added(store);
        var running = taken(store, added(store), "mine", 100);
        store.release("mine");
        assertThat(store.adopt(lease("heir", 0, 50), 9)).containsExactly(waiting);
        store.release("heir");
        assertThat(store.renew(List.of(waiting.id(), running.id()), lease("mine", 1, 50)))
                .as("what is in nobody's hands can be had")
                .containsExactly(waiting.id(), running.id());
        assertThat(store.adopt(lease("heir", 2, 50), 9)).isEmpty();
    }

    protected static Lease lease(String owner, long now, long until) {
        return new Lease(owner, Jobs.NOW.plusSeconds(now), Jobs.NOW.plusSeconds(until));
    }

    static Job taken(JobStore store, Job job, String owner, long until) {
        return store.take(job.id(), lease(owner, 0, until)).orElseThrow();
    }

    Job added(JobStore store) {
        return added(store, Priority.NORMAL);
    }

    Job added(JobStore store, Priority priority) {
        var job = Jobs.queued(random, priority, "toy", Optional.empty());
        store.add(job, MINE);
        return job;
    }
}
