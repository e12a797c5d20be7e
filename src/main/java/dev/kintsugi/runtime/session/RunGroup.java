package dev.kintsugi.runtime.session;

import io.quarkus.logging.Log;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

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

        /** How many steps of its run are done. */
        int position();

        /**
         * Computes steps with equal keys in one run, this one among them.
         *
         * @return what hands the result of each over, in the same order; it is not called for one that does not wait any more
         */
        List<Runnable> together(List<Step> steps);
    }

    /** How far behind the first one a run may be that joins if it has to catch up: the others wait for it so many steps. */
    private static final int BEHIND = 4;

    /** Nobody is waited for longer than this. */
    private static final long PATIENCE_MS = 5_000;

    /** A thread that waits gets no signal when its run is stopped, so it checks this often. */
    private static final long CHECK_MS = 50;

    private enum Became {
        WAITING,
        COMPUTED,
        ALONE
    }

    private static final class Turn {

        private final Step step;
        private final RunHandle handle;
        private Became became = Became.WAITING;
        private int members = 1;

        private Turn(Step step, RunHandle handle) {
            this.step = step;
            this.handle = handle;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<RunHandle> members = new HashSet<>();

    /** Those whose step is not computed yet. */
    private final List<Turn> turns = new ArrayList<>();

    private boolean computing;
    private boolean failed;
    private boolean mixes = true;
    private int furthest;

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
                members.add(handle);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether a run that begins now will be computed with the others. */
    public boolean isOpen() {
        lock.lock();
        try {
            return !failed && (mixes || furthest <= BEHIND);
        } finally {
            lock.unlock();
        }
    }

    /** A run has no more steps. */
    public void leave(RunHandle handle) {
        lock.lock();
        try {
            members.remove(handle);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Computes a step together with equal ones of others, as soon as all others that are not ahead wait too.
     *
     * @return whether it is computed; if not its run computes it alone
     * @throws RuntimeException what {@link RunHandle#throwIfStopped} throws
     */
    public boolean compute(Step step, RunHandle handle) {
        lock.lock();
        try {
            if (!members.contains(handle)) {
                handle.computed(1);
                return false;
            }
            furthest = Math.max(furthest, step.position());
            var turn = new Turn(step, handle);
            turns.add(turn);
            changed.signalAll();
            try {
                await(turn);
            } finally {
                turns.remove(turn);
            }
            handle.computed(turn.members);
            return turn.became == Became.COMPUTED;
        } finally {
            lock.unlock();
        }
    }

    private void await(Turn turn) {
        var until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        while (turn.became == Became.WAITING) {
            leaveIfStopped(turn.handle);
            var next = computing || turns.size() < members.size() ? List.<Turn>of() : next();
            if (next.contains(turn)) {
                lead(turn, next);
            } else if (System.nanoTime() - until >= 0) {
                members.remove(turn.handle);
                turn.became = Became.ALONE;
                changed.signalAll();
            } else {
                sleep();
            }
        }
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

    /** Those that are computed next: the one that is furthest behind, so that it catches up, and its equals. */
    private List<Turn> next() {
        var last = turns.stream()
                .map(turn -> turn.step)
                .min(Comparator.comparingInt(Step::position))
                .orElseThrow();
        return turns.stream().filter(turn -> turn.step.key().equals(last.key())).toList();
    }

    private void lead(Turn leader, List<Turn> all) {
        if (all.size() == 1) {
            leader.became = Became.ALONE;
            return;
        }
        computing = true;
        try {
            var results = computed(leader, all.stream().map(turn -> turn.step).toList());
            for (int i = 0; i < results.size(); i++) {
                if (turns.remove(all.get(i))) { // it still waits
                    results.get(i).run();
                    all.get(i).became = Became.COMPUTED;
                    all.get(i).members = all.size();
                }
            }
        } catch (RuntimeException e) {
            leaveIfStopped(leader.handle); // the others compute it once more, without this one
            Log.infof("runs that were begun together go on alone: %s", e.getMessage());
            failed = true;
            members.clear();
            turns.forEach(turn -> turn.became = Became.ALONE);
        } finally {
            computing = false;
            changed.signalAll();
        }
    }

    private List<Runnable> computed(Turn leader, List<Step> steps) {
        lock.unlock();
        try {
            return leader.step.together(steps);
        } finally {
            lock.lock();
        }
    }

    private void sleep() {
        try {
            // The time says only that it is to look again.
            var _ = changed.await(CHECK_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while it waited for other runs", e);
        }
    }
}
