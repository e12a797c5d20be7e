package dev.kintsugi.recovery.learning;

import dev.kintsugi.recovery.decision.StrategyOrder;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureCatalog;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The order that a catalog says, changed if experience leaves no doubt: of two neighbours the later one comes first
 * when it surely works more often, the confidence intervals of both being apart, and costs no more quality. What gives
 * exactly what was asked for stays before what gives less, so no caller loses quality to what was learned; and every
 * strategy stays, so whatever could be answered before still can.
 */
public final class LearnedOrder implements StrategyOrder {

    private final FailureCatalog catalog;
    private final Experience experience;

    public LearnedOrder(FailureCatalog catalog, Experience experience) {
        this.catalog = catalog;
        this.experience = experience;
    }

    @Override
    public List<RecoveryStrategy> strategies(Failure failure, Instant now) {
        var order = new ArrayList<>(catalog.profile(failure.type()).strategies());
        for (int pass = 1; pass < order.size(); pass++) {
            for (int i = 0; i + 1 < order.size(); i++) {
                if (surelyBetter(order.get(i + 1), order.get(i), failure, now)) {
                    order.add(i, order.remove(i + 1));
                }
            }
        }
        return List.copyOf(order);
    }

    private boolean surelyBetter(RecoveryStrategy later, RecoveryStrategy earlier, Failure failure, Instant now) {
        if (later.isLossless() != earlier.isLossless() || later == RecoveryStrategy.USER_INTERVENTION) {
            return false;
        }
        var one = tally(later, failure, now);
        var other = tally(earlier, failure, now);
        return one.isPresent()
                && other.isPresent()
                && one.get().least() > other.get().most()
                && one.get().loss() <= other.get().loss();
    }

    private Optional<SuccessEstimate> tally(RecoveryStrategy strategy, Failure failure, Instant now) {
        var context = failure.context();
        return experience.of(new Experience.Key(failure.type(), context.model(), context.device(), strategy), now);
    }
}
