package dev.kintsugi.runtime.session;

import io.quarkus.logging.Log;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs that take turns on one processor. Equal steps of them are computed in one run of their network, on the thread of one of
 * them (continuous batching: Yu et al. 2022, Orca). None depends on another: who has ended, was stopped or stays away is not
 * waited for, and if computing together fails each goes on alone.
 */
public final class RunGroup {

    /** One step of one run. */
    public interface Step {

        /** Steps with equal keys can be computed in one run. */
        Object key();

        /** The same for all steps of which the keys are equal, or become equal when their runs come to the same position. */
        Object family();

        /** Whether the keys of a family are equal at any position. */
        boolean mixes();

        /** How many steps of its run are done. */
        int position();

        /**
         * Computes steps with equal keys in one run, this one among them.
         *
         * @return what hands the result of each over, in the same order; it is not called for one that does not wait any more
         */
        List<Runnable> together(List<Step> steps);
    }

    /** Nobody who computes nothing for others is waited for longer than this. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Nor is one that computes for all: it hangs. */
    private static final Duration LONGEST_STEP = Duration.ofSeconds(15);

    /** A thread that waits gets no signal when its run is stopped, so it checks this often. */
    private static final long CHECK_MS = 50;

    /** The newest step of a run; none yet if it has only joined. */
    private record Member(@Nullable Object family, int position) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<RunHandle, Member> members = new HashMap<>();

    /** Those whose step is not computed yet. */
    private final List<GroupTurn> turns = new ArrayList<>();

    /** Who computes for others, and since when. */
    private @Nullable RunHandle leader;

    private long led;
    private boolean closed;
    private final int most;
    private final long patience;
    private final long longestStep;
    private boolean mixes = true;
    private int furthest;

    /** @param most how many runs it is for; nobody is refused */
    public RunGroup(int most) {
        this(most, PATIENCE, LONGEST_STEP);
    }

    RunGroup(int most, Duration patience, Duration longestStep) {
        this.most = most;
        this.patience = patience.toNanos();
        this.longestStep = longestStep.toNanos();
    }

    /**
     * A run begins with its first step.
     *
     * @param any whether its steps can be computed with those of any position; if not it computes alone from the beginning if the
     *     others are too far ahead
     */
    public void join(RunHandle handle, boolean any) {
        lock.lock();
        try {
            mixes &= any;
            if (isOpen()) {
                members.put(handle, new Member(null, 0));
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many runs it is for. */
    public int most() {
        return most;
    }

    /** Whether a run that begins now will be computed with the others. */
    public boolean isOpen() {
        lock.lock();
        try {
            return !closed && (mixes || furthest <= GroupTurn.BEHIND);
        } finally {
            lock.unlock();
        }
    }

    /** A run has no more steps, or hangs: nobody waits for it any more. */
    public void leave(RunHandle handle) {
        lock.lock();
        try {
            members.remove(handle);
            if (handle == leader) {
                close();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Each goes on alone. */
    private void close() {
        closed = true;
        members.clear();
        turns.forEach(turn -> turn.became = GroupTurn.Became.ALONE);
        changed.signalAll();
    }

    /**
     * Computes a step together with equal ones of others, as soon as all others that may have one wait too.
     *
     * @return whether it is computed; if not its run computes it alone
     * @throws RuntimeException what {@link RunHandle#throwIfStopped} throws
     */
    public boolean compute(Step step, RunHandle handle) {
        lock.lock();
        try {
            if (!members.containsKey(handle)) {
                handle.computed(1, false);
                return false;
            }
            furthest = Math.max(furthest, step.position());
            mixes &= step.mixes();
            var turn = new GroupTurn(step, handle);
            members.put(handle, new Member(turn.family, step.position()));
            turns.add(turn);
            changed.signalAll();
            try {
                await(turn);
            } finally {
                turns.remove(turn);
            }
            handle.computed(turn.members, turn.waited);
            return turn.became == GroupTurn.Became.COMPUTED;
        } finally {
            lock.unlock();
        }
    }

    private void await(GroupTurn turn) {
        while (turn.became == GroupTurn.Became.WAITING) {
            leaveIfStopped(turn.handle);
            var next = leader == null && isComplete(turn) ? next(turn) : List.<GroupTurn>of();
            if (next.contains(turn)) {
                lead(turn, next);
            } else if (leader != null && System.nanoTime() - led > longestStep) {
                Log.warn("a step of runs that are computed together does not end: the others go on alone");
                close();
            } else if (leader == null && turn.idle > patience) {
                goOnWithout(turn);
            } else {
                sleep(turn);
            }
        }
    }

    /** Whether no other run may come with a step to compute this one with. */
    private boolean isComplete(GroupTurn turn) {
        return members.keySet().stream().noneMatch(handle -> isAbsent(handle, turn));
    }

    private boolean isAbsent(RunHandle handle, GroupTurn turn) {
        var member = Objects.requireNonNull(members.get(handle));
        return turns.stream().noneMatch(other -> other.handle == handle)
                && (member.family() == null || turn.isNear(member.family(), member.position()));
    }

    /** Those who stay away are no members any more; if it is not for them that a step waits, its run is none. */
    private void goOnWithout(GroupTurn turn) {
        var absent = members.keySet().stream()
                .filter(handle -> isAbsent(handle, turn))
                .toList();
        absent.forEach(members::remove);
        turns.forEach(other -> other.idle = 0);
        if (absent.isEmpty()) {
            members.remove(turn.handle);
            turn.became = GroupTurn.Became.ALONE;
        }
        changed.signalAll();
    }

    private void leaveIfStopped(RunHandle handle) {
        try {
            handle.throwIfStopped();
        } catch (RuntimeException e) {
            members.remove(handle);
            changed.signalAll();
            throw e;
        }
    }

    /** Those that are computed next: of those near a step the one that is furthest behind, so that it catches up, and its equals. */
    private List<GroupTurn> next(GroupTurn turn) {
        var near = turns.stream()
                .filter(other -> turn.isNear(other.family, other.step.position()))
                .toList();
        var last = near.stream()
                .map(other -> other.step)
                .min(Comparator.comparingInt(Step::position))
                .orElseThrow();
        return near.stream()
                .filter(other -> other.step.key().equals(last.key()))
                .toList();
    }

    private void lead(GroupTurn first, List<GroupTurn> all) {
        if (all.size() == 1) {
            first.became = GroupTurn.Became.ALONE;
            return;
        }
        leader = first.handle;
        led = System.nanoTime();
        try {
            var results = computed(first, all.stream().map(turn -> turn.step).toList());
            for (int i = 0; i < results.size(); i++) {
                var turn = all.get(i);
                if (turn.became == GroupTurn.Became.WAITING && turns.remove(turn)) {
                    results.get(i).run();
                    turn.became = GroupTurn.Became.COMPUTED;
                    turn.members = all.size();
                }
            }
        } catch (RuntimeException e) {
            leaveIfStopped(first.handle); // the others compute it once more, without this one
            Log.infof("runs that were begun together go on alone: %s", e.getMessage());
            close();
        } finally {
            leader = null;
            changed.signalAll();
        }
    }

    private List<Runnable> computed(GroupTurn first, List<Step> steps) {
        lock.unlock();
        try {
            return first.step.together(steps);
        } finally {
            lock.lock();
        }
    }

    private void sleep(GroupTurn turn) {
        var begun = System.nanoTime();
        var computing = leader != null;
        try {
            // The time says only that it is to look again.
            var _ = changed.await(CHECK_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while it waited for other runs", e);
        }
        if (!computing) {
            turn.waited = true;
            turn.idle += System.nanoTime() - begun;
        }
    }
}
