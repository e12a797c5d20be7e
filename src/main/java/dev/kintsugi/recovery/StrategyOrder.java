package dev.kintsugi.recovery;

import java.time.Instant;
import java.util.List;

/** Which strategies may answer a failure, in the order in which they are considered. */
@FunctionalInterface
public interface StrategyOrder {

    List<RecoveryStrategy> strategies(Failure failure, Instant now);

    /** The order that a catalog says. */
    static StrategyOrder fixed(FailureCatalog catalog) {
        return (failure, _) -> catalog.profile(failure.type()).strategies();
    }
}
