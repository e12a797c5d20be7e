package dev.kintsugi.recovery.decision;

import dev.kintsugi.recovery.Recovery;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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

    /**
     * Another plan.
     *
     * @param change what becomes different, as one
     * @param parts the same, one for each parameter
     * @param anew whether it begins from the plan that was asked for: what was lost before it is lost no longer
     */
    record Replan<P>(RecoveryStrategy strategy, P plan, Change change, List<Change> parts, boolean anew)
            implements Remedy<P> {

        /** A change of the plan that failed. */
        public Replan(RecoveryStrategy strategy, P plan, Change change) {
            this(strategy, plan, change, List.of(change), false);
        }

        /** Several changes of the plan that failed. */
        public Replan(RecoveryStrategy strategy, P plan, List<Change> changes) {
            this(strategy, plan, Change.together(changes), List.copyOf(changes), false);
        }

        /** Several changes of the plan that was asked for. */
        public static <P> Replan<P> anew(RecoveryStrategy strategy, P plan, List<Change> changes) {
            return new Replan<>(strategy, plan, Change.together(changes), List.copyOf(changes), true);
        }

        /** Whether another model would answer. */
        boolean changesModel() {
            return parts.stream().anyMatch(part -> part.what().equals(Change.MODEL));
        }
    }

    /** Something damaged is restored, then the same plan again. */
    record Repair<P>(RepairAction task) implements Remedy<P> {
        @Override
        public RecoveryStrategy strategy() {
            return RecoveryStrategy.AUTOMATIC_REPAIR;
        }
    }

    /**
     * A custom strategy is called, and its advice is followed.
     *
     * @param advice null until it was asked for
     */
    record Consult<P>(Adviser<P> adviser, @Nullable Advice<P> advice) implements Remedy<P> {

        /** Not asked yet. */
        public Consult(Adviser<P> adviser) {
            this(adviser, null);
        }

        @Override
        public RecoveryStrategy strategy() {
            return RecoveryStrategy.CUSTOM;
        }

        public Consult<P> advised(Advice<P> said) {
            return new Consult<>(adviser, said);
        }
    }

    /** What it does, in plain words. */
    default String describe() {
        return switch (this) {
            case Retry<P> _ -> "try the same again";
            case Replan<P> replan ->
                replan.parts().stream().map(Change::toString).collect(Collectors.joining(", "));
            case Repair<P> repair -> repair.task().name();
            case Relieve<P> relieve -> relieve.task().name();
            case Consult<P> consult -> "ask " + consult.adviser().name();
        };
    }

    /** How the plan changes, if that is known. */
    default Optional<Replan<P>> replan() {
        return switch (this) {
            case Replan<P> replan -> Optional.of(replan);
            case Consult<P> consult
            when consult.advice() instanceof Advice.Instead<P> instead -> Optional.of(instead.replan());
            case Consult<P> _, Retry<P> _, Repair<P> _, Relieve<P> _ -> Optional.empty();
        };
    }

    /** Something is freed, then the same plan again. */
    record Relieve<P>(RepairAction task) implements Remedy<P> {
        @Override
        public RecoveryStrategy strategy() {
            return RecoveryStrategy.RESOURCE_OPTIMIZATION;
        }
    }
}
