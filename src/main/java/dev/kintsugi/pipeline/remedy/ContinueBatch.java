package dev.kintsugi.pipeline.remedy;

import dev.kintsugi.recovery.decision.RepairAction;
import io.smallrye.mutiny.Uni;

/** Goes on with the same plan after some of its pictures: they are finished and kept, so the next attempt has less to do. */
record ContinueBatch(int finished, int count) implements RepairAction {

    @Override
    public String name() {
        return "go on after " + finished + " of " + count + " pictures";
    }

    @Override
    public Uni<String> run() {
        return Uni.createFrom().item("went on after " + finished + " of " + count + " pictures");
    }
}
