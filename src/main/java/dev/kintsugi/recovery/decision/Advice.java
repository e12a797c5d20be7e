package dev.kintsugi.recovery.decision;

import java.time.Duration;

/** What an {@link Adviser} says to do about a failure. */
public sealed interface Advice<P> {

    /** Something outside was put right: the same plan again, after a pause. */
    record Again<P>(Duration after) implements Advice<P> {}

    /** Another plan, as one of the usual strategies would have it. */
    record Instead<P>(Remedy.Replan<P> replan) implements Advice<P> {}

    /** It cannot help. */
    record Nothing<P>(String why) implements Advice<P> {}
}
