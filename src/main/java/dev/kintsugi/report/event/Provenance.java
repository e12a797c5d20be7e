package dev.kintsugi.report.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobResult;
import dev.kintsugi.pipeline.work.ImageFacts;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.TensorWork;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.report.ChangeView;
import dev.kintsugi.report.TrailView;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an answer came about: nothing is repaired or degraded in secret.
 *
 * @param job the job's id
 * @param modelAsked the name that the request gave, which may be an alias; left out if it gave none
 * @param asked what was asked for, by the names of the request
 * @param used what it was computed with, by the same names
 * @param modelUsed which model was used
 * @param wasFallback whether that is another one than was asked for, or another version of it
 * @param degraded what is less than was asked for
 * @param warnings the same and more in plain words
 * @param trail what was done about failures on the way
 * @param device where it ran
 * @param precision of the weights
 * @param steps denoising steps of pictures
 * @param guidance classifier-free guidance scale
 * @param seeds of the pictures, in order
 * @param durationMs from acceptance to result, in milliseconds
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Provenance(
        String job,
        @Nullable String modelAsked,
        Map<String, Object> asked,
        Map<String, Object> used,
        String modelUsed,
        boolean wasFallback,
        List<ChangeView> degraded,
        List<String> warnings,
        List<TrailView> trail,
        String device,
        String precision,
        @Nullable Integer steps,
        @Nullable Double guidance,
        @Nullable List<Long> seeds,
        long durationMs) {

    public static Provenance of(
            Job job, Outcome<JobResult> outcome, JobResult result, Duration took, List<String> earlierWarnings) {
        var changes =
                switch (outcome) {
                    case Outcome.Degraded<JobResult> degraded -> degraded.changes();
                    case Outcome.Completed<JobResult> _, Outcome.Recovered<JobResult> _, Outcome.Failed<JobResult> _ ->
                        List.<Change>of();
                };
        var variant = result.plan().variant();
        var drawn =
                switch (result.plan().work()) {
                    case ImageWork image -> Optional.of(image);
                    case TensorWork _ -> Optional.<ImageWork>empty();
                };
        return new Provenance(
                job.id().value(),
                job.order().request().model().orElse(null),
                Parameters.asked(job.order().request()),
                Parameters.used(result.plan()),
                variant.model().value(),
                !variant.isSameVersion(job.plan().variant()) || changesModel(changes),
                ChangeView.of(changes),
                ProvenanceWarnings.of(outcome.trail(), changes, earlierWarnings),
                TrailView.of(outcome.trail()),
                variant.device().toString(),
                variant.precision(),
                drawn.map(ImageWork::steps).orElse(null),
                drawn.map(ImageWork::guidance).orElse(null),
                drawn.map(_ -> seeds(result)).orElse(null),
                took.toMillis());
    }

    /** Whether one of them is another model than the one that was asked for; a change may be of several things. */
    private static boolean changesModel(List<Change> changes) {
        return changes.stream()
                .anyMatch(change -> List.of(change.what().split(", ")).contains(Change.MODEL));
    }

    private static List<Long> seeds(JobResult result) {
        return result.artifacts().stream()
                .map(made -> ImageFacts.of(made.facts()).seed())
                .toList();
    }
}
