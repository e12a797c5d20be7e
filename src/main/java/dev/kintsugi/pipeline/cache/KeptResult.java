package dev.kintsugi.pipeline.cache;

import dev.kintsugi.pipeline.Artifact;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.recovery.decision.Change;
import java.time.Instant;
import java.util.List;

/**
 * What a plan gave a short while ago.
 *
 * @param warnings what was said of it
 * @param at when it was made
 */
record KeptResult(Plan plan, List<Artifact> artifacts, List<String> warnings, Instant at) {

    private static final double ANOTHER_PICTURE_LOSS = 0.3;

    int bytes() {
        var bytes = artifacts.stream()
                .mapToLong(artifact -> artifact.content().length)
                .sum();
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }

    /** Whether it may stand in for what a plan would give: what a part of one model computes, no other model does. */
    boolean answers(Plan asked) {
        return asked.work().isAnsweredBy(plan.work()) && (asked.work().part().isEmpty() || isOfModel(asked.variant()));
    }

    private boolean isOfModel(Variant asked) {
        return asked.isSameVersion(plan.variant());
    }

    private boolean isOf(Plan asked) {
        return asked.work().equals(plan.work())
                && asked.variant().withDevice(plan.variant().device()).equals(plan.variant());
    }

    /** How much less it is than what a plan would give, from 0 to 1. */
    double loss(Plan asked) {
        return isOf(asked) ? 0 : ANOTHER_PICTURE_LOSS;
    }

    /** How it differs from what a plan would give. */
    Change change(Plan asked) {
        var before = "one computed before" + (isOf(asked) ? "" : distinction());
        var wanted = asked.variant();
        var used = plan.variant();
        if (isOfModel(wanted)) {
            return new Change("answer", "a new result", before, loss(asked));
        }
        return wanted.model().equals(used.model())
                ? new Change(Change.VERSION, wanted.version(), used.version() + ", " + before, loss(asked))
                : new Change(Change.MODEL, wanted.model().value(), used.model() + ", " + before, loss(asked));
    }

    private String distinction() {
        var distinction = plan.work().distinction();
        return distinction.isEmpty() ? "" : " with " + distinction;
    }
}
