package dev.kintsugi.recovery.decision;

import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import java.util.List;

/** Knows which remedies a strategy has for a failure of a plan. Implemented by the owner of plans. */
@FunctionalInterface
public interface Remedies<P> {

    /** The remedies, least loss first. Pure: the same arguments and the same world give the same list. */
    List<Remedy<P>> remedies(RecoveryStrategy strategy, Failure failure, P plan);

    /** The same if more than the last failure matters. */
    default List<Remedy<P>> remedies(RecoveryStrategy strategy, Situation<P> situation) {
        return remedies(strategy, situation.last().failure(), situation.last().plan());
    }

    /**
     * What the last attempts are reserved for: plans that will work if any does. Each list is for one attempt, in the
     * order of the lists; within a list plans become lighter, and the last one that the caller allows is tried. Pure,
     * like {@link #remedies(RecoveryStrategy, Failure, Object)}.
     */
    default List<List<Remedy.Replan<P>>> lastResorts(Situation<P> situation) {
        return List.of();
    }
}
