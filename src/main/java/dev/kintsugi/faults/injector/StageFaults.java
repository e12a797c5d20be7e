package dev.kintsugi.faults.injector;

import dev.kintsugi.faults.fault.Boundary;
import dev.kintsugi.faults.fault.Fault;
import dev.kintsugi.faults.fault.Faults;
import dev.kintsugi.faults.fault.InjectionPoint;
import dev.kintsugi.pipeline.GenerationRun;
import dev.kintsugi.pipeline.Stage;
import dev.kintsugi.pipeline.StageFaultHook;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.runtime.session.FailingRuns;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;
import java.util.EnumSet;
import java.util.Set;

/** What can go wrong when a stage begins. */
@ApplicationScoped
@Typed(StageFaults.class)
class StageFaults implements StageFaultHook {

    private static final Set<Boundary> BOUNDARIES =
            EnumSet.of(Boundary.MODEL_FILE, Boundary.MEMORY_LIMIT, Boundary.SESSION_RUN);

    private final Faults faults;
    private final FileDamage files;
    private final FailingRuns runs;

    StageFaults(Faults faults, FileDamage files, FailingRuns runs) {
        this.faults = faults;
        this.files = files;
        this.runs = runs;
    }

    @Override
    public void pass(Stage stage, Plan plan, GenerationRun run) {
        var present = faults.at(BOUNDARIES);
        if (present.isEmpty()) {
            return;
        }
        var point = InjectionPoint.of(stage, plan, run.correlationId());
        for (var fault : present) {
            inject(fault, point, stage, plan, run);
        }
    }

    private void inject(Fault fault, InjectionPoint point, Stage stage, Plan plan, GenerationRun run) {
        switch (fault.kind()) {
            case FLIP_BIT, TRUNCATE, DELETE, UNREADABLE -> {
                var file = files.target(stage, plan);
                if (file.isPresent() && faults.hits(fault, point)) {
                    files.damage(fault.kind(), file.get());
                }
            }
            case ALLOCATION -> {
                if (faults.hits(fault, point)) {
                    runs.exhaustMemory(run.handle());
                }
            }
            case OPERATOR_ERROR -> {
                if (faults.hits(fault, point)) {
                    runs.divideByZero(run.handle());
                }
            }
            case HANG -> {
                if (faults.hits(fault, point)) {
                    runs.computeForEver(run.handle());
                }
            }
            case FULL, NO_ROOM, READ_ONLY, FORWARD, BACKWARD -> {} // these happen to no stage
        }
    }
}
