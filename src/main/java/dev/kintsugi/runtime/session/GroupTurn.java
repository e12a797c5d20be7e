package dev.kintsugi.runtime.session;

/** A step of one run that waits for those of others of its {@linkplain RunGroup group}. Under the lock of the group. */
final class GroupTurn {

    enum Became {
        WAITING,
        COMPUTED,
        ALONE
    }

    /** How far behind another one a run may be to be waited for, if it has to catch up. */
    static final int BEHIND = 4;

    final RunGroup.Step step;
    final Object family;
    final RunHandle handle;
    Became became = Became.WAITING;

    /** For how many its step was computed. */
    int members = 1;

    boolean waited;

    /** For how long it has waited while nobody computed for others, in nanoseconds. */
    long idle;

    GroupTurn(RunGroup.Step step, RunHandle handle) {
        this.step = step;
        this.family = step.family();
        this.handle = handle;
    }

    /** Whether a step of another run is waited for, or the other one waits for this. */
    boolean isNear(Object other, int position) {
        return family.equals(other) && (step.mixes() || Math.abs(position - step.position()) <= BEHIND);
    }
}
