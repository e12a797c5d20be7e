package dev.kintsugi.recovery;

import java.util.List;

/** Knows which remedies a strategy has for a failure of a plan. Owned by whoever understands plans. */
@FunctionalInterface
public interface Remedies<P> {

    /** The remedies, least loss first. Pure: the same arguments and the same world give the same list. */
    List<Remedy<P>> remedies(RecoveryStrategy strategy, Failure failure, P plan);
}
