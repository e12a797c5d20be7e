package dev.kintsugi.api.jobs;

import dev.kintsugi.job.ArtifactRef;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.queue.QueueStatus;
import dev.kintsugi.job.service.JobService;
import dev.kintsugi.report.TrailView;
import dev.kintsugi.report.event.Parameters;
import dev.kintsugi.report.event.Pictures;
import dev.kintsugi.report.event.Provenance;
import dev.kintsugi.report.problem.Problem;
import dev.kintsugi.report.problem.Problems;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Shows jobs to clients. */
@ApplicationScoped
class JobViews {

    private final JobService jobs;
    private final Problems problems;
    private final QueueStatus queue;

    JobViews(JobService jobs, Problems problems, QueueStatus queue) {
        this.jobs = jobs;
        this.queue = queue;
        this.problems = problems;
    }

    /** One of many. */
    JobView brief(Job job) {
        return switch (job.state()) {
            case JobState.Queued _, JobState.Running _ -> view(job, null, List.of(), List.of(), null);
            case JobState.Cancelled cancelled -> view(job, cancelled.at(), List.of(), List.of(), null);
            case JobState.Completed completed ->
                view(
                        job,
                        completed.at(),
                        completed.result().artifacts(),
                        TrailView.of(completed.outcome().trail()),
                        null);
            case JobState.Failed failed ->
                view(
                        job,
                        failed.at(),
                        List.of(),
                        TrailView.of(failed.outcome().trail()),
                        problems.of(job.id(), failed.outcome(), path(job)));
            case JobState.WaitingForUser waiting ->
                view(
                        job,
                        waiting.at(),
                        List.of(),
                        TrailView.of(waiting.outcome().trail()),
                        problems.of(job.id(), waiting.outcome(), path(job)));
        };
    }

    /** With all that was repaired or degraded. Blocks. */
    JobView of(Job job) {
        return of(job, List.of());
    }

    /** The same with warnings about the request that it was submitted with. Blocks. */
    JobView of(Job job, List<String> warnings) {
        var all = Stream.concat(warnings.stream(), whyItWaits(job).stream()).toList();
        return brief(job).with(provenance(job, jobs.warnings(job.id())), all);
    }

    private Optional<String> whyItWaits(Job job) {
        return job.state() instanceof JobState.Queued ? queue.heldBack(job) : Optional.empty();
    }

    private static Optional<Provenance> provenance(Job job, List<String> warnings) {
        return job.state() instanceof JobState.Completed done
                ? Optional.of(Provenance.of(
                        job, done.outcome(), done.result(), Duration.between(job.created(), done.at()), warnings))
                : Optional.empty();
    }

    private static JobView view(
            Job job,
            @Nullable Instant ended,
            List<ArtifactRef> artifacts,
            List<TrailView> trail,
            @Nullable Problem problem) {
        return new JobView(
                job.id().value(),
                job.plan().work().kind().code(),
                job.state().code(),
                job.plan().variant().model().value(),
                Parameters.asked(job.order().request()),
                job.order().priority().code(),
                job.correlationId(),
                job.created().toString(),
                ended == null ? null : ended.toString(),
                IntStream.range(0, artifacts.size())
                        .mapToObj(i -> Pictures.path(job, artifacts, i))
                        .toList(),
                trail,
                problem,
                provenance(job, List.of()).orElse(null),
                null);
    }

    private static String path(Job job) {
        return "/v1/jobs/" + job.id();
    }
}
