package dev.kintsugi.generation.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.model.ModelId;
import dev.kintsugi.pipeline.Artifact;
import dev.kintsugi.pipeline.Checkpoint;
import dev.kintsugi.pipeline.MediaType;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.pipeline.cache.ResultCache;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.SchedulerKind;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.recovery.Incident;
import dev.kintsugi.recovery.budget.Budget;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.runtime.device.Device;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An answer that was kept says all that was said of it when it was drawn, once. */
class KeptAnswersTest {

    private static final Plan PLAN = new Plan(
            new Variant(new ModelId("own"), "1", "standard", Device.CPU),
            new ImageWork("a star", "", new Size(64, 64), 4, 5, 42, 1, SchedulerKind.MODEL),
            Execution.FASTEST);

    private final ResultCache cache = new ResultCache(1 << 20, Duration.ofMinutes(1), Clock.systemUTC());
    private final Computation computation = new Computation(null, cache, null, null, null, Clock.systemUTC());

    @Test
    void keepsItsWarnings() {
        var first = new ArrayList<String>();
        var drawn = generation(first);
        var progress = new WorkProgress(drawn, Clock.systemUTC());
        progress.on(new Progress.Warning("the scheduler is another one"));
        progress.on(new Progress.Warning("unet/model.onnx changed"));
        var picture = List.of(new Artifact(new byte[] {1}, MediaType.PNG, Map.of()));
        computation.keep(new Result(picture, PLAN), drawn);
        assertThat(first).hasSize(2);

        var later = new ArrayList<String>();
        assertThat(computation.kept(PLAN.answeredFromKept(), generation(later)).artifacts())
                .isEqualTo(picture);
        assertThat(later).isEqualTo(first);

        var failedBefore = new ArrayList<String>();
        var again = generation(failedBefore);
        new WorkProgress(again, Clock.systemUTC()).on(new Progress.Warning("the scheduler is another one"));
        computation.kept(PLAN.answeredFromKept(), again);
        assertThat(failedBefore).isEqualTo(first);
    }

    private static Generation generation(List<String> warnings) {
        var incident =
                new Incident<>(PLAN, RecoveryPolicy.ANY, new Budget(4, 3, Instant.MAX), step -> {}, Clock.systemUTC());
        var audience = new Generation.Audience(
                progress -> {
                    if (progress instanceof Progress.Warning(var text)) {
                        warnings.add(text);
                    }
                },
                0);
        return new Generation("job", PLAN, incident, FailureContext.NONE, Checkpoint.NONE, audience);
    }
}
