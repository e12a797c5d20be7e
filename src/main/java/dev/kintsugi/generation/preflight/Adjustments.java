package dev.kintsugi.generation.preflight;

import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.generation.attempt.Result;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.recovery.trail.RecoveryListener;
import jakarta.enterprise.context.ApplicationScoped;

/** Changes plans before they begin, for what can be foreseen and for the load, and learns from how they end. */
@ApplicationScoped
public class Adjustments {

    private final PreflightAdjustment preflight;
    private final OutcomeLearning learning;
    private final LoadShedding loadShedding;
    private final ModelChanges models;
    private final KilledGenerations killed;
    private final Groups groups;

    Adjustments(
            PreflightAdjustment preflight,
            OutcomeLearning learning,
            LoadShedding loadShedding,
            ModelChanges models,
            KilledGenerations killed,
            Groups groups) {
        this.preflight = preflight;
        this.learning = learning;
        this.loadShedding = loadShedding;
        this.models = models;
        this.killed = killed;
        this.groups = groups;
    }

    /** How many generations of plans that differ only in what their callers wrote are worth one group; 1 for none. */
    public int together(Plan plan) {
        return groups.most(plan);
    }

    /** Listens to what becomes of each strategy, and hands on to the next listener. */
    public RecoveryListener learning(RecoveryListener listener) {
        return learning.learning(listener);
    }

    /** Throws why a plan is not accepted: its network is refused since it ended the process. */
    public void requireAccepted(Plan plan) {
        killed.requireAccepted(plan);
    }

    /** Of a generation that has not begun, as far as its caller allows. It may be refused then. */
    public void apply(Generation generation) {
        models.check(generation.incident().plan());
        killed.adjust(generation);
        if (generation.refusal().isPresent()) {
            return;
        }
        preflight.adjust(generation);
        loadShedding.adjust(generation);
    }

    /** A person has resumed a request: what it did before says nothing of it any more. */
    public void trust(Plan asked) {
        killed.trust(asked);
    }

    public void learn(Generation generation, Outcome<Result> outcome) {
        learning.learn(generation, outcome);
    }
}
