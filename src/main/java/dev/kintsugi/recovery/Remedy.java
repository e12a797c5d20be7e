package dev.kintsugi.recovery;

import java.time.Duration;

/**
 * One concrete answer to a failure, as a value: choosing it changes nothing, {@link Recovery} carries it out.
 *
 * @param <P> the plan of the operation
 */
public sealed interface Remedy<P> {

    /** The strategy that this remedy is a use of. */
    RecoveryStrategy strategy();

    /** The same plan again, after a pause that the driver spreads with jitter. */
    record Retry<P>(Duration after) implements Remedy<P> {
        @Override
        public RecoveryStrategy strategy() {
            return RecoveryStrategy.IMMEDIATE_RETRY;
        }
    }

    /** Another plan. */
    record Replan<P>(RecoveryStrategy strategy, P plan, Change change) implements Remedy<P> {}

    /** Something damaged is restored, then the same plan again. */
    record Repair<P>(Task task) implements Remedy<P> {
        @Override
        public RecoveryStrategy strategy() {
            return RecoveryStrategy.AUTOMATIC_REPAIR;
        }
    }

    /** Something is freed, then the same plan again. */
    record Relieve<P>(Task task) implements Remedy<P> {
        @Override
        public RecoveryStrategy strategy() {
            return RecoveryStrategy.RESOURCE_OPTIMIZATION;
        }
    }
}
