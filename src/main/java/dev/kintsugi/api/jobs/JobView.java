package dev.kintsugi.api.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.job.ArtifactRef;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobState;
import dev.kintsugi.report.TrailView;
import dev.kintsugi.report.event.Provenance;
import dev.kintsugi.report.problem.Problem;
import dev.kintsugi.report.problem.Problems;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A job.
 *
 * @param id its name
 * @param kind what is made: image or tensor
 * @param state queued, running, waiting_for_user, completed, failed or cancelled
 * @param model that was asked for
 * @param priority critical, high, normal or low
 * @param correlationId of the call that submitted it
 * @param created when it was accepted, ISO 8601
 * @param ended when it ended; left out while it has not
 * @param artifacts the paths of its artifacts
 * @param trail what was done about failures on the way
 * @param problem why it failed; left out if it did not
 * @param kintsugi how its result came about, with what is less than was asked for; left out in lists, and if there is none
 * @param warnings what the caller should know of the request; told with the answer to it only
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record JobView(
        String id,
        String kind,
        String state,
        String model,
        String priority,
        String correlationId,
        String created,
        @Nullable String ended,
        List<String> artifacts,
        List<TrailView> trail,
        @Nullable Problem problem,
        @Nullable Provenance kintsugi,
        @Nullable List<String> warnings) {

    /** The same with how its result came about, and with warnings about the request. */
    JobView with(Optional<Provenance> provenance, List<String> told) {
        return new JobView(
                id,
                kind,
                state,
                model,
                priority,
                correlationId,
                created,
                ended,
                artifacts,
                trail,
                problem,
                provenance.orElse(null),
                told.isEmpty() ? null : told);
    }

    static JobView of(Job job, Problems problems) {
        return switch (job.state()) {
            case JobState.Queued _, JobState.Running _ -> of(job, null, List.of(), List.of(), null);
            case JobState.Cancelled cancelled -> of(job, cancelled.at(), List.of(), List.of(), null);
            case JobState.Completed completed ->
                of(
                        job,
                        completed.at(),
                        completed.result().artifacts(),
                        TrailView.of(completed.outcome().trail()),
                        null);
            case JobState.Failed failed ->
                of(
                        job,
                        failed.at(),
                        List.of(),
                        TrailView.of(failed.outcome().trail()),
                        problems.of(job.id(), failed.outcome(), path(job)));
            case JobState.WaitingForUser waiting ->
                of(
                        job,
                        waiting.at(),
                        List.of(),
                        TrailView.of(waiting.outcome().trail()),
                        problems.of(job.id(), waiting.outcome(), path(job)));
        };
    }

    private static JobView of(
            Job job,
            @Nullable Instant ended,
            List<ArtifactRef> artifacts,
            List<TrailView> trail,
            @Nullable Problem problem) {
        return new JobView(
                job.id().value(),
                job.plan().work().kind(),
                job.state().code(),
                job.plan().variant().model().value(),
                job.order().priority().code(),
                job.correlationId(),
                job.created().toString(),
                ended == null ? null : ended.toString(),
                IntStream.range(0, artifacts.size())
                        .mapToObj(i ->
                                path(job) + "/artifacts/" + artifacts.get(i).fileName(i))
                        .toList(),
                trail,
                problem,
                null,
                null);
    }

    private static String path(Job job) {
        return "/v1/jobs/" + job.id();
    }
}
