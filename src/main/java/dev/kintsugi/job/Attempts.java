package dev.kintsugi.job;

/**
 * How often workers began with a job.
 *
 * @param begun how often a worker began with it; more than once only if a process was killed meanwhile, as far as that is known
 * @param losses how often in a row it was lost since then: its process could not write its end, but lived
 * @param postponements how often it was to wait because its model was left alone
 */
public record Attempts(int begun, int losses, int postponements) {

    static final Attempts NONE = new Attempts(0, 0);

    /** Of a job whose model was never left alone. */
    Attempts(int begun, int losses) {
        this(begun, losses, 0);
    }

    Attempts next() {
        return new Attempts(begun + 1, losses, postponements);
    }

    /** Its process could not write its end: nothing says that it harms a process, so that it does not count as begun. */
    Attempts lost() {
        return new Attempts(Math.max(0, begun - 1), losses + 1, postponements);
    }

    /** Its process was killed. */
    Attempts killed() {
        return new Attempts(begun, 0, postponements);
    }

    /** It was let go in order. */
    Attempts handedBack() {
        return new Attempts(0, losses, postponements);
    }

    /** Its model was left alone: nothing of it was computed, so that it does not count as begun. */
    Attempts postponed() {
        return new Attempts(Math.max(0, begun - 1), losses, postponements + 1);
    }
}
