package dev.kintsugi.recovery.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.recovery.Toy;
import dev.kintsugi.recovery.budget.Budget;
import dev.kintsugi.recovery.budget.RetrySchedule;
import dev.kintsugi.recovery.failure.FailureCatalog;
import dev.kintsugi.recovery.failure.FailureType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What is tried for each kind of failure when nothing helps, as a table that can be reviewed without Java. After a
 * change that is meant, write it anew with {@code -Dgolden.update=true} and read the difference.
 */
class DecisionTableTest {

    private static final Path TABLE = Path.of("src/test/resources/golden/decisions.csv");

    private final Decider<Toy.Plan> decider = new Decider<>(
            Toy.REMEDIES,
            RetrySchedule.DEFAULT,
            StrategyOrder.fixed(FailureCatalog.STANDARD).withCustom());

    @Test
    void decidesAsTheTableSays() throws IOException {
        var table = new StringBuilder("# failure; policy: what is tried, in order; why it ends\n");
        for (var type : FailureType.values()) {
            for (var reach : RecoveryPolicy.RecoveryScope.values()) {
                table.append(type.code())
                        .append("; ")
                        .append(reach.code())
                        .append(": ")
                        .append(String.join(", ", decisions(List.of(type), Toy.POLICIES.get(reach), 5)))
                        .append('\n');
            }
        }
        table.append("# the last attempts: failures in a row; attempts allowed; policy: what is tried; why it ends\n");
        for (var failures : RESERVED) {
            for (var attempts : new int[] {1, 2, 3, 5}) {
                for (var reach : List.of(RecoveryPolicy.RecoveryScope.SAME_MODEL, RecoveryPolicy.RecoveryScope.ANY)) {
                    table.append(failures.stream().map(FailureType::code).collect(Collectors.joining(" then ")))
                            .append("; ")
                            .append(attempts)
                            .append("; ")
                            .append(reach.code())
                            .append(": ")
                            .append(String.join(", ", decisions(failures, Toy.POLICIES.get(reach), attempts)))
                            .append('\n');
                }
            }
        }
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(TABLE, table);
        }
        assertThat(table.toString()).isEqualTo(Files.readString(TABLE));
    }

    /** What uses attempts before memory or time runs out. */
    private static final List<List<FailureType>> RESERVED = List.of(
            List.of(FailureType.VRAM_EXHAUSTION),
            List.of(FailureType.INFERENCE_TIMEOUT),
            List.of(FailureType.MODEL_CORRUPTION_DETECTED, FailureType.VRAM_EXHAUSTION),
            List.of(FailureType.GENERATION_PIPELINE_ERROR, FailureType.VRAM_EXHAUSTION),
            List.of(
                    FailureType.MODEL_LOADING_FAILED,
                    FailureType.GENERATION_PIPELINE_ERROR,
                    FailureType.VRAM_EXHAUSTION),
            List.of(FailureType.VRAM_EXHAUSTION, FailureType.INFERENCE_TIMEOUT));

    private List<String> decisions(List<FailureType> types, RecoveryPolicy policy, int attempts) {
        var history = new ArrayList<Attempt<Toy.Plan>>();
        var names = new ArrayList<String>();
        var plan = new Toy.Plan(8, false);
        Remedy<Toy.Plan> remedy = null;
        var budget = new Budget(attempts, 3, Toy.NOW.plusSeconds(60));
        while (true) {
            var type = types.get(Math.min(history.size(), types.size() - 1));
            history.add(new Attempt<>(plan, remedy, false, Toy.failure(type)));
            switch (decider.decide(history, policy, budget, Toy.NOW)) {
                case Decision.GiveUp<Toy.Plan> giveUp -> {
                    names.add("give up: " + giveUp.reason().name().toLowerCase());
                    return names;
                }
                case Decision.Apply<Toy.Plan> apply -> {
                    remedy = apply.remedy();
                    names.add(name(remedy));
                    plan = remedy instanceof Remedy.Replan<Toy.Plan> replan ? replan.plan() : plan;
                }
            }
        }
    }

    private static String name(Remedy<Toy.Plan> remedy) {
        return switch (remedy) {
            case Remedy.Retry<Toy.Plan> retry -> "retry after " + retry.after().toMillis() + " ms";
            case Remedy.Replan<Toy.Plan> replan ->
                replan.parts().stream().map(Change::toString).collect(Collectors.joining(" and "));
            case Remedy.Repair<Toy.Plan> repair -> repair.task().name();
            case Remedy.Relieve<Toy.Plan> relieve -> relieve.task().name();
            case Remedy.Consult<Toy.Plan> consult -> "ask " + consult.adviser().name();
        };
    }
}
