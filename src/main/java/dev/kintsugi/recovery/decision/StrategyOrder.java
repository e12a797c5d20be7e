package dev.kintsugi.recovery.decision;

import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureCatalog;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Which strategies may answer a failure, in the order in which they are considered. */
@FunctionalInterface
public interface StrategyOrder {

    List<RecoveryStrategy> strategies(Failure failure, Instant now);

    /** The same with custom strategies before a person is asked, if they have no place yet. */
    default StrategyOrder withCustom() {
        return (failure, now) -> {
            var order = new ArrayList<>(strategies(failure, now));
            if (!order.contains(RecoveryStrategy.CUSTOM)) {
                var person = order.indexOf(RecoveryStrategy.USER_INTERVENTION);
                order.add(person < 0 ? order.size() : person, RecoveryStrategy.CUSTOM);
            }
            return List.copyOf(order);
        };
    }

    /** The order that a catalog says. */
    static StrategyOrder fixed(FailureCatalog catalog) {
        return (failure, _) -> catalog.profile(failure.type()).strategies();
    }
}
