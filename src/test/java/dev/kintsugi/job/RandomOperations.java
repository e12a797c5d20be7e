package dev.kintsugi.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.job.store.Lease;
import dev.kintsugi.pipeline.work.WorkKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** Does the same things to two stores, drawn by a seed, and compares what they answer. */
public final class RandomOperations {

    private final Random random;
    private final JobStore oracle;
    private final JobStore store;
    private final List<Job> known = new ArrayList<>();
    private long seconds;
    private String owner = "";

    public RandomOperations(long seed, JobStore oracle, JobStore store) {
        this.random = new Random(seed);
        this.oracle = oracle;
        this.store = store;
    }

    public void run(int count) {
        for (int i = 0; i < count; i++) {
            seconds += random.nextInt(3);
            owner = "owner" + random.nextInt(3);
            var number = random.nextInt(100);
            if (number < 30 || known.isEmpty()) {
                add();
            } else if (number < 50) {
                var kinds = EnumSet.of(WorkKind.values()[random.nextInt(2)], WorkKind.values()[random.nextInt(2)]);
                same(one -> one.claim(lease(30), kinds));
            } else if (number < 53) {
                same(one -> one.adopt(lease(30), 2));
            } else if (number < 60) {
                same(one -> one.take(any().id(), lease(30)), true);
            } else if (number < 65) {
                same(one -> one.renew(List.of(any().id()), lease(60)), true);
            } else if (number < 85) {
                end();
            } else if (number < 93) {
                event();
            } else if (number < 95) {
                var digest = JobStoreContract.digest(random.nextInt(10));
                same(one -> {
                    one.deleted(digest);
                    return digest;
                });
            } else {
                same(one -> List.copyOf(new java.util.TreeSet<>(one.forget(
                        JobStoreContract.keep(10, 500, Duration.ofSeconds(200)), Jobs.NOW.plusSeconds(seconds)))));
            }
            compare();
        }
    }

    private void add() {
        var key = random.nextInt(4) == 0 ? Optional.of("key" + random.nextInt(10)) : Optional.<String>empty();
        var priority = Priority.values()[random.nextInt(4)];
        var job = random.nextInt(3) == 0
                ? Jobs.tensor(random)
                : Jobs.queued(random, priority, random.nextBoolean() ? "toy" : "other", key);
        same(one -> one.add(job, lease(60)));
        known.add(job);
    }

    private void end() {
        var job = any();
        var seen = oracle.find(job.id()).orElse(job);
        var at = Jobs.NOW.plusSeconds(seconds);
        var state =
                switch (random.nextInt(3)) {
                    case 0 -> new JobState.Cancelled(at);
                    case 1 -> Jobs.failed(at);
                    default ->
                        Jobs.completed(seen, String.valueOf(random.nextInt(10)).repeat(64), 40, at);
                };
        if (!seen.state().hasEnded()) {
            same(one -> one.replace(seen, seen.with(state)));
        }
    }

    private void event() {
        var job = any();
        var event = new JobEvent(
                job.id(), oracle.lastEvent(job.id()) + 1, Jobs.NOW.plusSeconds(seconds), new JobEvent.Started());
        same(one -> one.append(event));
    }

    private void compare() {
        same(one -> one.list(new JobQuery(Optional.empty(), Optional.empty(), OptionalLong.empty(), 500)));
        var job = any();
        same(one -> one.find(job.id()));
        same(one -> one.events(job.id(), 1));
        same(one -> one.lastEvent(job.id()));
    }

    private void same(java.util.function.Function<JobStore, Object> call) {
        same(call, false);
    }

    /** @param draws whether the call draws a number, which must be the same for both */
    private void same(java.util.function.Function<JobStore, Object> call, boolean draws) {
        var seed = draws ? random.nextLong() : 0;
        picked = draws ? known.get((int) Math.floorMod(seed, (long) known.size())) : null;
        assertThat(call.apply(store)).isEqualTo(call.apply(oracle));
        picked = null;
    }

    private Job picked;

    private Job any() {
        return picked != null ? picked : known.get(random.nextInt(known.size()));
    }

    /** Of one of three owners. */
    private Lease lease(long length) {
        return JobStoreContract.lease(owner, seconds, seconds + length);
    }
}
