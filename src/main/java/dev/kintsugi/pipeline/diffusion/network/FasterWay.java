package dev.kintsugi.pipeline.diffusion.network;

import java.util.Arrays;

/**
 * Which of two ways to compute the same is taken: the usual one, unless the other gives the same numbers and was faster
 * here lately. Both are measured again from time to time, since the other work of a machine comes and goes.
 */
final class FasterWay {

    /** What to do next. */
    public enum Way {
        USUAL,
        OTHER,
        /** One after the other, to compare what they give; the result of the usual one counts. */
        BOTH
    }

    /** So many results must be the same before the other way is taken. */
    private static final int COMPARED = 2;

    /** The median of so many times counts. */
    private static final int TIMES = 5;

    /** One in so many is computed in the slower way, so that its time stays known. */
    private static final int AGAIN = 32;

    /** A way that is hardly faster is not worth a change. */
    private static final double FASTER = 1.03;

    private final Times usual = new Times();
    private final Times other = new Times();
    private int same;
    private boolean differs;
    private long turn;

    /** What to do now. */
    public synchronized Way next() {
        if (differs) {
            return Way.USUAL;
        }
        if (same < COMPARED) {
            return Way.BOTH;
        }
        turn++;
        if (!isMeasured()) {
            return turn % 2 == 0 ? Way.USUAL : Way.OTHER;
        }
        return isOtherFaster() == (turn % AGAIN != 0) ? Way.OTHER : Way.USUAL;
    }

    /** Both ways were taken: whether they gave the same. If not, the other one is never taken again. */
    public synchronized void compared(boolean equal) {
        same++;
        differs |= !equal;
    }

    /** How long one way took. */
    public synchronized void took(Way way, long nanos) {
        (way == Way.USUAL ? usual : other).add(nanos);
    }

    /** Both are measured anew; what was compared stays compared. */
    public synchronized void measureAgain() {
        usual.count = 0;
        other.count = 0;
    }

    /** Whether the other way gave other numbers. */
    public synchronized boolean differs() {
        return differs;
    }

    /** Whether both give the same and were measured often enough to know which one is faster. */
    public synchronized boolean isMeasured() {
        return !differs && usual.count >= TIMES && other.count >= TIMES;
    }

    /** Whether the other way is the faster one as far as is known. */
    public synchronized boolean isOtherFaster() {
        return isMeasured() && usual.median() > other.median() * FASTER;
    }

    /** The newest times. */
    private static final class Times {

        private final long[] newest = new long[TIMES];
        private int count;

        void add(long nanos) {
            newest[count % TIMES] = nanos;
            count = count + 1 < 2 * TIMES ? count + 1 : TIMES;
        }

        long median() {
            var sorted = newest.clone();
            Arrays.sort(sorted);
            return sorted[TIMES / 2];
        }
    }
}
