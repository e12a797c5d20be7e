package dev.kintsugi.pipeline;

import dev.kintsugi.pipeline.plan.Plan;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** All kinds of generation that this service knows. */
@ApplicationScoped
public class Pipelines {

    private final List<Pipeline> all;

    Pipelines(@All List<Pipeline> all) {
        this.all = all;
    }

    /** The one that computes a plan. */
    public Pipeline of(Plan plan) {
        return all.stream()
                .filter(pipeline -> pipeline.work().isInstance(plan.work()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no pipeline computes works of the kind "
                        + plan.work().kind().code()));
    }

    /** Whether all that a plan needs of its model is loaded; not if the model is gone. */
    public boolean isLoaded(Plan plan) {
        return of(plan).isLoaded(plan);
    }

    /** The codes of the stages of all kinds, in order. */
    public List<String> stages() {
        return all.stream()
                .flatMap(pipeline -> pipeline.stages().stream())
                .map(Stage::code)
                .distinct()
                .toList();
    }
}
