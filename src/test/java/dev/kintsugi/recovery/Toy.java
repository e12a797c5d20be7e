package dev.kintsugi.recovery;

import dev.kintsugi.recovery.decision.Advice;
import dev.kintsugi.recovery.decision.Adviser;
import dev.kintsugi.recovery.decision.Attempt;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.decision.Remedies;
import dev.kintsugi.recovery.decision.Remedy;
import dev.kintsugi.recovery.decision.RepairAction;
import dev.kintsugi.recovery.decision.Situation;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The smallest plan that has a ladder: a size that can be halved, a helper that can take over, files that can be
 * repaired and memory that can be freed.
 */
public final class Toy {

    public static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private Toy() {}

    /** @param loss smaller plans and the helper lose quality */
    public record Plan(int size, boolean helper) {}

    public static Failure failure(FailureType type) {
        return new Failure(type, type.defaultSeverity(), "public", "internal", FailureContext.NONE, List.of(), NOW);
    }

    static RepairAction task(String name) {
        return new RepairAction() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Uni<String> run() {
                return Uni.createFrom().item(name + " done");
            }
        };
    }

    public static final Remedies<Plan> REMEDIES = new Remedies<>() {
        @Override
        public List<Remedy<Plan>> remedies(RecoveryStrategy strategy, Failure failure, Plan plan) {
            return switch (strategy) {
                case AUTOMATIC_REPAIR -> List.of(new Remedy.Repair<>(task("repair")));
                case RESOURCE_OPTIMIZATION -> List.of(new Remedy.Relieve<>(task("free")));
                case PARAMETER_ADJUSTMENT -> smaller(plan);
                case INTELLIGENT_FALLBACK ->
                    plan.helper()
                            ? List.of()
                            : List.of(new Remedy.Replan<>(
                                    strategy, new Plan(plan.size(), true), new Change("model", "full", "helper", 0.1)));
                case GRACEFUL_DEGRADATION -> simplest(plan);
                case CUSTOM -> List.of(new Remedy.Consult<>(adviser("somebody", new Advice.Again<>(Duration.ZERO))));
                case IMMEDIATE_RETRY, USER_INTERVENTION -> List.of();
            };
        }

        @Override
        public List<List<Remedy.Replan<Plan>>> lastResorts(Situation<Plan> situation) {
            return switch (situation.last().failure().type()) {
                case VRAM_EXHAUSTION, INFERENCE_TIMEOUT -> smallestOf(situation);
                default -> List.of();
            };
        }
    };

    /** The full one at size 1, the helper at any size down to 1; what was lost before is lost no longer. */
    private static List<List<Remedy.Replan<Plan>>> smallestOf(Situation<Plan> situation) {
        var asked = situation.asked();
        var size = new Change("size", String.valueOf(asked.size()), "1", 0.1);
        var model = new Change("model", "full", "helper", 0.1);
        var other = List.of(
                Remedy.Replan.anew(RecoveryStrategy.INTELLIGENT_FALLBACK, new Plan(asked.size(), true), List.of(model)),
                Remedy.Replan.anew(RecoveryStrategy.INTELLIGENT_FALLBACK, new Plan(1, true), List.of(model, size)));
        return situation.last().plan().helper()
                ? List.of(other)
                : List.of(
                        List.of(Remedy.Replan.anew(
                                RecoveryStrategy.PARAMETER_ADJUSTMENT, new Plan(1, false), List.of(size))),
                        other);
    }

    static Adviser<Plan> adviser(String name, Advice<Plan> advice) {
        return new Adviser<>() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Uni<Advice<Plan>> advise(List<Attempt<Plan>> history) {
                return Uni.createFrom().item(advice);
            }
        };
    }

    private static List<Remedy<Plan>> simplest(Plan plan) {
        var simplest = new Plan(1, true);
        return plan.equals(simplest)
                ? List.of()
                : List.of(new Remedy.Replan<>(
                        RecoveryStrategy.GRACEFUL_DEGRADATION,
                        simplest,
                        new Change(Change.MODEL, "full " + plan.size(), "the simplest", 0.5)));
    }

    private static List<Remedy<Plan>> smaller(Plan plan) {
        var rungs = new ArrayList<Remedy<Plan>>();
        if (plan.size() > 1) {
            var half = plan.size() / 2;
            rungs.add(new Remedy.Replan<>(
                    RecoveryStrategy.PARAMETER_ADJUSTMENT,
                    new Plan(half, plan.helper()),
                    new Change("size", String.valueOf(plan.size()), String.valueOf(half), 0.1)));
        }
        return rungs;
    }

    public static final Map<RecoveryPolicy.RecoveryScope, RecoveryPolicy> POLICIES = Map.of(
            RecoveryPolicy.RecoveryScope.NONE, new RecoveryPolicy(RecoveryPolicy.RecoveryScope.NONE, 1),
            RecoveryPolicy.RecoveryScope.RETRY, new RecoveryPolicy(RecoveryPolicy.RecoveryScope.RETRY, 1),
            RecoveryPolicy.RecoveryScope.SAME_MODEL, new RecoveryPolicy(RecoveryPolicy.RecoveryScope.SAME_MODEL, 1),
            RecoveryPolicy.RecoveryScope.ANY, new RecoveryPolicy(RecoveryPolicy.RecoveryScope.ANY, 1));
}
